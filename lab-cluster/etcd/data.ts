// What an etcd member keeps on its machine's disk, and read-only looks at it for whoever draws or checks the cluster.
import { type Machine, slot } from '../sim/machine.ts';
import type { Micros } from '../sim/sim.ts';
import type { EtcdReply, KeyValue, RangeResult } from './api.ts';
import { Lessor } from './lease.ts';
import type { HardState } from './log.ts';
import { MvccStore, type Stamp } from './mvcc.ts';

/** One committed entry as a picture shows it. */
export interface LogLine {
  readonly index: number;
  readonly term: number;
  /** Revision the entry produced; unchanged when it wrote nothing. */
  readonly revision: number;
  readonly timeUs: Micros;
  /** put, delete, grant, revoke, compact. */
  readonly verb: string;
  /** The first key it is about, or the lease or revision. */
  readonly object: string;
}

/**
 * Everything that survives a crash. The store is kept applied up to the last entry on disk, so a restart has nothing to
 * replay: what the write-ahead log would rebuild is already there.
 */
export interface EtcdData {
  readonly store: MvccStore;
  readonly lessor: Lessor;
  readonly hard: HardState;
  /** The newest log entries, oldest first. */
  readonly recent: LogLine[];
}

const SLOT = 'etcd';

export function openData(disk: Machine['disk'], stamp: Stamp): EtcdData {
  return slot(disk, SLOT, () => ({ store: new MvccStore(stamp), lessor: new Lessor(), hard: { term: 0, index: 0 }, recent: [] }));
}

/** A store nobody can write through. */
export interface StoreReader {
  readonly revision: number;
  readonly compactRevision: number;
  readonly term: number;
  readonly index: number;
  get(key: string): KeyValue | undefined;
  range(start: string, end: string | undefined, revision?: number): EtcdReply<RangeResult>;
  history(key: string): readonly KeyValue[];
  /** Everything written from a revision on, in order. */
  eventsFrom(revision: number): EtcdReply<readonly KeyValue[]>;
  timeOf(revision: number): Micros | undefined;
  revisionAt(timeUs: Micros): number;
  readonly recentLog: readonly LogLine[];
}

/** Looks at a member's data from outside the simulation; undefined before the member ever ran. */
export function readStore(disk: Machine['disk']): StoreReader | undefined {
  const data = disk.get(SLOT) as EtcdData | undefined;
  if (data === undefined) return undefined;
  // Looked through after every slice of events: made once.
  let reader = readers.get(data);
  if (reader === undefined) {
    reader = readerOf(data);
    readers.set(data, reader);
  }
  return reader;
}

const readers = new WeakMap<EtcdData, StoreReader>();

function readerOf({ store, hard, recent }: EtcdData): StoreReader {
  return {
    get revision() {
      return store.revision;
    },
    get compactRevision() {
      return store.compactRevision;
    },
    get term() {
      return hard.term;
    },
    get index() {
      return hard.index;
    },
    get: (key) => store.get(key),
    range: (start, end, revision) => store.range(start, end, revision === undefined ? {} : { revision }),
    history: (key) => store.history(key),
    eventsFrom: (revision) => store.eventsFrom(revision),
    timeOf: (revision) => store.timeOf(revision),
    revisionAt: (timeUs) => store.revisionAt(timeUs),
    recentLog: recent,
  };
}
