// One container's status from what the runtime says of it, what the kubelet last tried, and what probes found.
// Models pkg/kubelet/kubelet_pods.go convertToAPIContainerStatuses.
import type { Container } from '../../api/pods/container.ts';
import type { ContainerState, ContainerStatus } from '../../api/kinds/pod.ts';
import { timestamp } from '../../api/time.ts';
import type { CriContainer } from '../runtime/cri.ts';
import { newestContainer, previousContainer, type RuntimePod } from './pod-cache.ts';

/** Why a container could not be started, as the last attempt left it. */
export interface WaitingReason {
  readonly reason: string;
  readonly message: string;
}

export interface ContainerVerdicts {
  /** Startup probe passed, or there is none. */
  isStarted(container: CriContainer): boolean;
  /** Readiness probe passes, or there is none. */
  isReady(container: CriContainer): boolean;
}

export interface StatusInputs {
  readonly runtime: RuntimePod;
  /** By container name; empty once it runs. */
  readonly waiting: ReadonlyMap<string, WaitingReason>;
  readonly verdicts: ContainerVerdicts;
  /** What a container waits for when nothing went wrong: ContainerCreating or PodInitializing. */
  readonly waitingFor: string;
}

export function containerStatus(container: Container, inputs: StatusInputs, init: boolean): ContainerStatus {
  const { runtime } = inputs;
  const newest = newestContainer(runtime, container.name);
  const image = container.image ?? '';
  const mounts = volumeMounts(container);
  if (newest === undefined) {
    const why = inputs.waiting.get(container.name);
    const waiting = why === undefined ? { reason: inputs.waitingFor } : withMessage(why);
    return {
      image,
      imageID: '',
      lastState: {},
      name: container.name,
      ready: false,
      restartCount: 0,
      started: false,
      state: { waiting },
      ...mounts,
    };
  }
  const running = newest.state === 'running';
  const started = running && inputs.verdicts.isStarted(newest);
  const sidecar = init && container.restartPolicy === 'Always';
  const ready = init && !sidecar ? newest.state === 'exited' && newest.exitCode === 0 : started && inputs.verdicts.isReady(newest);
  const why = running ? undefined : inputs.waiting.get(container.name);
  const previous = previousContainer(runtime, container.name, newest.attempt);
  const requests = container.resources?.requests;
  return {
    ...(requests === undefined ? {} : { allocatedResources: requests }),
    containerID: containerId(newest),
    image: newest.image,
    imageID: newest.imageRef,
    lastState: why !== undefined && newest.state === 'exited' ? stateOf(newest) : previous === undefined ? {} : stateOf(previous),
    name: container.name,
    ready,
    resources: container.resources ?? {},
    restartCount: newest.attempt,
    started,
    state: why === undefined ? stateOf(newest, inputs.waitingFor) : { waiting: withMessage(why) },
    ...mounts,
  };
}

function stateOf(container: CriContainer, waitingFor = 'ContainerCreating'): ContainerState {
  switch (container.state) {
    case 'created':
      return { waiting: { reason: waitingFor } };
    case 'running':
      return { running: { startedAt: timestamp(container.startedAtUs) } };
    case 'exited':
      return {
        terminated: {
          containerID: containerId(container),
          exitCode: container.exitCode,
          finishedAt: timestamp(container.finishedAtUs),
          ...(container.message === '' ? {} : { message: container.message }),
          reason: container.reason,
          startedAt: timestamp(container.startedAtUs),
        },
      };
  }
}

function containerId(container: CriContainer): string {
  return `containerd://${container.id}`;
}

function withMessage({ reason, message }: WaitingReason): { reason: string; message?: string } {
  return message === '' ? { reason } : { message, reason };
}

function volumeMounts(container: Container): { volumeMounts?: readonly unknown[] } {
  const mounts = container.volumeMounts;
  if (mounts === undefined || mounts.length === 0) return {};
  return {
    volumeMounts: mounts.map(({ mountPath, name, readOnly }) =>
      readOnly === true ? { mountPath, name, readOnly, recursiveReadOnly: 'Disabled' } : { mountPath, name },
    ),
  };
}
