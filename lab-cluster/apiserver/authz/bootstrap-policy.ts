// The roles and bindings that every cluster has, as objects: made once out of the tables beside this file, and shared.
import type { KubeObject } from '../../api/object.ts';
import type { PolicyRule, Subject } from '../../api/rbac.ts';
import { clusterRoleBindings } from '../../api/kinds/cluster-role-binding.ts';
import { clusterRoles } from '../../api/kinds/cluster-role.ts';
import { roleBindings } from '../../api/kinds/role-binding.ts';
import { roles } from '../../api/kinds/role.ts';
import type { Kind } from '../../api/kind.ts';
import { RBAC_GROUP } from '../../api/rbac.ts';
import { erased } from '../../api/registry.ts';
import { CONTROLLER_ROLES } from './bootstrap-controller-roles.ts';
import { AGGREGATION, BOOTSTRAP_BINDINGS, BOOTSTRAP_ROLES, NAMESPACED_BINDINGS, NAMESPACED_ROLES } from './bootstrap-roles.ts';

/** An object that is to be there, without what the server adds. */
export interface PolicyObject {
  readonly kind: Kind;
  readonly object: Omit<KubeObject, 'metadata'> & { readonly metadata: PolicyMeta };
}

interface PolicyMeta {
  readonly name: string;
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

const LABELS = { 'kubernetes.io/bootstrapping': 'rbac-defaults' };
const ANNOTATIONS = { 'rbac.authorization.kubernetes.io/autoupdate': 'true' };
const AGGREGATE_TO = 'rbac.authorization.k8s.io/aggregate-to-';
const CONTROLLER_PREFIX = 'system:controller:';

const VERBS: Readonly<Record<string, readonly string[]>> = {
  read: ['get', 'list', 'watch'],
  write: ['create', 'delete', 'deletecollection', 'patch', 'update'],
};
const REPORT_EVENTS: PolicyRule = {
  verbs: ['create', 'patch', 'update'],
  apiGroups: ['', 'events.k8s.io'],
  resources: ['events'],
};

/** What a kubelet may do to things that are not bound to nodes; the Node authoriser goes by it too. */
export const NODE_ROLE = 'system:node';

let made: readonly PolicyObject[] | undefined;

/** In the order in which upstream creates them: cluster roles, their bindings, roles, their bindings. */
export function bootstrapPolicy(): readonly PolicyObject[] {
  return (made ??= [...makeClusterRoles(), ...makeClusterRoleBindings(), ...makeRoles(), ...makeRoleBindings(), ...makeAddons()]);
}

/** Rules of one of the default cluster roles. */
export function bootstrapRules(role: string): readonly PolicyRule[] {
  return readTable(BOOTSTRAP_ROLES).get(role) ?? [];
}

function makeClusterRoles(): PolicyObject[] {
  const controllers = [...readTable(CONTROLLER_ROLES)].map(([name, rules]) => [`${CONTROLLER_PREFIX}${name}`, rules] as const);
  return [...readTable(BOOTSTRAP_ROLES), ...controllers].map(([name, rules]) => {
    const { sumOf, partOf } = AGGREGATION[name] ?? {};
    const labels = partOf === undefined ? LABELS : { ...LABELS, [`${AGGREGATE_TO}${partOf}`]: 'true' };
    const sum = { aggregationRule: { clusterRoleSelectors: [{ matchLabels: { [`${AGGREGATE_TO}${sumOf}`]: 'true' } }] }, rules: null };
    return policy(erased(clusterRoles), { name, labels, annotations: ANNOTATIONS }, sumOf === undefined ? { rules } : sum);
  });
}

function makeClusterRoleBindings(): PolicyObject[] {
  const controllers = [...readTable(CONTROLLER_ROLES).keys()].map(
    (name) => [`${CONTROLLER_PREFIX}${name}`, [`ServiceAccount kube-system/${name}`]] as const,
  );
  return [...Object.entries(BOOTSTRAP_BINDINGS), ...controllers].map(([name, subjects]) =>
    policy(erased(clusterRoleBindings), { name, labels: LABELS, annotations: ANNOTATIONS }, bindingParts('ClusterRole', name, subjects)),
  );
}

function makeRoles(): PolicyObject[] {
  return [...readTable(NAMESPACED_ROLES)].map(([path, rules]) => policy(erased(roles), namespacedMeta(path), { rules }));
}

function makeRoleBindings(): PolicyObject[] {
  return NAMESPACED_BINDINGS.map(([path, role, subjects]) =>
    policy(erased(roleBindings), namespacedMeta(path), bindingParts('Role', role, subjects)),
  );
}

/** What kubeadm adds: its administrators, and CoreDNS. */
function makeAddons(): PolicyObject[] {
  const dns: readonly PolicyRule[] = [
    { verbs: ['list', 'watch'], apiGroups: [''], resources: ['endpoints', 'services', 'pods', 'namespaces'] },
    { verbs: ['list', 'watch'], apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'] },
  ];
  return [
    policy(
      erased(clusterRoleBindings),
      { name: 'kubeadm:cluster-admins' },
      bindingParts('ClusterRole', 'cluster-admin', ['Group kubeadm:cluster-admins']),
    ),
    policy(erased(clusterRoles), { name: 'system:coredns' }, { rules: dns }),
    policy(
      erased(clusterRoleBindings),
      { name: 'system:coredns' },
      bindingParts('ClusterRole', 'system:coredns', ['ServiceAccount kube-system/coredns']),
    ),
  ];
}

function namespacedMeta(path: string): PolicyMeta {
  const slash = path.indexOf('/');
  return { name: path.slice(slash + 1), namespace: path.slice(0, slash), labels: LABELS, annotations: ANNOTATIONS };
}

function policy(kind: Kind, metadata: PolicyMeta, parts: object): PolicyObject {
  return { kind, object: { kind: kind.kind, apiVersion: kind.apiVersion, metadata, ...parts } };
}

function bindingParts(roleKind: string, role: string, subjects: readonly string[]): object {
  const roleRef = { apiGroup: RBAC_GROUP, kind: roleKind, name: role };
  return subjects.length === 0 ? { roleRef } : { roleRef, subjects: subjects.map(readSubject) };
}

function readSubject(text: string): Subject {
  const [kind = '', path = ''] = text.split(' ');
  if (kind !== 'ServiceAccount') return { kind, apiGroup: RBAC_GROUP, name: path };
  const [namespace = '', name = ''] = path.split('/');
  return { kind, name, namespace };
}

function readTable(table: string): ReadonlyMap<string, readonly PolicyRule[]> {
  const read = new Map<string, PolicyRule[]>();
  let rules: PolicyRule[] = [];
  for (const line of table.trim().split('\n')) {
    if (line.startsWith('  ')) rules.push(readRule(line.trim()));
    else read.set(line, (rules = []));
  }
  return read;
}

/** `get,list core,apps: pods deployments/scale named web`, `get on /healthz` or `report events`. */
function readRule(line: string): PolicyRule {
  if (line === 'report events') return REPORT_EVENTS;
  const space = line.indexOf(' ');
  const verbs = line
    .slice(0, space)
    .split(',')
    .flatMap((word) => VERBS[word] ?? [word])
    .sort();
  const rest = line.slice(space + 1);
  if (rest.startsWith('on ')) return { nonResourceURLs: rest.slice(3).split(' '), verbs };
  const colon = rest.indexOf(': ');
  const apiGroups = rest
    .slice(0, colon)
    .split(',')
    .map((group) => (group === 'core' ? '' : group));
  const [resources = '', names] = rest.slice(colon + 2).split(' named ');
  const rule = { apiGroups, resources: resources.split(' '), verbs };
  return names === undefined ? rule : { apiGroups, resourceNames: names.split(' '), resources: rule.resources, verbs };
}
