// The difference of two texts: the blocks that are found by looking at every one there is.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { costOf, growthOf, MOST } from '../../testing/growth.ts';
import { diffOfValues, type Match, matchingBlocks } from './line-diff.ts';

/** The first of the longest common blocks within a range, and then what is left and right of it. */
function everyBlock(
  a: readonly string[],
  b: readonly string[],
  [alo, ahi, blo, bhi]: readonly number[] = [0, a.length, 0, b.length],
): Match[] {
  const [from, to, low, high] = [alo ?? 0, ahi ?? 0, blo ?? 0, bhi ?? 0];
  let best: Match = { a: from, b: low, size: 0 };
  for (let i = from; i < to; i++)
    for (let j = low; j < high; j++) {
      let size = 0;
      while (i + size < to && j + size < high && a[i + size] === b[j + size]) size++;
      if (size > best.size) best = { a: i, b: j, size };
    }
  if (best.size === 0) return [];
  return [...everyBlock(a, b, [from, best.a, low, best.b]), best, ...everyBlock(a, b, [best.a + best.size, to, best.b + best.size, high])];
}

/** What both have in common, line of a by line of b. */
const pairs = (blocks: readonly Match[]): string[] =>
  blocks.flatMap(({ a, b, size }) => Array.from({ length: size }, (_, at) => `${a + at}=${b + at}`));

test('the blocks are those of the plain search', () => {
  const lines = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 30 });
  fc.assert(
    fc.property(lines, lines, (a, b) => {
      expect(pairs(matchingBlocks(a, b))).toEqual(pairs(everyBlock(a, b)));
    }),
    { numRuns: 500 },
  );
});

test('long texts of equal blocks cost little more than their length', async () => {
  const items = (count: number, image: string): object[] =>
    Array.from({ length: count }, (_, at) => ({ name: `c${at}`, image, policy: 'x' }));
  const costAt = (count: number): Promise<number> =>
    costOf(() => expect(diffOfValues(items(count, 'x'), items(count, 'y')).split('\n').length).toBeGreaterThan(count));
  expect(await growthOf(10_000, costAt)).toBeLessThan(MOST);
});
