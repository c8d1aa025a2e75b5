// Prefers nodes on which cpu and memory would be used to about the same share.
// Models pkg/scheduler/framework/plugins/noderesources/balanced_allocation.go.
import { definePlugin, MAX_SCORE, SKIP } from '../framework.ts';
import type { PodInfo } from '../pod-info.ts';

export const nodeResourcesBalancedAllocation = definePlugin<undefined, PodInfo>({
  name: 'NodeResourcesBalancedAllocation',
  weight: 1,
  freedBy: [],
  // A pod that asks for nothing unbalances nothing.
  beforeScore: ({ pod }) => (pod.milliCpu === 0 && pod.memoryBytes === 0 ? SKIP : { state: pod }),
  score(pod, node) {
    if (node.allocatableMilliCpu === 0 || node.allocatableMemoryBytes === 0) return 0;
    const cpu = Math.min(1, (node.milliCpu + pod.milliCpu) / node.allocatableMilliCpu);
    const memory = Math.min(1, (node.memoryBytes + pod.memoryBytes) / node.allocatableMemoryBytes);
    return Math.floor((1 - Math.abs(cpu - memory) / 2) * MAX_SCORE);
  },
});
