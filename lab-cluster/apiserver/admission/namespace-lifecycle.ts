// NamespaceLifecycle: nothing new in a namespace that is missing or on its way out, and some namespaces never go.
// Models apiserver/pkg/admission/plugin/namespace/lifecycle.
import { forbiddenStatus, notFoundStatus } from '../../api/errors.ts';
import { type Namespace, namespaces } from '../../api/kinds/namespace.ts';
import { erased } from '../../api/registry.ts';
import type { Status } from '../../api/status.ts';
import { registryKey } from '../storage/registry-key.ts';
import type { AdmissionPlugin } from './plugin.ts';

const IMMORTAL = new Set(['default', 'kube-system', 'kube-public']);
const kind = erased(namespaces);

export const namespaceLifecycle: AdmissionPlugin = {
  name: 'NamespaceLifecycle',
  handles: (request) =>
    request.operation === 'DELETE' ? request.kind.plural === 'namespaces' : request.operation !== 'CONNECT' && request.kind.namespaced,
  mutate: (request, { cache }) => {
    if (request.operation === 'DELETE') {
      return IMMORTAL.has(request.name) ? forbiddenStatus(kind, request.name, 'this namespace may not be deleted') : undefined;
    }
    const name = request.namespace ?? '';
    const namespace = cache.get(kind, registryKey(kind, undefined, name)) as Namespace | undefined;
    if (namespace === undefined) return notFoundStatus(kind, name);
    if (request.operation !== 'CREATE' || namespace.status.phase !== 'Terminating') return undefined;
    const why = `unable to create new content in namespace ${name} because it is being terminated`;
    return terminating(forbiddenStatus(request.kind, request.name, why), name);
  },
};

function terminating(status: Status, namespace: string): Status {
  const cause = { reason: 'NamespaceTerminating', message: `namespace ${namespace} is being terminated`, field: 'metadata.namespace' };
  return { ...status, details: { ...status.details, causes: [cause] } };
}
