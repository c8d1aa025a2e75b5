// What a kubelet may write of Node objects: its own only, and of that neither taints nor labels that lead pods.
// Models admitNode of plugin/pkg/admission/noderestriction.
import { deepEqual } from '../../../api/equal.ts';
import type { KubeNode } from '../../../api/kinds/node.ts';
import type { AdmissionRequest } from '../plugin.ts';

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

type Configured = KubeNode['spec'] & { readonly configSource?: unknown };
type Labels = Readonly<Record<string, string>>;

export function nodeObjection({ operation, name, object, oldObject }: AdmissionRequest, node: string): string | undefined {
  const who = `node ${JSON.stringify(node)} is not allowed to`;
  if (name !== node) return `${who} modify node ${JSON.stringify(name)}`;
  const next = object as KubeNode;
  const source = (next.spec as Configured | undefined)?.configSource;
  if (operation === 'CREATE') {
    if (source !== undefined) return `${who} create pods with a non-nil configSource`;
    const labels = changedLabels(next.metadata.labels ?? {}, {}).filter(isForbidden);
    return labels.length === 0 ? undefined : `${who} set the following labels: ${labels.join(', ')}`;
  }
  if (operation !== 'UPDATE' || oldObject === undefined) return undefined;
  const previous = oldObject as KubeNode;
  if (source !== undefined && !deepEqual(source, (previous.spec as Configured | undefined)?.configSource)) {
    return `${who} update configSource to a new non-nil configSource`;
  }
  if (!deepEqual(next.spec?.taints ?? [], previous.spec?.taints ?? [])) return `${who} modify taints`;
  if (!deepEqual(next.metadata.ownerReferences ?? [], previous.metadata.ownerReferences ?? [])) return `${who} modify ownerReferences`;
  const labels = changedLabels(next.metadata.labels ?? {}, previous.metadata.labels ?? {}).filter(isForbidden);
  // Upstream does not say here which node.
  return labels.length === 0 ? undefined : `is not allowed to modify labels: ${labels.join(', ')}`;
}

function changedLabels(next: Labels, previous: Labels): string[] {
  if (next === previous) return [];
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
