// What a Service had for its old type and does not need for its new one goes with the change of type, unless the writer changed
// that field too. Models pkg/registry/core/service/strategy.go dropTypeDependentFields.
import { deepEqual } from './equal.ts';
import type { Service, ServiceSpec } from './kinds/service.ts';
import { isExternallyAccessible, needsAddress, needsHealthCheck, nodePortsOf, sameItems } from './service-facts.ts';
import { writable } from './writable.ts';

/** Writes into `next`, which must be private but for its status. */
export function dropLeftovers(next: Service, { spec: previous }: Service): void {
  const draft = writable(next.spec);
  if (needsAddress(previous) && !needsAddress(draft)) {
    if ((draft.clusterIP ?? '') === (previous.clusterIP ?? '') && sameItems(draft.clusterIPs, previous.clusterIPs)) {
      delete draft.clusterIP;
      delete draft.clusterIPs;
    }
    if (deepEqual(draft.ipFamilies, previous.ipFamilies)) delete draft.ipFamilies;
    if (draft.ipFamilyPolicy === previous.ipFamilyPolicy) delete draft.ipFamilyPolicy;
  }
  if (hasNodePorts(previous) && !hasNodePorts(draft) && sharesNodePorts(draft, previous))
    for (const port of draft.ports ?? []) delete port.nodePort;
  if (needsHealthCheck(previous) && !needsHealthCheck(draft) && draft.healthCheckNodePort === previous.healthCheckNodePort)
    delete draft.healthCheckNodePort;
  if (previous.type === 'LoadBalancer' && draft.type !== 'LoadBalancer') {
    if (draft.allocateLoadBalancerNodePorts === previous.allocateLoadBalancerNodePorts) delete draft.allocateLoadBalancerNodePorts;
    if (draft.loadBalancerClass === previous.loadBalancerClass) delete draft.loadBalancerClass;
  }
  const wasReachable = isExternallyAccessible(previous) && !isExternallyAccessible(draft);
  if (wasReachable && draft.externalTrafficPolicy === previous.externalTrafficPolicy) delete draft.externalTrafficPolicy;
  // Upstream keeps this one and hides it from readers.
  if (draft.type === 'ExternalName') delete draft.internalTrafficPolicy;
  // The balancer goes later, but who reads the Service need not know.
  const { status } = next;
  if (draft.type !== 'LoadBalancer' && Object.keys(status?.loadBalancer ?? {}).length > 0)
    (next as { status: Service['status'] }).status = { ...status, loadBalancer: {} };
}

/** Ports may come, go and change as long as none is asked for that was not there. */
function sharesNodePorts(next: ServiceSpec, previous: ServiceSpec): boolean {
  const before = nodePortsOf(previous);
  return [...nodePortsOf(next)].every((port) => before.has(port));
}

/** Here a balancer counts that does without them: then there are none to lose. */
function hasNodePorts({ type }: ServiceSpec): boolean {
  return type === 'NodePort' || type === 'LoadBalancer';
}
