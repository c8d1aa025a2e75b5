// The revisioned multi-version store: every key at every revision since the last compaction. No clock, no network.
// Models server/storage/mvcc: a tree of keys, each with its versions, and all events in revision order.
import type { Context } from '../sim/sim.ts';
import { type EtcdError, type EtcdReply, type KeyValue, type RangeResult, COMPACTED, FUTURE_REVISION, isDeletion } from './api.ts';
import { OrderedMap } from './ordered-map.ts';

/** What one committed transaction changes; the store gives it the next revision. */
export type Change =
  | { readonly type: 'put'; readonly key: string; readonly value: unknown; readonly lease: number }
  | { readonly type: 'delete'; readonly key: string };

export interface RangeOptions {
  readonly revision?: number;
  readonly limit?: number;
}

interface KeyHistory {
  readonly key: string;
  /** Oldest first; never empty. */
  versions: KeyValue[];
}

/** Tells a value its revision, once, before anyone else can see it. */
export type Stamp = (value: unknown, revision: number) => void;

/** Binary search: index of the first element for which `isAfter` holds, in an array where it holds from some point on. */
function firstIndex<T>(items: readonly T[], isAfter: (item: T) => boolean): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isAfter(items[middle] as T)) high = middle;
    else low = middle + 1;
  }
  return low;
}

export class MvccStore {
  readonly #stamp: Stamp;
  readonly #keys = new OrderedMap<KeyHistory>();
  /** Every version written since the last compaction, in revision order. */
  #events: KeyValue[] = [];
  /** When each revision was committed; the first one belongs to `#firstTimed`. */
  #timesUs: number[] = [0];
  #firstTimed = 1;
  #revision = 1;
  #compactRevision = 0;

  constructor(stamp: Stamp) {
    this.#stamp = stamp;
  }

  get revision(): number {
    return this.#revision;
  }

  /** Revisions below this one can no longer be read. */
  get compactRevision(): number {
    return this.#compactRevision;
  }

  /** The newest version of a key, or undefined when it is absent. */
  get(key: string): KeyValue | undefined {
    const newest = this.#keys.get(key)?.versions.at(-1);
    return newest === undefined || isDeletion(newest) ? undefined : newest;
  }

  /** Keys in [start, end) in order, at the newest or an older revision. */
  range(start: string, end: string | undefined, options: RangeOptions = {}): EtcdReply<RangeResult> {
    const revision = options.revision ?? 0;
    const refused = revision > 0 ? this.#refuse(revision) : undefined;
    if (refused !== undefined) return { ok: false, error: refused };
    const read = (history: KeyHistory): KeyValue | undefined => (revision > 0 ? versionAt(history, revision) : history.versions.at(-1));
    if (end === undefined) {
      const history = this.#keys.get(start);
      const found = history === undefined ? undefined : read(history);
      const items = found === undefined || isDeletion(found) ? [] : [found];
      return { ok: true, value: { revision: this.#revision, items, count: items.length } };
    }
    const limit = options.limit ?? 0;
    const items: KeyValue[] = [];
    let count = 0;
    this.#keys.forRange(start, end, (history) => {
      const found = read(history);
      if (found === undefined || isDeletion(found)) return;
      count++;
      if (limit === 0 || items.length < limit) items.push(found);
    });
    return { ok: true, value: { revision: this.#revision, items, count } };
  }

  /** The newest version of every key that is there, in no order. */
  newest(): KeyValue[] {
    const found: KeyValue[] = [];
    for (const [, { versions }] of this.#keys.entries()) {
      const version = versions.at(-1);
      if (version !== undefined && !isDeletion(version)) found.push(version);
    }
    return found;
  }

  /** Takes over what another store held at a revision, whose past is compacted away. Only for a store nobody has used. */
  load(versions: readonly KeyValue[], revision: number, nowUs: number): void {
    for (const version of versions) this.#keys.set(version.key, { key: version.key, versions: [version] });
    this.#revision = revision;
    this.#compactRevision = revision;
    this.#firstTimed = revision;
    this.#timesUs = [nowUs];
  }

  /** All versions of a key that are still kept, oldest first. */
  history(key: string): readonly KeyValue[] {
    return this.#keys.get(key)?.versions ?? [];
  }

  /** Applies the changes of one transaction in one new revision; without an effect there is no new revision. */
  commit(changes: readonly Change[], nowUs: number, commit: Context): readonly KeyValue[] {
    const revision = this.#revision + 1;
    const written: KeyValue[] = [];
    for (const change of changes) {
      const version = change.type === 'put' ? this.#put(change, revision, commit) : this.#delete(change.key, revision, commit);
      if (version !== undefined) written.push(version);
    }
    if (written.length === 0) return written;
    this.#revision = revision;
    for (const version of written) this.#events.push(version);
    this.#timesUs.push(nowUs);
    return written;
  }

  /** Everything written at `revision` or later, in order; fails when part of that has been compacted. */
  eventsFrom(revision: number): EtcdReply<readonly KeyValue[]> {
    if (revision <= this.#compactRevision) return { ok: false, error: this.#compacted() };
    return { ok: true, value: this.#events.slice(firstIndex(this.#events, (event) => event.modRevision >= revision)) };
  }

  /** Forgets what only revisions below `revision` can see. */
  compact(revision: number): EtcdReply<number> {
    if (revision <= this.#compactRevision) return { ok: false, error: this.#compacted() };
    if (revision > this.#revision) return { ok: false, error: { reason: 'future', message: FUTURE_REVISION } };
    const dropped = firstIndex(this.#events, (event) => event.modRevision > revision);
    const touched = new Set<string>();
    for (let i = 0; i < dropped; i++) touched.add((this.#events[i] as KeyValue).key);
    for (const key of touched) this.#prune(key, revision);
    this.#events = this.#events.slice(dropped);
    this.#timesUs = this.#timesUs.slice(revision - this.#firstTimed);
    this.#firstTimed = revision;
    this.#compactRevision = revision;
    return { ok: true, value: touched.size };
  }

  /** Virtual instant at which a revision was committed, or undefined when it is not known (any more). */
  timeOf(revision: number): number | undefined {
    return this.#timesUs[revision - this.#firstTimed];
  }

  /** The newest revision that existed at an instant; never below what compaction left. */
  revisionAt(timeUs: number): number {
    const later = firstIndex(this.#timesUs, (time) => time > timeUs);
    return Math.max(this.#firstTimed, this.#firstTimed + later - 1);
  }

  #put(change: Change & { type: 'put' }, revision: number, commit: Context): KeyValue {
    const { value, lease } = change;
    this.#stamp(value, revision);
    const history = this.#keys.get(change.key);
    // All versions share one key string, which is longer than the rest of them together.
    const key = history?.key ?? change.key;
    const previous = history?.versions.at(-1);
    const alive = previous !== undefined && !isDeletion(previous);
    const createRevision = alive ? previous.createRevision : revision;
    const written: KeyValue = {
      key,
      value,
      createRevision,
      modRevision: revision,
      version: alive ? previous.version + 1 : 1,
      lease,
      commit,
    };
    if (history !== undefined) history.versions.push(written);
    else {
      const added = { key, versions: [written] };
      this.#keys.set(key, added);
    }
    return written;
  }

  #delete(key: string, revision: number, commit: Context): KeyValue | undefined {
    const history = this.#keys.get(key);
    const previous = history?.versions.at(-1);
    if (history === undefined || previous === undefined || isDeletion(previous)) return undefined;
    const tombstone: KeyValue = {
      key: history.key,
      value: undefined,
      createRevision: 0,
      modRevision: revision,
      version: 0,
      lease: 0,
      commit,
    };
    history.versions.push(tombstone);
    return tombstone;
  }

  #prune(key: string, revision: number): void {
    const history = this.#keys.get(key);
    if (history === undefined) return;
    const after = firstIndex(history.versions, (version) => version.modRevision > revision);
    const last = history.versions[after - 1];
    const keepFrom = last === undefined || isDeletion(last) ? after : after - 1;
    if (keepFrom === 0) return;
    history.versions = history.versions.slice(keepFrom);
    if (history.versions.length > 0) return;
    this.#keys.delete(key);
  }

  #refuse(revision: number): EtcdError | undefined {
    if (revision < this.#compactRevision) return this.#compacted();
    if (revision > this.#revision) return { reason: 'future', message: FUTURE_REVISION };
    return undefined;
  }

  #compacted(): EtcdError {
    return { reason: 'compacted', message: COMPACTED, compactRevision: this.#compactRevision };
  }
}

function versionAt(history: KeyHistory, revision: number): KeyValue | undefined {
  const { versions } = history;
  const newest = versions.at(-1);
  if (newest !== undefined && newest.modRevision <= revision) return newest;
  return versions[firstIndex(versions, (version) => version.modRevision > revision) - 1];
}
