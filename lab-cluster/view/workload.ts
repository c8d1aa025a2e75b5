// Which workload a pod belongs to in the end: its topmost owner, through the ReplicaSet in between.
import type { ReplicaSet } from '../api/kinds/replica-set.ts';
import { type KubeObject, type OwnerReference, controllerOf, keyOf } from '../api/object.ts';
import { kindOf } from '../api/registry.ts';

/** Owners by `namespace/name`, as far as they are pods' owners with owners of their own. */
export type OwnerIndex = ReadonlyMap<string, ReplicaSet>;

export function ownerIndex(replicaSets: Iterable<ReplicaSet>): OwnerIndex {
  const index = new Map<string, ReplicaSet>();
  for (const replicaSet of replicaSets) index.set(keyOf(replicaSet), replicaSet);
  return index;
}

/** `plural/namespace/name`, or empty for a pod on its own. */
export function workloadOf(object: KubeObject, owners: OwnerIndex): string {
  const owner = controllerOf(object);
  if (owner === undefined) return '';
  const namespace = object.metadata.namespace ?? '';
  if (owner.kind === 'ReplicaSet') {
    const replicaSet = owners.get(`${namespace}/${owner.name}`);
    const above = replicaSet === undefined ? undefined : controllerOf(replicaSet);
    if (above !== undefined) return `${pluralOf(above)}/${namespace}/${above.name}`;
  }
  return `${pluralOf(owner)}/${namespace}/${owner.name}`;
}

function pluralOf(owner: OwnerReference): string {
  return kindOf(owner.apiVersion, owner.kind)?.plural ?? `${owner.kind.toLowerCase()}s`;
}
