// The scheduler: gives every pod without a node one, and says why when none will do. It only ever writes a binding, a
// condition and events; what it knows comes from its watches, so it can be killed at any moment.
// Models pkg/scheduler/scheduler.go, eventhandlers.go and schedule_one.go.
import { deepEqual } from '../api/equal.ts';
import { type KubeNode, nodes } from '../api/kinds/node.ts';
import { type Pod, pods } from '../api/kinds/pod.ts';
import { userAgentOf } from '../api/release.ts';
import type { Transport } from '../client/client.ts';
import { createInformer } from '../client/informer.ts';
import { createClient } from '../client/rest-client.ts';
import { createSeriesRecorder } from '../client/series-recorder.ts';
import type { Context, Sim, Task } from '../sim/sim.ts';
import { SchedulerCache } from './cache.ts';
import { scheduleNext, type SchedulerState } from './schedule-one.ts';
import { SchedulingQueue } from './queue.ts';
import { schedulerPlugins } from './registry.ts';
import { Siblings } from './siblings.ts';

export interface SchedulerOptions {
  readonly transport: Transport;
  /** Pods that name another scheduler are left alone. */
  readonly schedulerName?: string;
  /** Requests a second, for what is not events. */
  readonly qps?: number;
  readonly burst?: number;
}

const QPS = 50;
const BURST = 100;
/** What one decision takes, in microseconds: in recordings of a real cluster a pod is bound 8 to 16 ms after it was created. */
const CYCLE_US = 3_000;

export function startScheduler(sim: Sim, options: SchedulerOptions): void {
  const name = options.schedulerName ?? 'default-scheduler';
  const user = { name: 'system:kube-scheduler', groups: ['system:authenticated'] };
  const identity = {
    name: 'kube-scheduler',
    user,
    userAgent: userAgentOf('kube-scheduler', 'scheduler'),
    qps: options.qps ?? QPS,
    burst: options.burst ?? BURST,
  };
  const client = createClient(sim, options.transport, identity);
  const recorder = createSeriesRecorder(sim, createClient(sim, options.transport, identity), name);
  let synced = false;
  let working = false;
  const work = (): void => {
    if (working || !synced) return;
    working = true;
    sim.clock.after(CYCLE_US, false, () => {
      working = false;
      if (scheduleNext(state)) work();
    });
  };
  const state: SchedulerState = {
    sim,
    client,
    recorder,
    cache: new SchedulerCache(),
    queue: new SchedulingQueue(sim, schedulerPlugins, work),
    siblings: new Siblings(sim, client),
    known: () => undefined,
    nextStart: 0,
  };
  const watched = watchCluster(state, name);
  sim.spawn(
    (function* (): Task<void> {
      yield* watched();
      yield* state.siblings.waitForSync();
      synced = true;
      if (state.queue.size > 0) work();
    })(),
  );
}

/** Starts the watches; the result waits until the first lists are in. */
function watchCluster(state: SchedulerState, schedulerName: string): () => Task<void> {
  const { sim, client } = state;
  const nodeInformer = createInformer<KubeNode>(sim, client, nodes);
  nodeInformer.handle({
    add: (node, ctx) => {
      state.cache.putNode(node);
      state.queue.change('node-added', ctx);
    },
    update: (node, previous, ctx) => updateNode(state, node, previous, ctx),
    delete: (node, ctx) => {
      state.cache.removeNode(node.metadata.name);
      state.queue.change('node-removed', ctx);
    },
  });
  const podInformer = createInformer<Pod>(sim, client, pods);
  podInformer.handle({
    add: (pod, ctx) => takePod(state, schedulerName, pod, undefined, ctx),
    update: (pod, previous, ctx) => {
      if (pod.metadata.uid !== previous.metadata.uid) dropPod(state, previous, ctx);
      takePod(state, schedulerName, pod, pod.metadata.uid === previous.metadata.uid ? previous : undefined, ctx);
    },
    delete: (pod, ctx) => dropPod(state, pod, ctx),
  });
  state.known = (key) => podInformer.get(key);
  nodeInformer.start();
  podInformer.start();
  return function* (): Task<void> {
    yield* nodeInformer.waitForSync();
    yield* podInformer.waitForSync();
  };
}

function updateNode({ cache, queue }: SchedulerState, node: KubeNode, previous: KubeNode, ctx: Context): void {
  const changed =
    node.spec.unschedulable !== previous.spec.unschedulable ||
    !deepEqual(node.spec.taints, previous.spec.taints) ||
    !deepEqual(node.metadata.labels, previous.metadata.labels) ||
    !deepEqual(node.status.allocatable, previous.status.allocatable);
  if (!changed && deepEqual(node.status.images, previous.status.images)) return;
  cache.putNode(node);
  if (changed) queue.change('node-changed', ctx);
}

function takePod(state: SchedulerState, schedulerName: string, pod: Pod, previous: Pod | undefined, ctx: Context): void {
  const { nodeName } = pod.spec;
  if (nodeName !== undefined && nodeName !== '') return placePod(state, pod, nodeName, previous, ctx);
  const mine = (pod.spec.schedulerName ?? 'default-scheduler') === schedulerName;
  if (!mine || hasEnded(pod) || pod.metadata.deletionTimestamp !== undefined) return state.queue.remove(pod.metadata.uid);
  // A pod decided on is not queued again by word of its own status.
  if ((pod.spec.schedulingGates?.length ?? 0) > 0 || state.cache.nodeOf(pod.metadata.uid) !== undefined) return;
  state.queue.put(pod, ctx);
}

/** A pod with a node: it takes room there until it has ended. */
function placePod({ cache, queue }: SchedulerState, pod: Pod, nodeName: string, previous: Pod | undefined, ctx: Context): void {
  const { uid } = pod.metadata;
  queue.remove(uid);
  if (hasEnded(pod)) {
    if (cache.nodeOf(uid) === undefined) return;
    cache.removePod(uid);
    return queue.change('pod-removed', ctx);
  }
  const isNew = previous?.spec.nodeName !== nodeName;
  const labels = !isNew && !deepEqual(pod.metadata.labels, previous.metadata.labels);
  const deleted = pod.metadata.deletionTimestamp !== previous?.metadata.deletionTimestamp;
  if (isNew || labels || deleted || cache.nodeOf(uid) !== nodeName) cache.putPod(pod, nodeName);
  if (isNew) queue.change('pod-placed', ctx);
  if (labels || (deleted && !isNew)) queue.change('pod-labels', ctx);
}

function dropPod({ cache, queue }: SchedulerState, pod: Pod, ctx: Context): void {
  queue.remove(pod.metadata.uid);
  if (cache.nodeOf(pod.metadata.uid) === undefined) return;
  cache.removePod(pod.metadata.uid);
  queue.change('pod-removed', ctx);
}

function hasEnded({ status }: Pod): boolean {
  return status.phase === 'Succeeded' || status.phase === 'Failed';
}
