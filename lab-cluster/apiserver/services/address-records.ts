// One IPAddress for each address of a Service, written before the Service is and deleted after it is gone.
// Models pkg/registry/core/service/ipallocator. Simplified: written straight into the store; nobody owns its fields.
import { type IPAddress, ipAddresses } from '../../api/kinds/ip-address.ts';
import type { Service } from '../../api/kinds/service.ts';
import type { KubeObject } from '../../api/object.ts';
import { erased } from '../../api/registry.ts';
import type { Result } from '../../api/status.ts';
import { timestamp } from '../../api/time.ts';
import type { Context, Task } from '../../sim/sim.ts';
import { registryKey } from '../storage/registry-key.ts';
import type { Server } from '../server-state.ts';

const KIND = erased(ipAddresses);

export function* recordAddresses(server: Server, ctx: Context, { metadata }: KubeObject, ips: readonly string[]): Task<Result<undefined>> {
  const missing = ips.filter((ip) => server.cache.get(KIND, registryKey(KIND, undefined, ip)) === undefined);
  if (missing.length === 0) return { ok: true, value: undefined };
  const { namespace, name } = metadata;
  const parentRef = { resource: 'services', ...(namespace === undefined ? {} : { namespace }), name };
  const records = missing.map((ip) => ({
    apiVersion: ipAddresses.apiVersion,
    kind: ipAddresses.kind,
    metadata: {
      name: ip,
      labels: { 'ipaddress.kubernetes.io/ip-family': 'IPv4', 'ipaddress.kubernetes.io/managed-by': 'ipallocator.k8s.io' },
      uid: server.sim.rng.uuid(),
      resourceVersion: '',
      creationTimestamp: timestamp(server.sim.clock.nowUs),
    },
    spec: { parentRef },
  }));
  return yield* server.storage.writeMany(ctx, records as unknown as readonly IPAddress[], []);
}

export function* releaseAddresses(server: Server, ctx: Context, ips: readonly string[]): Task<void> {
  for (const ip of ips) yield* server.storage.update(ctx, KIND, undefined, ip, (object) => ({ type: 'delete', object }), { dryRun: false });
}

/** Addresses that a Service had and has no more; undefined now: it is gone. */
export function addressesLost(before: KubeObject, now: KubeObject | undefined): readonly string[] {
  const kept = now === undefined ? [] : addressesOf(now);
  return addressesOf(before).filter((ip) => !kept.includes(ip));
}

function addressesOf(service: KubeObject): readonly string[] {
  return ((service as Service).spec.clusterIPs ?? []).filter((ip) => ip !== 'None');
}
