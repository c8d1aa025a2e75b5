// A series that never ends must not grow for ever.
import { expect, test } from 'vitest';
import { Recent } from './recent.ts';

test('the newest are kept in order, and only so many', () => {
  const recent = new Recent<number>(3);
  expect([...recent.newestFirst()]).toEqual([]);
  for (let number = 1; number <= 1_000; number++) {
    recent.push(number);
    const kept = [...recent.newestFirst()];
    expect(kept.length).toBeLessThan(6);
    expect(kept.length).toBeGreaterThanOrEqual(Math.min(number, 3));
    expect(kept).toEqual(kept.map((_, index) => number - index));
  }
});
