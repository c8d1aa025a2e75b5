// A slice of `npm run fuzz`: damaged connections neither end the server nor leave anything behind.
import { expect, test } from 'vitest';
import { fuzzWire, wireText } from '../testing/wire-fuzz.ts';

test('400 damaged connections leave a server that answers, and no socket', async () => {
  const report = await fuzzWire(3, 400);
  expect(wireText(report)).toBe('wire: 400 connections, 0 problems');
  // Worth something only if some are answered, some refused and some dropped.
  for (const end of ['200', '400', 'closed']) expect(report.ends.get(end) ?? 0, end).toBeGreaterThan(5);
});
