// What outlives the process a lab runs in: etcd's data, the keys on the control plane's disk, the clock. Everything else comes
// back as it does when all machines of a real cluster are switched off and on: processes start, kubelets start containers.
import { stampResourceVersion } from '../apiserver/storage/storage.ts';
import { loadData, saveData, type SavedData } from '../etcd/saved-data.ts';
import type { Kernel } from '../sim/kernel.ts';
import type { Micros } from '../sim/sim.ts';
import type { Machines } from './machines.ts';

export interface SavedState {
  readonly timeUs: Micros;
  /** How often this lab was switched on; the first time is 1. Each has chance of its own, or names would come again. */
  readonly starts: number;
  readonly etcd: SavedData;
  /** Texts on the control plane's disk, such as the key that signs tokens. */
  readonly files: Readonly<Record<string, string>>;
}

/** Everything, or what has changed in etcd since a revision. Undefined while there is nothing to keep yet. */
export function saveState(kernel: Kernel, { controlPlane }: Machines, starts: number, since?: number): SavedState | undefined {
  const etcd = saveData(controlPlane.disk, since);
  if (etcd === undefined) return undefined;
  const files: Record<string, string> = {};
  for (const [name, content] of controlPlane.disk) if (typeof content === 'string') files[name] = content;
  return { timeUs: kernel.nowUs, starts, etcd, files };
}

/** Before any process starts. */
export function loadState(kernel: Kernel, { controlPlane }: Machines, saved: SavedState): void {
  kernel.advanceTo(saved.timeUs);
  for (const [name, content] of Object.entries(saved.files)) controlPlane.disk.set(name, content);
  loadData(controlPlane.disk, stampResourceVersion, saved.etcd, saved.timeUs);
}

/** The seed of a lab's n-th start. */
export function seedOfStart(seed: number, starts: number): number {
  return starts <= 1 ? seed : (seed + Math.imul(starts - 1, 0x9e3779b1)) >>> 0;
}
