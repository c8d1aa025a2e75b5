// Ends a pod: SIGTERM, grace period, SIGKILL, then the sandbox; the last status; and when it was deleted, its object.
// Models pkg/kubelet/kubelet.go SyncTerminatingPod and SyncTerminatedPod.
import type { Context, SpanEnd, Task } from '../../sim/sim.ts';
import { Promised } from '../../sim/task.ts';
import type { CriContainer } from '../runtime/cri.ts';
import { fieldPathOf, type Kubelet, type PodWorker } from './kubelet-state.ts';
import { reportStatus, stopProbes } from './pod-report.ts';
import { deletePod } from './status-manager.ts';

/** Even a pod killed by force gets this long. */
const LEAST_GRACE_MS = 2_000;

export function* stopPod(kubelet: Kubelet, worker: PodWorker, ctx: Context): Task<SpanEnd> {
  worker.stage = 'stopping';
  worker.retry?.cancel();
  stopProbes(worker);
  if (!worker.ended) reportStatus(kubelet, worker, ctx);
  worker.graceMs = graceMs(worker);
  const running = kubelet.cache.get(worker.uid).containers.filter((container) => container.state === 'running');
  const sidecars = new Set(
    (worker.pod.spec.initContainers ?? []).filter((each) => each.restartPolicy === 'Always').map((each) => each.name),
  );
  yield* stopAll(
    kubelet,
    worker,
    running.filter((container) => !sidecars.has(container.name)),
    ctx,
  );
  yield* stopAll(
    kubelet,
    worker,
    running.filter((container) => sidecars.has(container.name)),
    ctx,
  );
  for (const sandbox of kubelet.cache.get(worker.uid).sandboxes) {
    if (sandbox.state !== 'ready') continue;
    yield* kubelet.runtime.insist(ctx, 'StopPodSandbox', { sandboxId: sandbox.id });
    kubelet.cache.putSandbox({ ...sandbox, state: 'notready' });
  }
  worker.stage = 'stopped';
  const wrote = reportStatus(kubelet, worker, ctx, true);
  // What is left to clean up is done after the next relist has seen that nothing runs any more.
  kubelet.lifecycle.mark(worker.uid, ctx);
  return { saw: whyStop(worker), decided: stopDecision(running, worker.graceMs), wrote };
}

/** After a pod has stopped: removes its object if it was deleted, and its sandbox once the object is gone. */
export function* finishPod(kubelet: Kubelet, worker: PodWorker, ctx: Context): Task<SpanEnd> {
  if (!worker.gone && worker.pod.metadata.deletionTimestamp === undefined) {
    return { saw: 'The pod has ended', decided: 'Its object stays until someone deletes it' };
  }
  if (!worker.gone) {
    if (!worker.removed) yield* deletePod(kubelet, worker, ctx);
    worker.removed = true;
    return { saw: 'All containers of the deleted pod have ended', wrote: `pod ${worker.key} removed from the API` };
  }
  for (const sandbox of kubelet.cache.get(worker.uid).sandboxes) {
    yield* kubelet.runtime.insist(ctx, 'RemovePodSandbox', { sandboxId: sandbox.id });
    kubelet.cache.removeSandbox(sandbox);
  }
  kubelet.workers.delete(worker.uid);
  worker.due = undefined;
  return { saw: `Pod ${worker.key} is gone from the API`, decided: 'Nothing of it is needed any more', wrote: 'its sandbox is removed' };
}

/** A shorter grace period came while it was stopping: tell the runtime. */
export function hastenStop(kubelet: Kubelet, worker: PodWorker, ctx: Context): void {
  const shorter = graceMs(worker);
  if (worker.stage !== 'stopping' || shorter >= worker.graceMs) return;
  worker.graceMs = shorter;
  for (const container of kubelet.cache.get(worker.uid).containers) {
    if (container.state === 'running') kubelet.sim.spawn(stopContainer(kubelet, container, shorter, ctx));
  }
}

function* stopAll(kubelet: Kubelet, worker: PodWorker, containers: readonly CriContainer[], ctx: Context): Task<void> {
  let left = containers.length;
  if (left === 0) return;
  const done = new Promised<undefined>();
  for (const container of containers) {
    const fieldPath = fieldPathOf(worker.pod, container.name);
    kubelet.recorder.event(ctx, worker.pod, 'Normal', 'Killing', `Stopping container ${container.name}`, { fieldPath });
    kubelet.sim.spawn(
      stopContainer(kubelet, container, worker.graceMs, ctx, () => {
        left -= 1;
        if (left === 0) done.settle(undefined);
      }),
    );
  }
  yield* done.wait();
}

function* stopContainer(kubelet: Kubelet, container: CriContainer, timeoutMs: number, ctx: Context, done?: () => void): Task<void> {
  yield* kubelet.runtime.insist(ctx, 'StopContainer', { containerId: container.id, timeoutMs });
  done?.();
}

function graceMs(worker: PodWorker): number {
  const { deletionGracePeriodSeconds } = worker.pod.metadata;
  const asked = (deletionGracePeriodSeconds ?? worker.pod.spec.terminationGracePeriodSeconds ?? 30) * 1000;
  return Math.max(worker.gone ? 0 : asked, LEAST_GRACE_MS);
}

function whyStop(worker: PodWorker): string {
  if (worker.gone) return `Pod ${worker.key} is gone from the API`;
  if (worker.ended) return `All containers of pod ${worker.key} have ended`;
  return `Pod ${worker.key} is being deleted, with ${worker.pod.metadata.deletionGracePeriodSeconds ?? 0} s of grace`;
}

function stopDecision(running: readonly CriContainer[], grace: number): string {
  if (running.length === 0) return 'Nothing runs: only the sandbox has to be stopped';
  return `SIGTERM to ${running.map((container) => container.name).join(', ')}, SIGKILL after ${grace / 1000} s to what still runs`;
}
