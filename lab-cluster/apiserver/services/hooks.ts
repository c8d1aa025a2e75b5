// What the writing of a Service brings with it: addresses and node ports taken before its rules are asked, an IPAddress for each
// address, and no Endpoints without it. Models pkg/registry/core/service/storage/storage.go beginCreate, beginUpdate, afterDelete.
import { endpoints } from '../../api/kinds/endpoints.ts';
import type { Service } from '../../api/kinds/service.ts';
import type { KubeObject } from '../../api/object.ts';
import { erased } from '../../api/registry.ts';
import type { Result } from '../../api/status.ts';
import type { Context, Task } from '../../sim/sim.ts';
import type { Claim, StorageHooks } from '../rest/storage-hooks.ts';
import type { Server } from '../server-state.ts';
import { registryKey } from '../storage/registry-key.ts';
import { addressesLost, recordAddresses, releaseAddresses } from './address-records.ts';
import { takeClusterIps } from './cluster-ips.ts';
import { takeNodePorts } from './node-ports.ts';

const ENDPOINTS = erased(endpoints);

export const serviceHooks: StorageHooks = {
  begin(server: Server, next: KubeObject, previous: KubeObject | undefined, dryRun: boolean): Result<Claim> {
    const taken = server.services.open(dryRun);
    const [after, before] = [next as Service, previous as Service | undefined];
    const status = takeClusterIps(after, before, taken) ?? takeNodePorts(after, before, taken);
    if (status !== undefined) {
      taken.settle();
      return { ok: false, status };
    }
    const claim: Claim = {
      isEmpty: taken.isEmpty,
      record: (ctx, object) => recordAddresses(server, ctx, object, dryRun ? [] : taken.ips),
      withdraw: (ctx) => releaseAddresses(server, ctx, dryRun ? [] : taken.ips),
      settle: () => taken.settle(),
    };
    return { ok: true, value: claim };
  },

  *afterUpdate(server: Server, ctx: Context, before: KubeObject, now: KubeObject): Task<void> {
    yield* recordAddresses(server, ctx, now, addressesLost(now, before));
    yield* releaseAddresses(server, ctx, addressesLost(before, now));
  },

  *afterDelete(server: Server, ctx: Context, last: KubeObject): Task<void> {
    const { namespace, name } = last.metadata;
    // Else a new Service of the name would find the old endpoints, as their controller may lag behind.
    if (server.cache.get(ENDPOINTS, registryKey(ENDPOINTS, namespace, name)) !== undefined)
      yield* server.storage.update(ctx, ENDPOINTS, namespace, name, (object) => ({ type: 'delete', object }), { dryRun: false });
    yield* releaseAddresses(server, ctx, addressesLost(last, undefined));
  },
};
