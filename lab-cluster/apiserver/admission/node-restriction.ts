// NodeRestriction: a kubelet writes its own Node, its own lease and the pods bound to it, and gives itself no labels that lead
// pods. Models plugin/pkg/admission/noderestriction.
// Simplified: tokens and resource claims are left to the Node authoriser.
import { forbiddenStatus } from '../../api/errors.ts';
import { deepEqual } from '../../api/equal.ts';
import type { KubeNode } from '../../api/kinds/node.ts';
import type { Pod } from '../../api/kinds/pod.ts';
import type { Status } from '../../api/status.ts';
import { nodeOf } from '../authz/node.ts';
import type { AdmissionPlugin, AdmissionRequest } from './plugin.ts';

const MIRROR_ANNOTATION = 'kubernetes.io/config.mirror';
const LEASE_NAMESPACE = 'kube-node-lease';
/** Of the labels of kubernetes.io and k8s.io, those a kubelet may set on its Node. */
const OWN_LABELS: ReadonlySet<string> = new Set([
  'kubernetes.io/hostname',
  'kubernetes.io/os',
  'kubernetes.io/arch',
  'beta.kubernetes.io/os',
  'beta.kubernetes.io/arch',
  'beta.kubernetes.io/instance-type',
  'failure-domain.beta.kubernetes.io/zone',
  'failure-domain.beta.kubernetes.io/region',
  'topology.kubernetes.io/zone',
  'topology.kubernetes.io/region',
]);
const OWN_DOMAINS = ['kubelet.kubernetes.io', 'node.kubernetes.io'];
const RESTRICTED_DOMAIN = 'node-restriction.kubernetes.io';

export const nodeRestriction: AdmissionPlugin = {
  name: 'NodeRestriction',
  simplified: 'Tokens and resource claims are left to the Node authoriser.',
  handles: ({ user }) => nodeOf(user) !== undefined,
  validate: (request) => {
    const node = nodeOf(request.user) ?? '';
    if (node === '') return refuse(request, `could not determine node from user ${JSON.stringify(request.user.name)}`);
    const why = objection(request, node);
    return why === undefined ? undefined : refuse(request, why);
  },
};

function refuse({ kind, name }: AdmissionRequest, why: string): Status {
  return forbiddenStatus(kind, name, why);
}

function objection(request: AdmissionRequest, node: string): string | undefined {
  switch (request.kind.resource) {
    case 'pods':
      return podObjection(request, JSON.stringify(node), node);
    case 'nodes':
      return nodeObjection(request, JSON.stringify(node), node);
    case 'leases.coordination.k8s.io':
      if (request.namespace !== LEASE_NAMESPACE) return `can only access leases in the ${JSON.stringify(LEASE_NAMESPACE)} system namespace`;
      return request.name === node ? undefined : 'can only access node lease with the same name as the requesting node';
    case 'csinodes.storage.k8s.io':
      return request.name === node ? undefined : 'can only access CSINode with the same name as the requesting node';
    default:
      return undefined;
  }
}

function podObjection({ operation, subresource, object, oldObject }: AdmissionRequest, quoted: string, node: string): string | undefined {
  const pod = object as Pod;
  const existing = (oldObject ?? object) as Pod;
  const isOwn = existing.spec?.nodeName === node;
  if (subresource === 'status') {
    if (!isOwn) return `node ${quoted} can only update pod status for pods with spec.nodeName set to itself`;
    return deepEqual(pod.metadata.labels, existing.metadata.labels) ? undefined : `node ${quoted} cannot update labels through pod status`;
  }
  if (subresource !== undefined) return undefined;
  if (operation === 'DELETE') return isOwn ? undefined : `node ${quoted} can only delete pods with spec.nodeName set to itself`;
  if (operation !== 'CREATE') return `unexpected operation "${operation}", node ${quoted} can only create and delete mirror pods`;
  if (pod.metadata.annotations?.[MIRROR_ANNOTATION] === undefined) {
    return `pod does not have "${MIRROR_ANNOTATION}" annotation, node ${quoted} can only create mirror pods`;
  }
  if (pod.spec.nodeName !== node) return `node ${quoted} can only create pods with spec.nodeName set to itself`;
  return pod.spec.serviceAccountName ? `node ${quoted} can not create pods that reference a service account` : undefined;
}

function nodeObjection({ operation, name, object, oldObject }: AdmissionRequest, quoted: string, node: string): string | undefined {
  if (name !== node) return `node ${quoted} is not allowed to modify node ${JSON.stringify(name)}`;
  const next = object as KubeNode;
  const previous = oldObject as KubeNode | undefined;
  const labels = changedLabels(next.metadata.labels ?? {}, previous?.metadata.labels ?? {}).filter(isForbidden);
  if (operation === 'CREATE') {
    return labels.length === 0 ? undefined : `node ${quoted} is not allowed to set the following labels: ${labels.join(', ')}`;
  }
  if (operation !== 'UPDATE' || previous === undefined) return undefined;
  if (!deepEqual(next.spec?.taints ?? [], previous.spec?.taints ?? [])) return `node ${quoted} is not allowed to modify taints`;
  if (labels.length > 0) return `node ${quoted} is not allowed to modify labels: ${labels.join(', ')}`;
  const owners = deepEqual(next.metadata.ownerReferences ?? [], previous.metadata.ownerReferences ?? []);
  return owners ? undefined : `node ${quoted} is not allowed to modify ownerReferences`;
}

type Labels = Readonly<Record<string, string>>;

function changedLabels(next: Labels, previous: Labels): string[] {
  const keys = new Set([...Object.keys(next), ...Object.keys(previous)]);
  return [...keys].filter((key) => next[key] !== previous[key]).sort();
}

function isForbidden(label: string): boolean {
  const slash = label.indexOf('/');
  if (slash < 0 || OWN_LABELS.has(label)) return false;
  const domain = label.slice(0, slash);
  const within = (parent: string): boolean => domain === parent || domain.endsWith(`.${parent}`);
  if (within(RESTRICTED_DOMAIN)) return true;
  return (within('kubernetes.io') || within('k8s.io')) && !OWN_DOMAINS.some(within);
}
