// How many warnings a client hears, and how much of each.
import { describe, expect, it } from 'vitest';
import { responseHeaders, warningHeaders } from './response-headers.ts';

describe('warnings', () => {
  it('are quoted strings of code 299', () => {
    expect(responseHeaders({ code: 200, body: undefined, warnings: ['a "b" \\\\ c'] })['warning']).toEqual([
      '299 - "a \\"b\\" \\\\\\\\ c"',
    ]);
  });

  it('are said in full as long as they fit', () => {
    const long = 'x'.repeat(2048);
    expect(warningHeaders([long, `${'y'.repeat(2048)}`])).toEqual([`299 - "${long}"`, `299 - "${'y'.repeat(2048)}"`]);
  });

  it('are cut to 256 signs each, all of them, once they do not fit, and end after 4,096', () => {
    const texts = Array.from({ length: 30 }, (_, index) => `${index}:${'é'.repeat(400)}`);
    const told = warningHeaders(texts);
    expect(told).toHaveLength(16);
    expect(new Set(told.map((header) => Array.from(header).length - '299 - ""'.length))).toEqual(new Set([256]));
    expect(told[0]).toMatch(/^299 - "0:é+"$/);
  });

  it('of more than one line are not said', () => {
    expect(warningHeaders(['one\ntwo', 'three'])).toEqual(['299 - "three"']);
  });
});
