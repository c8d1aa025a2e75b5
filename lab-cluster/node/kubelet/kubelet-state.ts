// What one kubelet holds while it runs: its clients, what it knows of the runtime, and a worker for each of its pods.
import type { Pod, PodStatus } from '../../api/kinds/pod.ts';
import type { Client } from '../../client/client.ts';
import type { EventRecorder } from '../../client/event-recorder.ts';
import type { Context, Micros, Sim, Timer } from '../../sim/sim.ts';
import type { BackOff } from './back-off.ts';
import type { WaitingReason } from './container-status.ts';
import type { ContainerProbes } from './container-probes.ts';
import type { ImagePuller } from './image-puller.ts';
import type { LifecycleEvents } from './lifecycle-events.ts';
import type { ObjectReader } from './object-reader.ts';
import type { KubeletOptions } from './options.ts';
import type { PodCache } from './pod-cache.ts';
import { emptyMap } from './rare-map.ts';
import type { RuntimeClient } from './runtime-client.ts';

export interface Kubelet {
  readonly sim: Sim;
  readonly options: KubeletOptions;
  readonly client: Client;
  readonly recorder: EventRecorder;
  readonly runtime: RuntimeClient;
  readonly cache: PodCache;
  readonly reader: ObjectReader;
  readonly puller: ImagePuller;
  readonly lifecycle: LifecycleEvents;
  readonly crashBackOff: BackOff;
  /** By pod uid. */
  readonly workers: Map<string, PodWorker>;
  readonly hostIp: string;
  /** Whether the node has a range of addresses for its pods yet. */
  isNetworkReady(): boolean;
  /** Asks for a pass over a pod. */
  sync(worker: PodWorker, ctx: Context): void;
}

/**
 * One pod's state machine. `active`: its containers are kept as asked; `stopping`: they are being ended; `stopped`: they
 * are, and what is left is to say so and to clean up. It goes only forward.
 */
export interface PodWorker {
  readonly uid: string;
  /** `namespace/name` */
  readonly key: string;
  /** As last seen; after it is gone from the API, as it was. */
  pod: Pod;
  stage: 'active' | 'stopping' | 'stopped';
  /** Gone from the API: nobody wants to hear of it any more. */
  gone: boolean;
  /** Its object has been removed; word of that is on its way. */
  removed: boolean;
  /** All containers ended and none will be started again. */
  ended: boolean;
  admitted: boolean;
  mounted: boolean;
  mountFailures: number;
  /** Why containers could not be started, by name. */
  waiting: ReadonlyMap<string, WaitingReason>;
  /** Probes of running containers, by container id. */
  probes: ReadonlyMap<string, ContainerProbes>;
  /** Containers that failed a probe and have to go, by id, with the event's text. */
  unhealthy: ReadonlyMap<string, string>;
  /** Grace given when stopping began. */
  graceMs: number;

  /** The cause of the next pass, if one is due. */
  due: Context | undefined;
  busy: boolean;
  /** True while a pass waits for something long that a stop need not wait for. */
  interruptible: boolean;
  /** Counts passes that were overtaken: an overtaken one leaves as soon as it looks. */
  epoch: number;
  retry: Timer | undefined;

  /** What the API server has. */
  reported: PodStatus;
  reportedVersion: number;
  /** What it should have, while that differs. */
  wanted: PodStatus | undefined;
  wantedCtx: Context;
  sending: boolean;
  sendFailures: number;
}

export function newWorker(pod: Pod, ctx: Context): PodWorker {
  // A phase is final only after everything was stopped: nothing is left to do for such a pod but to clean up.
  const ended = pod.status.phase === 'Succeeded' || pod.status.phase === 'Failed';
  return {
    uid: pod.metadata.uid,
    key: `${pod.metadata.namespace ?? ''}/${pod.metadata.name}`,
    pod,
    stage: ended ? 'stopped' : 'active',
    gone: false,
    removed: false,
    ended,
    admitted: pod.status.startTime !== undefined,
    mounted: false,
    mountFailures: 0,
    waiting: emptyMap(),
    probes: emptyMap(),
    unhealthy: emptyMap(),
    graceMs: Number.POSITIVE_INFINITY,
    due: undefined,
    busy: false,
    interruptible: false,
    epoch: 0,
    retry: undefined,
    reported: pod.status,
    reportedVersion: Number(pod.metadata.resourceVersion),
    wanted: undefined,
    wantedCtx: ctx,
    sending: false,
    sendFailures: 0,
  };
}

/** Whether the pod is to run no longer. */
export function mustStop(worker: PodWorker): boolean {
  return worker.gone || worker.ended || worker.pod.metadata.deletionTimestamp !== undefined;
}

/** `pods/namespace/name`, as spans name it. */
export function spanName(worker: PodWorker): string {
  return `pods/${worker.key}`;
}

/** `spec.containers{web}`: the part of a pod that events about a container name. */
export function fieldPathOf(pod: Pod, container: string): string {
  const init = pod.spec.initContainers?.some((each) => each.name === container) === true;
  return `spec.${init ? 'initContainers' : 'containers'}{${container}}`;
}

/** Asks for another try after a while; an earlier one that is already set stays. */
export function retryLater(kubelet: Kubelet, worker: PodWorker, inUs: Micros, background: boolean, act: () => void): void {
  worker.retry?.cancel();
  worker.retry = kubelet.sim.clock.after(inUs, background, () => {
    worker.retry = undefined;
    act();
  });
}
