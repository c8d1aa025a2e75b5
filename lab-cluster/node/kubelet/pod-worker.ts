// Gives each pod one pass at a time, and decides which: run, stop or finish.
// Models pkg/kubelet/pod_workers.go.
import type { Context, SpanEnd, Task } from '../../sim/sim.ts';
import { type Kubelet, type PodWorker, mustStop, spanName } from './kubelet-state.ts';
import { finishPod, hastenStop, stopPod } from './pod-stop.ts';
import { runPod } from './pod-run.ts';

/** Asks for a pass. One under way is followed by another; a stop overtakes a pass that only waits. */
export function requestSync(kubelet: Kubelet, worker: PodWorker, ctx: Context): void {
  if (worker.due === undefined || worker.due.background || !ctx.background) worker.due = ctx;
  if (worker.busy) {
    hastenStop(kubelet, worker, ctx);
    if (!(worker.interruptible && mustStop(worker))) return;
    worker.epoch += 1;
    worker.interruptible = false;
  }
  worker.busy = true;
  kubelet.sim.spawn(work(kubelet, worker, worker.epoch));
}

function* work(kubelet: Kubelet, worker: PodWorker, epoch: number): Task<void> {
  while (worker.due !== undefined && worker.epoch === epoch) {
    const cause = worker.due;
    worker.due = undefined;
    const { verb, pass } = nextPass(worker);
    const span = kubelet.sim.trace.start('sync', cause, { verb, object: spanName(worker) });
    const told = yield* pass(kubelet, worker, span);
    kubelet.sim.trace.end(span, spoken(told));
    if (worker.epoch !== epoch) return;
    // What was asked for meanwhile is done with fresh knowledge of the runtime: after the next relist.
    if (worker.due !== undefined && nextPass(worker).pass === runPod) {
      kubelet.lifecycle.mark(worker.uid, worker.due);
      worker.due = undefined;
    }
  }
  if (worker.epoch === epoch) worker.busy = false;
}

interface Pass {
  readonly verb: string;
  readonly pass: (kubelet: Kubelet, worker: PodWorker, ctx: Context) => Task<SpanEnd>;
}

function nextPass(worker: PodWorker): Pass {
  if (worker.stage === 'stopped') return { verb: 'cleanup', pass: finishPod };
  return mustStop(worker) ? { verb: 'stop', pass: stopPod } : { verb: 'sync', pass: runPod };
}

function spoken(told: SpanEnd): SpanEnd {
  const { wrote, ...rest } = told;
  return wrote === undefined || wrote === '' ? rest : told;
}
