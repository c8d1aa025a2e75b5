// What lives for a time, as events do, is put under an etcd lease, and one lease serves all that comes in about a minute.
// Models apiserver/pkg/storage/etcd3/lease_manager.go.
import type { Kind } from '../../api/kind.ts';
import type { Context, Micros, Sim, Task } from '../../sim/sim.ts';
import type { EtcdAnswer, EtcdClient } from './etcd-client.ts';

const REUSE_SECONDS = 60;
const MAX_ATTACHED = 1000;

export const NO_LEASE = { ok: true, value: 0 } as const;

export class ObjectLeases {
  readonly #sim: Sim;
  readonly #etcd: EtcdClient;
  #current = 0;
  #expiresUs: Micros = 0;
  #attached = 0;

  constructor(sim: Sim, etcd: EtcdClient) {
    this.#sim = sim;
    this.#etcd = etcd;
  }

  /** The lease to store an object of this kind under; none for what stays until somebody deletes it. */
  *leaseFor(ctx: Context, kind: Kind): Task<EtcdAnswer<number>> {
    if (kind.ttlSeconds === undefined) return NO_LEASE;
    const neededUs = this.#sim.clock.nowUs + kind.ttlSeconds * 1_000_000;
    if (this.#current !== 0 && this.#expiresUs >= neededUs && this.#attached < MAX_ATTACHED) {
      this.#attached++;
      return { ok: true, value: this.#current };
    }
    const ttlSeconds = kind.ttlSeconds + REUSE_SECONDS;
    const granted = yield* this.#etcd.leaseGrant(ctx, { op: 'leaseGrant', ttlSeconds });
    if (!granted.ok) return granted;
    this.#current = granted.value.id;
    this.#expiresUs = this.#sim.clock.nowUs + ttlSeconds * 1_000_000;
    this.#attached = 1;
    return { ok: true, value: this.#current };
  }
}
