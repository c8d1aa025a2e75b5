// YAML as the server writes it, held against what Kubernetes printed and against a reader that knows nothing of us.
// Reads ORACLE_DIR; where that is absent the comparison is skipped, visibly.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { yamlText } from './yaml-text.ts';

const tables = join(process.env['ORACLE_DIR'] ?? '../shared/oracle', 'tables');

describe.skipIf(!existsSync(tables))('YAML, held against what Kubernetes printed', () => {
  it.each(['pods', 'nodes', 'services'])('is the same text for %s', (plural) => {
    const objects = JSON.parse(readFileSync(join(tables, `get-${plural}.objects.json`), 'utf8')) as unknown;
    expect(yamlText(objects)).toBe(readFileSync(join(tables, `get-${plural}.yaml`), 'utf8'));
  });
});

describe('YAML', () => {
  it('is read back as what was written, whatever it was', () => {
    const anything = fc.jsonValue({ maxDepth: 4 });
    fc.assert(
      fc.property(anything, (value) => {
        const isContainer = typeof value === 'object' && value !== null;
        const document = isContainer ? value : { value };
        expect(parse(yamlText(document), { version: '1.2' })).toEqual(JSON.parse(JSON.stringify(document)));
      }),
      { numRuns: 500, seed: 1 },
    );
  });

  it.each([
    ['n', '"n"'],
    ['1', '"1"'],
    ['0x1f', '"0x1f"'],
    ['1e3', '"1e3"'],
    ['2026-11-20T11:42:44Z', '"2026-11-20T11:42:44Z"'],
    ['12:30', '"12:30"'],
    ['', '""'],
    ['nginx:1.27', 'nginx:1.27'],
    ['a: b', "'a: b'"],
    ['*', "'*'"],
    ["it's: so", "'it''s: so'"],
    ['- x', "'- x'"],
    ['-x', '-x'],
    [' lead', "' lead'"],
    ['tab\there', '"tab\\there"'],
    ['one\ntwo', '|-\n  one\n  two'],
    ['one\ntwo\n', '|\n  one\n  two'],
    ['ends in space \nx', '"ends in space \\nx"'],
    ['ünïcode ☸', 'ünïcode ☸'],
  ])('writes %j as %j', (text, written) => {
    expect(yamlText({ k: text })).toBe(`k: ${written}\n`);
  });

  it('puts keys in the order of go-yaml, numbers by value', () => {
    expect(yamlText({ a10: 1, a2: 1, B: 1, 'f:b': 1, '.': 1 })).toBe('.: 1\nB: 1\na2: 1\na10: 1\nf:b: 1\n');
  });
});
