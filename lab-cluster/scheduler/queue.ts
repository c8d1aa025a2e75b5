// Pods waiting for a node: ready now (active), waiting out a failure (backoff), or waiting for the cluster to change
// (unschedulable). It decides the order; it knows nothing of nodes.
// Models pkg/scheduler/backend/queue/scheduling_queue.go.
import { deepEqual } from '../api/equal.ts';
import type { Pod } from '../api/kinds/pod.ts';
import type { Context, Micros, Sim, Timer } from '../sim/sim.ts';
import type { ClusterChange, SchedulerPlugin } from './framework.ts';

export interface QueuedPod {
  pod: Pod;
  /** What made it due: its creation, or the change that freed it. */
  ctx: Context;
  attempts: number;
  /** Plugins that turned it away last time. */
  refusedBy: ReadonlySet<string>;
  /** Until when it waits after a failure. */
  readyUs: Micros;
  readonly order: number;
}

const BACK_OFF_FIRST_US = 1_000_000;
const BACK_OFF_MOST_US = 10_000_000;
/** A pod that nothing freed is tried again after so long. */
const FLUSH_US = 300_000_000;

const NOBODY: ReadonlySet<string> = new Set();

type Place = 'active' | 'backoff' | 'unschedulable';

export class SchedulingQueue {
  readonly #sim: Sim;
  readonly #wake: () => void;
  readonly #freedBy: ReadonlyMap<ClusterChange, readonly string[]>;
  /** Those before `#activeFrom` have been taken; their places are empty. */
  readonly #active: (QueuedPod | undefined)[] = [];
  #activeFrom = 0;
  readonly #places = new Map<string, { readonly queued: QueuedPod; place: Place }>();
  readonly #backoff = new Map<string, QueuedPod>();
  /** Unschedulable pods by the plugins that turned them away. */
  readonly #refused = new Map<string, Map<string, QueuedPod>>();
  readonly #flushes = new Map<string, Timer>();
  #nextOrder = 0;

  /** `wake` is called when a pod can be taken. */
  constructor(sim: Sim, plugins: readonly SchedulerPlugin[], wake: () => void) {
    this.#sim = sim;
    this.#wake = wake;
    const freedBy = new Map<ClusterChange, string[]>();
    for (const plugin of plugins) {
      for (const change of plugin.freedBy) freedBy.set(change, [...(freedBy.get(change) ?? []), plugin.name]);
    }
    this.#freedBy = freedBy;
  }

  get size(): number {
    return this.#places.size;
  }

  /** A pod without a node, new or changed. */
  put(pod: Pod, ctx: Context): void {
    const { uid } = pod.metadata;
    const known = this.#places.get(uid);
    if (known === undefined) {
      this.#activate({ pod, ctx, attempts: 0, refusedBy: NOBODY, readyUs: 0, order: this.#nextOrder++ });
      return;
    }
    const changed =
      pod.metadata.generation !== known.queued.pod.metadata.generation || !deepEqual(pod.metadata.labels, known.queued.pod.metadata.labels);
    known.queued.pod = pod;
    if (known.place === 'unschedulable' && changed) this.#free(known.queued, ctx);
  }

  remove(podUid: string): void {
    const known = this.#places.get(podUid);
    if (known === undefined) return;
    this.#leave(known.queued, known.place);
    this.#places.delete(podUid);
  }

  /** The next pod to try. A failed one is taken before its time only when nothing else is to do. */
  take(): QueuedPod | undefined {
    while (this.#activeFrom < this.#active.length) {
      const queued = this.#active[this.#activeFrom] as QueuedPod;
      this.#active[this.#activeFrom++] = undefined;
      if (this.#activeFrom > 1024 && this.#activeFrom * 2 > this.#active.length) this.#compact();
      const known = this.#places.get(queued.pod.metadata.uid);
      if (known?.queued !== queued || known.place !== 'active') continue;
      return this.#taken(queued);
    }
    return undefined;
  }

  /** No node took it: it waits for a change that frees it. */
  putUnschedulable(queued: QueuedPod, refusedBy: ReadonlySet<string>): void {
    const { uid } = queued.pod.metadata;
    queued.refusedBy = refusedBy;
    queued.readyUs = this.#sim.clock.nowUs + backOffUs(queued.attempts);
    this.#places.set(uid, { queued, place: 'unschedulable' });
    for (const plugin of refusedBy) {
      const pods = this.#refused.get(plugin) ?? new Map<string, QueuedPod>();
      pods.set(uid, queued);
      this.#refused.set(plugin, pods);
    }
    const flush = this.#sim.clock.after(FLUSH_US, true, () => this.#free(queued, { span: queued.ctx.span, background: true }));
    this.#flushes.set(uid, flush);
  }

  /** Something went wrong beside the decision (a refused binding, say): it waits out its back-off. */
  putFailed(queued: QueuedPod): void {
    const { uid } = queued.pod.metadata;
    queued.readyUs = this.#sim.clock.nowUs + backOffUs(queued.attempts);
    this.#places.set(uid, { queued, place: 'backoff' });
    this.#backoff.set(uid, queued);
    this.#sim.clock.after(queued.readyUs - this.#sim.clock.nowUs, queued.ctx.background, () => {
      if (this.#backoff.get(uid) === queued) this.#activate(queued);
    });
  }

  /** Something changed: pods that were turned away by plugins which care for it become due. */
  change(change: ClusterChange, ctx: Context): void {
    for (const plugin of this.#freedBy.get(change) ?? []) {
      const pods = this.#refused.get(plugin);
      if (pods === undefined || pods.size === 0) continue;
      for (const queued of [...pods.values()]) this.#free(queued, ctx);
    }
  }

  /**
   * Simplified: a pod that a change freed is tried at once, as upstream does when nothing else is active
   * (SchedulerPopFromBackoffQ); with others active it takes its turn behind them instead of waiting out its back-off.
   */
  #free(queued: QueuedPod, ctx: Context): void {
    if (this.#places.get(queued.pod.metadata.uid)?.place !== 'unschedulable') return;
    this.#leave(queued, 'unschedulable');
    queued.ctx = ctx;
    this.#activate(queued);
  }

  #activate(queued: QueuedPod): void {
    const { uid } = queued.pod.metadata;
    this.#backoff.delete(uid);
    this.#places.set(uid, { queued, place: 'active' });
    this.#insert(queued);
    this.#wake();
  }

  /** By priority, then in order of arrival: almost always at the end. */
  #insert(queued: QueuedPod): void {
    const priority = priorityOf(queued);
    let at = this.#active.length;
    while (at > this.#activeFrom && priorityOf(this.#active[at - 1] as QueuedPod) < priority) at -= 1;
    if (at === this.#active.length) this.#active.push(queued);
    else this.#active.splice(at, 0, queued);
  }

  #taken(queued: QueuedPod): QueuedPod {
    this.#places.delete(queued.pod.metadata.uid);
    queued.attempts += 1;
    return queued;
  }

  #leave(queued: QueuedPod, place: Place): void {
    const { uid } = queued.pod.metadata;
    if (place === 'backoff') this.#backoff.delete(uid);
    if (place !== 'unschedulable') return;
    for (const plugin of queued.refusedBy) this.#refused.get(plugin)?.delete(uid);
    this.#flushes.get(uid)?.cancel();
    this.#flushes.delete(uid);
  }

  #compact(): void {
    this.#active.splice(0, this.#activeFrom);
    this.#activeFrom = 0;
  }
}

function priorityOf(queued: QueuedPod): number {
  return queued.pod.spec.priority ?? 0;
}

/** 1 s after the first failure, doubled with each, 10 s at most. */
function backOffUs(attempts: number): Micros {
  return Math.min(BACK_OFF_FIRST_US * 2 ** Math.max(0, attempts - 1), BACK_OFF_MOST_US);
}
