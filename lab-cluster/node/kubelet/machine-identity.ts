// What a machine is known by, as a kubelet reads it from /etc/machine-id, the firmware and the kernel.
// Simplified: it follows from the machine's name, so that the same machine has the same in every history; no machine is ever
// booted again, so neither does its boot id change.
import type { Machine } from '../../sim/machine.ts';
import { sha256 } from '../../sim/sha256.ts';

export interface MachineIdentity {
  readonly machineId: string;
  readonly systemUuid: string;
  readonly bootId: string;
}

export function machineIdentity({ name }: Machine): MachineIdentity {
  return { machineId: hexOf(`machine-id ${name}`), systemUuid: uuidOf(`system-uuid ${name}`), bootId: uuidOf(`boot-id ${name}`) };
}

/** 32 hexadecimal digits. */
function hexOf(text: string): string {
  return [...sha256(text).slice(0, 16)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** In the form of a version-4 UUID. */
function uuidOf(text: string): string {
  const hex = hexOf(text);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
