// What the parts of one API server share. Made anew at every start; only etcd and the disk remember.
import type { Sim } from '../sim/sim.ts';
import type { Authorizers } from './authz/authorize.ts';
import type { Loopback } from './admission/plugin.ts';
import type { Auditor } from './audit/audit.ts';
import type { ObjectLeases } from './storage/object-leases.ts';
import type { Metrics } from './monitoring/metrics.ts';
import type { ServiceAllocator } from './services/allocator.ts';
import type { Storage } from './storage/storage.ts';
import type { TokenAuthority } from './authn/tokens.ts';
import type { WatchCache } from './storage/watch-cache.ts';

export interface Server {
  readonly sim: Sim;
  readonly storage: Storage;
  readonly cache: WatchCache;
  readonly authorizers: Authorizers;
  readonly tokens: TokenAuthority;
  readonly services: ServiceAllocator;
  readonly leases: ObjectLeases;
  readonly metrics: Metrics;
  readonly auditor: Auditor;
  /** The same log for reads that are no part of history: what it draws must not be missed there. */
  readonly frozenAuditor: Auditor;
  /** Requests of the server to itself, which pass every stage like anybody's. */
  readonly ask: Loopback;
  /** Set when the objects every cluster has are there. */
  bootstrapped: boolean;
  /** Set when the roles every cluster has are there: before, nobody but the server itself may do anything. */
  rolesReady: boolean;
}
