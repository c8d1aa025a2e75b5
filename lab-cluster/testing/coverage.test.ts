// The table of coverage is complete, up to date, and names tests that exist.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { coverage } from '../apiserver/coverage/coverage.ts';
import { coverageText } from './coverage-text.ts';

const root = new URL('../../', import.meta.url);
const recorded = join(process.env['ORACLE_DIR'] ?? '../shared/oracle', 'discovery');

describe('coverage', () => {
  const rows = coverage();

  test('docs/coverage.md is what npm run coverage writes', () => {
    expect(readFileSync(new URL('docs/coverage.md', root), 'utf8')).toBe(coverageText());
  });

  test('names nothing twice, and gives a reason for whatever is less', () => {
    const names = rows.map(({ area, name }) => `${area} ${name}`);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
    expect(rows.filter(({ state, how }) => (state === 'faithful') !== (how === ''))).toEqual([]);
    expect(rows.length).toBeGreaterThan(80);
  });

  test('every test it names exists', () => {
    const named = rows.flatMap((row) => row.test ?? []);
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((file) => !existsSync(new URL(file, root)))).toEqual([]);
  });

  test.skipIf(!existsSync(recorded))('has a row for everything a real 1.34 serves', () => {
    const known = new Set(rows.map(({ name }) => name));
    const missing = servedByReal().filter((name) => !known.has(name));
    expect(missing).toEqual([]);
  });
});

/** `apps/v1 Deployment` and `apps/v1 deployments/scale` for all that was recorded. */
function servedByReal(): readonly string[] {
  const files = readdirSync(recorded).filter((name) => /^(api-v1|apis-.*)\.json$/.test(name));
  expect(files.length).toBeGreaterThan(15);
  return files.flatMap((name) => {
    const list = JSON.parse(readFileSync(join(recorded, name), 'utf8')) as {
      readonly groupVersion: string;
      readonly resources: readonly { readonly name: string; readonly kind: string }[];
    };
    return list.resources.map((resource) => `${list.groupVersion} ${resource.name.includes('/') ? resource.name : resource.kind}`);
  });
}
