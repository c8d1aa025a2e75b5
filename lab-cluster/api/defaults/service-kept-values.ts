// An update that does not mention what the server assigned to a Service keeps it, and the one address and the list of addresses
// are brought into agreement. Models pkg/registry/core/service/storage/storage.go patchAllocatedValues and normalizeClusterIPs.
import type { Service, ServiceSpec } from '../kinds/service.ts';
import { needsAddress, needsHealthCheck, needsNodePorts, nodePortsOf, sameItems } from '../service-facts.ts';
import { type Writable, writable } from '../writable.ts';

type Draft = Writable<ServiceSpec>;

/** Writes into `next`, which must be private. */
export function keepAssigned(next: Service, previous: Service): void {
  const draft = writable(next.spec);
  const { spec } = previous;
  if (needsAddress(draft) && needsAddress(spec)) {
    if (!draft.clusterIP && spec.clusterIP) draft.clusterIP = spec.clusterIP;
    if ((draft.clusterIPs ?? []).length === 0 && (spec.clusterIPs ?? []).length > 0) draft.clusterIPs = [...(spec.clusterIPs ?? [])];
  }
  if (needsNodePorts(draft) && needsNodePorts(spec)) keepNodePorts(draft, spec);
  if (needsHealthCheck(draft) && needsHealthCheck(spec) && !draft.healthCheckNodePort && spec.healthCheckNodePort)
    draft.healthCheckNodePort = spec.healthCheckNodePort;
}

/** A port is known by its name: all else of it may have changed. What another port has by now is not given twice. */
function keepNodePorts(draft: Draft, spec: ServiceSpec): void {
  const now = nodePortsOf(draft);
  const before = nodePortsOf(spec);
  const used = new Set([...before].filter((port) => now.has(port)));
  const byName = new Map((spec.ports ?? []).map(({ name = '', nodePort = 0 }) => [name, nodePort]));
  for (const port of draft.ports ?? []) {
    const had = byName.get(port.name ?? '') ?? 0;
    if (!port.nodePort && had !== 0 && !used.has(had)) port.nodePort = had;
  }
}

/** Older clients know of one address only. Writes into `next`, which must be private. */
export function alignAddresses(next: Service, previous: Service | undefined): void {
  const draft = writable(next.spec);
  const { clusterIP = '', clusterIPs = [] } = draft;
  if (previous === undefined) {
    if (clusterIP !== '' && clusterIPs.length === 0) draft.clusterIPs = [clusterIP];
    return;
  }
  const { clusterIP: had = '', clusterIPs: hadAll = [] } = previous.spec;
  if (hadAll.length > 0 && clusterIPs.length === 0 && had === clusterIP) draft.clusterIPs = [...hadAll];
  if (had === clusterIP || !sameItems(draft.clusterIPs, hadAll)) return;
  // Whoever changes the one address means the list.
  if (had !== '' && clusterIP === '') delete draft.clusterIPs;
  else draft.clusterIPs = [clusterIP];
}
