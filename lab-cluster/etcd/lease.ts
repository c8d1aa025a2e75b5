// Leases: keys that go away together unless someone keeps them alive. Knows deadlines, not timers.
// Models server/lease: a restart gives every lease its full time again, because nobody could renew it meanwhile.
import type { Context } from '../sim/sim.ts';

export interface Lease {
  readonly id: number;
  readonly ttlSeconds: number;
  deadlineUs: number;
  readonly keys: Set<string>;
  /** What asked for it: the cause of its expiry. */
  readonly grantedBy: Context;
}

export class Lessor {
  readonly #leases = new Map<number, Lease>();
  readonly #leaseOfKey = new Map<string, number>();
  #lastId = 0;

  nextId(): number {
    return ++this.#lastId;
  }

  grant(id: number, ttlSeconds: number, nowUs: number, grantedBy: Context): Lease {
    const lease: Lease = { id, ttlSeconds, deadlineUs: nowUs + ttlSeconds * 1_000_000, keys: new Set(), grantedBy };
    this.#leases.set(id, lease);
    return lease;
  }

  get(id: number): Lease | undefined {
    return this.#leases.get(id);
  }

  keepAlive(id: number, nowUs: number): Lease | undefined {
    const lease = this.#leases.get(id);
    if (lease !== undefined) lease.deadlineUs = nowUs + lease.ttlSeconds * 1_000_000;
    return lease;
  }

  /** Follows a put or delete: a key belongs to the lease of its last put. */
  attach(key: string, lease: number): void {
    const previous = this.#leaseOfKey.get(key) ?? 0;
    if (previous === lease) return;
    if (previous !== 0) this.#leases.get(previous)?.keys.delete(key);
    if (lease === 0) this.#leaseOfKey.delete(key);
    else {
      this.#leaseOfKey.set(key, lease);
      this.#leases.get(lease)?.keys.add(key);
    }
  }

  /** Removes a lease; the answer is the keys that go with it. */
  revoke(id: number): readonly string[] {
    const lease = this.#leases.get(id);
    if (lease === undefined) return [];
    this.#leases.delete(id);
    for (const key of lease.keys) this.#leaseOfKey.delete(key);
    return [...lease.keys].sort();
  }

  save(): { readonly lastId: number; readonly leases: readonly { readonly id: number; readonly ttlSeconds: number }[] } {
    return { lastId: this.#lastId, leases: [...this.#leases.values()].map(({ id, ttlSeconds }) => ({ id, ttlSeconds })) };
  }

  load(saved: ReturnType<Lessor['save']>, keys: readonly { readonly key: string; readonly lease: number }[], nowUs: number): void {
    this.#lastId = saved.lastId;
    for (const { id, ttlSeconds } of saved.leases) this.grant(id, ttlSeconds, nowUs, { span: 0, background: true });
    for (const { key, lease } of keys) if (lease !== 0) this.attach(key, lease);
  }

  /** After a restart: everyone gets the whole time to live again. */
  renewAll(nowUs: number): Iterable<Lease> {
    for (const lease of this.#leases.values()) lease.deadlineUs = nowUs + lease.ttlSeconds * 1_000_000;
    return this.#leases.values();
  }
}
