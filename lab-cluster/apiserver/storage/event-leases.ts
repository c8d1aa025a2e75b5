// Events live an hour: each is put under an etcd lease, and one lease serves all events of about a minute.
// Models apiserver/pkg/storage/etcd3/lease_manager.go.
import type { Kind } from '../../api/kind.ts';
import type { Context, Micros, Sim, Task } from '../../sim/sim.ts';
import type { EtcdAnswer, EtcdClient } from './etcd-client.ts';

const EVENT_TTL_SECONDS = 3600;
const REUSE_SECONDS = 60;
const MAX_ATTACHED = 1000;

/** For everything that stays until somebody deletes it. */
export const NO_LEASE = { ok: true, value: 0 } as const;

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

  /** Whether objects of this kind are stored under a lease at all. */
  concerns(kind: Kind): boolean {
    return kind.plural === 'events';
  }

  /** The lease to store an event under. */
  *leaseFor(ctx: Context): Task<EtcdAnswer<number>> {
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
