// The store against a model that keeps a whole copy of everything at every revision.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Context } from '../sim/sim.ts';
import { isDeletion, prefixEnd } from './api.ts';
import { type Change, MvccStore } from './mvcc.ts';
import { planTxn } from './txn.ts';

const CTX: Context = { span: 2, background: false };

interface Version {
  readonly value: unknown;
  readonly createRevision: number;
  readonly modRevision: number;
  readonly version: number;
}

type State = ReadonlyMap<string, Version>;

/** Every revision is a copy of the one before: slow, and plainly right. */
class Model {
  readonly states: State[] = [new Map(), new Map()];

  get revision(): number {
    return this.states.length - 1;
  }

  commit(changes: readonly Change[]): void {
    const state = new Map(this.states.at(-1));
    const revision = this.states.length;
    let wrote = false;
    for (const change of changes) {
      const had = state.get(change.key);
      if (change.type === 'delete') wrote = state.delete(change.key) || wrote;
      else {
        const createRevision = had?.createRevision ?? revision;
        state.set(change.key, { value: change.value, createRevision, modRevision: revision, version: (had?.version ?? 0) + 1 });
        wrote = true;
      }
    }
    if (wrote) this.states.push(state);
  }
}

const key = fc.constantFrom('/a', '/a/1', '/a/2', '/a/2/x', '/b', '/b/1', '/c');
const change: fc.Arbitrary<Change> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ type: fc.constant('put' as const), key, value: fc.nat(9), lease: fc.constant(0) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('delete' as const), key }) },
);
/** Transactions touch a key at most once. */
const txn = fc.uniqueArray(change, { selector: (one) => one.key, maxLength: 4 });

function filled(txns: readonly (readonly Change[])[]): { store: MvccStore; model: Model } {
  const store = new MvccStore(() => {});
  const model = new Model();
  for (const [index, changes] of txns.entries()) {
    store.commit(changes, index * 10, CTX);
    model.commit(changes);
  }
  return { store, model };
}

function shown(state: State, start: string, end: string): unknown[] {
  return [...state]
    .filter(([name]) => name >= start && name < end)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, version]) => ({ key: name, ...version }));
}

function read(store: MvccStore, start: string, end: string, revision: number): unknown[] {
  const reply = store.range(start, end, { revision });
  if (!reply.ok) throw new Error(reply.error.message);
  return reply.value.items.map(({ key: name, value, createRevision, modRevision, version }) => ({
    key: name,
    value,
    createRevision,
    modRevision,
    version,
  }));
}

describe('the store', () => {
  test('reads as the model does, at every revision and over every range', () => {
    fc.assert(
      fc.property(fc.array(txn, { maxLength: 30 }), key, (txns, prefix) => {
        const { store, model } = filled(txns);
        expect(store.revision).toBe(model.revision);
        for (let revision = 1; revision <= model.revision; revision++) {
          expect(read(store, prefix, prefixEnd(prefix), revision)).toEqual(
            shown(model.states[revision] as State, prefix, prefixEnd(prefix)),
          );
        }
      }),
      { numRuns: 200, seed: 1 },
    );
  });

  test('reads after compaction as before, and refuses what was compacted', () => {
    fc.assert(
      fc.property(fc.array(txn, { minLength: 1, maxLength: 30 }), fc.double({ min: 0, max: 1, noNaN: true }), (txns, share) => {
        const { store, model } = filled(txns);
        const at = Math.max(1, Math.round(model.revision * share));
        if (!store.compact(at).ok) return;
        for (let revision = 1; revision <= model.revision; revision++) {
          const reply = store.range('/', '0', { revision });
          if (revision < at) expect(reply.ok).toBe(false);
          else expect(read(store, '/', '0', revision)).toEqual(shown(model.states[revision] as State, '/', '0'));
          expect(store.eventsFrom(revision).ok).toBe(revision > at);
        }
      }),
      { numRuns: 200, seed: 2 },
    );
  });

  test('its events from a revision on rebuild the present from the past', () => {
    fc.assert(
      fc.property(fc.array(txn, { maxLength: 30 }), fc.nat(30), (txns, back) => {
        const { store, model } = filled(txns);
        const from = Math.max(1, model.revision - back);
        const rebuilt = new Map([...(model.states[from] as State)].map(([name, { value }]) => [name, value]));
        const reply = store.eventsFrom(from + 1);
        let last = from;
        for (const event of reply.ok ? reply.value : []) {
          expect(event.modRevision).toBeGreaterThanOrEqual(last);
          last = event.modRevision;
          if (isDeletion(event)) rebuilt.delete(event.key);
          else rebuilt.set(event.key, event.value);
        }
        const present = new Map([...(model.states.at(-1) as State)].map(([name, { value }]) => [name, value]));
        expect(rebuilt).toEqual(present);
      }),
      { numRuns: 200, seed: 3 },
    );
  });

  test('a limit cuts the page and still counts the whole', () => {
    const { store } = filled([['/a/1', '/a/2', '/b'].map((name) => ({ type: 'put', key: name, value: 1, lease: 0 }) as const)]);
    const reply = store.range('/', '0', { limit: 2 });
    expect(reply.ok && [reply.value.items.map((item) => item.key), reply.value.count]).toEqual([['/a/1', '/a/2'], 3]);
  });

  test('a value is told its revision before anyone sees it', () => {
    const seen: [unknown, number][] = [];
    const store = new MvccStore((value, revision) => seen.push([value, revision]));
    const value = { name: 'web' };
    store.commit([{ type: 'put', key: '/a', value, lease: 0 }], 0, CTX);
    expect(seen).toEqual([[value, 2]]);
    expect(store.get('/a')?.value).toBe(value);
  });

  test('knows when each revision was, and which revision an instant saw', () => {
    const { store } = filled([1, 2, 3].map((value) => [{ type: 'put', key: '/a', value, lease: 0 }] as const));
    expect([2, 3, 4].map((revision) => store.timeOf(revision))).toEqual([0, 10, 20]);
    expect([0, 9, 10, 25].map((timeUs) => store.revisionAt(timeUs))).toEqual([2, 2, 3, 4]);
    store.compact(3);
    expect(store.timeOf(3)).toBe(10);
    expect(store.revisionAt(0)).toBe(3);
  });
});

describe('a transaction', () => {
  const store = filled([[{ type: 'put', key: '/a', value: 'old', lease: 0 }]]).store;

  test('runs its first branch when all comparisons hold, else its second', () => {
    const plan = (value: number) =>
      planTxn(store, {
        op: 'txn',
        compare: [{ key: '/a', target: 'modRevision', result: '=', value }],
        success: [{ type: 'put', key: '/a', value: 'new' }],
        failure: [{ type: 'range', key: '/a' }],
      });
    expect(plan(2)).toMatchObject({ succeeded: true, changes: [{ type: 'put', value: 'new' }], found: [] });
    expect(plan(7)).toMatchObject({ succeeded: false, changes: [], found: [{ key: '/a', value: 'old' }] });
  });

  test('sees an absent key as revision 0 and version 0', () => {
    const compare = { key: '/nowhere', target: 'version', result: '=', value: 0 } as const;
    expect(planTxn(store, { op: 'txn', compare: [compare], success: [] }).succeeded).toBe(true);
  });
});
