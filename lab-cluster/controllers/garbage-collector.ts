// The garbage collector: deletes what has lost its last owner, and carries out foreground and orphaning deletes.
// Models pkg/controller/garbagecollector/garbagecollector.go.
import type { Kind } from '../api/kind.ts';
import { events } from '../api/kinds/event.ts';
import type { KubeObject, OwnerReference } from '../api/object.ts';
import { kindOf, kinds } from '../api/registry.ts';
import type { Result, Status } from '../api/status.ts';
import { isStored } from '../api/versions.ts';
import type { DeleteOptions } from '../client/client.ts';
import { done, retry } from '../client/reconcile-loop.ts';
import type { Outcome } from '../client/reconcile-loop.ts';
import type { Context, Task } from '../sim/sim.ts';
import { ownerRemoval } from './adoption.ts';
import { defineController, watchWith } from './define-controller.ts';
import type { Tools, Watch } from './define-controller.ts';
import { OwnerGraph, blockersOf, foregroundFinalizer, orphanFinalizer } from './owner-graph.ts';
import type { GraphNode, Touched } from './owner-graph.ts';
import { counted, listed } from './words.ts';

/** Every object once, in the version it is stored in. Events are owned by nobody and come in masses. */
const watched = kinds.filter((kind) => isStored(kind) && kind.plural !== events.plural);
const conflictTries = 5;

export const garbageCollector = defineController<OwnerGraph>({
  name: 'generic-garbage-collector',
  watches: watched.map(watchLinks),
  workers: 20,
  memory: () => new OwnerGraph(),
  nameOf(uid, { memory }) {
    const node = memory.get(uid);
    return node === undefined ? uid : label(node);
  },
  reconcile,
});

function watchLinks(kind: Kind): Watch<OwnerGraph> {
  return watchWith(kind, ({ memory, queue }: Tools<OwnerGraph>) => {
    const enqueue = (touched: Touched, ctx: Context): void => {
      for (const node of touched) queue.add(node.uid, ctx);
    };
    return {
      add: (object, ctx) => enqueue(memory.see(object), ctx),
      update: (object, previous, ctx) => enqueue(memory.see(object, previous), ctx),
      delete: (object, ctx) => enqueue(memory.forget(object.metadata.uid), ctx),
    };
  });
}

function* reconcile(tools: Tools<OwnerGraph>, ctx: Context, uid: string): Task<Outcome> {
  const node = tools.memory.get(uid);
  if (node === undefined) return done({ saw: 'the object is gone', decided: 'nothing to do' });
  if (node.orphaning) return yield* orphanDependents(tools, ctx, node);
  if (node.beingDeleted && !node.deletingDependents)
    return done({ saw: `${label(node)} is being deleted already`, decided: 'nothing to do' });
  const kind = kindOf(node.apiVersion, node.kind);
  // Simplified: an owner of a kind the server does not know counts as present.
  if (kind === undefined) return done({ saw: `${node.kind} is no kind of this cluster`, decided: 'leave it' });
  const live = yield* tools.client.get(ctx, kind, node.namespace, node.name);
  if (!live.ok && live.status.reason !== 'NotFound') return retry(live.status);
  if (!live.ok || live.value.metadata.uid !== node.uid) {
    for (const touched of tools.memory.forget(node.uid)) tools.queue.add(touched.uid, ctx);
    return done({ saw: `${label(node)} does not exist`, decided: 'look at what it owned' });
  }
  if (node.virtual) return done({ saw: `${label(node)} exists`, decided: 'wait until an informer shows it' });
  if (node.deletingDependents) return yield* deleteDependents(tools, ctx, kind, node);
  return yield* judge(tools, ctx, kind, node, live.value);
}

interface Owners {
  readonly solid: readonly OwnerReference[];
  readonly gone: readonly OwnerReference[];
  /** Owners that are only waiting for their dependents to go. */
  readonly waiting: readonly OwnerReference[];
}

/** Does it still have an owner? If not, it goes. */
function* judge(tools: Tools<OwnerGraph>, ctx: Context, kind: Kind, node: GraphNode, live: KubeObject): Task<Outcome> {
  const references = live.metadata.ownerReferences ?? [];
  if (references.length === 0) return done({ saw: `${label(node)} has no owner`, decided: 'nothing to do' });
  const owners = yield* classify(tools, ctx, node, references);
  if (!owners.ok) return retry(owners.status);
  const { solid, gone, waiting } = owners.value;
  const saw = sawOwners(node, owners.value);
  if (solid.length > 0) {
    const lost = [...gone, ...waiting];
    if (lost.length === 0) return done({ saw, decided: 'keep it' });
    const patch = ownerRemoval(
      node.uid,
      lost.map((owner) => owner.uid),
    );
    const patched = yield* tools.client.patch(ctx, kind, node.namespace, node.name, patch, 'strategic');
    const story = { saw, decided: 'keep it, and strike out the owners that are gone' };
    return patched.ok || patched.status.reason === 'NotFound' ? done({ ...story, wrote: label(node) }) : retry(patched.status, story);
  }
  if (waiting.length > 0 && node.dependents.size > 0) {
    const deleted = yield* tools.client.delete(ctx, kind, node.namespace, node.name, {
      preconditions: { uid: node.uid, resourceVersion: live.metadata.resourceVersion },
      propagationPolicy: 'Foreground',
    });
    return deletedOutcome(node, deleted, { saw, decided: 'delete it in the foreground: it owns something itself' });
  }
  const propagationPolicy = policyOf(live);
  const deleted = yield* deleteAsSeen(tools, ctx, kind, node, live, propagationPolicy);
  return deletedOutcome(node, deleted, { saw, decided: 'delete it' });
}

function sawOwners(node: GraphNode, { solid, gone, waiting }: Owners): string {
  const parts: string[] = [];
  if (solid.length > 0) parts.push(`owned by ${listed(solid.map(ownerLabel))}`);
  if (gone.length > 0) parts.push(`its owner ${listed(gone.map(ownerLabel))} is gone`);
  if (waiting.length > 0) parts.push(`its owner ${listed(waiting.map(ownerLabel))} waits for its dependents to go`);
  return `${label(node)}: ${parts.join(', ')}`;
}

/** A delete that was asked for with finalizers keeps its meaning. */
function policyOf({ metadata: { finalizers = [] } }: KubeObject): 'Orphan' | 'Foreground' | 'Background' {
  if (finalizers.includes(orphanFinalizer)) return 'Orphan';
  return finalizers.includes(foregroundFinalizer) ? 'Foreground' : 'Background';
}

function deletedOutcome(node: GraphNode, deleted: Result<KubeObject>, story: { readonly saw: string; readonly decided: string }): Outcome {
  if (deleted.ok) return done({ ...story, wrote: `deleted ${label(node)}` });
  return deleted.status.reason === 'NotFound' ? done(story) : retry(deleted.status, story);
}

/** Deletes the version that was judged; if it changed meanwhile but kept its owners, deletes it all the same. */
function* deleteAsSeen(
  tools: Tools<OwnerGraph>,
  ctx: Context,
  kind: Kind,
  node: GraphNode,
  live: KubeObject,
  propagationPolicy: NonNullable<DeleteOptions['propagationPolicy']>,
): Task<Result<KubeObject>> {
  const { uid, resourceVersion } = live.metadata;
  const exact = { preconditions: { uid, resourceVersion }, propagationPolicy };
  const deleted = yield* tools.client.delete(ctx, kind, node.namespace, node.name, exact);
  if (deleted.ok || deleted.status.reason !== 'Conflict') return deleted;
  const fresh = yield* tools.client.get(ctx, kind, node.namespace, node.name);
  if (!fresh.ok) return fresh;
  const owners = (object: KubeObject): string => (object.metadata.ownerReferences ?? []).map((owner) => owner.uid).join();
  if (fresh.value.metadata.uid !== uid || owners(fresh.value) !== owners(live)) return deleted;
  return yield* tools.client.delete(ctx, kind, node.namespace, node.name, { preconditions: { uid }, propagationPolicy });
}

function* classify(tools: Tools<OwnerGraph>, ctx: Context, node: GraphNode, references: readonly OwnerReference[]): Task<Result<Owners>> {
  const solid: OwnerReference[] = [];
  const gone: OwnerReference[] = [];
  const waiting: OwnerReference[] = [];
  for (const reference of references) {
    if (tools.memory.isAbsent(reference.uid)) {
      gone.push(reference);
      continue;
    }
    const kind = kindOf(reference.apiVersion, reference.kind);
    if (kind === undefined) {
      solid.push(reference);
      continue;
    }
    const owner = yield* tools.client.get(ctx, kind, kind.namespaced ? node.namespace : undefined, reference.name);
    if (!owner.ok && owner.status.reason !== 'NotFound') return owner;
    if (!owner.ok || owner.value.metadata.uid !== reference.uid) {
      tools.memory.markAbsent(reference.uid);
      gone.push(reference);
    } else {
      const { deletionTimestamp, finalizers = [] } = owner.value.metadata;
      const foreground = deletionTimestamp !== undefined && finalizers.includes(foregroundFinalizer);
      (foreground ? waiting : solid).push(reference);
    }
  }
  return { ok: true, value: { solid, gone, waiting } };
}

/** A foreground delete: the dependents go first, then the finalizer, and with it the object. */
function* deleteDependents(tools: Tools<OwnerGraph>, ctx: Context, kind: Kind, node: GraphNode): Task<Outcome> {
  const blockers = blockersOf(node);
  if (blockers.length > 0) {
    for (const dependent of blockers) if (!dependent.deletingDependents) tools.queue.add(dependent.uid, ctx);
    return done({
      saw: `${label(node)} is being deleted in the foreground`,
      decided: `wait for ${counted(blockers.length, 'dependent')} to go`,
    });
  }
  const problem = yield* removeFinalizer(tools, ctx, kind, node, foregroundFinalizer);
  const story = { saw: `${label(node)} is being deleted in the foreground and owns nothing more`, decided: 'let it go' };
  return problem === undefined ? done({ ...story, wrote: `removed finalizer ${foregroundFinalizer}` }) : retry(problem, story);
}

/** An orphaning delete: the dependents lose their owner and stay. */
function* orphanDependents(tools: Tools<OwnerGraph>, ctx: Context, node: GraphNode): Task<Outcome> {
  const story = {
    saw: `${label(node)} is being deleted and shall leave what it owns`,
    decided: `set ${counted(node.dependents.size, 'dependent')} free`,
  };
  for (const dependent of [...node.dependents]) {
    const kind = kindOf(dependent.apiVersion, dependent.kind);
    if (kind === undefined) continue;
    const patch = ownerRemoval(dependent.uid, [node.uid]);
    const patched = yield* tools.client.patch(ctx, kind, dependent.namespace, dependent.name, patch, 'strategic');
    if (!patched.ok && patched.status.reason !== 'NotFound' && patched.status.reason !== 'Invalid') return retry(patched.status, story);
  }
  const kind = kindOf(node.apiVersion, node.kind);
  const problem = kind === undefined ? undefined : yield* removeFinalizer(tools, ctx, kind, node, orphanFinalizer);
  return problem === undefined ? done({ ...story, wrote: `removed finalizer ${orphanFinalizer}` }) : retry(problem, story);
}

function* removeFinalizer(
  tools: Tools<OwnerGraph>,
  ctx: Context,
  kind: Kind,
  node: GraphNode,
  finalizer: string,
): Task<Status | undefined> {
  let conflict: Status | undefined;
  for (let attempt = 0; attempt < conflictTries; attempt++) {
    const live = yield* tools.client.get(ctx, kind, node.namespace, node.name);
    if (!live.ok) return live.status.reason === 'NotFound' ? undefined : live.status;
    const { resourceVersion, finalizers = [] } = live.value.metadata;
    if (!finalizers.includes(finalizer)) return undefined;
    const left = finalizers.filter((one) => one !== finalizer);
    const change = { metadata: { resourceVersion, finalizers: left.length === 0 ? null : left } };
    const patched = yield* tools.client.patch(ctx, kind, node.namespace, node.name, change, 'merge');
    if (patched.ok || patched.status.reason === 'NotFound') return undefined;
    if (patched.status.reason !== 'Conflict') return patched.status;
    conflict = patched.status;
  }
  return conflict;
}

function label({ apiVersion, kind, namespace, name }: GraphNode): string {
  const plural = kindOf(apiVersion, kind)?.plural ?? kind;
  return namespace === undefined ? `${plural}/${name}` : `${plural}/${namespace}/${name}`;
}

function ownerLabel({ kind, name }: OwnerReference): string {
  return `${kind} ${name}`;
}
