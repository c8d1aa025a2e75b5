// The namespace controller: empties a namespace that is being deleted, pods first, and then lets it go.
// Models pkg/controller/namespace/deletion/namespaced_resources_deleter.go.
import type { Kind } from '../api/kind.ts';
import { namespaces } from '../api/kinds/namespace.ts';
import type { Namespace } from '../api/kinds/namespace.ts';
import { pods } from '../api/kinds/pod.ts';
import { kinds } from '../api/registry.ts';
import type { Status } from '../api/status.ts';
import { isStored } from '../api/versions.ts';
import { done, requeueAfter, retry } from '../client/reconcile-loop.ts';
import type { Outcome } from '../client/reconcile-loop.ts';
import type { Context, Task } from '../sim/sim.ts';
import { defineController, watchWith } from './define-controller.ts';
import type { Tools } from './define-controller.ts';
import { namespaceConditions } from './namespace-conditions.ts';
import type { Content } from './namespace-conditions.ts';
import { counted, listed } from './words.ts';

const finalizer = 'kubernetes';
/** Lets admission everywhere learn that the namespace is going before its contents are deleted. */
const graceMs = 5000;
const podGraceSeconds = 30;
const podResource = kinds.filter((kind) => kind.resource === pods.resource);
/** What is owned before what owns it, so that the garbage collector has nothing to do; upstream's order is left to chance. */
const ownedFirst = ['replicasets.apps', 'endpointslices.discovery.k8s.io', 'endpoints'];
const otherResources = kinds
  .filter((kind) => kind.namespaced && isStored(kind) && kind.resource !== pods.resource)
  .sort((left, right) => rank(left) - rank(right));

function rank(kind: Kind): number {
  const place = ownedFirst.indexOf(kind.resource);
  return place < 0 ? ownedFirst.length : place;
}

export const namespaceController = defineController({
  name: 'namespace-controller',
  watches: [
    watchWith(namespaces, ({ queue }: Tools) => {
      const enqueue = (namespace: Namespace, ctx: Context): void => {
        if (namespace.metadata.deletionTimestamp !== undefined) queue.addAfter(namespace.metadata.name, graceMs, ctx);
      };
      return { add: enqueue, update: (namespace, _, ctx) => enqueue(namespace, ctx) };
    }),
  ],
  workers: 10,
  reconcile,
});

function* reconcile(tools: Tools, ctx: Context, name: string): Task<Outcome> {
  if (tools.informer(namespaces).get(name) === undefined) return done({ saw: `namespace ${name} is gone`, decided: 'nothing to do' });
  const live = yield* tools.client.get(ctx, namespaces, undefined, name);
  if (!live.ok) return live.status.reason === 'NotFound' ? done({ saw: `namespace ${name} is gone` }) : retry(live.status);
  const namespace = live.value;
  if (namespace.metadata.deletionTimestamp === undefined) return done({ saw: `namespace ${name} is in use`, decided: 'nothing to do' });
  if (!(namespace.spec.finalizers ?? []).includes(finalizer))
    return done({ saw: `namespace ${name} is empty already`, decided: 'nothing to do' });

  // Pods first: they may need their secrets, config maps and volumes to stop in order.
  const first = yield* deleteContent(tools, ctx, name, podResource);
  if (first.remaining.length > 0 || first.failures.length > 0) return yield* wait(tools, ctx, namespace, first, emptyContent);
  const rest = yield* deleteContent(tools, ctx, name, otherResources);
  if (rest.remaining.length > 0 || rest.failures.length > 0) return yield* wait(tools, ctx, namespace, rest, rest);
  return yield* finalize(tools, ctx, namespace);
}

const emptyContent: Content = { remaining: [], finalizers: [], failures: [] };

/** Deletes everything of these kinds and looks what is left. */
function* deleteContent(tools: Tools, ctx: Context, namespace: string, resources: readonly Kind[]): Task<Content> {
  const remaining: Content['remaining'][number][] = [];
  const failures: Status[] = [];
  const finalizers = new Map<string, number>();
  for (const kind of resources) {
    const deleted = yield* tools.client.deleteCollection(ctx, kind, namespace, { propagationPolicy: 'Background' });
    if (!deleted.ok) {
      if (deleted.status.code !== 405) failures.push(deleted.status);
      continue;
    }
    const left = yield* tools.client.list(ctx, kind, { namespace });
    if (!left.ok) {
      failures.push(left.status);
      continue;
    }
    if (left.value.items.length > 0) remaining.push({ resource: kind.resource, count: left.value.items.length });
    for (const object of left.value.items) {
      for (const held of object.metadata.finalizers ?? []) finalizers.set(held, (finalizers.get(held) ?? 0) + 1);
    }
  }
  return { remaining, failures, finalizers: [...finalizers].map(([name, count]) => ({ name, count })) };
}

/** Writes what stands in the way, and looks again when it may be gone. */
function* wait(tools: Tools, ctx: Context, namespace: Namespace, content: Content, told: Content): Task<Outcome> {
  const { name } = namespace.metadata;
  const conditions = namespaceConditions(namespace.status.conditions, told, tools.sim.clock.nowUs);
  const story = {
    saw: `namespace ${name} still holds ${listed(content.remaining.map(({ resource, count }) => `${counted(count, 'object')} of ${resource}`))}`,
    decided: 'delete them and look again',
  };
  let wrote = '';
  if (conditions !== undefined && conditions !== namespace.status.conditions) {
    const updated = yield* tools.client.updateStatus(ctx, namespaces, { ...namespace, status: { ...namespace.status, conditions } });
    if (!updated.ok) return retry(updated.status, story);
    wrote = `conditions of ${name}`;
  }
  const [problem] = content.failures;
  if (problem !== undefined) return retry(problem, { ...story, wrote });
  return requeueAfter((podGraceSeconds / 2 + 1) * 1000, { ...story, wrote });
}

function* finalize(tools: Tools, ctx: Context, namespace: Namespace): Task<Outcome> {
  const { name } = namespace.metadata;
  const finalizers = (namespace.spec.finalizers ?? []).filter((held) => held !== finalizer);
  const story = { saw: `namespace ${name} is empty`, decided: 'let it go' };
  const next = { ...namespace, spec: { ...namespace.spec, finalizers } };
  const finalized = yield* tools.client.updateSubresource(ctx, namespaces, next, 'finalize');
  if (finalized.ok || finalized.status.reason === 'NotFound') return done({ ...story, wrote: `removed finalizer ${finalizer}` });
  return retry(finalized.status, story);
}
