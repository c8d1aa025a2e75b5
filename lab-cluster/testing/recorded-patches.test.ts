// Patches against patches: every one in the recordings of a real cluster replayed on the object as it was recorded before,
// and kubectl's own difference of two objects laid onto the first. Reads ORACLE_DIR; skipped, visibly, where it is absent.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deployments } from '../api/kinds/deployment.ts';
import { erased } from '../api/registry.ts';
import { strategicMergePatch } from '../apiserver/patch/strategic-merge-patch.ts';
import { threeWayPatch } from '../kubectl/three-way-patch.ts';
import { replayRecordedPatches } from './recorded-patches.ts';

type Json = Readonly<Record<string, unknown>>;

const folder = join(process.env['ORACLE_DIR'] ?? '../shared/oracle', 'traces');

describe.skipIf(!existsSync(folder))('recorded patches', () => {
  it('lead from the recorded object to the recorded object, the first of each object among them', () => {
    const { looked, equal, different, left } = replayRecordedPatches(folder);
    expect(different).toEqual([]);
    expect(Object.fromEntries(left)).toEqual({
      'an apply is a matter of who owns what, which was not recorded': 4,
      'nothing was recorded of the object before': 7,
    });
    expect(looked).toBeGreaterThan(500);
    expect(equal + [...left.values()].reduce((sum, count) => sum + count, 0)).toBe(looked);
  });
});

describe('the difference kubectl finds between two objects', () => {
  const container = fc.record(
    {
      name: fc.constantFrom('a', 'b', 'c'),
      image: fc.constantFrom('x', 'y'),
      command: fc.array(fc.constantFrom('p', 'q'), { maxLength: 2 }),
      env: fc.uniqueArray(fc.record({ name: fc.constantFrom('E', 'F'), value: fc.constantFrom('1', '2') }), {
        selector: ({ name }) => name,
      }),
    },
    { requiredKeys: ['name', 'image'] },
  );
  const object = fc.record({
    metadata: fc.record({
      labels: fc.dictionary(fc.constantFrom('l', 'm'), fc.constantFrom('1', '2')),
      finalizers: fc.uniqueArray(fc.constantFrom('f/1', 'f/2')),
    }),
    spec: fc.record({
      replicas: fc.integer({ min: 0, max: 2 }),
      template: fc.record({
        spec: fc.record({ containers: fc.uniqueArray(container, { minLength: 1, selector: ({ name }) => name }) }),
      }),
    }),
  });

  it('laid onto the first as a strategic merge patch makes it the second', () => {
    fc.assert(
      fc.property(object, object, (first, second) => {
        const patch = threeWayPatch('Deployment', first, second, first);
        const merged = strategicMergePatch(erased(deployments), first, patch);
        expect(merged.ok && withoutOrderOfSets(merged.value)).toEqual(withoutOrderOfSets(second));
      }),
      { numRuns: 300 },
    );
  });

  it('is nothing to do when it is laid on again', () => {
    fc.assert(
      fc.property(object, object, (first, second) => {
        const merged = strategicMergePatch(erased(deployments), first, threeWayPatch('Deployment', first, second, first));
        const live = merged.ok ? merged.value : {};
        expect(threeWayPatch('Deployment', second, second, live)).toEqual({});
      }),
      { numRuns: 100 },
    );
  });
});

/** Finalizers are a set. */
function withoutOrderOfSets(value: Json): unknown {
  const metadata = value['metadata'] as { finalizers?: readonly string[] };
  return { ...value, metadata: { ...metadata, finalizers: (metadata.finalizers ?? []).toSorted() } };
}
