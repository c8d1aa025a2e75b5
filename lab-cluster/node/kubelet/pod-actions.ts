// What has to be done so that a pod runs as asked, given what runs now. Pure: it decides, others act.
// Models pkg/kubelet/kuberuntime/kuberuntime_manager.go computePodActions.
import type { Container } from '../../api/pods/container.ts';
import type { Pod } from '../../api/kinds/pod.ts';
import type { CriContainer, CriSandbox } from '../runtime/cri.ts';
import { newestContainer, newestSandbox, readySandbox, type RuntimePod } from './pod-cache.ts';

export interface PodActions {
  readonly sandbox: CriSandbox | undefined;
  /** Sandboxes the pod had before, when a new one is needed. */
  readonly sandboxAttempt: number;
  readonly start: readonly StartAction[];
  readonly kill: readonly KillAction[];
  /** All containers have ended and none will be started again. */
  readonly ended: boolean;
}

export interface StartAction {
  readonly container: Container;
  readonly init: boolean;
}

export interface KillAction {
  readonly container: CriContainer;
  /** What the event says. */
  readonly message: string;
}

export interface ActionInputs {
  readonly pod: Pod;
  readonly runtime: RuntimePod;
  /** Containers that failed a probe, by id. */
  readonly unhealthy: ReadonlyMap<string, string>;
  isStarted(container: CriContainer): boolean;
}

export function computePodActions(inputs: ActionInputs): PodActions {
  const { pod, runtime } = inputs;
  const sandbox = readySandbox(runtime);
  const newest = newestSandbox(runtime);
  const base = { sandbox, sandboxAttempt: newest === undefined ? 0 : newest.config.attempt + 1 };
  const kill = killsOf(inputs);
  const init = sandbox === undefined && newest !== undefined ? rerunInit(inputs) : nextInit(inputs);
  if (init.failed) return { ...base, start: [], kill, ended: true };
  const start: StartAction[] = init.start.map((container) => ({ container, init: true }));
  if (init.done) {
    const due = pod.spec.containers.filter((container) => isDue(inputs, container));
    start.push(...due.map((container) => ({ container, init: false })));
    const running = pod.spec.containers.some((container) => newestContainer(runtime, container.name)?.state === 'running');
    if (due.length === 0 && !running) return { ...base, start: [], kill, ended: true };
  }
  return { ...base, start, kill, ended: false };
}

/** Running containers that failed a probe, or are no longer what the pod asks for. */
function killsOf({ pod, runtime, unhealthy }: ActionInputs): readonly KillAction[] {
  const kills: KillAction[] = [];
  for (const container of runtime.containers) {
    if (container.state !== 'running') continue;
    const message = unhealthy.get(container.id);
    const wanted = pod.spec.containers.find((each) => each.name === container.name)?.image;
    if (message !== undefined) kills.push({ container, message });
    else if (wanted !== undefined && wanted !== container.userSpecifiedImage) {
      kills.push({ container, message: `Container ${container.name} definition changed, will be restarted` });
    }
  }
  return kills;
}

interface InitPlan {
  readonly start: readonly Container[];
  readonly done: boolean;
  readonly failed: boolean;
}

/** Init containers run one after another; sidecars among them are started and left running. */
function nextInit(inputs: ActionInputs): InitPlan {
  const { pod, runtime } = inputs;
  const restarts: Container[] = [];
  for (const container of pod.spec.initContainers ?? []) {
    const newest = newestContainer(runtime, container.name);
    if (container.restartPolicy === 'Always') {
      if (newest?.state === 'running') {
        if (inputs.isStarted(newest)) continue;
        return { start: restarts, done: false, failed: false };
      }
      if (newest !== undefined && hasMoved(inputs)) restarts.push(container);
      else return { start: [...restarts, container], done: false, failed: false };
      continue;
    }
    if (newest?.state === 'exited' && newest.exitCode === 0) continue;
    if (newest?.state === 'running' || newest?.state === 'created') return { start: restarts, done: false, failed: false };
    if (newest !== undefined && pod.spec.restartPolicy === 'Never') return { start: [], done: false, failed: true };
    return { start: [...restarts, container], done: false, failed: false };
  }
  return { start: restarts, done: true, failed: false };
}

/** A new sandbox: everything begins again, unless the pod was not to be restarted. */
function rerunInit(inputs: ActionInputs): InitPlan {
  const { pod, runtime } = inputs;
  const due = pod.spec.containers.some((container) => isDue(inputs, container));
  const [first] = pod.spec.initContainers ?? [];
  if (!due || first === undefined || hasRun(runtime, pod.spec.containers)) return { start: [], done: true, failed: false };
  return nextInit(inputs);
}

/** Whether the main containers have begun: a sidecar that ends after that is restarted beside them. */
function hasMoved({ pod, runtime }: ActionInputs): boolean {
  return hasRun(runtime, pod.spec.containers);
}

function hasRun(runtime: RuntimePod, containers: readonly Container[]): boolean {
  return containers.some((container) => newestContainer(runtime, container.name) !== undefined);
}

function isDue({ pod, runtime }: ActionInputs, container: Container): boolean {
  const newest = newestContainer(runtime, container.name);
  if (newest === undefined) return true;
  if (newest.state !== 'exited') return false;
  const policy = pod.spec.restartPolicy ?? 'Always';
  return policy === 'Always' || (policy === 'OnFailure' && newest.exitCode !== 0);
}
