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
  const dirty = new Map<string, Context>();
  const processing = new Set<string>();
  const failures = new Map<string, number>();
  const waiting = new Map<string, { readonly atUs: number; readonly timer: Timer }>();
  const idle: ((item: unknown) => void)[] = [];
  let ready: string[] = [];
  let readyFrom = 0;

  function pop(): WorkItem {
    const key = ready[readyFrom++] as string;
    if (readyFrom > 1024 && readyFrom * 2 > ready.length) {
      ready = ready.slice(readyFrom);
      readyFrom = 0;
    }
    const ctx = dirty.get(key) as Context;
    dirty.delete(key);
    processing.add(key);
    // This pass decides afresh when to look again.
    waiting.get(key)?.timer.cancel();
    waiting.delete(key);
    return { key, ctx };
  }

  /** Wakes idle workers for ready keys; they take them when they come round, so what is added meanwhile is covered. */
  function wake(): void {
    for (let keys = ready.length - readyFrom; keys > 0 && idle.length > 0; keys--) idle.shift()?.(undefined);
  }

  function add(key: string, ctx: Context): void {
    const known = dirty.get(key);
    if (known !== undefined) {
      // A real change explains the pass better than a heartbeat that came first.
      if (known.background && !ctx.background) dirty.set(key, ctx);
      return;
    }
    dirty.set(key, ctx);
    if (processing.has(key)) return;
    ready.push(key);
    wake();
  }

  function addAfter(key: string, delayMs: number, ctx: Context, wait: 'foreground' | 'background' = 'foreground'): void {
    if (delayMs <= 0) return add(key, ctx);
    const atUs = sim.clock.nowUs + Math.round(delayMs * 1000);
    const known = waiting.get(key);
    if (known !== undefined && known.atUs <= atUs) return;
    known?.timer.cancel();
    const timer = sim.clock.after(atUs - sim.clock.nowUs, ctx.background || wait === 'background', () => {
      waiting.delete(key);
      add(key, ctx);
    });
    waiting.set(key, { atUs, timer });
  }

  return {
    add,
    addAfter,
    // Simplified: without the bucket of 10 a second that upstream shares between all keys.
    addRateLimited(key, ctx) {
      const count = failures.get(key) ?? 0;
      failures.set(key, count + 1);
      const cause = count < failuresInForeground ? ctx : { span: ctx.span, background: true };
      addAfter(key, Math.min(failureFirstMs * 2 ** count, failureMostMs), cause);
    },
    forget: (key) => void failures.delete(key),
    failures: (key) => failures.get(key) ?? 0,
    *take() {
      for (;;) {
        if (readyFrom === ready.length) yield (resume) => idle.push(resume);
        const next = dirty.get(ready[readyFrom] ?? '');
        if (next === undefined) continue;
        // Informers get this long to catch up with what the last pass wrote.
        yield* sleep(sim, comeRoundMs, next.background);
        if (readyFrom < ready.length) return pop();
      }
    },
    done(key) {
      processing.delete(key);
      if (!dirty.has(key)) return;
      ready.push(key);
      wake();
    },
    get length() {
      return ready.length - readyFrom;
    },
  };
}
