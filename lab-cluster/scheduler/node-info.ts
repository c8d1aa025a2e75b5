// One node as scheduling sees it: what it has, what its pods take, which shapes of pods it holds. Immutable: a change makes a new one.
// Models pkg/scheduler/framework/types.go NodeInfo.
import type { KubeNode, Taint } from '../api/kinds/node.ts';
import { milliValue } from '../api/quantity.ts';
import type { MilliResources } from '../api/pods/pod-resources.ts';
import type { Labels } from '../api/selector.ts';
import type { HostPort, PodInfo, PodShape } from './pod-info.ts';

export interface ShapeCount {
  readonly shape: PodShape;
  readonly count: number;
}

export interface NodeInfo {
  readonly name: string;
  readonly node: KubeNode;
  readonly labels: Labels;
  readonly taints: readonly Taint[];
  readonly unschedulable: boolean;
  readonly allocatableMilliCpu: number;
  readonly allocatableMemoryBytes: number;
  readonly allocatablePods: number;
  /** Thousandths, by resource name. */
  readonly allocatableOthers: MilliResources;
  readonly milliCpu: number;
  readonly memoryBytes: number;
  readonly scoredMilliCpu: number;
  readonly scoredMemoryBytes: number;
  readonly others: MilliResources;
  readonly podCount: number;
  readonly shapes: readonly ShapeCount[];
  readonly hostPorts: readonly HostPort[];
  /** Its pods that keep others away. */
  readonly antiAffine: readonly PodInfo[];
  /** Bytes by image name. */
  readonly images: ReadonlyMap<string, number>;
}

const nothing: MilliResources = {};

export function emptyNodeInfo(node: KubeNode): NodeInfo {
  return {
    ...nodeFacts(node),
    milliCpu: 0,
    memoryBytes: 0,
    scoredMilliCpu: 0,
    scoredMemoryBytes: 0,
    others: nothing,
    podCount: 0,
    shapes: [],
    hostPorts: [],
    antiAffine: [],
  };
}

/** The same pods on a node whose object has changed. */
export function withNode(info: NodeInfo, node: KubeNode): NodeInfo {
  return { ...info, ...nodeFacts(node) };
}

export function withPod(info: NodeInfo, pod: PodInfo): NodeInfo {
  return changed(info, pod, 1);
}

export function withoutPod(info: NodeInfo, pod: PodInfo): NodeInfo {
  return changed(info, pod, -1);
}

function nodeFacts(node: KubeNode) {
  const allocatable = node.status.allocatable ?? {};
  const others: Record<string, number> = {};
  for (const name in allocatable) {
    if (name !== 'cpu' && name !== 'memory' && name !== 'pods') others[name] = milliValue(allocatable[name]);
  }
  const images = new Map<string, number>();
  for (const { names = [], sizeBytes = 0 } of node.status.images ?? []) for (const name of names) images.set(name, sizeBytes);
  return {
    name: node.metadata.name,
    node,
    labels: node.metadata.labels ?? {},
    taints: node.spec.taints ?? [],
    unschedulable: node.spec.unschedulable === true,
    allocatableMilliCpu: milliValue(allocatable['cpu']),
    allocatableMemoryBytes: milliValue(allocatable['memory']) / 1000,
    allocatablePods: milliValue(allocatable['pods']) / 1000,
    allocatableOthers: others,
    images,
  };
}

function changed(info: NodeInfo, pod: PodInfo, sign: 1 | -1): NodeInfo {
  return {
    name: info.name,
    node: info.node,
    labels: info.labels,
    taints: info.taints,
    unschedulable: info.unschedulable,
    allocatableMilliCpu: info.allocatableMilliCpu,
    allocatableMemoryBytes: info.allocatableMemoryBytes,
    allocatablePods: info.allocatablePods,
    allocatableOthers: info.allocatableOthers,
    images: info.images,
    milliCpu: info.milliCpu + sign * pod.milliCpu,
    memoryBytes: info.memoryBytes + sign * pod.memoryBytes,
    scoredMilliCpu: info.scoredMilliCpu + sign * pod.scoredMilliCpu,
    scoredMemoryBytes: info.scoredMemoryBytes + sign * pod.scoredMemoryBytes,
    others: pod.others === undefined ? info.others : sum(info.others, pod.others, sign),
    podCount: info.podCount + sign,
    shapes: counted(info.shapes, pod.shape, sign),
    hostPorts: pod.hostPorts.length === 0 ? info.hostPorts : movedPorts(info.hostPorts, pod.hostPorts, sign),
    antiAffine: pod.requiredAntiAffinity.length === 0 ? info.antiAffine : movedPods(info.antiAffine, pod, sign),
  };
}

function counted(shapes: readonly ShapeCount[], shape: PodShape, sign: 1 | -1): readonly ShapeCount[] {
  const at = shapes.findIndex((each) => each.shape === shape);
  const known = shapes[at];
  if (known === undefined) return sign > 0 ? [...shapes, { shape, count: 1 }] : shapes;
  const count = known.count + sign;
  return count === 0 ? shapes.toSpliced(at, 1) : shapes.with(at, { shape, count });
}

function sum(one: MilliResources, other: MilliResources, sign: 1 | -1): MilliResources {
  const total: Record<string, number> = { ...one };
  for (const name in other) total[name] = (total[name] ?? 0) + sign * (other[name] ?? 0);
  return total;
}

function movedPorts(ports: readonly HostPort[], own: readonly HostPort[], sign: 1 | -1): readonly HostPort[] {
  return sign > 0 ? [...ports, ...own] : ports.filter((port) => !own.includes(port));
}

function movedPods(pods: readonly PodInfo[], pod: PodInfo, sign: 1 | -1): readonly PodInfo[] {
  return sign > 0 ? [...pods, pod] : pods.filter((each) => each !== pod);
}
