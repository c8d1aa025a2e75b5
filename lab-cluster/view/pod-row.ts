// One pod as the picture shows it: its word, its containers as dots, and one line when something is not ordinary.
import type { ContainerStatus, Pod } from '../api/kinds/pod.ts';
import { printedStatus } from '../api/columns/pod-printed.ts';
import { isPodReady, podCondition } from '../api/pods/pod-template.ts';
import type { ContainerDot, PodRow } from './picture-types.ts';

const rows = new WeakMap<Pod, PodRow>();

/** The same row for the same pod, as long as its workload is the same. */
export function podRow(pod: Pod, workload: string): PodRow {
  const known = rows.get(pod);
  if (known !== undefined && known.workload === workload) return known;
  const row = makeRow(pod, workload);
  rows.set(pod, row);
  return row;
}

function makeRow(pod: Pod, workload: string): PodRow {
  const { metadata, spec, status } = pod;
  const word = printedStatus(pod);
  const statuses = status.containerStatuses ?? [];
  return {
    uid: metadata.uid,
    namespace: metadata.namespace ?? '',
    name: metadata.name,
    node: spec.nodeName ?? '',
    status: word,
    ready: isPodReady(pod),
    terminating: metadata.deletionTimestamp !== undefined,
    // Simplified: init and ephemeral containers get no dot of their own; the status word tells of them.
    containers: spec.containers.map(({ name }) =>
      dot(
        name,
        statuses.find((each) => each.name === name),
      ),
    ),
    restarts: statuses.reduce((sum, each) => sum + each.restartCount, 0),
    ip: status.podIP ?? '',
    workload,
    reason: reasonOf(pod, word),
  };
}

/** Reasons of a waiting container that will not go away by themselves. */
const CRASHING = new Set(['CrashLoopBackOff', 'RunContainerError', 'CreateContainerError', 'CreateContainerConfigError', 'StartError']);

function dot(name: string, status: ContainerStatus | undefined): ContainerDot {
  const { running, terminated, waiting } = status?.state ?? {};
  if (running !== undefined) return { name, state: status?.ready === true ? 'ready' : 'running' };
  if (terminated !== undefined) return { name, state: terminated.exitCode === 0 ? 'ended' : 'crashing' };
  return { name, state: CRASHING.has(waiting?.reason ?? '') ? 'crashing' : 'waiting' };
}

/** Empty for a pod that needs no words. */
function reasonOf(pod: Pod, word: string): string {
  const { status, metadata } = pod;
  if (metadata.deletionTimestamp !== undefined) return '';
  const scheduled = podCondition(pod, 'PodScheduled');
  if (scheduled?.status === 'False') return scheduled.message ?? scheduled.reason ?? '';
  for (const each of [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])]) {
    const text = containerReason(each);
    if (text !== '') return text;
  }
  if (status.message !== undefined && status.message !== '') return status.message;
  if (word !== 'Running' || isPodReady(pod)) return '';
  return podCondition(pod, 'Ready')?.message ?? podCondition(pod, 'ContainersReady')?.message ?? '';
}

function containerReason({ name, state, lastState }: ContainerStatus): string {
  const { waiting, terminated } = state ?? {};
  const last = terminated ?? (waiting?.reason === 'CrashLoopBackOff' ? lastState?.terminated : undefined);
  if (last !== undefined && (last.exitCode !== 0 || waiting !== undefined)) {
    const why = last.reason === undefined || last.reason === 'Error' ? '' : ` (${last.reason})`;
    return `container ${name} ended with exit code ${last.exitCode}${why}`;
  }
  return waiting?.message ?? '';
}
