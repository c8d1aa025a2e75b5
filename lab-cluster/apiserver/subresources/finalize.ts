// namespaces/finalize: the namespace controller says that it has emptied the namespace.
// Models pkg/registry/core/namespace/storage FinalizeREST.
import type { Namespace } from '../../api/kinds/namespace.ts';
import type { KubeObject } from '../../api/object.ts';
import type { Result } from '../../api/status.ts';
import type { Task } from '../../sim/sim.ts';
import { noteRequestObject } from '../audit/audit.ts';
import { decodeObject } from '../encoding/decode.ts';
import { parseWriteQuery } from '../rest/options.ts';
import type { ResourceCall } from '../pipeline.ts';
import { type Answer, refusal } from '../rest/read.ts';
import { changeObject } from '../rest/update.ts';
import type { Server } from '../server-state.ts';
import { defineSubresource } from './subresource.ts';

export const finalize = defineSubresource({
  name: 'finalize',
  update: finalizeNamespace,
});

function* finalizeNamespace(call: ResourceCall, server: Server): Task<Answer> {
  const { kind } = call.route;
  const query = parseWriteQuery(call.request.query, 'UpdateOptions');
  if (!query.ok) return refusal(call, query.status);
  const decoded = decodeObject(kind, call.request, query.value.fieldValidation);
  if (!decoded.ok) return refusal(call, decoded.status);
  const wanted = decoded.value.object as Namespace;
  noteRequestObject(call, kind, decoded.value.object);
  const next = (existing: KubeObject): Result<KubeObject> => {
    const { spec } = existing as Namespace;
    const { resourceVersion } = wanted.metadata;
    const metadata = resourceVersion === undefined ? existing.metadata : { ...existing.metadata, resourceVersion };
    return { ok: true, value: { ...existing, metadata, spec: { ...spec, finalizers: wanted.spec?.finalizers ?? [] } } as KubeObject };
  };
  const written = yield* changeObject(call, server, query.value, next);
  if (!written.ok) return refusal(call, written.status);
  const { object, revision, deleted } = written.value;
  const wrote = deleted ? 'Its end: nothing holds the namespace any more.' : 'What still holds the namespace.';
  return { response: { code: 200, body: object }, end: { wrote, code: 200, revision, detail: call.detail } };
}
