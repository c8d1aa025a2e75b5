// Patches against patches: every one in the recordings of a real cluster replayed on the object as it was recorded before,
// and kubectl's own difference of two objects laid onto the first. Reads ORACLE_DIR; skipped, visibly, where it is absent.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deployments } from '../api/kinds/deployment.ts';
import { kinds, erased } from '../api/registry.ts';
import { strategicMergePatch } from '../apiserver/patch/strategic-merge-patch.ts';
import { threeWayPatch } from '../kubectl/three-way-patch.ts';

type Json = Readonly<Record<string, unknown>>;

const folder = join(process.env['ORACLE_DIR'] ?? '../shared/oracle', 'traces');

interface Write {
  readonly verb: string;
  readonly res: string;
  readonly name: string;
  readonly ns?: string;
  readonly code: number;
  readonly patch?: Json;
  readonly result?: { readonly status?: Json };
}

describe.skipIf(!existsSync(folder))('recorded patches', () => {
  it('lead from the recorded status to the recorded status', () => {
    let compared = 0;
    const different: string[] = [];
    for (const file of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
      const { writes } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as { writes: readonly Write[] };
      const last = new Map<string, Json>();
      for (const { verb, res, name, code, patch, result } of writes) {
        const [plural = ''] = res.split('/');
        const kind = kinds.find((one) => one.plural === plural.split('.')[0]);
        const before = last.get(`${plural}/${name}`);
        const after = result?.status;
        // What a create or a binding leads to is not recorded in full: the first write after one is where a chain begins.
        if (verb !== 'patch' && verb !== 'update') last.delete(`${plural}/${name}`);
        else if (after !== undefined && code < 300) last.set(`${plural}/${name}`, after);
        const change = patch?.['status'];
        if (verb !== 'patch' || kind === undefined || before === undefined || after === undefined || change === undefined) continue;
        const merged = strategicMergePatch(erased(kind), { status: before }, { status: change });
        compared++;
        const status = merged.ok ? (merged.value['status'] as Json) : {};
        const missing = Object.keys(after).filter((field) => !covers(status[field], after[field]));
        if (missing.length > 0) different.push(`${file} ${res}/${name}: ${missing.join(', ')}`);
      }
    }
    expect(compared).toBeGreaterThan(50);
    expect(different).toEqual([]);
  });
});

/** The recordings keep the interesting fields only: what they have must be there, in the same order. */
function covers(ours: unknown, recorded: unknown): boolean {
  if (Array.isArray(recorded))
    return Array.isArray(ours) && ours.length === recorded.length && recorded.every((item, index) => covers(ours[index], item));
  if (typeof recorded !== 'object' || recorded === null) return ours === recorded;
  if (typeof ours !== 'object' || ours === null) return Object.keys(recorded).length === 0;
  return Object.entries(recorded).every(([key, value]) => covers((ours as Json)[key], value));
}

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
