// An informer's local copy: objects by key, and indexes kept as they change. It knows nothing of lists and watches.
// Models staging/src/k8s.io/client-go/tools/cache/thread_safe_store.go.
import { keyOf } from '../api/object.ts';
import type { KubeObject } from '../api/object.ts';

interface Bucket<T> {
  readonly objects: Map<string, T>;
  /** The objects as an array, until one of them changes. */
  list: readonly T[] | undefined;
}

interface Index<T> {
  readonly values: (object: T) => readonly string[];
  readonly buckets: Map<string, Bucket<T>>;
}

const nothing: readonly never[] = [];

export class InformerStore<T extends KubeObject> {
  readonly #objects = new Map<string, T>();
  readonly #indexes = new Map<string, Index<T>>();

  get size(): number {
    return this.#objects.size;
  }

  get(key: string): T | undefined {
    return this.#objects.get(key);
  }

  list(): Iterable<T> {
    return this.#objects.values();
  }

  addIndex(name: string, values: (object: T) => readonly string[]): void {
    if (this.#indexes.has(name)) return;
    const index: Index<T> = { values, buckets: new Map() };
    this.#indexes.set(name, index);
    for (const [key, object] of this.#objects) enter(index, key, object);
  }

  byIndex(name: string, value: string): readonly T[] {
    const index = this.#indexes.get(name);
    if (index === undefined) throw new Error(`informer has no index ${name}: call addIndex before start`);
    const bucket = index.buckets.get(value);
    if (bucket === undefined) return nothing;
    bucket.list ??= [...bucket.objects.values()];
    return bucket.list;
  }

  /** Stores `object` and returns what stood there before. */
  put(object: T): T | undefined {
    const key = keyOf(object);
    const previous = this.#objects.get(key);
    this.#objects.set(key, object);
    for (const index of this.#indexes.values()) move(index, key, previous, object);
    return previous;
  }

  remove(key: string): T | undefined {
    const previous = this.#objects.get(key);
    if (previous === undefined) return undefined;
    this.#objects.delete(key);
    for (const index of this.#indexes.values()) leave(index, key, index.values(previous));
    return previous;
  }
}

function enter<T>(index: Index<T>, key: string, object: T): void {
  for (const value of index.values(object)) {
    const bucket = index.buckets.get(value);
    if (bucket === undefined) {
      index.buckets.set(value, { objects: new Map([[key, object]]), list: undefined });
    } else {
      bucket.objects.set(key, object);
      bucket.list = undefined;
    }
  }
}

function leave<T>(index: Index<T>, key: string, values: readonly string[]): void {
  for (const value of values) {
    const bucket = index.buckets.get(value);
    if (bucket === undefined) continue;
    bucket.objects.delete(key);
    bucket.list = undefined;
    if (bucket.objects.size === 0) index.buckets.delete(value);
  }
}

function move<T>(index: Index<T>, key: string, previous: T | undefined, object: T): void {
  if (previous !== undefined) {
    const after = index.values(object);
    const stale = index.values(previous).filter((value) => !after.includes(value));
    if (stale.length > 0) leave(index, key, stale);
  }
  enter(index, key, object);
}
