// Sharing changes nothing that anyone can see.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cloneValue } from '../../api/equal.ts';
import { reuse } from './reuse.ts';

describe('reuse', () => {
  test('gives back what it was given, for any two values', () => {
    const json = fc.jsonValue({ maxDepth: 4 });
    fc.assert(
      fc.property(json, json, (next, previous) => {
        const before = cloneValue(previous);
        expect(reuse(cloneValue(next), previous)).toEqual(next);
        expect(previous).toEqual(before);
        expect(reuse(cloneValue(previous), previous)).toBe(previous);
      }),
      { seed: 4 },
    );
  });

  test('keeps the parts that stay and takes the parts that change', () => {
    const previous = { spec: { a: [1, { b: 2 }] }, status: { conditions: [{ type: 'A' }, { type: 'B', status: 'False' }] } };
    const next = cloneValue(previous);
    (next.status.conditions[1] as { status: string }).status = 'True';
    const shared = reuse(next, previous) as typeof previous;
    expect(shared).not.toBe(previous);
    expect(shared.spec).toBe(previous.spec);
    expect(shared.status.conditions[0]).toBe(previous.status.conditions[0]);
    expect(shared.status.conditions[1]).toEqual({ type: 'B', status: 'True' });
  });

  test('a field that is gone is a change', () => {
    expect(reuse({ a: 1 }, { a: 1, b: 2 })).toEqual({ a: 1 });
    expect(reuse({ a: 1, b: 2 }, { a: 1 })).toEqual({ a: 1, b: 2 });
  });
});
