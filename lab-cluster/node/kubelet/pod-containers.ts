// Starts one container of a pod: back-off, image, environment, create, start, with the events of each.
// Models pkg/kubelet/kuberuntime/kuberuntime_container.go startContainer.
import type { Context, Task } from '../../sim/sim.ts';
import type { ContainerConfig, CriSandbox } from '../runtime/cri.ts';
import type { WaitingReason } from './container-status.ts';
import { makeEnvironment } from './environment.ts';
import { goDuration } from './go-duration.ts';
import { fieldPathOf, type Kubelet, type PodWorker } from './kubelet-state.ts';
import type { StartAction } from './pod-actions.ts';
import { newestContainer } from './pod-cache.ts';

export type StartResult = { readonly ok: true; readonly text: string } | ({ readonly ok: false } & WaitingReason);

/** Restarts are far apart the more often a container failed; the first one comes at once. */
export const CRASH_FIRST_MS = 10_000;
export const CRASH_MOST_MS = 300_000;
/** Ended instances kept for their status, beside the newest. */
const KEPT_INSTANCES = 1;

export function* startContainer(
  kubelet: Kubelet,
  worker: PodWorker,
  sandbox: CriSandbox,
  action: StartAction,
  ctx: Context,
): Task<StartResult> {
  const { container, init } = action;
  const { pod } = worker;
  const fieldPath = fieldPathOf(pod, container.name);
  const say = (type: 'Normal' | 'Warning', reason: string, message: string): void =>
    kubelet.recorder.event(ctx, pod, type, reason, message, { fieldPath });

  const waiting = crashBackOff(kubelet, worker, action, ctx);
  if (waiting !== undefined) return waiting;

  const epoch = worker.epoch;
  worker.interruptible = true;
  const image = yield* kubelet.puller.ensure(ctx, { pod, container, fieldPath });
  if (worker.epoch !== epoch) return { ok: false, reason: '', message: '' };
  worker.interruptible = false;
  if (!image.ok) {
    say('Warning', 'Failed', `Error: ${image.reason}`);
    return image;
  }
  const environment = yield* makeEnvironment(ctx, kubelet.reader, pod, container);
  if (!environment.ok) {
    say('Warning', 'Failed', `Error: ${environment.message}`);
    return { ok: false, reason: 'CreateContainerConfigError', message: environment.message };
  }
  const previous = newestContainer(kubelet.cache.get(worker.uid), container.name);
  const config: ContainerConfig = {
    name: container.name,
    attempt: previous === undefined ? attemptAfterReboot(worker, action) : previous.attempt + 1,
    image: container.image ?? '',
    command: container.command ?? [],
    args: container.args ?? [],
    env: environment.env,
    ports: (container.ports ?? []).filter((port) => port.protocol !== 'UDP').map((port) => port.containerPort),
    tty: container.tty === true,
  };
  const created = yield* kubelet.runtime.call(ctx, 'CreateContainer', { sandboxId: sandbox.id, config });
  if (!created.ok) {
    say('Warning', 'Failed', `Error: ${created.message}`);
    return { ok: false, reason: 'CreateContainerError', message: created.message };
  }
  kubelet.cache.putContainer(created.value);
  say('Normal', 'Created', `Created container: ${container.name}`);
  const started = yield* kubelet.runtime.call(ctx, 'StartContainer', { containerId: created.value.id });
  if (!started.ok) {
    say('Warning', 'Failed', `Error: ${started.message}`);
    return { ok: false, reason: 'RunContainerError', message: started.message };
  }
  kubelet.cache.putContainer(started.value);
  say('Normal', 'Started', `Started container ${container.name}`);
  yield* removeOldInstances(kubelet, worker, container.name, ctx);
  return { ok: true, text: `${init ? 'init container' : 'container'} ${container.name}` };
}

/** Models doBackOff: whether it is too early to start a container again, counted from its last end. */
function crashBackOff(kubelet: Kubelet, worker: PodWorker, action: StartAction, ctx: Context): StartResult | undefined {
  const { container } = action;
  const { pod } = worker;
  const last = newestContainer(kubelet.cache.get(worker.uid), container.name);
  if (last?.state !== 'exited') return undefined;
  const nowUs = kubelet.sim.clock.nowUs;
  const key = `${worker.uid}/${container.name}`;
  if (!kubelet.crashBackOff.isWaitingSince(key, last.finishedAtUs, nowUs)) {
    kubelet.crashBackOff.next(key, last.finishedAtUs, nowUs);
    return undefined;
  }
  const { name, namespace = '', uid } = pod.metadata;
  const podName = `${name}_${namespace}(${uid})`;
  const fieldPath = fieldPathOf(pod, container.name);
  kubelet.recorder.event(ctx, pod, 'Warning', 'BackOff', `Back-off restarting failed container ${container.name} in pod ${podName}`, {
    fieldPath,
  });
  const delay = goDuration(kubelet.crashBackOff.delayMs(key));
  return {
    ok: false,
    reason: 'CrashLoopBackOff',
    message: `back-off ${delay} restarting failed container=${container.name} pod=${podName}`,
  };
}

/** The runtime has forgotten the container, but the API knows that it ran: the count goes on. */
function attemptAfterReboot({ reported }: PodWorker, { container, init }: StartAction): number {
  const statuses = (init ? reported.initContainerStatuses : reported.containerStatuses) ?? [];
  const status = statuses.find((each) => each.name === container.name);
  return status?.containerID === undefined ? 0 : status.restartCount + 1;
}

function* removeOldInstances(kubelet: Kubelet, worker: PodWorker, name: string, ctx: Context): Task<void> {
  const ended = kubelet.cache.get(worker.uid).containers.filter((each) => each.name === name && each.state === 'exited');
  for (const container of ended.slice(0, Math.max(0, ended.length - KEPT_INSTANCES))) {
    yield* kubelet.runtime.call(ctx, 'RemoveContainer', { containerId: container.id });
  }
}
