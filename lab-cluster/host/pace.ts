// The one place where real time meets virtual time: how fast a cluster runs, in slices that never hold the thread long.
import type { Cluster } from '../index.ts';
import type { Speed } from './protocol.ts';

/** What the worker's surroundings give: a real clock and a way to come back later. Node and browsers both have it. */
export interface Platform {
  /** Real milliseconds from any origin. */
  nowMs(): number;
  /** Calls `act` after `ms` real milliseconds (0: as soon as messages had their turn). Returns how to take it back. */
  after(ms: number, act: () => void): () => void;
}

const SLICE_MS = 8;
/** Waking a little late lets a burst of events share one wake-up. */
const BURST_MS = 15;
const LONGEST_SLEEP_MS = 60_000;
/** How far the clock may run ahead of real time for somebody who waits; what takes longer takes so long in real time too. */
const AHEAD_US = 100_000;
/** What an answer has set off is still on its way to whoever watches when the answer is there. */
const SETTLE_US = 2_000;

/** Drives one cluster. Paused, or with nothing to do, it holds no timer at all. */
export class Pace {
  readonly #platform: Platform;
  readonly #onSlice: () => void;
  readonly #onBug: (error: unknown) => void;
  #cluster: Cluster;
  #paused = true;
  #speed: Speed = 1;
  #anchorRealMs = 0;
  #anchorUs = 0;
  #cancelTimer: (() => void) | undefined;
  /** While set, runs as fast as it can to this instant, paused or not, then calls back. */
  #sprint: { untilUs: number; stop: (cluster: Cluster) => boolean; done: () => void } | undefined;

  /** Callers from outside who have no answer yet. */
  #waiting = 0;
  /** Up to here the clock may run ahead for them. */
  #aheadUs = 0;

  constructor(cluster: Cluster, platform: Platform, onSlice: () => void, onBug: (error: unknown) => void) {
    this.#cluster = cluster;
    this.#platform = platform;
    this.#onSlice = onSlice;
    this.#onBug = onBug;
  }

  get paused(): boolean {
    return this.#paused;
  }

  get speed(): Speed {
    return this.#speed;
  }

  get sprinting(): boolean {
    return this.#sprint !== undefined;
  }

  /** Another cluster takes this one's place (start, rewind). */
  replace(cluster: Cluster): void {
    this.#cluster = cluster;
    this.#anchor();
  }

  set(change: { readonly paused?: boolean; readonly speed?: Speed }): void {
    this.catchUp();
    this.#paused = change.paused ?? this.#paused;
    this.#speed = change.speed ?? this.#speed;
    this.#anchor();
    this.wake();
  }

  /** Runs as fast as it can until an instant or a condition, in slices. A sprint under way is cut short by the next. */
  sprint(untilUs: number, stop: (cluster: Cluster) => boolean): Promise<void> {
    this.endSprint();
    return new Promise((resolve) => {
      this.#sprint = { untilUs, stop, done: resolve };
      this.wake();
    });
  }

  /**
   * Somebody outside waits for an answer, until the function that comes back is called. From ×1 on the clock runs ahead
   * for him as fast as it can: the few virtual milliseconds a request takes are not waited for in real time, and time goes on
   * from there. Slow motion stays slow, and paused stays paused.
   */
  attend(): () => void {
    this.#waiting++;
    this.#aheadUs = Math.max(this.#aheadUs, this.#cluster.nowUs + AHEAD_US);
    let answered = false;
    return () => {
      if (answered) return;
      answered = true;
      this.#waiting--;
      if (this.#waiting === 0) this.#aheadUs = this.#cluster.nowUs + SETTLE_US;
    };
  }

  /** Brings the clock to where real time says it is, before something from outside happens. */
  catchUp(): void {
    if (this.#paused || this.#sprint !== undefined || this.#speed === 'max') return;
    const target = this.#targetUs();
    const next = this.#cluster.nextUs();
    // With work due before the target the slices have fallen behind; the input then happens where the cluster is.
    if (next === undefined || next > target) this.#cluster.runUntil(Math.max(target, this.#cluster.nowUs));
  }

  /** Call after anything that may have made work: looks again when to run next. */
  wake(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    if (this.#sprint !== undefined) return this.#schedule(0);
    if (this.#paused) return;
    const next = this.#cluster.nextUs();
    if (next === undefined) return;
    if (next <= this.#aheadLimitUs()) return this.#schedule(0);
    // At full speed heartbeats alone are no reason to burn a processor: wait until something real is due.
    if (this.#speed === 'max') return this.#cluster.idle ? undefined : this.#schedule(0);
    const dueMs = (next - this.#anchorUs) / 1000 / this.#speed - (this.#platform.nowMs() - this.#anchorRealMs);
    this.#schedule(Math.min(Math.max(dueMs, 0) + BURST_MS, LONGEST_SLEEP_MS));
  }

  /** Ends a sprint where it is; whoever waits for it is told so. */
  endSprint(): void {
    const sprint = this.#sprint;
    if (sprint === undefined) return;
    this.#sprint = undefined;
    this.#anchor();
    sprint.done();
    this.wake();
  }

  /** For good: whoever waits for a sprint is told that it is over. */
  stop(): void {
    this.#paused = true;
    const sprint = this.#sprint;
    this.#sprint = undefined;
    sprint?.done();
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
  }

  #schedule(ms: number): void {
    this.#cancelTimer = this.#platform.after(ms, () => {
      this.#cancelTimer = undefined;
      try {
        this.#slice();
      } catch (error) {
        this.stop();
        this.#onBug(error);
        return;
      }
      this.#onSlice();
      this.wake();
    });
  }

  #aheadLimitUs(): number {
    return this.#speed !== 'max' && this.#speed >= 1 ? this.#aheadUs : 0;
  }

  #slice(): void {
    const endMs = this.#platform.nowMs() + SLICE_MS;
    const sprint = this.#sprint;
    const cluster = this.#cluster;
    if (sprint === undefined && this.#paused) return;
    const targetUs = sprint !== undefined ? sprint.untilUs : this.#speed === 'max' ? Number.POSITIVE_INFINITY : this.#targetUs();
    for (let events = 1; ; events++) {
      if (sprint === undefined ? this.#speed === 'max' && cluster.idle : sprint.stop(cluster)) break;
      const next = cluster.nextUs();
      // Asked for each event: answers that come in this slice change how far the clock may go.
      const limitUs = sprint === undefined ? Math.max(targetUs, this.#aheadLimitUs()) : targetUs;
      if (next === undefined || next > limitUs) {
        if (targetUs < cluster.nowUs) this.#anchor();
        else if (Number.isFinite(targetUs)) cluster.runUntil(targetUs);
        break;
      }
      cluster.step();
      if (events % 64 === 0 && this.#platform.nowMs() >= endMs) return this.#fallBehind();
    }
    if (sprint === undefined) return;
    this.#sprint = undefined;
    this.#anchor();
    sprint.done();
  }

  /** The machine is slower than the speed asked for: virtual time waits rather than piling up work. */
  #fallBehind(): void {
    if (this.#sprint === undefined) this.#anchor();
  }

  #anchor(): void {
    this.#anchorRealMs = this.#platform.nowMs();
    this.#anchorUs = this.#cluster.nowUs;
  }

  #targetUs(): number {
    const speed = this.#speed === 'max' ? 1 : this.#speed;
    return Math.floor(this.#anchorUs + (this.#platform.nowMs() - this.#anchorRealMs) * 1000 * speed);
  }
}
