// What follows from a Service's type and fields, asked by defaults, strategies, rules and allocators alike.
// Models pkg/registry/core/service/{strategy,storage/storage}.go and pkg/api/service/util.go.
import type { ServiceSpec } from './kinds/service.ts';

export const HEADLESS = 'None';

export function needsAddress({ type }: ServiceSpec): boolean {
  return type !== 'ExternalName';
}

/** Types whose ports are open on every node; a balancer may do without. */
export function needsNodePorts({ type, allocateLoadBalancerNodePorts: allocates }: ServiceSpec): boolean {
  return type === 'NodePort' || (type === 'LoadBalancer' && allocates !== false);
}

export function needsHealthCheck({ type, externalTrafficPolicy }: ServiceSpec): boolean {
  return type === 'LoadBalancer' && externalTrafficPolicy === 'Local';
}

export function isExternallyAccessible({ type, externalIPs }: ServiceSpec): boolean {
  return type === 'LoadBalancer' || type === 'NodePort' || (type === 'ClusterIP' && (externalIPs ?? []).length > 0);
}

export function isHeadless({ clusterIPs }: ServiceSpec): boolean {
  return clusterIPs?.length === 1 && clusterIPs[0] === HEADLESS;
}

/** Neither an address nor pods that are selected: whoever makes its endpoints decides of which family they are. */
export function isHeadlessByHand({ clusterIP, selector }: ServiceSpec): boolean {
  return clusterIP === HEADLESS && Object.keys(selector ?? {}).length === 0;
}

export function nodePortsOf({ ports }: ServiceSpec): ReadonlySet<number> {
  return new Set((ports ?? []).map(({ nodePort }) => nodePort ?? 0).filter((port) => port !== 0));
}

/** Nothing and an empty list are alike. */
export function sameItems(some: readonly string[] = [], others: readonly string[] = []): boolean {
  return some.length === others.length && some.every((one, index) => one === others[index]);
}
