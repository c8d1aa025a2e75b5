// What a machine holds of containers: sandboxes and processes in its kernel, images on its disk. It outlives the daemon.
import { slot, type Machine } from '../../sim/machine.ts';
import type { Context, Micros } from '../../sim/sim.ts';
import type { CriContainer, CriImage, CriSandbox } from './cri.ts';
import { type Program, type Stage, stageAt } from './program.ts';

export interface ContainerRecord extends CriContainer {
  readonly program: Program;
  /** When it ends by itself or by an order given, whichever is sooner; absent: never. */
  readonly endsAtUs?: Micros;
  readonly endsWith?: { readonly exitCode: number; readonly reason: string; readonly message: string };
  /** True once someone ordered it to stop. */
  readonly ordered?: boolean;
  /** The step that started it: cause of what it does later. */
  readonly cause: Context;
}

/** A table that knows its rows by pod too; rows are replaced, never changed. */
export interface ContainerTable {
  readonly containers: Map<string, ContainerRecord>;
  readonly sandboxes: Map<string, CriSandbox>;
  /** Ready sandbox by its address. */
  readonly byAddress: Map<string, string>;
  /** Container ids by sandbox, oldest first. */
  readonly bySandbox: Map<string, readonly string[]>;
}

export function containerTable(machine: Machine): ContainerTable {
  return slot(machine.kernel, 'containers', () => ({
    containers: new Map(),
    sandboxes: new Map(),
    byAddress: new Map(),
    bySandbox: new Map(),
  }));
}

/** Images by full name. */
export function imageStore(machine: Machine): Map<string, CriImage> {
  return slot(machine.disk, 'images', () => new Map());
}

export function containersOf(table: ContainerTable, sandboxId: string): readonly ContainerRecord[] {
  const ids = table.bySandbox.get(sandboxId) ?? [];
  return ids.flatMap((id) => table.containers.get(id) ?? []);
}

/** What a container is doing now, or undefined when it does not run. Holds even while no daemon watches it. */
export function doingAt(container: ContainerRecord, nowUs: Micros): Stage | undefined {
  if (container.state !== 'running') return undefined;
  if (container.endsAtUs !== undefined && nowUs >= container.endsAtUs) return undefined;
  return stageAt(container.program, nowUs - container.startedAtUs);
}

/** Whether a container listens on a port now. */
export function isListening(container: ContainerRecord, port: number, nowUs: Micros): boolean {
  return container.program.ports.includes(port) && doingAt(container, nowUs)?.doing === 'serving';
}
