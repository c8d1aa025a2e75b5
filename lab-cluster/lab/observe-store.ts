// Looking into etcd from outside of time: objects now, objects then, and what changed in between.
import type { KubeObject } from '../api/object.ts';
import { kinds } from '../api/registry.ts';
import { REGISTRY, registryKey, registryPrefix } from '../apiserver/storage/registry-key.ts';
import { prefixEnd } from '../etcd/api.ts';
import type { StoreReader } from '../etcd/data.ts';
import type { StoredChange } from './cluster-types.ts';
import type { Micros } from '../sim/sim.ts';

/** Prefix of a registry key → plural: `minions/` → `nodes`. Longest first, because some contain others. */
const prefixes = kinds
  .map((kind) => ({ prefix: registryPrefix(kind), plural: kind.plural }))
  .sort((a, b) => b.prefix.length - a.prefix.length);

/** `pods/default/web` for `/registry/pods/default/web`; undefined for keys that are no objects. */
function objectOfKey(key: string): { readonly object: string; readonly plural: string } | undefined {
  if (!key.startsWith(REGISTRY)) return undefined;
  const found = prefixes.find(({ prefix }) => key.startsWith(prefix));
  return found === undefined ? undefined : { object: `${found.plural}/${key.slice(found.prefix.length)}`, plural: found.plural };
}

export class StoreObserver {
  readonly #store: () => StoreReader | undefined;

  constructor(store: () => StoreReader | undefined) {
    this.#store = store;
  }

  get revision(): number {
    return this.#store()?.revision ?? 0;
  }

  /** Newest revision at an instant; undefined: now. */
  revisionAt(timeUs: Micros | undefined): number {
    const store = this.#store();
    return store === undefined ? 0 : timeUs === undefined ? store.revision : store.revisionAt(timeUs);
  }

  /** An object by `plural/namespace/name` or `plural/name`, now or at an instant. */
  objectAt(object: string, timeUs?: Micros): KubeObject | undefined {
    const [plural = '', second = '', third] = object.split('/');
    const kind = kinds.find((candidate) => candidate.plural === plural);
    const store = this.#store();
    if (kind === undefined || store === undefined) return undefined;
    const key = third === undefined ? registryKey(kind, undefined, second) : registryKey(kind, second, third);
    if (timeUs === undefined) return store.get(key)?.value as KubeObject | undefined;
    const revision = store.revisionAt(timeUs);
    return store.history(key).findLast((version) => version.modRevision <= revision)?.value as KubeObject | undefined;
  }

  /** The version of an object that `revision` wrote, and the one before it. */
  versionsAround(object: string, revision: number): { readonly before: KubeObject | undefined; readonly after: KubeObject | undefined } {
    const [plural = '', second = '', third] = object.split('/');
    const kind = kinds.find((candidate) => candidate.plural === plural);
    const store = this.#store();
    if (kind === undefined || store === undefined) return { before: undefined, after: undefined };
    const history = store.history(third === undefined ? registryKey(kind, undefined, second) : registryKey(kind, second, third));
    const at = history.findLastIndex((version) => version.modRevision <= revision);
    return { before: history[at - 1]?.value as KubeObject | undefined, after: history[at]?.value as KubeObject | undefined };
  }

  /** All objects of one kind, in key order, now or at an instant. */
  listAt<T extends KubeObject>(plural: string, timeUs?: Micros): readonly T[] {
    const kind = kinds.find((candidate) => candidate.plural === plural);
    const store = this.#store();
    if (kind === undefined || store === undefined) return [];
    const prefix = registryPrefix(kind);
    const range = store.range(prefix, prefixEnd(prefix), timeUs === undefined ? undefined : Math.max(1, store.revisionAt(timeUs)));
    // Compacted away: the past before that can no longer be shown.
    return range.ok ? range.value.items.map((item) => item.value as T) : [];
  }

  /** All objects of one kind as they were at a revision; undefined where the store has forgotten it. */
  listAtRevision(plural: string, revision: number): readonly KubeObject[] | undefined {
    const kind = kinds.find((candidate) => candidate.plural === plural);
    const store = this.#store();
    if (kind === undefined || store === undefined) return undefined;
    const prefix = registryPrefix(kind);
    const range = store.range(prefix, prefixEnd(prefix), revision);
    return range.ok ? range.value.items.map((item) => item.value as KubeObject) : undefined;
  }

  changesSince(revision: number): readonly StoredChange[] {
    const store = this.#store();
    if (store === undefined || revision >= store.revision) return [];
    const events = store.eventsFrom(Math.max(revision, store.compactRevision) + 1);
    const changes: StoredChange[] = [];
    for (const event of events.ok ? events.value : []) {
      const named = objectOfKey(event.key);
      if (named !== undefined) changes.push({ ...named, revision: event.modRevision, next: event.value as KubeObject | undefined });
    }
    return changes;
  }

  /** Every revision above `since` that is still known, with the instant of its commit. */
  revisions(since: number): readonly { readonly revision: number; readonly timeUs: Micros }[] {
    const store = this.#store();
    if (store === undefined) return [];
    const found: { revision: number; timeUs: Micros }[] = [];
    for (let revision = Math.max(since + 1, 1, store.compactRevision); revision <= store.revision; revision++) {
      const timeUs = store.timeOf(revision);
      if (timeUs !== undefined) found.push({ revision, timeUs });
    }
    return found;
  }
}
