// Columns and cells of every kind, held against the Tables a real API server printed.
// Reads ORACLE_DIR; where that is absent the comparison is skipped, visibly.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Kind } from '../kind.ts';
import type { KubeObject } from '../object.ts';
import { kinds } from '../registry.ts';
import { instantOf } from '../time.ts';

const tables = join(process.env['ORACLE_DIR'] ?? '../shared/oracle', 'tables');

interface Table {
  readonly columnDefinitions: readonly {
    readonly name: string;
    readonly type: string;
    readonly format: string;
    readonly priority: number;
  }[];
  readonly rows: readonly { readonly cells: readonly unknown[]; readonly object: KubeObject }[];
}

describe.skipIf(!existsSync(tables))('tables, held against a real API server', () => {
  const read = (file: string) => JSON.parse(readFileSync(join(tables, file), 'utf8')) as unknown;

  // What is computed shares its names with others, as the metrics of pods do.
  const recorded = kinds.filter((kind) => kind.computed !== true && existsSync(join(tables, `${kind.plural}.json`)));

  it('are there for many kinds', () => expect(recorded.length).toBeGreaterThan(12));

  it.each(recorded.map((kind) => [kind.plural, kind] as const))('%s have the same columns', (plural, kind) => {
    const table = read(`${plural}.json`) as Table;
    const shape = ({ name, type, format = '', priority }: { name: string; type: string; format?: string; priority: number }) => ({
      name,
      type,
      format,
      priority,
    });
    expect(kind.columns.map(shape)).toEqual(table.columnDefinitions.map(shape));
    expect(kind.columns.every((column) => column.description.endsWith('.'))).toBe(true);
  });

  it.each(['services', 'nodes'])('%s have the same cells', (plural) => {
    const { items } = read(`get-${plural}.objects.json`) as { items: readonly KubeObject[] };
    const { rows } = read(`${plural}.json`) as Table;
    const kind = kinds.find((one) => one.plural === plural) as Kind;
    expect(items.length).toBe(rows.length);
    for (const [index, item] of items.entries()) {
      const cells = rows[index]?.cells ?? [];
      expect(kind.columns.map((column, place) => (column.name === 'Age' ? cells[place] : column.cell(item, 0)))).toEqual(cells);
    }
  });

  it('pods have the same cells, ages among them', () => {
    const { rows } = read('pods-includeobject.json') as Table;
    const kind = kinds.find((one) => one.plural === 'pods') as Kind;
    const youngest = rows.map((row) => instantOf(row.object.metadata.creationTimestamp)).sort((left, right) => right - left)[0] ?? 0;
    // The recording does not say when it was made: within one of a hundred seconds every cell agrees.
    const nows = Array.from({ length: 200 }, (_, half) => youngest + half * 500_000);
    const print = (nowUs: number) => rows.map((row) => kind.columns.map((column) => column.cell(row.object, nowUs)));
    const recorded = rows.map((row) => row.cells);
    const best = nows.find((nowUs) => JSON.stringify(print(nowUs)) === JSON.stringify(recorded)) ?? youngest;
    expect(print(best)).toEqual(recorded);
  });
});
