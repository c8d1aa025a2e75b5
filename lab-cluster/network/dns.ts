// Cluster names: what CoreDNS's kubernetes plugin answers, as a pure function of Services and EndpointSlices.
// Models the plugin's specification (kubernetes/dns, docs/specification.md), version 1.1.0.
import type { EndpointSlice } from '../api/kinds/endpoint-slice.ts';
import type { Service } from '../api/kinds/service.ts';

export const CLUSTER_DOMAIN = 'cluster.local';

export type DnsAnswer =
  | { readonly code: 'NOERROR'; readonly name: string; readonly addresses: readonly string[] }
  /** The name of another domain to ask for instead (ExternalName). */
  | { readonly code: 'CNAME'; readonly name: string; readonly target: string }
  | { readonly code: 'NXDOMAIN'; readonly name: string };

/** What the answers come from. */
export interface DnsZone {
  service(namespace: string, name: string): Service | undefined;
  slices(namespace: string, name: string): readonly EndpointSlice[];
}

/** The names a resolver tries for one word, given the searching pod's namespace (ndots:5). */
export function searchNames(name: string, namespace: string): readonly string[] {
  if (name.endsWith('.')) return [name.slice(0, -1)];
  const searched = [`${namespace}.svc.${CLUSTER_DOMAIN}`, `svc.${CLUSTER_DOMAIN}`, CLUSTER_DOMAIN].map((domain) => `${name}.${domain}`);
  return name.split('.').length > 5 ? [name, ...searched] : [...searched, name];
}

// Simplified: A records only, no SRV, no PTR, no pod names.
export function answerName(zone: DnsZone, name: string): DnsAnswer {
  const suffix = `.svc.${CLUSTER_DOMAIN}`;
  const labels = name.endsWith(suffix) ? name.slice(0, -suffix.length).split('.') : [];
  const [first = '', second = '', third] = labels;
  const [hostname, serviceName, namespace] = third === undefined ? [undefined, first, second] : [first, second, third];
  const service = labels.length < 2 || labels.length > 3 ? undefined : zone.service(namespace, serviceName);
  if (service === undefined) return { code: 'NXDOMAIN', name };
  const { clusterIP, type, externalName } = service.spec;
  if (hostname === undefined && type === 'ExternalName' && externalName !== undefined) return { code: 'CNAME', name, target: externalName };
  if (hostname === undefined && clusterIP !== undefined && clusterIP !== '' && clusterIP !== 'None') {
    return { code: 'NOERROR', name, addresses: [clusterIP] };
  }
  const addresses = endpointAddresses(zone.slices(namespace, serviceName), hostname, service.spec.publishNotReadyAddresses === true);
  if (hostname !== undefined && addresses.length === 0) return { code: 'NXDOMAIN', name };
  return { code: 'NOERROR', name, addresses };
}

/** Headless: the pods themselves answer to the name. */
function endpointAddresses(slices: readonly EndpointSlice[], hostname: string | undefined, unready: boolean): readonly string[] {
  const addresses = new Set<string>();
  for (const slice of slices) {
    if (slice.addressType !== 'IPv4') continue;
    for (const endpoint of slice.endpoints ?? []) {
      if (!unready && endpoint.conditions?.ready === false) continue;
      if (hostname === undefined || endpoint.hostname === hostname) for (const address of endpoint.addresses) addresses.add(address);
    }
  }
  return [...addresses].sort();
}
