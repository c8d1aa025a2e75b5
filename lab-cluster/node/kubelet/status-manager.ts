// Brings pod statuses to the API server: one patch at a time per pod, always the newest; and the last word on a deleted pod.
// Models pkg/kubelet/status/status_manager.go.
import { pods } from '../../api/kinds/pod.ts';
import type { Pod, PodStatus } from '../../api/kinds/pod.ts';
import type { Context, Task } from '../../sim/sim.ts';
import { sleep } from '../../sim/task.ts';
import type { Kubelet, PodWorker } from './kubelet-state.ts';
import { statusPatch } from './status-patch.ts';

const RETRY_MS = 1_000;
/** After this many failures in a row, trying again is routine. */
const URGENT_FAILURES = 10;

/** Sets what the API server should say of the pod. `patch` leads there from what it says now, where the caller knows that. */
export function setPodStatus(kubelet: Kubelet, worker: PodWorker, status: PodStatus, ctx: Context, patch?: object): void {
  if (worker.gone) return;
  worker.wanted = status;
  worker.wantedCtx = ctx;
  if (worker.sending) return;
  worker.sending = true;
  kubelet.sim.spawn(sendStatus(kubelet, worker, worker.reported, patch));
}

/** Takes note of what the API server has, unless something newer is known. */
export function noteReported(worker: PodWorker, pod: Pod): void {
  const version = Number(pod.metadata.resourceVersion);
  if (version <= worker.reportedVersion) return;
  worker.reported = pod.status;
  worker.reportedVersion = version;
}

function* sendStatus(kubelet: Kubelet, worker: PodWorker, knownFrom: PodStatus, known: object | undefined): Task<void> {
  let ready = known;
  while (worker.wanted !== undefined && !worker.gone) {
    const status = worker.wanted;
    const patch = ready !== undefined && worker.reported === knownFrom ? ready : statusPatch(worker.uid, worker.reported, status);
    ready = undefined;
    if (patch !== undefined) {
      const sent = yield* sendPatch(kubelet, worker, patch);
      if (!sent) continue;
    }
    if (worker.wanted === status) worker.wanted = undefined;
  }
  worker.sending = false;
}

/** False when it has to be tried again. */
function* sendPatch(kubelet: Kubelet, worker: PodWorker, patch: object): Task<boolean> {
  const { name, namespace } = worker.pod.metadata;
  const result = yield* kubelet.client.patch(worker.wantedCtx, pods, namespace, name, patch, 'strategic', 'status');
  if (result.ok) {
    noteReported(worker, result.value);
    worker.sendFailures = 0;
    return true;
  }
  const { reason, code } = result.status;
  // Gone, another pod of that name, or a status the server will never take: nothing to repeat.
  if (reason === 'NotFound' || reason === 'Conflict' || reason === 'Invalid') return true;
  worker.sendFailures += 1;
  const background = worker.wantedCtx.background || worker.sendFailures > URGENT_FAILURES;
  yield* sleep(kubelet.sim, code === 0 ? RETRY_MS : RETRY_MS * 2, background);
  return false;
}

/** Removes the object of a pod that has been stopped, once its last status has been sent. */
export function* deletePod(kubelet: Kubelet, worker: PodWorker, ctx: Context): Task<void> {
  const { name, namespace, uid } = worker.pod.metadata;
  for (let failures = 0; !worker.gone; failures += 1) {
    if (!worker.sending) {
      const result = yield* kubelet.client.delete(ctx, pods, namespace, name, { gracePeriodSeconds: 0, preconditions: { uid } });
      if (result.ok || result.status.reason === 'NotFound' || result.status.reason === 'Conflict') return;
    }
    yield* sleep(kubelet.sim, worker.sending ? 10 : RETRY_MS, failures > URGENT_FAILURES * 10);
  }
}
