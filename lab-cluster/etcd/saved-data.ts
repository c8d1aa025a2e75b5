// An etcd member's data as plain values that can be kept outside the lab: what `etcdctl snapshot` keeps, without the past.
import { type Machine } from '../sim/machine.ts';
import type { Context, Micros } from '../sim/sim.ts';
import { isDeletion, type KeyValue } from './api.ts';
import { type EtcdData, openData } from './data.ts';
import type { Stamp } from './mvcc.ts';

/** The newest version of a key, or that it was deleted (then without a value). */
export interface SavedKey {
  readonly key: string;
  readonly value?: unknown;
  readonly createRevision: number;
  readonly modRevision: number;
  readonly version: number;
  readonly lease: number;
}

export interface SavedLeases {
  readonly lastId: number;
  readonly leases: readonly { readonly id: number; readonly ttlSeconds: number }[];
}

export interface SavedData {
  readonly revision: number;
  readonly term: number;
  readonly index: number;
  readonly leases: SavedLeases;
  /** Whether `keys` is everything there is, or what has changed since the revision asked about. */
  readonly whole: boolean;
  readonly keys: readonly SavedKey[];
}

const PAST: Context = Object.freeze({ span: 0, background: true });

/** What is there, or what has changed since a revision where that is still known. Undefined before the member ever ran. */
export function saveData(disk: Machine['disk'], since?: number): SavedData | undefined {
  const data = disk.get('etcd') as EtcdData | undefined;
  if (data === undefined) return undefined;
  const { store, lessor, hard } = data;
  const changed = since === undefined ? undefined : store.eventsFrom(since + 1);
  const whole = changed === undefined || !changed.ok;
  const newest = new Map<string, KeyValue>();
  if (!whole) for (const version of changed.value) newest.set(version.key, version);
  const versions = whole ? store.newest() : [...newest.values()];
  return { revision: store.revision, term: hard.term, index: hard.index, leases: lessor.save(), whole, keys: versions.map(savedKey) };
}

/** Fills the disk of a member that has not run yet. */
export function loadData(disk: Machine['disk'], stamp: Stamp, saved: SavedData, nowUs: Micros): void {
  const { store, lessor, hard } = openData(disk, stamp);
  const versions = saved.keys.filter(({ version }) => version > 0).map((key): KeyValue => ({ ...key, value: key.value, commit: PAST }));
  store.load(versions, saved.revision, nowUs);
  lessor.load(saved.leases, versions, nowUs);
  hard.term = saved.term;
  hard.index = saved.index;
}

function savedKey(version: KeyValue): SavedKey {
  const { key, value, createRevision, modRevision, lease } = version;
  if (isDeletion(version)) return { key, createRevision: 0, modRevision, version: 0, lease: 0 };
  return { key, value, createRevision, modRevision, version: version.version, lease };
}
