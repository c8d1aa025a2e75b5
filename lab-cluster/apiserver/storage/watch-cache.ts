// All resources' caches, fed by one watch on etcd. After a restart everything here comes from etcd and from nothing else.
import type { Kind } from '../../api/kind.ts';
import type { KubeObject } from '../../api/object.ts';
import { type KeyValue, prefixEnd } from '../../etcd/api.ts';
import type { Context, Sim, Task } from '../../sim/sim.ts';
import { Signal, sleep } from '../../sim/task.ts';
import type { EtcdClient } from './etcd-client.ts';
import { REGISTRY, registryPrefix } from './registry-key.ts';
import { ResourceCache } from './resource-cache.ts';

const RECONNECT_MS = 250;
/** Looking for a lost etcd keeps the lab from being idle this long; then it is routine. */
const URGENT_RECONNECTS = 120;
/** How long a read waits for the cache to reach what was written before it. */
const FRESH_POLL_MS = 1;
const FRESH_POLLS = 3_000;
const BOOKMARK_PERIOD_US = 60_000_000;

export class WatchCache {
  readonly #sim: Sim;
  readonly #etcd: EtcdClient;
  readonly #byPrefix = new Map<string, ResourceCache>();
  /** The same by kind: every request asks, and versions of a kind share one. */
  readonly #byKind = new Map<Kind, ResourceCache>();
  readonly #changed = new Signal();
  #revision = 0;
  /** Newest revision any write of this server was answered with. */
  #written = 0;
  #connected = false;

  constructor(sim: Sim, etcd: EtcdClient, kinds: readonly Kind[]) {
    this.#sim = sim;
    this.#etcd = etcd;
    for (const kind of kinds) this.#byPrefix.set(registryPrefix(kind), new ResourceCache(kind, 0));
  }

  /** The newest revision the cache has seen. */
  get revision(): number {
    return this.#revision;
  }

  /** Whether etcd is there and the cache follows it. */
  get connected(): boolean {
    return this.#connected;
  }

  of(kind: Kind): ResourceCache {
    let cache = this.#byKind.get(kind);
    if (cache === undefined) this.#byKind.set(kind, (cache = this.#byPrefix.get(registryPrefix(kind)) as ResourceCache));
    return cache;
  }

  get(kind: Kind, key: string): KubeObject | undefined {
    return this.of(kind).get(key);
  }

  /** A write of this server was answered with this revision: later reads must see it. */
  noteWritten(revision: number): void {
    if (revision > this.#written) this.#written = revision;
  }

  /** Whether the cache has everything that was written through this server before now. */
  get isFresh(): boolean {
    return this.#connected && this.#revision >= this.#written;
  }

  /**
   * Waits until the cache has everything that was written through this server before now. False: etcd did not answer.
   * Simplified: with several API servers the newest revision would be asked of etcd, as consistent reads upstream do.
   */
  *fresh(ctx: Context): Task<boolean> {
    const goal = this.#written;
    return yield* this.reach(goal, ctx);
  }

  /** Waits, at most 3 s, until the cache has seen a revision. */
  *reach(goal: number, ctx: Context): Task<boolean> {
    for (let polls = 0; polls < FRESH_POLLS; polls++) {
      if (this.#connected && this.#revision >= goal) return true;
      yield* sleep(this.#sim, FRESH_POLL_MS, ctx.background);
    }
    return false;
  }

  /** Lists and follows etcd for as long as this process lives. */
  *run(ctx: Context): Task<void> {
    let failures = 0;
    for (;;) {
      const cause = failures < URGENT_RECONNECTS ? ctx : { span: ctx.span, background: true };
      const synced = this.#revision === 0 ? yield* this.#list(cause) : true;
      if (synced && (yield* this.#follow(cause))) failures = 0;
      else failures++;
      yield* sleep(this.#sim, RECONNECT_MS, failures >= URGENT_RECONNECTS);
    }
  }

  /** Bookmarks let quiet watchers resume from a recent revision. */
  *runBookmarks(ctx: Context): Task<void> {
    const background = { span: ctx.span, background: true };
    for (;;) {
      yield* sleep(this.#sim, BOOKMARK_PERIOD_US / 1000, true);
      if (!this.#connected) continue;
      for (const cache of this.#byPrefix.values()) cache.bookmark(this.#revision, background);
    }
  }

  *#list(ctx: Context): Task<boolean> {
    const answer = yield* this.#etcd.range(ctx, { op: 'range', key: REGISTRY, end: prefixEnd(REGISTRY) });
    if (!answer.ok) return false;
    const { items, revision } = answer.value;
    const perCache = new Map<ResourceCache, KeyValue[]>([...this.#byPrefix.values()].map((cache) => [cache, []]));
    for (const version of items) {
      const cache = this.#cacheOf(version.key);
      if (cache !== undefined) perCache.get(cache)?.push(version);
    }
    for (const [cache, versions] of perCache) cache.replace(versions, revision, ctx);
    this.#revision = revision;
    return true;
  }

  /** Follows changes until the stream breaks. True if it ever stood. */
  *#follow(ctx: Context): Task<boolean> {
    let stood = false;
    let over = false;
    this.#etcd.watch(
      ctx,
      { op: 'watch', key: REGISTRY, end: prefixEnd(REGISTRY), startRevision: this.#revision + 1 },
      {
        opened: (reply) => {
          stood = reply.ok;
          this.#connected = reply.ok;
          // Compacted: what happened in between can no longer be told, so the next round lists.
          if (!reply.ok) this.#revision = 0;
          this.#changed.wake();
        },
        frame: (frame) => this.#feed(frame.events, frame.revision),
        closed: () => {
          over = true;
          this.#connected = false;
          this.#changed.wake();
        },
      },
    );
    while (!over) yield* this.#changed.wait();
    return stood;
  }

  #feed(events: readonly KeyValue[], revision: number): void {
    const nowUs = this.#sim.clock.nowUs;
    for (const version of events) {
      this.#revision = version.modRevision;
      this.#cacheOf(version.key)?.apply(version, nowUs);
    }
    this.#revision = Math.max(this.#revision, revision);
  }

  #cacheOf(key: string): ResourceCache | undefined {
    const first = key.indexOf('/', REGISTRY.length);
    const cache = this.#byPrefix.get(key.slice(0, first + 1));
    if (cache !== undefined) return cache;
    return this.#byPrefix.get(key.slice(0, key.indexOf('/', first + 1) + 1));
  }
}
