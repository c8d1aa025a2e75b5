// Who owns whom: adopts orphans that a controller's selector matches, lets go of what it no longer does.
// Models pkg/controller/controller_ref_manager.go.
import type { Kind } from '../api/kind.ts';
import type { LabelSelector } from '../api/label-selector.ts';
import type { KubeObject, OwnerReference } from '../api/object.ts';
import { matchesSelector } from '../api/selector.ts';
import type { Status } from '../api/status.ts';
import type { Client } from '../client/client.ts';
import type { Informer } from '../client/informer-types.ts';
import type { Context, Task } from '../sim/sim.ts';
import { orphansIn, ownedBy } from './owner-index.ts';

/** Claims need `indexByController` on the informer. */
export interface Claim<Owner extends KubeObject, Owned extends KubeObject> {
  readonly client: Client;
  readonly ownerKind: Kind<Owner>;
  readonly owner: Owner;
  readonly selector: LabelSelector;
  readonly ownedKind: Kind<Owned>;
  readonly owned: Informer<Owned>;
  /** Objects to leave alone, finished pods for example. */
  filter?(object: Owned): boolean;
}

export interface Claimed<T> {
  readonly objects: readonly T[];
  /** The first write that failed, if any; the objects are what could be claimed all the same. */
  readonly problem?: Status;
}

/** The objects that belong to `owner` now, after adopting and releasing. */
export function* claim<Owner extends KubeObject, Owned extends KubeObject>(
  ctx: Context,
  request: Claim<Owner, Owned>,
): Task<Claimed<Owned>> {
  const { owner, selector, owned } = request;
  const wanted = (object: Owned): boolean => request.filter?.(object) ?? true;
  const objects: Owned[] = [];
  let problem: Status | undefined;
  for (const object of ownedBy(owned, owner.metadata.uid)) {
    if (!wanted(object)) continue;
    if (matchesSelector(selector, object.metadata.labels)) objects.push(object);
    else if (owner.metadata.deletionTimestamp === undefined) problem = (yield* release(ctx, request, object)) ?? problem;
  }
  if (owner.metadata.deletionTimestamp !== undefined) return { objects };
  for (const object of orphansIn(owned, owner.metadata.namespace)) {
    if (object.metadata.deletionTimestamp !== undefined || !wanted(object) || !matchesSelector(selector, object.metadata.labels)) continue;
    const refused = yield* adopt(ctx, request, object);
    if (refused === undefined) objects.push(object);
    else if (refused.reason !== 'NotFound') problem = refused;
  }
  return problem === undefined ? { objects } : { objects, problem };
}

/** A reference that makes `owner` the controller of what carries it. */
export function controllerReference(owner: KubeObject): OwnerReference {
  const { apiVersion, kind } = owner;
  const { name, uid } = owner.metadata;
  return { apiVersion, kind, name, uid, controller: true, blockOwnerDeletion: true };
}

function* adopt<Owner extends KubeObject, Owned extends KubeObject>(
  ctx: Context,
  { client, ownerKind, owner, ownedKind }: Claim<Owner, Owned>,
  object: Owned,
): Task<Status | undefined> {
  // The informer may be behind: only a controller that still exists, and is not being deleted, may adopt.
  const fresh = yield* client.get(ctx, ownerKind, owner.metadata.namespace, owner.metadata.name);
  if (!fresh.ok) return fresh.status;
  if (fresh.value.metadata.uid !== owner.metadata.uid || fresh.value.metadata.deletionTimestamp !== undefined) {
    return failure(`${owner.kind} ${owner.metadata.name} is gone or being deleted, so it adopts nothing`);
  }
  const { namespace, name, uid } = object.metadata;
  const change = { metadata: { ownerReferences: [controllerReference(owner)], uid } };
  const patched = yield* client.patch(ctx, ownedKind, namespace, name, change, 'strategic');
  return patched.ok ? undefined : patched.status;
}

function* release<Owner extends KubeObject, Owned extends KubeObject>(
  ctx: Context,
  { client, owner, ownedKind }: Claim<Owner, Owned>,
  object: Owned,
): Task<Status | undefined> {
  const { namespace, name, uid } = object.metadata;
  const patched = yield* client.patch(ctx, ownedKind, namespace, name, ownerRemoval(uid, [owner.metadata.uid]), 'strategic');
  // Gone already, or no longer ours: both are what was wanted.
  if (patched.ok || patched.status.reason === 'NotFound' || patched.status.reason === 'Invalid') return undefined;
  return patched.status;
}

/** A strategic merge patch that takes owners from an object, provided it is still the same object. */
export function ownerRemoval(uid: string, owners: readonly string[]): unknown {
  return { metadata: { uid, ownerReferences: owners.map((owner) => ({ $patch: 'delete', uid: owner })) } };
}

function failure(message: string): Status {
  return { apiVersion: 'v1', kind: 'Status', metadata: {}, status: 'Failure', reason: 'Conflict', message, code: 409 };
}
