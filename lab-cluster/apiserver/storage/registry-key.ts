// Where objects lie in etcd: `/registry/pods/default/web`. Old names of some resources live on in the keys.
// Models pkg/kubeapiserver/default_storage_factory_builder.go and the RESTOptions of the aggregator and of apiextensions-apiserver:
// the groups of Kubernetes itself are not in the key, all others are.
import type { Kind } from '../../api/kind.ts';

export const REGISTRY = '/registry/';

const HISTORICAL_PREFIX: Readonly<Record<string, string>> = {
  nodes: 'minions',
  services: 'services/specs',
  endpoints: 'services/endpoints',
  replicationcontrollers: 'controllers',
  ingresses: 'ingress',
};

/** Groups whose resources lie under their plural alone. */
const OWN_GROUPS: ReadonlySet<string> = new Set([
  '',
  'admissionregistration.k8s.io',
  'apps',
  'authentication.k8s.io',
  'authorization.k8s.io',
  'autoscaling',
  'batch',
  'certificates.k8s.io',
  'coordination.k8s.io',
  'discovery.k8s.io',
  'events.k8s.io',
  'flowcontrol.apiserver.k8s.io',
  'internal.apiserver.k8s.io',
  'networking.k8s.io',
  'node.k8s.io',
  'policy',
  'rbac.authorization.k8s.io',
  'resource.k8s.io',
  'scheduling.k8s.io',
  'storage.k8s.io',
  'storagemigration.k8s.io',
]);

/** Every read and write of an object asks for one. */
const prefixes = new WeakMap<Pick<Kind, 'group' | 'plural'>, string>();

/** Prefix of all objects of a kind, with the closing slash. */
export function registryPrefix(kind: Pick<Kind, 'group' | 'plural'>, namespace?: string): string {
  let prefix = prefixes.get(kind);
  if (prefix === undefined) {
    const resource = OWN_GROUPS.has(kind.group) ? (HISTORICAL_PREFIX[kind.plural] ?? kind.plural) : `${kind.group}/${kind.plural}`;
    prefixes.set(kind, (prefix = `${REGISTRY}${resource}/`));
  }
  return namespace === undefined ? prefix : `${prefix}${namespace}/`;
}

/** Key of one object. */
export function registryKey(kind: Pick<Kind, 'group' | 'plural' | 'namespaced'>, namespace: string | undefined, name: string): string {
  return kind.namespaced ? `${registryPrefix(kind)}${namespace ?? ''}/${name}` : `${registryPrefix(kind)}${name}`;
}
