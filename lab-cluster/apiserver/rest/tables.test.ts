// Whole Table answers, held against those of a real API server: definitions of columns with their prose, and rows.
// Reads ORACLE_DIR; where that is absent the comparison is skipped, visibly. Cells of every kind are compared in api/tables.test.ts.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fieldOfColumn } from '../../api/facts/column-fields.ts';
import { descriptions } from '../../api/generated/descriptions.ts';
import type { KubeObject } from '../../api/object.ts';
import { kinds } from '../../api/registry.ts';
import { instantOf } from '../../api/time.ts';
import { representList } from './tables.ts';

const tables = join(process.env['ORACLE_DIR'] ?? '../shared/oracle', 'tables');

interface Table {
  readonly kind: string;
  readonly apiVersion: string;
  readonly metadata: { readonly resourceVersion: string };
  readonly columnDefinitions: readonly { readonly name: string; readonly description: string }[];
  readonly rows: readonly { readonly cells: readonly unknown[]; readonly object: KubeObject }[];
}

describe.skipIf(!existsSync(tables))('tables, held against a real API server', () => {
  const read = (name: string) => JSON.parse(readFileSync(join(tables, `${name}.json`), 'utf8')) as Table;
  // Events have two recordings, this one is of the core group; metrics share the plurals of nodes and pods.
  const recorded = kinds
    .filter(({ group, plural }) => group !== 'metrics.k8s.io' && (plural !== 'events' || group === ''))
    .filter((kind) => existsSync(join(tables, `${kind.plural}.json`)));

  it('are there for many kinds', () => expect(recorded.length).toBeGreaterThan(12));

  it.each(recorded.map((kind) => [kind.resource, kind] as const))('%s are described as there', (resource, kind) => {
    const form = { as: 'table', version: 'v1', includeObject: '' } as const;
    const empty = { apiVersion: kind.apiVersion, kind: `${kind.kind}List`, metadata: { resourceVersion: '1' }, items: [] };
    const ours = representList(kind, empty, form, 0) as unknown as Table;
    const theirs = read(kind.plural);
    const inFieldsWords = ({ name }: { name: string }) => fieldOfColumn(resource, name) !== undefined;
    // Whitespace is not kept by the package.
    const plain = ({ name, description }: { name: string; description: string }) => [name, description.replace(/\s+/g, ' ')];
    expect(ours.columnDefinitions.filter(inFieldsWords).length).toBeGreaterThan(0);
    expect(ours.columnDefinitions.filter(inFieldsWords).map(plain)).toEqual(theirs.columnDefinitions.filter(inFieldsWords).map(plain));
    expect(ours.columnDefinitions.map(({ name }) => name)).toEqual(theirs.columnDefinitions.map(({ name }) => name));
  });

  it('bring their objects along whole when asked to', () => {
    const theirs = read('pods-includeobject');
    const kind = recorded.find(({ plural }) => plural === 'pods');
    const items = theirs.rows.map(({ object }) => object);
    const list = { apiVersion: 'v1', kind: 'PodList', metadata: theirs.metadata, items };
    const form = { as: 'table', version: 'v1', includeObject: 'Object' } as const;
    const now = Math.max(...items.map(({ metadata }) => instantOf(metadata.creationTimestamp)));
    const ours = kind === undefined ? undefined : (representList(kind, list, form, now) as unknown as Table);
    const aged = theirs.columnDefinitions.flatMap(({ name }, place) => (['Age', 'Restarts'].includes(name) ? [place] : []));
    const cells = (table: Table | undefined) => table?.rows.map((row) => row.cells.filter((_, place) => !aged.includes(place)));
    expect({ kind: ours?.kind, apiVersion: ours?.apiVersion, metadata: ours?.metadata }).toEqual({
      kind: theirs.kind,
      apiVersion: theirs.apiVersion,
      metadata: theirs.metadata,
    });
    expect(cells(ours)).toEqual(cells(theirs));
    expect(ours?.rows.map(({ object }) => object)).toEqual(items);
  });
});

describe('columns', () => {
  it('that are described in the words of a field name one that has words', () => {
    const named = kinds.flatMap((kind) => kind.columns.flatMap(({ name }) => fieldOfColumn(kind.resource, name) ?? []));
    expect(named.length).toBeGreaterThan(40);
    expect(named.filter((field) => (descriptions()[field] ?? '') === '')).toEqual([]);
  });
});
