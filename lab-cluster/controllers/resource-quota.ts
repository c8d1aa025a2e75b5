// The resource quota controller: counts what a namespace really has, and writes it into its quotas.
// Models pkg/controller/resourcequota/resource_quota_controller.go.
import type { Kind } from '../api/kind.ts';
import { pods } from '../api/kinds/pod.ts';
import { type ResourceQuota, resourceQuotas } from '../api/kinds/resource-quota.ts';
import { keyOf, type KubeObject } from '../api/object.ts';
import { evaluatorOf, quotaMatches } from '../api/quota/evaluators.ts';
import type { QuotaEvaluator } from '../api/quota/quota-evaluator.ts';
import { erased, kinds } from '../api/registry.ts';
import { addLists, equalLists, maskList } from '../api/resource-sums.ts';
import type { ResourceList } from '../api/resources.ts';
import { done, retry } from '../client/reconcile-loop.ts';
import { defineController, type Tools, type Watch, watchWith } from './define-controller.ts';

const BY_NAMESPACE = 'namespace';
const RESYNC_US = 300_000_000;

/** Quotas of each namespace, so that where there are none nothing is looked at. */
type QuotasByNamespace = Map<string, Set<string>>;

interface Counted {
  readonly kind: Kind;
  readonly evaluator: QuotaEvaluator;
}

const counted = countedKinds();

/** Kinds that are one resource in several versions are counted once. */
function countedKinds(): readonly Counted[] {
  const byResource = new Map<string, Counted>();
  for (const kind of kinds) {
    const evaluator = evaluatorOf(kind);
    if (evaluator !== undefined && !byResource.has(kind.resource)) byResource.set(kind.resource, { kind, evaluator });
  }
  return [...byResource.values()];
}

export const resourceQuotaController = defineController<QuotasByNamespace>({
  name: 'resourcequota-controller',
  watches: [watchQuotas(), ...counted.map(watchReleases)],
  workers: 5,
  memory: (tools) => {
    tools.informer(pods).addIndex(BY_NAMESPACE, (pod) => [pod.metadata.namespace ?? '']);
    return new Map();
  },
  started: (tools) => resync(tools),
  *reconcile(tools, ctx, key) {
    const quota = tools.informer(resourceQuotas).get(key);
    if (quota === undefined) return done({ saw: `quota ${key} is gone`, decided: 'nothing to do' });
    const hard = quota.spec.hard ?? {};
    const used = maskList({ ...quota.status.used, ...usageOf(tools, quota) }, new Set(Object.keys(hard)));
    const { status } = quota;
    const settled =
      status.hard !== undefined && status.used !== undefined && equalLists(status.hard, hard) && equalLists(status.used, used);
    if (settled) return done({ saw: 'the quota says what is used', decided: 'nothing to do' });
    const written = yield* tools.client.updateStatus(ctx, resourceQuotas, { ...quota, status: { hard, used } });
    const amounts = Object.keys(used).map((name) => `${name} ${used[name]}`);
    const story = { saw: `in use: ${amounts.join(', ')}`, decided: 'write it down' };
    return written.ok ? done({ ...story, wrote: `resourcequotas/${key} status` }) : retry(written.status, story);
  },
});

function watchQuotas(): Watch<QuotasByNamespace> {
  return watchWith(resourceQuotas, ({ queue, memory }: Tools<QuotasByNamespace>) => ({
    add: (quota, ctx) => {
      const namespace = quota.metadata.namespace ?? '';
      memory.set(namespace, (memory.get(namespace) ?? new Set()).add(keyOf(quota)));
      queue.add(keyOf(quota), ctx);
    },
    // What the API server and this controller write into the status is no reason to count again.
    update: (quota, previous, ctx) => {
      if (!equalLists(quota.spec.hard, previous.spec.hard)) queue.add(keyOf(quota), ctx);
    },
    delete: (quota, ctx) => {
      const namespace = quota.metadata.namespace ?? '';
      const left = memory.get(namespace);
      left?.delete(keyOf(quota));
      if (left?.size === 0) memory.delete(namespace);
      queue.add(keyOf(quota), ctx);
    },
  }));
}

/** What goes makes room; what comes was charged by the API server. */
function watchReleases({ kind, evaluator }: Counted): Watch<QuotasByNamespace> {
  return watchWith(kind, (tools: Tools<QuotasByNamespace>) => {
    const enqueue = (object: KubeObject, ctx: Parameters<typeof tools.queue.add>[1]): void => {
      for (const key of tools.memory.get(object.metadata.namespace ?? '') ?? []) {
        const hard = tools.informer(resourceQuotas).get(key)?.spec.hard;
        if (Object.keys(hard ?? {}).some((name) => evaluator.counts(name))) tools.queue.add(key, ctx);
      }
    };
    const { releases } = evaluator;
    if (releases === undefined) return { delete: enqueue };
    return {
      delete: enqueue,
      update: (object, previous, ctx) => {
        if (tools.memory.size > 0 && releases(object, previous, tools.sim.clock.nowUs)) enqueue(object, ctx);
      },
    };
  });
}

function usageOf(tools: Tools<QuotasByNamespace>, quota: ResourceQuota): ResourceList {
  const { namespace = '' } = quota.metadata;
  const hard = quota.spec.hard ?? {};
  const names = new Set(Object.keys(hard));
  let usage: ResourceList = {};
  for (const { kind, evaluator } of counted) {
    const own = [...names].filter((name) => evaluator.counts(name));
    if (own.length === 0) continue;
    usage = addLists(Object.fromEntries(own.map((name) => [name, '0'])), usage);
    for (const object of objectsIn(tools, kind, namespace)) {
      if (!quotaMatches(quota, hard, evaluator, object)) continue;
      usage = addLists(usage, maskList(evaluator.usage(object, tools.sim.clock.nowUs), names));
    }
  }
  return usage;
}

function* objectsIn(tools: Tools<QuotasByNamespace>, kind: Kind, namespace: string): Iterable<KubeObject> {
  if (kind === erased(pods)) {
    yield* tools.informer(pods).byIndex(BY_NAMESPACE, namespace);
    return;
  }
  // Other kinds come in tens, not thousands.
  for (const object of tools.informer(kind).list()) if (object.metadata.namespace === namespace) yield object;
}

/** Every five minutes all quotas are counted anew, in case a charge was never followed by its object. */
function resync(tools: Tools<QuotasByNamespace>): void {
  tools.sim.clock.after(RESYNC_US, true, () => {
    for (const quota of tools.informer(resourceQuotas).list()) tools.queue.add(keyOf(quota), { span: 0, background: true });
    resync(tools);
  });
}
