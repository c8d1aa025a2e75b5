// A node must have what the pod asks for, and the one that keeps most of it free is best.
// Models pkg/scheduler/framework/plugins/noderesources/fit.go and least_allocated.go.
import { definePlugin, MAX_SCORE, type Refusal } from '../framework.ts';
import type { NodeInfo } from '../node-info.ts';
import type { PodInfo } from '../pod-info.ts';

export const nodeResourcesFit = definePlugin<PodInfo, PodInfo>({
  name: 'NodeResourcesFit',
  weight: 1,
  freedBy: ['node-added', 'node-changed', 'pod-removed'],
  beforeFilter: ({ pod }) => ({ state: pod }),
  filter(pod, node) {
    const fits =
      node.podCount < node.allocatablePods &&
      (pod.milliCpu === 0 || pod.milliCpu <= node.allocatableMilliCpu - node.milliCpu) &&
      (pod.memoryBytes === 0 || pod.memoryBytes <= node.allocatableMemoryBytes - node.memoryBytes) &&
      pod.others === undefined;
    return fits ? undefined : refuse(pod, node);
  },
  beforeScore: ({ pod }) => ({ state: pod }),
  score(pod, node) {
    const cpu = freeShare(node.scoredMilliCpu + pod.scoredMilliCpu, node.allocatableMilliCpu);
    const memory = freeShare(node.scoredMemoryBytes + pod.scoredMemoryBytes, node.allocatableMemoryBytes);
    return Math.floor((cpu + memory) / 2);
  },
});

function freeShare(requested: number, allocatable: number): number {
  return allocatable === 0 || requested > allocatable ? 0 : Math.floor(((allocatable - requested) * MAX_SCORE) / allocatable);
}

/** Every resource that is short; undefined when none is after all. */
function refuse(pod: PodInfo, node: NodeInfo): Refusal | undefined {
  const reasons: string[] = [];
  let resolvable = true;
  const check = (name: string, asked: number, allocatable: number, used: number): void => {
    if (asked === 0 || asked <= allocatable - used) return;
    reasons.push(`Insufficient ${name}`);
    // More than the whole node has: evicting others would not help.
    if (asked > allocatable) resolvable = false;
  };
  if (node.podCount >= node.allocatablePods) reasons.push('Too many pods');
  check('cpu', pod.milliCpu, node.allocatableMilliCpu, node.milliCpu);
  check('memory', pod.memoryBytes, node.allocatableMemoryBytes, node.memoryBytes);
  for (const name in pod.others) check(name, pod.others[name] ?? 0, node.allocatableOthers[name] ?? 0, node.others[name] ?? 0);
  return reasons.length === 0 ? undefined : { reasons, resolvable };
}
