// A kubelet's own look at a pod before it starts it: pods that came past the scheduler may not fit.
// Models pkg/kubelet/lifecycle/predicate.go.
import { podRequests } from '../../api/pod-resources.ts';
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
  const others = [...kubelet.workers.values()].filter((each) => each !== worker && each.admitted && each.stage !== 'stopped');
  const most = Number(capacity.pods);
  if (others.length >= most) return outOf('pods', 1, others.length, most);
  const requests = podRequests(worker.pod.spec);
  for (const [resource, limit] of [
    ['cpu', milliValue(capacity.cpu)],
    ['memory', milliValue(capacity.memory)],
  ] as const) {
    const asked = requests[resource] ?? 0;
    if (asked === 0) continue;
    const used = others.reduce((sum, each) => sum + (podRequests(each.pod.spec)[resource] ?? 0), 0);
    const unit = resource === 'cpu' ? 1 : 1000;
    if (used + asked > limit) return outOf(resource, asked / unit, used / unit, limit / unit);
  }
  return undefined;
}

function outOf(resource: string, asked: number, used: number, limit: number): Refusal {
  const message = `Node didn't have enough resource: ${resource}, requested: ${asked}, used: ${used}, capacity: ${limit}`;
  return { reason: `OutOf${resource}`, message };
}
