// The newest state of one resource in memory, and everyone who watches it. Fed by etcd's watch alone.
// Models apiserver/pkg/storage/cacher.
import { expired } from '../../api/errors.ts';
import type { Kind } from '../../api/kind.ts';
import type { KubeObject } from '../../api/object.ts';
import type { StreamFrame } from '../../api/request.ts';
import { type KeyValue, isDeletion, prefixEnd } from '../../etcd/api.ts';
import { OrderedMap } from '../../etcd/ordered-map.ts';
import type { Context, Micros } from '../../sim/sim.ts';
import { type Bucket, type Matches, indexValueOf } from './matcher.ts';
import { registryPrefix } from './registry-key.ts';
import { type Change, WatchWindow } from './watch-window.ts';

export interface FrameSink {
  send(event: StreamFrame, ctx: Context): void;
  end(ctx: Context): void;
}

export interface WatchOptions {
  readonly bucket: Bucket;
  readonly matches: Matches;
  /** Begin after this revision; undefined begins with the present objects as ADDED. */
  readonly after: number | undefined;
  readonly bookmarks: boolean;
  /** Say with a bookmark when the present objects are all sent. */
  readonly announceInitialEnd: boolean;
}

interface Watcher extends WatchOptions {
  readonly sink: FrameSink;
}

export class ResourceCache {
  readonly kind: Kind;
  readonly #objects = new OrderedMap<KubeObject>();
  #window: WatchWindow;
  readonly #everywhere = new Set<Watcher>();
  readonly #byBucket = {
    namespace: new Map<string, Set<Watcher>>(),
    name: new Map<string, Set<Watcher>>(),
    index: new Map<string, Set<Watcher>>(),
  };
  readonly #observers: ((change: Change) => void)[] = [];

  constructor(kind: Kind, revision: number) {
    this.kind = kind;
    this.#window = new WatchWindow(revision);
  }

  get size(): number {
    return this.#objects.size;
  }

  get(key: string): KubeObject | undefined {
    return this.#objects.get(key);
  }

  /** Objects in key order. */
  list(namespace: string | undefined, matches: Matches): KubeObject[] {
    const prefix = registryPrefix(this.kind, namespace);
    const found: KubeObject[] = [];
    this.#objects.forRange(prefix, prefixEnd(prefix), (object) => {
      if (matches(object)) found.push(object);
    });
    return found;
  }

  /** The object of a bucket that holds one name: no other is looked at. */
  named(bucket: string, matches: Matches): KubeObject[] {
    const object = this.#objects.get(`${registryPrefix(this.kind)}${bucket}`);
    return object !== undefined && matches(object) ? [object] : [];
  }

  /** Called for every change, before watchers: for indexes inside the server. */
  observe(observer: (change: Change) => void): void {
    this.#observers.push(observer);
  }

  apply(version: KeyValue, nowUs: Micros): void {
    const previous = this.#objects.get(version.key);
    const deleted = isDeletion(version);
    if (deleted && previous === undefined) return;
    const object = deleted ? undefined : (version.value as KubeObject);
    if (object === undefined) this.#objects.delete(version.key);
    else this.#objects.set(version.key, object);
    const change = createChange(version.modRevision, nowUs, object, previous, version.commit);
    this.#window.push(change);
    for (const observer of this.#observers) observer(change);
    this.#dispatch(change);
  }

  /** Starts over from a list, after history between was lost: every watch ends, and clients list again. */
  replace(versions: readonly KeyValue[], revision: number, ctx: Context): void {
    const left = new Map(this.#objects.entries());
    this.#objects.clear();
    this.#window = new WatchWindow(revision);
    for (const version of versions) {
      const object = version.value as KubeObject;
      this.#objects.set(version.key, object);
      this.#tell(createChange(revision, 0, object, left.get(version.key), ctx));
      left.delete(version.key);
    }
    for (const previous of left.values()) this.#tell(createChange(revision, 0, undefined, previous, ctx));
    for (const watcher of this.#all()) watcher.sink.end(ctx);
    this.#everywhere.clear();
    for (const buckets of Object.values(this.#byBucket)) buckets.clear();
  }

  /** Opens a watch; the answer closes it. `ctx` is the cause of what is sent at once. */
  watch(options: WatchOptions, sink: FrameSink, revision: number, ctx: Context): () => void {
    const watcher: Watcher = { ...options, sink };
    if (options.after === undefined) this.#sendPresent(watcher, revision, ctx);
    else {
      const missed = this.#window.after(options.after);
      if (missed === undefined) {
        const message = `too old resource version: ${options.after} (${this.#window.since})`;
        sink.send({ type: 'ERROR', object: expired(message) }, ctx);
        sink.end(ctx);
        return () => {};
      }
      for (const change of missed) deliver(watcher, change);
    }
    const set = this.#bucket(watcher.bucket);
    set.add(watcher);
    return () => {
      set.delete(watcher);
      if (set.size > 0 || watcher.bucket.by === 'all') return;
      const buckets = this.#byBucket[watcher.bucket.by];
      if (buckets.get(watcher.bucket.value) === set) buckets.delete(watcher.bucket.value);
    };
  }

  /** Tells watchers that asked for it how far the cache is. */
  bookmark(revision: number, ctx: Context): number {
    let told = 0;
    for (const watcher of this.#all()) {
      if (!watcher.bookmarks) continue;
      watcher.sink.send({ type: 'BOOKMARK', object: this.#bookmarkAt(revision) }, ctx);
      told++;
    }
    return told;
  }

  #sendPresent(watcher: Watcher, revision: number, ctx: Context): void {
    const { bucket, matches } = watcher;
    const namespace = bucket.by === 'namespace' ? bucket.value : undefined;
    const present = bucket.by === 'name' ? this.named(bucket.value, matches) : this.list(namespace, matches);
    for (const object of present) watcher.sink.send({ type: 'ADDED', object }, ctx);
    if (!watcher.announceInitialEnd) return;
    const bookmark = this.#bookmarkAt(revision);
    const metadata = { ...bookmark.metadata, annotations: { 'k8s.io/initial-events-end': 'true' } };
    watcher.sink.send({ type: 'BOOKMARK', object: { ...bookmark, metadata } }, ctx);
  }

  #bookmarkAt(revision: number): KubeObject {
    const metadata = { resourceVersion: String(revision) } as KubeObject['metadata'];
    return { kind: this.kind.kind, apiVersion: this.kind.apiVersion, metadata };
  }

  #tell(change: Change): void {
    for (const observer of this.#observers) observer(change);
  }

  /** Only those who may care are asked: by name, by namespace, by the kind's own index. */
  #dispatch(change: Change): void {
    for (const watcher of this.#everywhere) deliver(watcher, change);
    const object = (change.object ?? change.previous) as KubeObject;
    const { namespace, name } = object.metadata;
    const { namespace: byNamespace, name: byName, index: byIndex } = this.#byBucket;
    if (namespace !== undefined && byNamespace.size > 0) this.#deliverTo(byNamespace.get(namespace), change);
    if (byName.size > 0) this.#deliverTo(byName.get(namespace === undefined ? name : `${namespace}/${name}`), change);
    if (byIndex.size === 0) return;
    const value = indexValueOf(this.kind, change.object);
    const before = indexValueOf(this.kind, change.previous);
    if (value !== '') this.#deliverTo(byIndex.get(value), change);
    if (before !== '' && before !== value) this.#deliverTo(byIndex.get(before), change);
  }

  #deliverTo(watchers: Set<Watcher> | undefined, change: Change): void {
    if (watchers !== undefined) for (const watcher of watchers) deliver(watcher, change);
  }

  #bucket(bucket: Bucket): Set<Watcher> {
    if (bucket.by === 'all') return this.#everywhere;
    const buckets = this.#byBucket[bucket.by];
    const set = buckets.get(bucket.value) ?? new Set();
    buckets.set(bucket.value, set);
    return set;
  }

  *#all(): Iterable<Watcher> {
    yield* this.#everywhere;
    for (const buckets of Object.values(this.#byBucket)) for (const set of buckets.values()) yield* set;
  }
}

function createChange(
  revision: number,
  timeUs: Micros,
  object: KubeObject | undefined,
  previous: KubeObject | undefined,
  ctx: Context,
): Change {
  return { revision, timeUs, object, previous, ctx, added: undefined, modified: undefined, deleted: undefined };
}

/** A watcher with selectors sees objects enter and leave. Models cacheWatcher.convertToWatchEvent. */
function deliver(watcher: Watcher, change: Change): void {
  if (watcher.after !== undefined && change.revision <= watcher.after) return;
  const { object, previous } = change;
  const was = previous !== undefined && watcher.matches(previous);
  if (object !== undefined && watcher.matches(object)) {
    if (was) watcher.sink.send((change.modified ??= { type: 'MODIFIED', object }), change.ctx);
    else watcher.sink.send((change.added ??= { type: 'ADDED', object }), change.ctx);
  } else if (was) {
    change.deleted ??= { type: 'DELETED', object: lastState(previous, change.revision) };
    watcher.sink.send(change.deleted, change.ctx);
  }
}

/** What is said of an object that is gone: its last content, at the revision that ended it. */
function lastState(previous: KubeObject, revision: number): KubeObject {
  return { ...previous, metadata: { ...previous.metadata, resourceVersion: String(revision) } };
}
