// What scheduling needs to know of one pod, worked out once: requests, host ports, and its labels as one of few shapes.
// Models pkg/scheduler/framework/types.go PodInfo.
import type { PodAffinityTerm } from '../api/pods/affinity.ts';
import type { Pod } from '../api/kinds/pod.ts';
import { type MilliResources, podRequests } from '../api/pods/pod-resources.ts';
import { milliValue } from '../api/quantity.ts';
import type { Labels } from '../api/selector.ts';

/** What a pod without requests counts for when nodes are compared: a tenth of a core, 200 MB. */
const DEFAULT_MILLI_CPU = 100;
const DEFAULT_MEMORY_BYTES = 200 * 1024 * 1024;

export interface HostPort {
  readonly ip: string;
  readonly protocol: string;
  readonly port: number;
}

/**
 * Pods with equal labels in one namespace have one shape between them, so that selectors are matched against shapes and
 * not against pods.
 */
export interface PodShape {
  readonly namespace: string;
  readonly labels: Labels;
  /** Being deleted: spreading does not count it any more. */
  readonly terminating: boolean;
  /** What the selector that asked last found: a decision asks the same of the same few shapes hundreds of times. */
  readonly lastAnswer: { asker: unknown; matches: boolean };
}

export interface PodInfo {
  readonly pod: Pod;
  readonly milliCpu: number;
  readonly memoryBytes: number;
  /** The same, with defaults where nothing is asked for. */
  readonly scoredMilliCpu: number;
  readonly scoredMemoryBytes: number;
  /** Thousandths of everything else that is asked for; undefined when nothing is. */
  readonly others: MilliResources | undefined;
  readonly hostPorts: readonly HostPort[];
  readonly shape: PodShape;
  readonly requiredAntiAffinity: readonly PodAffinityTerm[];
}

const noPorts: readonly HostPort[] = [];
const noTerms: readonly PodAffinityTerm[] = [];

/** Hands out one shape for all pods that look alike. */
export class ShapeTable {
  readonly #shapes = new Map<string, PodShape>();

  shapeOf(pod: Pod): PodShape {
    const labels = pod.metadata.labels ?? {};
    const namespace = pod.metadata.namespace ?? '';
    const terminating = pod.metadata.deletionTimestamp !== undefined;
    let key = terminating ? `${namespace}\n-` : namespace;
    for (const name of Object.keys(labels).sort()) key += `\n${name}=${labels[name] ?? ''}`;
    let shape = this.#shapes.get(key);
    if (shape === undefined) {
      shape = { namespace, labels, terminating, lastAnswer: { asker: undefined, matches: false } };
      this.#shapes.set(key, shape);
    }
    return shape;
  }
}

export function podInfoOf(pod: Pod, shapes: ShapeTable): PodInfo {
  const requests = podRequests(pod.spec);
  const milliCpu = requests['cpu'] ?? 0;
  const memoryBytes = (requests['memory'] ?? 0) / 1000;
  let scoredMilliCpu = 0;
  let scoredMemoryBytes = 0;
  for (const container of pod.spec.containers) {
    const cpu = container.resources?.requests?.['cpu'];
    const memory = container.resources?.requests?.['memory'];
    scoredMilliCpu += cpu === undefined ? DEFAULT_MILLI_CPU : milliValue(cpu);
    scoredMemoryBytes += memory === undefined ? DEFAULT_MEMORY_BYTES : milliValue(memory) / 1000;
  }
  return {
    pod,
    milliCpu,
    memoryBytes,
    scoredMilliCpu: Math.max(scoredMilliCpu, milliCpu),
    scoredMemoryBytes: Math.max(scoredMemoryBytes, memoryBytes),
    others: othersOf(requests),
    hostPorts: hostPortsOf(pod),
    shape: shapes.shapeOf(pod),
    requiredAntiAffinity: pod.spec.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? noTerms,
  };
}

function othersOf(requests: MilliResources): MilliResources | undefined {
  let others: Record<string, number> | undefined;
  for (const name in requests) {
    if (name === 'cpu' || name === 'memory' || (requests[name] ?? 0) === 0) continue;
    others ??= {};
    others[name] = requests[name] ?? 0;
  }
  return others;
}

function hostPortsOf(pod: Pod): readonly HostPort[] {
  let ports: HostPort[] | undefined;
  for (const container of pod.spec.containers) {
    for (const { hostPort, hostIP, protocol } of container.ports ?? []) {
      if (hostPort === undefined || hostPort === 0) continue;
      ports ??= [];
      ports.push({ ip: hostIP ?? '0.0.0.0', protocol: protocol ?? 'TCP', port: hostPort });
    }
  }
  return ports ?? noPorts;
}
