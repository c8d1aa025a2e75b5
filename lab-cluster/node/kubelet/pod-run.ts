// One pass over a pod that is to run: say how it stands, mount, make a sandbox, start what is due, and try again later
// what failed. Level-based: every pass looks at the pod and the runtime anew.
// Models pkg/kubelet/kubelet.go SyncPod and kuberuntime_manager.go SyncPod. Simplified: activeDeadlineSeconds and lifecycle
// hooks are not acted on, and passes come from changes alone, not once a minute as well.
import type { Context, SpanEnd, Task } from '../../sim/sim.ts';
import { sleep } from '../../sim/task.ts';
import type { CriSandbox } from '../runtime/cri.ts';
import { checkAdmission } from './admission.ts';
import { fieldPathOf, type Kubelet, type PodWorker, mustStop, retryLater } from './kubelet-state.ts';
import { networkNotReady } from './node-status.ts';
import { computePodActions, type PodActions } from './pod-actions.ts';
import { newestContainer } from './pod-cache.ts';
import { startContainer } from './pod-containers.ts';
import { isStarted, reportStatus, watchContainers } from './pod-report.ts';
import { rejectedPodStatus } from './pod-status.ts';
import { withEntry, withoutEntry } from './rare-map.ts';
import { setPodStatus } from './status-manager.ts';
import { mountVolumes } from './volumes.ts';

/** How long until a pod's new volumes are noticed and set up. */
const MOUNT_MS = 100;
const MOUNT_RETRY_FIRST_MS = 500;
const MOUNT_RETRY_MOST_MS = 122_000;
/** The first tries may wait for something that is just being made. */
const URGENT_MOUNTS = 3;
/** A pass that failed is repeated after 10 to 15 s. */
const RETRY_MS = 10_000;

/** Returns what the pass's span says. */
export function* runPod(kubelet: Kubelet, worker: PodWorker, ctx: Context): Task<SpanEnd> {
  const refusal = admit(kubelet, worker, ctx);
  if (refusal !== undefined) return refusal;
  watchContainers(kubelet, worker, ctx);
  const saw = describe(kubelet, worker);
  const wrote = reportStatus(kubelet, worker, ctx);
  if (!kubelet.isNetworkReady() && worker.pod.spec.hostNetwork !== true) {
    kubelet.recorder.event(ctx, worker.pod, 'Warning', 'NetworkNotReady', `network is not ready: ${networkNotReady}`);
    return { saw, decided: 'The node has no addresses for pods yet: the pod waits for them', wrote };
  }
  const epoch = worker.epoch;
  const overtaken = (): boolean => worker.epoch !== epoch || mustStop(worker);

  if (!worker.mounted) {
    const failed = yield* mount(kubelet, worker, ctx);
    if (overtaken()) return { saw, decided: 'The pod is to stop: nothing more is started' };
    if (failed !== undefined) return { saw, decided: failed, wrote };
  }
  const actions = computePodActions({
    pod: worker.pod,
    runtime: kubelet.cache.get(worker.uid),
    unhealthy: worker.unhealthy,
    isStarted: (container) => isStarted(worker, container),
  });
  if (actions.ended) {
    worker.ended = true;
    kubelet.lifecycle.mark(worker.uid, ctx);
    return { saw, decided: 'All containers have ended and none is to be restarted: the pod is complete', wrote };
  }
  if (actions.kill.length > 0) yield* killContainers(kubelet, worker, actions, ctx);
  if (actions.start.length === 0) return { saw, decided: 'Everything that should run runs', wrote };
  const sandbox = actions.sandbox ?? (yield* makeSandbox(kubelet, worker, actions, ctx));
  if (overtaken()) return { saw, decided: 'The pod is to stop: nothing more is started' };
  if (sandbox === undefined) {
    retry(kubelet, worker, ctx);
    return { saw, decided: 'No sandbox could be made; another try follows', wrote };
  }
  const done: string[] = [];
  const problems: string[] = [];
  for (const action of actions.start) {
    const result = yield* startContainer(kubelet, worker, sandbox, action, ctx);
    if (overtaken()) return { saw, decided: 'The pod is to stop: nothing more is started' };
    if (result.ok) {
      worker.waiting = withoutEntry(worker.waiting, action.container.name);
      done.push(`started ${result.text}`);
    } else {
      worker.waiting = withEntry(worker.waiting, action.container.name, { reason: result.reason, message: result.message });
      problems.push(`${action.container.name}: ${result.reason}`);
      if (action.init) break;
    }
  }
  if (problems.length > 0) retry(kubelet, worker, ctx);
  return { saw, decided: decision(actions, problems), wrote: [...done, wrote].filter((text) => text !== '').join('; ') };
}

/** A pod that does not fit is refused for good. */
function admit(kubelet: Kubelet, worker: PodWorker, ctx: Context): SpanEnd | undefined {
  if (worker.admitted) return undefined;
  const refusal = checkAdmission(kubelet, worker);
  if (refusal === undefined) {
    worker.admitted = true;
    return undefined;
  }
  worker.ended = true;
  worker.stage = 'stopped';
  const { reason, message } = refusal;
  kubelet.recorder.event(ctx, worker.pod, 'Warning', reason, message);
  setPodStatus(kubelet, worker, rejectedPodStatus(worker.pod, reason, message, kubelet.hostIp, kubelet.sim.clock.nowUs), ctx);
  return { saw: 'A new pod for this node', decided: `Refused: ${message}`, wrote: `phase Failed, reason ${reason}` };
}

function* mount(kubelet: Kubelet, worker: PodWorker, ctx: Context): Task<string | undefined> {
  if ((worker.pod.spec.volumes?.length ?? 0) > 0) {
    worker.interruptible = true;
    const epoch = worker.epoch;
    if (worker.mountFailures === 0) yield* sleep(kubelet.sim, MOUNT_MS, ctx.background);
    const failures = yield* mountVolumes(ctx, kubelet, worker.pod);
    if (worker.epoch !== epoch) return undefined;
    worker.interruptible = false;
    if (failures.length > 0 && !mustStop(worker)) {
      for (const { volume, message } of failures) {
        kubelet.recorder.event(ctx, worker.pod, 'Warning', 'FailedMount', `MountVolume.SetUp failed for volume "${volume}" : ${message}`);
      }
      const delayMs = Math.min(MOUNT_RETRY_FIRST_MS * 2 ** worker.mountFailures, MOUNT_RETRY_MOST_MS);
      worker.mountFailures += 1;
      retryLater(kubelet, worker, delayMs * 1000, worker.mountFailures > URGENT_MOUNTS, () => kubelet.sync(worker, ctx));
      return `Volume ${failures[0]?.volume ?? ''} cannot be mounted: ${failures[0]?.message ?? ''}`;
    }
  }
  worker.mounted = true;
  return undefined;
}

function* makeSandbox(kubelet: Kubelet, worker: PodWorker, actions: PodActions, ctx: Context): Task<CriSandbox | undefined> {
  const { name, namespace = '', uid } = worker.pod.metadata;
  const hostNetwork = worker.pod.spec.hostNetwork === true;
  const config = { podUid: uid, podName: name, namespace, attempt: actions.sandboxAttempt, hostNetwork };
  const made = yield* kubelet.runtime.call(ctx, 'RunPodSandbox', { config });
  if (made.ok) {
    kubelet.cache.putSandbox(made.value);
    return made.value;
  }
  kubelet.recorder.event(ctx, worker.pod, 'Warning', 'FailedCreatePodSandBox', `Failed to create pod sandbox: ${made.message}`);
  return undefined;
}

/** These containers go; the pass that follows their end starts them again. */
function* killContainers(kubelet: Kubelet, worker: PodWorker, actions: PodActions, ctx: Context): Task<void> {
  const graceMs = (worker.pod.spec.terminationGracePeriodSeconds ?? 30) * 1000;
  for (const { container, message } of actions.kill) {
    worker.unhealthy = withoutEntry(worker.unhealthy, container.id);
    kubelet.recorder.event(ctx, worker.pod, 'Normal', 'Killing', message, { fieldPath: fieldPathOf(worker.pod, container.name) });
    yield* kubelet.runtime.call(ctx, 'StopContainer', { containerId: container.id, timeoutMs: graceMs });
  }
}

/** Repeats the pass between 10 and 15 s from now. Waiting out a back-off is no reason to say the lab is busy. */
function retry(kubelet: Kubelet, worker: PodWorker, ctx: Context): void {
  const delayUs = RETRY_MS * (1000 + kubelet.sim.rng.below(500));
  retryLater(kubelet, worker, delayUs, true, () => kubelet.sync(worker, ctx));
}

function describe(kubelet: Kubelet, worker: PodWorker): string {
  const runtime = kubelet.cache.get(worker.uid);
  if (runtime.sandboxes.length === 0) return `Pod ${worker.key} is bound to this node and has no sandbox yet`;
  const texts = [...(worker.pod.spec.initContainers ?? []), ...worker.pod.spec.containers].map(({ name }) => {
    const newest = newestContainer(runtime, name);
    if (newest === undefined) return `${name} has not been started`;
    if (newest.state === 'exited') return `${name} ended with exit code ${newest.exitCode}`;
    return newest.state === 'running' ? `${name} runs` : `${name} is created`;
  });
  return `The runtime says: ${texts.join(', ')}`;
}

function decision(actions: PodActions, problems: readonly string[]): string {
  const names = actions.start.map(({ container }) => container.name).join(', ');
  const plan = actions.sandbox === undefined ? `Make a sandbox and start ${names}` : `Start ${names}`;
  return problems.length === 0 ? plan : `${plan}; that failed (${problems.join(', ')}), another try follows in 10 to 15 s`;
}
