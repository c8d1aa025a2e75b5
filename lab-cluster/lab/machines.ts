// Which machines a lab has, and where they are on the network.
import type { Kernel } from '../sim/kernel.ts';
import type { Machine } from '../sim/machine.ts';

export interface Machines {
  /** Where the person sits: kubectl runs here. */
  readonly laptop: Machine;
  readonly controlPlane: Machine;
  readonly workers: readonly Machine[];
  /** The provider behind the cloud controller manager. */
  readonly cloud: Machine;
}

const CONTROL_PLANE = 'control-plane';

/** Racks the machines: node-1 is 10.0.1.1, node-256 is 10.0.2.1. */
export function createMachines(kernel: Kernel, workers: number): Machines {
  const laptop = kernel.machine('laptop', '203.0.113.50');
  const controlPlane = kernel.machine(CONTROL_PLANE, '10.0.0.10');
  const cloud = kernel.machine('cloud', '192.0.2.10');
  const nodes: Machine[] = [];
  for (let i = 0; i < workers; i++) nodes.push(kernel.machine(`node-${i + 1}`, `10.0.${1 + Math.floor(i / 250)}.${1 + (i % 250)}`));
  return { laptop, controlPlane, workers: nodes, cloud };
}
