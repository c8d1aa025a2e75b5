// A kubelet's own look at a pod before it starts it: pods that came past the scheduler may not fit.
// Models pkg/kubelet/lifecycle/predicate.go.
import { podRequests } from '../../api/pods/pod-resources.ts';
import { milliValue } from '../../api/quantity.ts';
import type { Kubelet, PodWorker } from './kubelet-state.ts';
import { defaultCapacity } from './options.ts';

export interface Refusal {
  readonly reason: string;
  readonly message: string;
}

/** Simplified: resources and the number of pods; node affinity and taints are the scheduler's business alone here. */
export function checkAdmission(kubelet: Kubelet, worker: PodWorker): Refusal | undefined {
  const capacity = { ...defaultCapacity, ...kubelet.options.capacity };
  const requests = podRequests(worker.pod.spec);
  const cpu = requests['cpu'] ?? 0;
  const memory = (requests['memory'] ?? 0) / 1000;
  const asks = cpu > 0 || memory > 0;
  let pods = 0;
  let usedCpu = 0;
  let usedMemory = 0;
  for (const other of kubelet.workers.values()) {
    if (other === worker || !other.admitted || other.stage === 'stopped') continue;
    pods += 1;
    if (!asks) continue;
    const used = podRequests(other.pod.spec);
    usedCpu += used['cpu'] ?? 0;
    usedMemory += used['memory'] ?? 0;
  }
  const most = Number(capacity.pods);
  if (pods >= most) return outOf('pods', 1, pods, most);
  if (cpu > 0 && usedCpu + cpu > milliValue(capacity.cpu)) return outOf('cpu', cpu, usedCpu, milliValue(capacity.cpu));
  const free = milliValue(capacity.memory) / 1000;
  return memory > 0 && usedMemory / 1000 + memory > free ? outOf('memory', memory, usedMemory / 1000, free) : undefined;
}

function outOf(resource: string, asked: number, used: number, limit: number): Refusal {
  const message = `Node didn't have enough resource: ${resource}, requested: ${asked}, used: ${used}, capacity: ${limit}`;
  return { reason: `OutOf${resource}`, message };
}
