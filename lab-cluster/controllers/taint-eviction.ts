// Taint eviction: pods that do not tolerate a NoExecute taint of their node are deleted, at once or when their patience ends.
// Models pkg/controller/tainteviction/taint_eviction.go.
import { nodes } from '../api/kinds/node.ts';
import type { KubeNode, Taint } from '../api/kinds/node.ts';
import { pods } from '../api/kinds/pod.ts';
import type { Pod } from '../api/kinds/pod.ts';
import { keyOf } from '../api/object.ts';
import type { Toleration } from '../api/pods/pod-spec.ts';
import { isPodTerminal } from '../api/pods/pod-template.ts';
import { timestamp } from '../api/time.ts';
import type { EventSubject } from '../client/event-recorder.ts';
import { done, requeueAfter, retry } from '../client/reconcile-loop.ts';
import type { Outcome } from '../client/reconcile-loop.ts';
import type { Context, Micros, Task } from '../sim/sim.ts';
import { defineController, watchWith } from './define-controller.ts';
import type { Tools } from './define-controller.ts';

interface Memory {
  /** Since when a pod has been waiting on a tainted node. */
  readonly since: Map<string, Micros>;
}

const byNode = 'node';

export const taintEvictionController = defineController<Memory>({
  name: 'taint-eviction-controller',
  serviceAccount: 'node-controller',
  watches: [watchWith(pods, podHandlers), watchWith(nodes, nodeHandlers)],
  workers: 8,
  memory(tools) {
    tools.informer(pods).addIndex(byNode, (pod) => [pod.spec.nodeName ?? '']);
    return { since: new Map() };
  },
  reconcile,
});

function podHandlers({ queue, memory, informer }: Tools<Memory>) {
  const see = (pod: Pod, ctx: Context): void => {
    const node = pod.spec.nodeName === undefined ? undefined : informer(nodes).get(pod.spec.nodeName);
    if (memory.since.has(keyOf(pod)) || (node !== undefined && executing(node).length > 0)) queue.add(keyOf(pod), ctx);
  };
  return {
    add: see,
    update: (pod: Pod, previous: Pod, ctx: Context): void => {
      if (pod.spec !== previous.spec || pod.metadata.deletionTimestamp !== previous.metadata.deletionTimestamp) see(pod, ctx);
    },
    delete: (pod: Pod): void => void memory.since.delete(keyOf(pod)),
  };
}

function nodeHandlers({ queue, informer }: Tools<Memory>) {
  const enqueuePods = (node: KubeNode, ctx: Context): void => {
    for (const pod of informer(pods).byIndex(byNode, node.metadata.name)) queue.add(keyOf(pod), ctx);
  };
  return {
    add: (node: KubeNode, ctx: Context): void => {
      if (executing(node).length > 0) enqueuePods(node, ctx);
    },
    update: (node: KubeNode, previous: KubeNode, ctx: Context): void => {
      if (text(executing(node)) !== text(executing(previous))) enqueuePods(node, ctx);
    },
  };
}

function executing(node: KubeNode): readonly Taint[] {
  return (node.spec.taints ?? []).filter((taint) => taint.effect === 'NoExecute');
}

function text(taints: readonly Taint[]): string {
  return taints.map((taint) => `${taint.key}=${taint.value ?? ''}`).join();
}

function* reconcile(tools: Tools<Memory>, ctx: Context, key: string): Task<Outcome> {
  const { memory, sim } = tools;
  const pod = tools.informer(pods).get(key);
  if (pod === undefined || pod.metadata.deletionTimestamp !== undefined || isPodTerminal(pod)) {
    memory.since.delete(key);
    return done({ saw: `pod ${key} is gone or going`, decided: 'nothing to do' });
  }
  const node = tools.informer(nodes).get(pod.spec.nodeName ?? '');
  const taints = node === undefined ? [] : executing(node);
  const patience = patienceOf(pod, taints);
  if (patience === 'for ever') return stay(tools, ctx, pod, taints);
  const since = memory.since.get(key) ?? sim.clock.nowUs;
  memory.since.set(key, since);
  const leftUs = since + patience * 1_000_000 - sim.clock.nowUs;
  const saw = `pod ${key} on ${pod.spec.nodeName}, tainted ${taints.map((taint) => taint.key).join(' and ')}`;
  if (leftUs > 0)
    return requeueAfter(leftUs / 1000, {
      saw,
      decided: `it tolerates that for ${patience} s; ${Math.ceil(leftUs / 1_000_000)} s are left`,
    });
  return yield* evict(tools, ctx, pod, saw);
}

function stay({ memory, recorder }: Tools<Memory>, ctx: Context, pod: Pod, taints: readonly Taint[]): Outcome {
  const key = keyOf(pod);
  if (memory.since.delete(key))
    recorder.event(ctx, podReference(pod), 'Normal', 'TaintManagerEviction', `Cancelling deletion of Pod ${key}`);
  const saw = taints.length === 0 ? `pod ${key} on a node without NoExecute taints` : `pod ${key} tolerates all taints of its node`;
  return done({ saw, decided: 'it stays' });
}

/** Events of an eviction name the pod and no more. */
function podReference({ metadata: { name, namespace = '' } }: Pod): EventSubject {
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace } };
}

function* evict(tools: Tools<Memory>, ctx: Context, pod: Pod, saw: string): Task<Outcome> {
  const { namespace, name, uid, generation } = pod.metadata;
  const key = keyOf(pod);
  tools.recorder.event(ctx, podReference(pod), 'Normal', 'TaintManagerEviction', `Marking for deletion Pod ${key}`);
  const condition = {
    type: 'DisruptionTarget',
    status: 'True',
    reason: 'DeletionByTaintManager',
    message: 'Taint manager: deleting due to NoExecute taint',
    lastProbeTime: null,
    lastTransitionTime: timestamp(tools.sim.clock.nowUs),
    ...(generation === undefined ? {} : { observedGeneration: generation }),
  };
  const story = { saw, decided: 'its patience is at an end: delete it' };
  const marked = yield* tools.client.patch(
    ctx,
    pods,
    namespace,
    name,
    { metadata: { uid }, status: { conditions: [condition] } },
    'strategic',
    'status',
  );
  if (!marked.ok && marked.status.reason !== 'NotFound') return retry(marked.status, story);
  const deleted = yield* tools.client.delete(ctx, pods, namespace, name);
  if (!deleted.ok && deleted.status.reason !== 'NotFound') return retry(deleted.status, story);
  tools.memory.since.delete(key);
  return done({ ...story, wrote: `deleted pods/${key}` });
}

/** Seconds this pod puts up with these taints: the shortest of the tolerations that apply. */
function patienceOf(pod: Pod, taints: readonly Taint[]): number | 'for ever' {
  let shortest: number | 'for ever' = 'for ever';
  for (const taint of taints) {
    const tolerating = (pod.spec.tolerations ?? []).filter((toleration) => tolerates(toleration, taint));
    if (tolerating.length === 0) return 0;
    for (const { tolerationSeconds } of tolerating) {
      if (tolerationSeconds === undefined) continue;
      const seconds = Math.max(0, tolerationSeconds);
      if (shortest === 'for ever' || seconds < shortest) shortest = seconds;
    }
  }
  return shortest;
}

function tolerates({ effect, key, operator, value }: Toleration, taint: Taint): boolean {
  if (effect !== undefined && effect !== taint.effect) return false;
  if (key !== undefined && key !== '' && key !== taint.key) return false;
  if (operator === 'Exists') return true;
  return (key ?? '') !== '' && (value ?? '') === (taint.value ?? '');
}
