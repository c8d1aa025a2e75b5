// The loop every controller is: take a key, look, act, say what came of it. It knows nothing of what is reconciled.
// Models the worker functions of pkg/controller (processNextWorkItem).
import type { Status } from '../api/status.ts';
import type { Context, Sim, Task } from '../sim/sim.ts';
import type { WorkQueue } from './work-queue.ts';

/** What a pass says of itself, a short sentence each. */
export interface Story {
  readonly saw?: string;
  readonly decided?: string;
  readonly wrote?: string;
}

/** How a pass ended: all is as wanted, look again in a while, or it did not work and must be tried again. */
export type Outcome =
  | { readonly kind: 'done'; readonly story: Story }
  | { readonly kind: 'requeueAfter'; readonly delayMs: number; readonly story: Story }
  | { readonly kind: 'retry'; readonly why: string; readonly story: Story };

export function done(story: Story): Outcome {
  return { kind: 'done', story };
}

export function requeueAfter(delayMs: number, story: Story): Outcome {
  return { kind: 'requeueAfter', delayMs, story };
}

/** Tries again with back-off; `why` is the answer that stood in the way. */
export function retry(why: Status | string, story: Story = {}): Outcome {
  return { kind: 'retry', why: typeof why === 'string' ? why : (why.message ?? why.reason ?? `code ${why.code}`), story };
}

export interface ReconcileLoop {
  readonly queue: WorkQueue;
  /** Keys worked on at the same time. */
  readonly workers: number;
  /** What a key stands for in the trace: `deployments/default/web`. */
  nameOf(key: string): string;
  reconcile(ctx: Context, key: string): Task<Outcome>;
}

export function startReconcileLoop(sim: Sim, loop: ReconcileLoop): void {
  for (let worker = 0; worker < loop.workers; worker++) sim.spawn(work(sim, loop));
}

function* work(sim: Sim, { queue, nameOf, reconcile }: ReconcileLoop): Task<void> {
  for (;;) {
    const { key, ctx } = yield* queue.take();
    const span = sim.trace.start('reconcile', ctx, { object: nameOf(key), verb: 'reconcile' });
    const outcome = yield* reconcile(span, key);
    sim.trace.end(span, storyOf(outcome));
    if (outcome.kind === 'retry') {
      queue.addRateLimited(key, span);
    } else {
      queue.forget(key);
      if (outcome.kind === 'requeueAfter') queue.addAfter(key, outcome.delayMs, span);
    }
    queue.done(key);
  }
}

function storyOf(outcome: Outcome): Story {
  if (outcome.kind !== 'retry') return outcome.story;
  const { decided } = outcome.story;
  return { ...outcome.story, decided: `${decided === undefined ? '' : `${decided}; `}try again, because ${outcome.why}` };
}
