// Which endpoints a Service's port has, from its EndpointSlices, and which of them traffic may go to.
// Models pkg/proxy/endpointslicecache.go and pkg/proxy/topology.go.
import type { EndpointSlice } from '../../api/kinds/endpoint-slice.ts';
import type { Protocol } from '../../sim/netfilter.ts';

export interface ProxyEndpoint {
  readonly address: string;
  readonly port: number;
  /** `address:port`: what rules and comments call it. */
  readonly text: string;
  readonly nodeName: string;
  readonly ready: boolean;
  /** Answers although it is on its way out: used only when nothing else is left. */
  readonly servingTerminating: boolean;
}

/** Every known endpoint of one Service port, each once, in order of its text. */
export function endpointsOf(slices: readonly EndpointSlice[], portName: string, protocol: Protocol): readonly ProxyEndpoint[] {
  const found = new Map<string, ProxyEndpoint>();
  for (const slice of slices) {
    if (slice.addressType !== 'IPv4') continue;
    for (const slicePort of slice.ports ?? []) {
      const { port } = slicePort;
      if (port === undefined || (slicePort.name ?? '') !== portName) continue;
      if ((slicePort.protocol ?? 'TCP').toLowerCase() !== protocol) continue;
      for (const { addresses, conditions = {}, nodeName = '' } of slice.endpoints ?? []) {
        const [address] = addresses;
        if (address === undefined) continue;
        const ready = conditions.ready ?? true;
        const servingTerminating = (conditions.serving ?? ready) && conditions.terminating === true;
        found.set(`${address}:${port}`, { address, port, text: `${address}:${port}`, nodeName, ready, servingTerminating });
      }
    }
  }
  return [...found.values()].sort((a, b) => (a.text < b.text ? -1 : 1));
}

// Simplified: zones, hints and trafficDistribution are ignored, so every ready endpoint of the cluster counts.
/** The ones that are ready; when there is none, those that still serve while they terminate. */
export function usable(endpoints: readonly ProxyEndpoint[]): readonly ProxyEndpoint[] {
  const ready = endpoints.filter((endpoint) => endpoint.ready);
  return ready.length > 0 ? ready : endpoints.filter((endpoint) => endpoint.servingTerminating);
}

const counts = new WeakMap<EndpointSlice, number>();

/** Ready endpoints of a slice; remembered, because every node asks for the same slice. */
export function readyCount(slice: EndpointSlice): number {
  const known = counts.get(slice);
  if (known !== undefined) return known;
  let count = 0;
  for (const endpoint of slice.endpoints ?? []) if (endpoint.conditions?.ready ?? true) count++;
  counts.set(slice, count);
  return count;
}
