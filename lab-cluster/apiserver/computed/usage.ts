// How much a running container uses: made up from what it asks for and from its name, the same for the same instant.
// Simplified: nothing is measured, as nothing really runs; a container wavers around a third of its request.
import type { Container } from '../../api/pods/container.ts';
import { milliValue, wholeValue } from '../../api/quantity.ts';
import type { ResourceList } from '../../api/resources.ts';
import type { Micros } from '../../sim/sim.ts';

export interface Usage {
  readonly nanoCores: number;
  readonly kibibytes: number;
}

/** A metrics server measures every so often. */
export const WINDOW_US = 15_000_000;
const DEFAULT_MILLI_CORES = 3;
const DEFAULT_KIBIBYTES = 12 * 1024;

export function containerUsage(uid: string, container: Container, nowUs: Micros): Usage {
  const { name, resources } = container;
  const cpu = resources?.requests?.['cpu'] ?? resources?.limits?.['cpu'];
  const memory = resources?.requests?.['memory'] ?? resources?.limits?.['memory'];
  const milliCores = cpu === undefined ? DEFAULT_MILLI_CORES : milliValue(cpu);
  const kibibytes = memory === undefined ? DEFAULT_KIBIBYTES : wholeValue(memory) / 1024;
  const window = Math.floor(nowUs / WINDOW_US);
  return {
    nanoCores: Math.round(milliCores * 1_000_000 * (0.2 + 0.25 * share(`${uid}/${name}/${window}`))),
    // Memory hardly moves.
    kibibytes: Math.round(kibibytes * (0.4 + 0.2 * share(`${uid}/${name}`))),
  };
}

/** What a node's own processes use: the kubelet, the runtime, kube-proxy. */
export function systemUsage(uid: string, nowUs: Micros): Usage {
  const window = Math.floor(nowUs / WINDOW_US);
  return {
    nanoCores: Math.round(60_000_000 * (1 + share(`${uid}/${window}`))),
    kibibytes: Math.round(420 * 1024 * (1 + 0.2 * share(uid))),
  };
}

export function sumUsage(usages: readonly Usage[]): Usage {
  return usages.reduce((sum, one) => ({ nanoCores: sum.nanoCores + one.nanoCores, kibibytes: sum.kibibytes + one.kibibytes }), {
    nanoCores: 0,
    kibibytes: 0,
  });
}

export function usageList({ nanoCores, kibibytes }: Usage): ResourceList {
  return { cpu: `${nanoCores}n`, memory: `${kibibytes}Ki` };
}

/** A number from 0 to 1 that belongs to a text. */
function share(text: string): number {
  let hash = 2_166_136_261;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 16_777_619);
  return ((hash ^ (hash >>> 15)) >>> 0) / 2 ** 32;
}
