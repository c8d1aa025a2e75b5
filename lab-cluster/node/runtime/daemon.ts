// The running daemon's own state: who listens to its events and which timers it holds. All of it may be lost at any moment.
import type { Machine } from '../../sim/machine.ts';
import type { Context, Exchange, Sim, Timer } from '../../sim/sim.ts';
import type { CriEvent, CriImage, CriSandbox } from './cri.ts';
import type { FoundImage } from './image-service.ts';
import type { ImageDefinition } from './image-definition.ts';
import type { ContainerRecord, ContainerTable } from './records.ts';

/** Gives pods their addresses; the network plugin, called by the runtime. `podKey` is `namespace/name/uid`. */
export interface Cni {
  /** Adds the pod to the machine's network and returns its address, or why it cannot. */
  tryAdd(
    machine: Machine,
    podKey: string,
  ): { readonly ok: true; readonly address: string } | { readonly ok: false; readonly message: string };
  remove(machine: Machine, podKey: string): void;
}

/** How long the daemon's own work takes. */
export interface RuntimeTimes {
  readonly sandboxMs: number;
  readonly createMs: number;
  readonly startMs: number;
  readonly resolveMs: number;
  readonly bytesPerSecond: number;
}

export interface Daemon {
  readonly sim: Sim;
  readonly cni: Cni;
  readonly times: RuntimeTimes;
  readonly catalogue: readonly ImageDefinition[];
  /** Image names that were looked up before. */
  readonly found: Map<string, FoundImage | undefined>;
  readonly table: ContainerTable;
  readonly images: Map<string, CriImage>;
  readonly listeners: Set<Exchange>;
  /** Timers of containers that will end, by id. */
  readonly ends: Map<string, Timer>;
  /** Those waiting for a container to end, by its id. */
  readonly waiting: Map<string, (() => void)[]>;
}

export function podKeyOf(sandbox: CriSandbox): string {
  const { namespace, podName, podUid } = sandbox.config;
  return `${namespace}/${podName}/${podUid}`;
}

export function emit(daemon: Daemon, event: CriEvent, ctx: Context): void {
  for (const listener of daemon.listeners) listener.send(event, ctx);
}

/** Replaces a container's record and tells everyone. */
export function putContainer(daemon: Daemon, container: ContainerRecord, ctx: Context): void {
  daemon.table.containers.set(container.id, container);
  emit(daemon, { type: 'container', container, removed: false }, ctx);
}

/** A duration of about `ms`, in microseconds: real work never takes equally long twice. */
export function aboutUs(sim: Sim, ms: number): number {
  return Math.round(ms * (850 + sim.rng.below(300)));
}
