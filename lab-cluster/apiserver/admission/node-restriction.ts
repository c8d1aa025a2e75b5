// NodeRestriction: a kubelet writes its own Node, its own lease and the pods bound to it, and gives itself no labels that lead
// pods. Models plugin/pkg/admission/noderestriction.
// Simplified: what else of a claim's status was to change is not shown line by line.
import { latinOfBase64 } from '../../api/base64.ts';
import { deepEqual } from '../../api/equal.ts';
import { forbiddenStatus } from '../../api/errors.ts';
import type { CertificateSigningRequest } from '../../api/kinds/certificate-signing-request.ts';
import type { PersistentVolumeClaim } from '../../api/kinds/persistent-volume-claim.ts';
import { parseRequest } from '../../api/x509/certificate-request.ts';
import { nodeOf } from '../authz/node.ts';
import { nodeObjection } from './node-restriction/nodes.ts';
import { type Objection, podObjection } from './node-restriction/pods.ts';
import { tokenObjection } from './node-restriction/tokens.ts';
import type { AdmissionEnv, AdmissionPlugin, AdmissionRequest } from './plugin.ts';

const LEASE_NAMESPACE = 'kube-node-lease';
const KUBELET_SIGNERS: ReadonlySet<string> = new Set(['kubernetes.io/kubelet-serving', 'kubernetes.io/kube-apiserver-client-kubelet']);

export const nodeRestriction: AdmissionPlugin = {
  name: 'NodeRestriction',
  simplified: 'A refused change of a claim does not list what was to change.',
  handles: ({ user, operation }) => operation !== 'CONNECT' && nodeOf(user) !== undefined,
  // It changes nothing, yet upstream asks it here: before any rule of the object.
  mutate: (request, env) => {
    const node = nodeOf(request.user) ?? '';
    const why = node === '' ? `could not determine node from user ${JSON.stringify(request.user.name)}` : objection(request, node, env);
    return typeof why === 'string' ? forbiddenStatus(request.kind, request.name, why) : why;
  },
};

function objection(request: AdmissionRequest, node: string, env: AdmissionEnv): Objection {
  switch (request.kind.resource) {
    case 'pods':
      return podObjection(request, node, env);
    case 'nodes':
      return nodeObjection(request, node);
    case 'persistentvolumeclaims':
      return claimObjection(request, node);
    case 'serviceaccounts':
      return tokenObjection(request, node, env);
    case 'leases.coordination.k8s.io':
      if (request.namespace !== LEASE_NAMESPACE) return `can only access leases in the ${JSON.stringify(LEASE_NAMESPACE)} system namespace`;
      return request.name === node ? undefined : 'can only access node lease with the same name as the requesting node';
    case 'csinodes.storage.k8s.io':
      return request.name === node ? undefined : 'can only access CSINode with the same name as the requesting node';
    case 'certificatesigningrequests.certificates.k8s.io':
      return requestObjection(request, node);
    default:
      return undefined;
  }
}

function claimObjection({ operation, subresource, object, oldObject }: AdmissionRequest, node: string): Objection {
  if (subresource !== 'status') return 'may only update PVC status';
  if (operation !== 'UPDATE') return `unexpected operation "${operation}"`;
  const fixed = (claim: PersistentVolumeClaim): object => {
    const { resourceVersion: _version, managedFields: _owners, ...metadata } = claim.metadata;
    const { capacity: _capacity, conditions: _conditions, allocatedResourceStatuses: _states, ...rest } = claim.status ?? {};
    const { allocatedResources: _allocated, ...status } = rest;
    return { ...claim, metadata, status };
  };
  const same = deepEqual(fixed(object as PersistentVolumeClaim), fixed(oldObject as PersistentVolumeClaim));
  return same
    ? undefined
    : `node ${JSON.stringify(node)} is not allowed to update fields other than status.quantity and status.conditions: `;
}

/** Certificates for kubelets are for the one that asks. */
function requestObjection({ operation, object }: AdmissionRequest, node: string): Objection {
  if (operation !== 'CREATE') return undefined;
  const { signerName = '', request }: Partial<CertificateSigningRequest['spec']> = (object as CertificateSigningRequest).spec ?? {};
  if (!KUBELET_SIGNERS.has(signerName)) return undefined;
  const parsed = parseRequest(latinOfBase64(request ?? ''));
  if (!parsed.ok) return `unable to parse csr: ${parsed.why}`;
  const own = `system:node:${node}`;
  return parsed.value.commonName === own ? undefined : `can only create a node CSR with CN=${own}`;
}
