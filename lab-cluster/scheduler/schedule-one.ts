// One pod's way through the scheduler: decide, assume, bind; or say why not. Binding goes on beside the next decision.
// Models pkg/scheduler/schedule_one.go.
import { pods } from '../api/kinds/pod.ts';
import type { Pod } from '../api/kinds/pod.ts';
import { timestamp } from '../api/time.ts';
import type { Client } from '../client/client.ts';
import type { SeriesRecorder } from '../client/series-recorder.ts';
import type { Context, Sim, Task } from '../sim/sim.ts';
import type { SchedulerCache } from './cache.ts';
import { type Decision, decide } from './cycle.ts';
import { choiceMessage, type DecisionDetail } from './explain.ts';
import { fitMessage } from './fit-message.ts';
import type { CycleInput } from './framework.ts';
import type { QueuedPod, SchedulingQueue } from './queue.ts';
import { schedulerPlugins } from './registry.ts';
import type { Siblings } from './siblings.ts';

export interface SchedulerState {
  readonly sim: Sim;
  readonly client: Client;
  readonly recorder: SeriesRecorder;
  readonly cache: SchedulerCache;
  readonly queue: SchedulingQueue;
  readonly siblings: Siblings;
  /** The pod as last seen, by `namespace/name`. */
  known: (key: string) => Pod | undefined;
  /** Where the next search of nodes begins. */
  nextStart: number;
}

/** Decides on the next pod, if there is one. */
export function scheduleNext(state: SchedulerState): boolean {
  const queued = state.queue.take();
  if (queued === undefined) return false;
  const { sim, cache } = state;
  const { pod } = queued;
  const span = sim.trace.start('decide', queued.ctx, { verb: 'schedule', object: nameOf(pod) });
  const input: CycleInput = {
    snapshot: cache.snapshot(),
    pod: cache.podInfo(pod),
    siblings: state.siblings.selectorFor(pod),
    startIndex: state.nextStart,
    draw: sim.rng.unit(),
  };
  const decision = decide(schedulerPlugins, input);
  const { size } = input.snapshot;
  state.nextStart = size === 0 ? 0 : (state.nextStart + decision.evaluated) % size;
  const detail: DecisionDetail = { kind: 'scheduling-decision', input };
  const saw = `${size} nodes, ${decision.feasible} of the ${decision.evaluated} looked at can take the pod`;
  if (decision.chosen === '') {
    const message = fitMessage(decision, size);
    sim.trace.end(span, { saw, decided: 'No node can take the pod: it waits until the cluster changes', wrote: message, detail });
    refuse(state, queued, decision, message, span);
    return true;
  }
  cache.putPod(pod, decision.chosen);
  const decided = choiceMessage(decision.chosen, decision.feasible, decision.ties);
  sim.trace.end(span, { saw, decided, wrote: `binding of pod ${podKey(pod)} to ${decision.chosen}`, detail });
  sim.spawn(bind(state, queued, decision.chosen, span));
  return true;
}

function* bind(state: SchedulerState, queued: QueuedPod, nodeName: string, ctx: Context): Task<void> {
  const { client, recorder, cache, queue } = state;
  const { pod } = queued;
  const { name, namespace = '', uid } = pod.metadata;
  const bound = yield* client.post(ctx, pods, namespace, name, 'binding', {
    apiVersion: 'v1',
    kind: 'Binding',
    metadata: { name, namespace, uid },
    target: { kind: 'Node', name: nodeName },
  });
  if (bound.ok) {
    const note = `Successfully assigned ${namespace}/${name} to ${nodeName}`;
    recorder.event(ctx, pod, { type: 'Normal', reason: 'Scheduled', action: 'Binding', note });
    return;
  }
  const present = state.known(podKey(pod));
  // The answer may have been lost on the way, the pod deleted, or someone else been quicker: the watch tells.
  if (present?.metadata.uid === uid && (present.spec.nodeName ?? '') !== '') return;
  cache.removePod(uid);
  queue.change('pod-removed', ctx);
  if (present?.metadata.uid !== uid || present.metadata.deletionTimestamp !== undefined || bound.status.reason === 'NotFound') return;
  const note = `running Bind plugin "DefaultBinder": ${bound.status.message ?? ''}`;
  recorder.event(ctx, pod, { type: 'Warning', reason: 'FailedScheduling', action: 'Scheduling', note });
  queued.pod = present;
  queued.ctx = ctx;
  queue.putFailed(queued);
}

function refuse(state: SchedulerState, queued: QueuedPod, decision: Decision, message: string, ctx: Context): void {
  const { sim, recorder, queue } = state;
  const { pod } = queued;
  // With no node at all, only a new one helps: every plugin that waits for one will do.
  queue.putUnschedulable(queued, decision.refusedBy.size > 0 ? decision.refusedBy : new Set(['NodeName']));
  recorder.event(ctx, pod, { type: 'Warning', reason: 'FailedScheduling', action: 'Scheduling', note: message });
  sim.spawn(reportUnschedulable(state, pod, message, ctx));
}

/** PodScheduled=False, unless the pod says so already. */
function* reportUnschedulable({ sim, client }: SchedulerState, pod: Pod, message: string, ctx: Context): Task<void> {
  const { name, namespace, generation } = pod.metadata;
  const old = pod.status.conditions?.find((condition) => condition.type === 'PodScheduled');
  if (old?.status === 'False' && old.reason === 'Unschedulable' && old.message === message) return;
  const since = old?.status === 'False' ? old.lastTransitionTime : undefined;
  const condition = {
    type: 'PodScheduled',
    status: 'False',
    reason: 'Unschedulable',
    message,
    lastProbeTime: null,
    lastTransitionTime: since ?? timestamp(sim.clock.nowUs),
    ...(generation === undefined ? {} : { observedGeneration: generation }),
  };
  // A failure changes nothing for the pod: the next attempt says it again.
  yield* client.patch(ctx, pods, namespace, name, { status: { conditions: [condition] } }, 'strategic', 'status');
}

function podKey(pod: Pod): string {
  return `${pod.metadata.namespace ?? ''}/${pod.metadata.name}`;
}

function nameOf(pod: Pod): string {
  return `pods/${podKey(pod)}`;
}
