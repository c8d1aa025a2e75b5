// The words of `kubectl get pods`: READY, STATUS and RESTARTS, the same in tables, tree and picture.
// Models pkg/printers/internalversion/printers.go printPod.
import { ageOf } from './age.ts';
import type { ContainerStatus, Pod } from '../kinds/pod.ts';
import { isPodReady, podCondition } from '../pods/pod-template.ts';
import { instantOf } from '../time.ts';

/** `1/2`: ready containers of all, sidecars among them. */
export function printedReadiness(pod: Pod): string {
  let ready = 0;
  let total = pod.spec.containers.length;
  const sidecars = new Set(pod.spec.initContainers?.filter((one) => one.restartPolicy === 'Always').map((one) => one.name));
  total += sidecars.size;
  for (const status of pod.status.initContainerStatuses ?? []) {
    if (sidecars.has(status.name) && status.started === true && status.ready) ready++;
  }
  for (const status of pod.status.containerStatuses ?? []) {
    if (status.ready && status.state?.running !== undefined) ready++;
  }
  return `${ready}/${total}`;
}

/** `Running`, `CrashLoopBackOff`, `Init:0/1`, `Terminating` and the other words people search the web for. */
export function printedStatus(pod: Pod): string {
  const { status } = pod;
  const scheduled = podCondition(pod, 'PodScheduled');
  let word = status.reason || status.phase || 'Unknown';
  if (scheduled?.reason === 'SchedulingGated') word = 'SchedulingGated';
  const initializing = initWord(pod);
  if (initializing !== undefined) word = initializing;
  const initialized = podCondition(pod, 'Initialized')?.status === 'True';
  if (initializing === undefined || initialized) word = containersWord(pod, word);
  if (pod.metadata.deletionTimestamp === undefined) return word;
  if (status.reason === 'NodeLost') return 'Unknown';
  return status.phase === 'Succeeded' || status.phase === 'Failed' ? word : 'Terminating';
}

/** Set while an init container has not done its part yet. */
function initWord(pod: Pod): string | undefined {
  const inits = pod.spec.initContainers ?? [];
  const sidecars = new Set(inits.filter((one) => one.restartPolicy === 'Always').map((one) => one.name));
  for (const [index, { name, state, started }] of (pod.status.initContainerStatuses ?? []).entries()) {
    const terminated = state?.terminated;
    if (terminated !== undefined && terminated.exitCode === 0) continue;
    if (sidecars.has(name) && started === true) continue;
    if (terminated !== undefined) return `Init:${terminated.reason || exitWord(terminated)}`;
    const waiting = state?.waiting?.reason;
    return waiting && waiting !== 'PodInitializing' ? `Init:${waiting}` : `Init:${index}/${inits.length}`;
  }
  return undefined;
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
  let restarts = 0;
  let last: string | undefined;
  const inits = pod.status.initContainerStatuses ?? [];
  const { status } = pod;
  for (const { restartCount, lastState } of isInitializing(pod)
    ? inits
    : [...inits.filter(sidecarsOf(pod)), ...(status.containerStatuses ?? [])]) {
    restarts += restartCount;
    const finished = lastState?.terminated?.finishedAt ?? undefined;
    if (finished !== undefined && (last === undefined || instantOf(finished) > instantOf(last))) last = finished;
  }
  return restarts > 0 && last !== undefined ? `${restarts} (${ageOf(last, nowUs)} ago)` : String(restarts);
}

function isInitializing(pod: Pod): boolean {
  return initWord(pod) !== undefined && podCondition(pod, 'Initialized')?.status !== 'True';
}

function sidecarsOf(pod: Pod): (status: ContainerStatus) => boolean {
  const names = new Set(pod.spec.initContainers?.filter((one) => one.restartPolicy === 'Always').map((one) => one.name));
  return ({ name }) => names.has(name);
}
