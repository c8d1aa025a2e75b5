// A queue of keys to work on: no key twice, none in two hands at once, failures wait longer each time.
// Models staging/src/k8s.io/client-go/util/workqueue.
import type { Context, Sim, Task, Timer } from '../sim/sim.ts';
import { sleep } from '../sim/task.ts';

export interface WorkItem {
  readonly key: string;
  /** What first asked for this pass; later causes for the same key are covered by it. */
  readonly ctx: Context;
}

export interface WorkQueue {
  add(key: string, ctx: Context): void;
  /**
   * Adds later; a key that is already waiting keeps the earlier instant, one that is taken sooner waits no more.
   * Background causes wait in the background, and so does a deadline that is told to.
   */
  addAfter(key: string, delayMs: number, ctx: Context, waiting?: 'foreground' | 'background'): void;
  /** Adds after 5 ms, 10 ms, 20 ms, … 1000 s, counting failures since the last `forget`. */
  addRateLimited(key: string, ctx: Context): void;
  /** The key succeeded: its next failure starts at 5 ms again. */
  forget(key: string): void;
  /** Failures since the last `forget`. */
  failures(key: string): number;
  /** Waits for the next key. Whoever takes it calls `done`. */
  take(): Task<WorkItem>;
  done(key: string): void;
  /** Keys ready to be taken. */
  readonly length: number;
}

/** What it takes a worker to come round to a key. */
const comeRoundMs = 0.2;
const failureFirstMs = 5;
const failureMostMs = 1_000_000;
/** A key that fails more often than this (40 s of waiting) no longer keeps the lab from being idle. */
const failuresInForeground = 13;

export function createWorkQueue(sim: Sim): WorkQueue {
  return new KeyQueue(sim);
}

interface Waiting {
  readonly atUs: number;
  readonly timer: Timer;
}

class KeyQueue implements WorkQueue {
  readonly #sim: Sim;
  /** Keys that need a pass, with what asked for it. */
  readonly #dirty = new Map<string, Context>();
  readonly #processing = new Set<string>();
  readonly #failures = new Map<string, number>();
  readonly #waiting = new Map<string, Waiting>();
  /** Workers with nothing to do. */
  readonly #idle: ((item: unknown) => void)[] = [];
  #ready: string[] = [];
  #readyFrom = 0;

  constructor(sim: Sim) {
    this.#sim = sim;
  }

  get length(): number {
    return this.#ready.length - this.#readyFrom;
  }

  add(key: string, ctx: Context): void {
    const known = this.#dirty.get(key);
    if (known !== undefined) {
      // A real change explains the pass better than a heartbeat that came first.
      if (known.background && !ctx.background) this.#dirty.set(key, ctx);
      return;
    }
    this.#dirty.set(key, ctx);
    if (this.#processing.has(key)) return;
    this.#ready.push(key);
    this.#wake();
  }

  addAfter(key: string, delayMs: number, ctx: Context, wait: 'foreground' | 'background' = 'foreground'): void {
    if (delayMs <= 0) return this.add(key, ctx);
    const { clock } = this.#sim;
    const delayUs = Math.round(delayMs * 1000);
    const atUs = clock.nowUs + delayUs;
    const known = this.#waiting.get(key);
    if (known !== undefined && known.atUs <= atUs) return;
    known?.timer.cancel();
    const timer = clock.after(delayUs, ctx.background || wait === 'background', () => {
      this.#waiting.delete(key);
      this.add(key, ctx);
    });
    this.#waiting.set(key, { atUs, timer });
  }

  // Simplified: without the bucket of 10 a second that upstream shares between all keys.
  addRateLimited(key: string, ctx: Context): void {
    const count = this.#failures.get(key) ?? 0;
    this.#failures.set(key, count + 1);
    const wait = count < failuresInForeground ? 'foreground' : 'background';
    this.addAfter(key, Math.min(failureFirstMs * 2 ** count, failureMostMs), ctx, wait);
  }

  forget(key: string): void {
    this.#failures.delete(key);
  }

  failures(key: string): number {
    return this.#failures.get(key) ?? 0;
  }

  *take(): Task<WorkItem> {
    for (;;) {
      if (this.length === 0) yield (resume) => this.#idle.push(resume);
      const next = this.#dirty.get(this.#ready[this.#readyFrom] ?? '');
      if (next === undefined) continue;
      // Informers get this long to catch up with what the last pass wrote.
      yield* sleep(this.#sim, comeRoundMs, next.background);
      if (this.length > 0) return this.#pop();
    }
  }

  done(key: string): void {
    this.#processing.delete(key);
    if (!this.#dirty.has(key)) return;
    this.#ready.push(key);
    this.#wake();
  }

  #pop(): WorkItem {
    const key = this.#ready[this.#readyFrom++] as string;
    if (this.#readyFrom > 1024 && this.#readyFrom * 2 > this.#ready.length) {
      this.#ready = this.#ready.slice(this.#readyFrom);
      this.#readyFrom = 0;
    }
    const ctx = this.#dirty.get(key) as Context;
    this.#dirty.delete(key);
    this.#processing.add(key);
    // This pass decides afresh when to look again.
    this.#waiting.get(key)?.timer.cancel();
    this.#waiting.delete(key);
    return { key, ctx };
  }

  /** Wakes idle workers for ready keys; they take them when they come round, so what is added meanwhile is covered. */
  #wake(): void {
    for (let keys = this.length; keys > 0 && this.#idle.length > 0; keys--) this.#idle.shift()?.(undefined);
  }
}
