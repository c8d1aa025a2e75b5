// One Service as the picture shows it: its addresses and how many endpoints are ready behind it.
import type { EndpointSlice } from '../api/kinds/endpoint-slice.ts';
import type { Service } from '../api/kinds/service.ts';
import { keyOf } from '../api/object.ts';
import type { ServiceRow } from './picture-types.ts';

const counts = new WeakMap<EndpointSlice, number>();

/** Ready endpoints by Service key. */
export function readyByService(slices: Iterable<EndpointSlice>): ReadonlyMap<string, number> {
  const ready = new Map<string, number>();
  for (const slice of slices) {
    const name = slice.metadata.labels?.['kubernetes.io/service-name'];
    if (name === undefined) continue;
    const key = `${slice.metadata.namespace}/${name}`;
    ready.set(key, (ready.get(key) ?? 0) + readyIn(slice));
  }
  return ready;
}

function readyIn(slice: EndpointSlice): number {
  let count = counts.get(slice);
  if (count === undefined) {
    count = (slice.endpoints ?? []).filter((endpoint) => endpoint.conditions?.ready ?? true).length;
    counts.set(slice, count);
  }
  return count;
}

const rows = new WeakMap<Service, ServiceRow>();

/** The same row for the same Service with as many endpoints. */
export function serviceRow(service: Service, readyEndpoints: number): ServiceRow {
  const known = rows.get(service);
  if (known !== undefined && known.readyEndpoints === readyEndpoints) return known;
  const { metadata, spec, status } = service;
  const ingress = status.loadBalancer.ingress?.[0];
  const row: ServiceRow = {
    key: keyOf(service),
    namespace: metadata.namespace ?? '',
    name: metadata.name,
    type: spec.type ?? 'ClusterIP',
    clusterIp: spec.clusterIP ?? '',
    externalIp: ingress?.ip ?? ingress?.hostname ?? spec.externalIPs?.[0] ?? '',
    ports: (spec.ports ?? []).map(({ name, port, targetPort, nodePort, protocol }) => ({
      name: name ?? '',
      port,
      targetPort: String(targetPort ?? port),
      protocol: protocol ?? 'TCP',
      ...(nodePort === undefined ? {} : { nodePort }),
    })),
    readyEndpoints,
  };
  rows.set(service, row);
  return row;
}
