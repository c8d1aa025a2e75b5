// The words of `kubectl get pods`: READY, STATUS and RESTARTS, the same in tables, tree and picture.
// Models pkg/printers/internalversion/printers.go printPod.
import { ageOf } from './age.ts';
import type { Container } from '../pods/container.ts';
import type { ContainerStatus, Pod } from '../kinds/pod.ts';
import { isPodReady, podCondition } from '../pods/pod-template.ts';
import { instantOf } from '../time.ts';

/** `1/2`: ready containers of all, sidecars among them. While init containers are at work, only sidecars before them count. */
export function printedReadiness(pod: Pod): string {
  const { seen, word } = initProgress(pod);
  const sidecars = sidecarsOf(pod);
  let ready = 0;
  for (const status of seen) if (sidecars.has(status.name) && isUp(status) && status.ready) ready++;
  if (word === undefined || isInitialized(pod)) {
    for (const { ready: isReady, state } of pod.status.containerStatuses ?? []) {
      if (isReady && state?.running !== undefined && !state.waiting?.reason && state.terminated === undefined) ready++;
    }
  }
  const sidecarCount = (pod.spec.initContainers ?? []).filter(isSidecar).length;
  return `${ready}/${(pod.spec.containers ?? []).length + sidecarCount}`;
}

/** `Running`, `CrashLoopBackOff`, `Init:0/1`, `Terminating` and the other words people search the web for. */
export function printedStatus(pod: Pod): string {
  const { status } = pod;
  let word: string = status.reason || status.phase || '';
  if (podCondition(pod, 'PodScheduled')?.reason === 'SchedulingGated') word = 'SchedulingGated';
  const initializing = initProgress(pod).word;
  if (initializing !== undefined) word = initializing;
  if (initializing === undefined || isInitialized(pod)) word = containersWord(pod, word);
  if (pod.metadata.deletionTimestamp === undefined) return word;
  if (status.reason === 'NodeLost') return 'Unknown';
  return status.phase === 'Succeeded' || status.phase === 'Failed' ? word : 'Terminating';
}

interface InitProgress {
  /** Set while an init container has not done its part yet. */
  readonly word: string | undefined;
  /** Those looked at: all, or up to the one that has not. */
  readonly seen: readonly ContainerStatus[];
}

/** Most pods have no init containers. */
const NOT_ASKED: InitProgress = { word: undefined, seen: [] };
const NOBODY: ReadonlySet<string> = new Set();

function initProgress(pod: Pod): InitProgress {
  const statuses = pod.status.initContainerStatuses ?? [];
  if (statuses.length === 0) return NOT_ASKED;
  const sidecars = sidecarsOf(pod);
  const index = statuses.findIndex((one) => one.state?.terminated?.exitCode !== 0 && !(sidecars.has(one.name) && one.started === true));
  if (index < 0) return { word: undefined, seen: statuses };
  const { terminated, waiting } = statuses[index]?.state ?? {};
  const reason = terminated === undefined ? (waiting?.reason ?? '') : terminated.reason || exitWord(terminated);
  const isTelling = terminated !== undefined || (reason !== '' && reason !== 'PodInitializing');
  const word = isTelling ? `Init:${reason}` : `Init:${index}/${(pod.spec.initContainers ?? []).length}`;
  return { word, seen: statuses.slice(0, index + 1) };
}

/** A sidecar that goes on, where one that has ended well is like any init container. */
function isUp({ started, state }: ContainerStatus): boolean {
  return started === true && state?.terminated?.exitCode !== 0;
}

function containersWord(pod: Pod, before: string): string {
  let word = before;
  let running = false;
  const statuses = pod.status.containerStatuses ?? [];
  for (let index = statuses.length - 1; index >= 0; index--) {
    const one = statuses[index] as ContainerStatus;
    const { waiting, terminated } = one.state ?? {};
    if (waiting?.reason) word = waiting.reason;
    else if (terminated !== undefined) word = terminated.reason || exitWord(terminated);
    else if (one.ready && one.state?.running !== undefined) running = true;
  }
  if (word === 'Completed' && running) return isPodReady(pod) ? 'Running' : 'NotReady';
  return word;
}

function exitWord({ signal, exitCode }: { readonly signal?: number; readonly exitCode: number }): string {
  return signal !== undefined && signal !== 0 ? `Signal:${signal}` : `ExitCode:${exitCode}`;
}

/** `3 (24s ago)`: of init containers until they are done, then of sidecars and containers. */
export function printedRestarts(pod: Pod, nowUs: number): string {
  const { seen, word } = initProgress(pod);
  const sidecars = sidecarsOf(pod);
  const isBusy = word !== undefined && !isInitialized(pod);
  const counted = isBusy ? seen : [...seen.filter(({ name }) => sidecars.has(name)), ...(pod.status.containerStatuses ?? [])];
  let restarts = 0;
  let last: string | undefined;
  for (const { restartCount, lastState } of counted) {
    restarts += restartCount;
    const finished = lastState?.terminated?.finishedAt ?? undefined;
    if (finished !== undefined && (last === undefined || instantOf(finished) > instantOf(last))) last = finished;
  }
  return restarts > 0 && last !== undefined ? `${restarts} (${ageOf(last, nowUs)} ago)` : String(restarts);
}

function isInitialized(pod: Pod): boolean {
  return podCondition(pod, 'Initialized')?.status === 'True';
}

function isSidecar({ restartPolicy }: Container): boolean {
  return restartPolicy === 'Always';
}

function sidecarsOf(pod: Pod): ReadonlySet<string> {
  const inits = pod.spec.initContainers ?? [];
  return inits.length === 0 ? NOBODY : new Set(inits.filter(isSidecar).map(({ name }) => name));
}
