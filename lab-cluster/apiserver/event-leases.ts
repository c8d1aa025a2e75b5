// Events live an hour: each is put under an etcd lease, and one lease serves all events of about a minute.
// Models apiserver/pkg/storage/etcd3/lease_manager.go.
import type { Kind } from '../api/kind.ts';
import type { Context, Micros, Sim, Task } from '../sim/sim.ts';
import type { EtcdAnswer, EtcdClient } from './etcd-client.ts';

const EVENT_TTL_SECONDS = 3600;
const REUSE_SECONDS = 60;
const MAX_ATTACHED = 1000;

export class EventLeases {
  readonly #sim: Sim;
  readonly #etcd: EtcdClient;
  #current = 0;
  #expiresUs: Micros = 0;
  #attached = 0;

  constructor(sim: Sim, etcd: EtcdClient) {
    this.#sim = sim;
    this.#etcd = etcd;
  }

  /** The lease to store an object of this kind under; 0 for kinds that stay. */
  *leaseFor(kind: Kind, ctx: Context): Task<EtcdAnswer<number>> {
    if (kind.plural !== 'events') return { ok: true, value: 0 };
    const neededUs = this.#sim.clock.nowUs + EVENT_TTL_SECONDS * 1_000_000;
    if (this.#current !== 0 && this.#expiresUs >= neededUs && this.#attached < MAX_ATTACHED) {
      this.#attached++;
      return { ok: true, value: this.#current };
    }
    const ttlSeconds = EVENT_TTL_SECONDS + REUSE_SECONDS;
    const granted = yield* this.#etcd.leaseGrant(ctx, { op: 'leaseGrant', ttlSeconds });
    if (!granted.ok) return granted;
    this.#current = granted.value.id;
    this.#expiresUs = this.#sim.clock.nowUs + ttlSeconds * 1_000_000;
    this.#attached = 1;
    return { ok: true, value: this.#current };
  }
}
