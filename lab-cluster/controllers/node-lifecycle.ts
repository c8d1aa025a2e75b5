// The node lifecycle controller: notices nodes that have gone silent, says so, and keeps pods away from them.
// Models pkg/controller/nodelifecycle/node_lifecycle_controller.go.
import { leases } from '../api/kinds/lease.ts';
import type { Lease } from '../api/kinds/lease.ts';
import { nodes } from '../api/kinds/node.ts';
import type { KubeNode, NodeCondition, Taint } from '../api/kinds/node.ts';
import { pods } from '../api/kinds/pod.ts';
import type { Pod } from '../api/kinds/pod.ts';
import { isPodReady } from '../api/pods/pod-template.ts';
import type { Status } from '../api/status.ts';
import { timestamp } from '../api/time.ts';
import { done, requeueAfter, retry } from '../client/reconcile-loop.ts';
import type { Outcome } from '../client/reconcile-loop.ts';
import type { Context, Sim, Task } from '../sim/sim.ts';
import { conditionOf } from './conditions.ts';
import { defineController, watchWith } from './define-controller.ts';
import type { Tools } from './define-controller.ts';
import { createHeartbeats } from './node-heartbeats.ts';
import type { Heartbeats } from './node-heartbeats.ts';
import { createGreetings, type Greetings } from './node-greetings.ts';
import { nodeReference } from './node-reference.ts';
import { wantedTaints } from './node-taints.ts';
import { counted } from './words.ts';

interface Memory {
  readonly heartbeats: Heartbeats;
  /** When the NoExecute taints of a node are due to be set right. */
  readonly executeAtUs: Map<string, number>;
  readonly greetings: Greetings;
}

/** How long a node may be silent (--node-monitor-grace-period). */
const graceUs = 50_000_000;
/** Kubelets renew every 10 s; later than this something is wrong. */
const overdueUs = 15_000_000;
const monitorPeriodUs = 5_000_000;
const evictionPeriodMs = 100;
const byNode = 'node';

export const nodeLifecycleController = defineController<Memory>({
  name: 'node-lifecycle-controller',
  serviceAccount: 'node-controller',
  eventSource: 'node-controller',
  watches: [watchWith(nodes, nodeHandlers), watchWith(leases, leaseHandlers), watchWith(pods, podHandlers)],
  memory(tools) {
    tools.informer(pods).addIndex(byNode, (pod) => [pod.spec.nodeName ?? '']);
    const heartbeats = createHeartbeats(tools.sim, {
      graceUs,
      overdueUs,
      silencedBy: (node) => tools.sim.trace.endOf(kubeletOf(node)) ?? tools.informer(leases).lostBy,
      missed: (node, ctx) => tools.queue.add(node, ctx),
    });
    return { heartbeats, executeAtUs: new Map(), greetings: createGreetings(tools, monitorPeriodUs) };
  },
  reconcile,
});

/** The process whose heartbeats a node's are. */
function kubeletOf(node: string): string {
  return `kubelet/${node}`;
}

function nodeHandlers({ queue, memory }: Tools<Memory>) {
  return {
    add(node: KubeNode, ctx: Context): void {
      memory.heartbeats.onNode(node, undefined, ctx);
      memory.greetings.changed(node.metadata.name, ctx);
      queue.add(node.metadata.name, ctx);
    },
    update(node: KubeNode, previous: KubeNode, ctx: Context): void {
      memory.heartbeats.onNode(node, previous, ctx);
      // A heartbeat that changes nothing is not worth a pass.
      if (sameReadiness(node, previous) && node.spec === previous.spec) return;
      queue.add(node.metadata.name, ctx);
    },
    delete(node: KubeNode, ctx: Context): void {
      memory.greetings.changed(node.metadata.name, ctx);
      memory.heartbeats.forget(node.metadata.name);
      memory.executeAtUs.delete(node.metadata.name);
    },
  };
}

function untilNextLookUs(sim: Sim): number {
  return monitorPeriodUs - (sim.clock.nowUs % monitorPeriodUs);
}

function leaseHandlers({ memory }: Tools<Memory>) {
  return {
    add: (lease: Lease, ctx: Context): void => memory.heartbeats.onLease(lease, undefined, ctx),
    update: (lease: Lease, previous: Lease, ctx: Context): void => memory.heartbeats.onLease(lease, previous, ctx),
  };
}

/** A pod that comes to a node that is not ready (its binding was on the way) is marked like the others. */
function podHandlers({ queue, informer }: Tools<Memory>) {
  const see = (pod: Pod, ctx: Context): void => {
    const node = pod.spec.nodeName;
    if (node === undefined || !isPodReady(pod)) return;
    const ready = conditionOf(informer(nodes).get(node)?.status.conditions, 'Ready');
    if (ready !== undefined && ready.status !== 'True') queue.add(node, ctx);
  };
  return {
    add: see,
    update: (pod: Pod, previous: Pod, ctx: Context): void => {
      if (pod.spec.nodeName !== previous.spec.nodeName) see(pod, ctx);
    },
  };
}

function sameReadiness(node: KubeNode, previous: KubeNode): boolean {
  const one = node.status.conditions ?? [];
  const other = previous.status.conditions ?? [];
  return (
    one.length === other.length &&
    one.every((condition, index) => condition.type === other[index]?.type && condition.status === other[index]?.status)
  );
}

function* reconcile(tools: Tools<Memory>, ctx: Context, name: string): Task<Outcome> {
  const node = tools.informer(nodes).get(name);
  if (node === undefined) return done({ saw: `node ${name} is gone`, decided: 'nothing to do' });
  const lastUs = tools.memory.heartbeats.lastUs(name) ?? 0;
  const silentUs = tools.sim.clock.nowUs - lastUs;
  const ready = conditionOf(node.status.conditions, 'Ready');
  if (silentUs >= graceUs && ready?.status !== 'Unknown') return yield* markSilent(tools, ctx, node, silentUs);
  const marked = ready !== undefined && ready.status !== 'True' ? yield* markPodsNotReady(tools, ctx, node) : { count: 0 };
  if (marked.problem !== undefined) return retry(marked.problem, { saw: `node ${name} is not ready` });
  return yield* setTaints(tools, ctx, node, marked.count);
}

const kubeletConditions = ['Ready', 'MemoryPressure', 'DiskPressure', 'PIDPressure'];

/** Nobody knows any more how the node is: that is what its conditions say then. */
function* markSilent(tools: Tools<Memory>, ctx: Context, node: KubeNode, silentUs: number): Task<Outcome> {
  const { name } = node.metadata;
  const now = timestamp(tools.sim.clock.nowUs);
  const present = node.status.conditions ?? [];
  const conditions: NodeCondition[] = present.map((condition) => {
    if (!kubeletConditions.includes(condition.type) || condition.status === 'Unknown') return condition;
    return {
      ...condition,
      status: 'Unknown',
      reason: 'NodeStatusUnknown',
      message: 'Kubelet stopped posting node status.',
      lastTransitionTime: now,
    };
  });
  for (const type of kubeletConditions) {
    if (present.some((condition) => condition.type === type)) continue;
    const message = 'Kubelet never posted node status.';
    conditions.push({
      type,
      status: 'Unknown',
      reason: 'NodeStatusNeverUpdated',
      message,
      lastHeartbeatTime: node.metadata.creationTimestamp,
      lastTransitionTime: now,
    });
  }
  const story = {
    saw: `no sign of life from ${name} for ${Math.floor(silentUs / 1_000_000)} s`,
    decided: 'its conditions are unknown from now on',
  };
  const updated = yield* tools.client.updateStatus(ctx, nodes, { ...node, status: { ...node.status, conditions } });
  if (!updated.ok) return retry(updated.status, story);
  tools.recorder.event(ctx, nodeReference(name, node.metadata.uid), 'Normal', 'NodeNotReady', `Node ${name} status is now: NodeNotReady`);
  const marked = yield* markPodsNotReady(tools, ctx, node);
  const told = { ...story, wrote: `status of ${name}; ${counted(marked.count, 'pod')} marked not ready` };
  return marked.problem === undefined ? done(told) : retry(marked.problem, told);
}

/** Takes the node's pods out of their services; they may well go on running. */
function* markPodsNotReady(
  tools: Tools<Memory>,
  ctx: Context,
  node: KubeNode,
): Task<{ readonly count: number; readonly problem?: Status }> {
  let count = 0;
  for (const pod of tools.informer(pods).byIndex(byNode, node.metadata.name)) {
    if (!isPodReady(pod)) continue;
    const now = timestamp(tools.sim.clock.nowUs);
    const conditions = (pod.status.conditions ?? []).map((condition) =>
      condition.type === 'Ready' ? ({ ...condition, status: 'False', lastTransitionTime: now } as const) : condition,
    );
    const updated = yield* tools.client.updateStatus(ctx, pods, { ...pod, status: { ...pod.status, conditions } });
    if (!updated.ok && updated.status.reason === 'NotFound') continue;
    if (!updated.ok) return { count, problem: updated.status };
    count += 1;
    tools.recorder.event(ctx, pod, 'Warning', 'NodeNotReady', 'Node is not ready');
  }
  return { count };
}

/** NoSchedule at once; NoExecute, which evicts, a little later and by itself. */
function* setTaints(tools: Tools<Memory>, ctx: Context, node: KubeNode, markedPods: number): Task<Outcome> {
  const { name } = node.metadata;
  const { memory, sim } = tools;
  const now = timestamp(sim.clock.nowUs);
  const ready = conditionOf(node.status.conditions, 'Ready')?.status ?? 'unknown yet';
  const saw = `node ${name}, Ready is ${ready}${markedPods > 0 ? `, ${counted(markedPods, 'pod')} marked not ready` : ''}`;
  const present = node.spec.taints ?? [];
  const noSchedule = wantedTaints(node, 'NoSchedule', now);
  if (noSchedule !== present && node.spec.taints !== noSchedule && !sameTaints(noSchedule, present)) {
    return yield* patchTaints(tools, ctx, node, noSchedule, saw);
  }
  const noExecute = wantedTaints(node, 'NoExecute', now);
  if (sameTaints(noExecute, present)) {
    memory.executeAtUs.delete(name);
    return done({ saw, decided: 'the taints are right' });
  }
  // A silent node is dealt with at once; readiness that comes and goes is looked at every five seconds only.
  const atUs = memory.executeAtUs.get(name) ?? sim.clock.nowUs + (ready === 'Unknown' ? evictionPeriodMs * 1000 : untilNextLookUs(sim));
  if (sim.clock.nowUs < atUs) {
    memory.executeAtUs.set(name, atUs);
    return requeueAfter((atUs - sim.clock.nowUs) / 1000, { saw, decided: 'set the NoExecute taints right at the next look' });
  }
  memory.executeAtUs.delete(name);
  return yield* patchTaints(tools, ctx, node, noExecute, saw);
}

function sameTaints(one: readonly Taint[], other: readonly Taint[]): boolean {
  return (
    one.length === other.length && one.every((taint, index) => taint.key === other[index]?.key && taint.effect === other[index]?.effect)
  );
}

function* patchTaints(tools: Tools<Memory>, ctx: Context, node: KubeNode, taints: readonly Taint[], saw: string): Task<Outcome> {
  const { name, resourceVersion } = node.metadata;
  const change = { metadata: { resourceVersion }, spec: { taints: taints.length === 0 ? null : taints } };
  const patched = yield* tools.client.patch(ctx, nodes, undefined, name, change, 'strategic');
  const texts = taints.map((taint) => `${taint.key}:${taint.effect}`);
  const story = { saw, decided: texts.length === 0 ? 'take its taints away' : `taint it with ${texts.join(' and ')}` };
  return patched.ok ? done({ ...story, wrote: `taints of ${name}` }) : retry(patched.status, story);
}
