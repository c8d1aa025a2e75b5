// Where objects lie in etcd: `/registry/pods/default/web`. Old names of some resources live on in the keys.
// Models pkg/registry and cmd/kube-apiserver's storage prefixes.
import type { Kind } from '../api/kind.ts';

export const REGISTRY = '/registry/';

const HISTORICAL_PREFIX: Readonly<Record<string, string>> = {
  nodes: 'minions',
  services: 'services/specs',
  endpoints: 'services/endpoints',
};

/** Prefix of all objects of a kind, with the closing slash. */
export function registryPrefix(kind: Pick<Kind, 'plural'>, namespace?: string): string {
  const prefix = `${REGISTRY}${HISTORICAL_PREFIX[kind.plural] ?? kind.plural}/`;
  return namespace === undefined ? prefix : `${prefix}${namespace}/`;
}

/** Key of one object. */
export function registryKey(kind: Pick<Kind, 'plural' | 'namespaced'>, namespace: string | undefined, name: string): string {
  return kind.namespaced ? `${registryPrefix(kind)}${namespace ?? ''}/${name}` : `${registryPrefix(kind)}${name}`;
}
