// A slice of `npm run fuzz`: requests that were sound once and then damaged may neither crash the server nor spoil the store.
import { expect, test } from 'vitest';
import { fuzzText, runFuzz } from '../testing/fuzz.ts';

test('10,000 damaged requests neither crash the server nor spoil the store', () => {
  const report = runFuzz(11, 10_000);
  expect(fuzzText(report)).toBe('fuzz: 10000 requests, 0 crashes, 0 unexpected 5xx, 0 broken invariants');
  // The generator is worth something only if much of what it sends is accepted, and much refused in different ways.
  for (const code of [200, 201, 400, 404, 405, 409, 415, 422]) expect(report.codes.get(code) ?? 0, String(code)).toBeGreaterThan(20);
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
});
