// Tables as a client gets them: rows and what they bring along, pages, scales, bookmarks and objects with nothing in them.
import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../api/object.ts';
import type { ApiResponse } from '../../api/request.ts';
import { kinds } from '../../api/registry.ts';
import { createApiLab } from '../../testing/api-lab.ts';
import { representBookmark } from './tables.ts';

interface Table {
  readonly kind: string;
  readonly apiVersion: string;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly columnDefinitions: readonly { readonly name: string }[] | null;
  readonly rows: readonly {
    readonly cells: readonly unknown[];
    readonly conditions?: readonly object[];
    readonly object: KubeObject | null;
  }[];
}

const lab = createApiLab();
const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps';
const PODS = '/api/v1/namespaces/default/pods';
const accept = 'application/json;as=Table;v=v1;g=meta.k8s.io';
const tableOf = (response: ApiResponse): Table => response.body as unknown as Table;
const ask = (path: string, query: Record<string, string> = {}, form = accept): Table =>
  tableOf(lab.ask({ method: 'GET', path, query, headers: { accept: form } }));

lab.post('/api/v1/namespaces/default/serviceaccounts', { metadata: { name: 'default' } });
for (const name of ['a', 'b', 'c']) lab.post(CONFIG_MAPS, { metadata: { name, labels: { of: 'test' } }, data: { k: 'v' } });
const MINE = { labelSelector: 'of=test' };

describe('a table of a list', () => {
  it('comes in pages that say what follows', () => {
    const first = ask(CONFIG_MAPS, { limit: '2', fieldSelector: 'metadata.name!=kube-root-ca.crt' });
    expect(first.rows.map(({ cells }) => cells[0])).toEqual(['a', 'b']);
    expect(Object.keys(first.metadata).sort()).toEqual(['continue', 'resourceVersion']);
    const whole = ask(CONFIG_MAPS, { limit: '1' });
    expect(whole.metadata).toMatchObject({ remainingItemCount: expect.any(Number), continue: expect.any(String) });
    const rest = ask(CONFIG_MAPS, { limit: '2', continue: String(whole.metadata['continue']) });
    expect(rest.rows[0]?.cells[0]).not.toBe(whole.rows[0]?.cells[0]);
  });

  it.each(['v1', 'v1beta1'])('brings along what is asked for, in %s', (version) => {
    const form = accept.replace('v=v1', `v=${version}`);
    const [none, meta, whole] = ['None', 'Metadata', 'Object'].map((includeObject) => ask(CONFIG_MAPS, { ...MINE, includeObject }, form));
    expect([none?.apiVersion, none?.rows[0]?.object]).toEqual([`meta.k8s.io/${version}`, null]);
    expect(meta?.rows[0]?.object).toMatchObject({
      kind: 'PartialObjectMetadata',
      apiVersion: `meta.k8s.io/${version}`,
      metadata: { name: 'a' },
    });
    expect(Object.keys(meta?.rows[0]?.object ?? {}).sort()).toEqual(['apiVersion', 'kind', 'metadata']);
    expect(whole?.rows[0]?.object).toMatchObject({ kind: 'ConfigMap', apiVersion: 'v1', data: { k: 'v' } });
  });

  it('marks the rows of pods that have ended', () => {
    for (const [name, phase] of [
      ['done', 'Succeeded'],
      ['dead', 'Failed'],
      ['new', 'Pending'],
    ] as const) {
      lab.post(PODS, { metadata: { name }, spec: { containers: [{ name: 'c', image: 'i' }] } });
      lab.patch(`${PODS}/${name}/status`, { status: { phase } }, 'merge');
    }
    const completed = { type: 'Completed', status: 'True' };
    expect(ask(PODS).rows.map(({ cells, conditions }) => [cells[0], conditions])).toEqual([
      ['dead', [{ ...completed, reason: 'Failed', message: 'The pod failed.' }]],
      ['done', [{ ...completed, reason: 'Succeeded', message: 'The pod has completed successfully.' }]],
      ['new', undefined],
    ]);
  });

  it('of flow schemas is in the order in which they are asked', () => {
    const { rows, columnDefinitions } = ask('/apis/flowcontrol.apiserver.k8s.io/v1/flowschemas');
    const place = columnDefinitions?.findIndex(({ name }) => name === 'MatchingPrecedence') ?? -1;
    const order = rows.map(({ cells }) => [cells[place] as number, cells[0] as string] as const);
    expect(order.length).toBeGreaterThan(5);
    expect(order).toEqual([...order].sort(([left, one], [right, other]) => left - right || (one < other ? -1 : 1)));
    expect(order.map(([precedence]) => precedence)).not.toEqual(order.map(([precedence]) => precedence).reverse());
  });
});

describe('a table of one object', () => {
  it('names the version of that object and nothing of lists', () => {
    const { metadata, rows, columnDefinitions } = ask(`${CONFIG_MAPS}/a`);
    expect(metadata).toEqual({ resourceVersion: rows[0]?.object?.metadata.resourceVersion });
    expect(columnDefinitions?.map(({ name }) => name)).toEqual(['Name', 'Data', 'Age']);
    expect(rows.map(({ cells }) => cells.slice(0, 2))).toEqual([['a', 1]]);
  });

  it('answers writes that ask for one, and never errors', () => {
    const headers = { accept, 'content-type': 'application/json' };
    const body = JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'd' } });
    const post = () => lab.ask({ method: 'POST', path: CONFIG_MAPS, headers, body: body as never });
    expect(tableOf(post()).rows[0]?.cells.slice(0, 2)).toEqual(['d', 0]);
    expect(post()).toMatchObject({ code: 409, body: { kind: 'Status', reason: 'AlreadyExists' } });
  });

  it('may be a scale', () => {
    const template = { metadata: { labels: { app: 'w' } }, spec: { containers: [{ name: 'c', image: 'i' }] } };
    const path = '/apis/apps/v1/namespaces/default/deployments';
    lab.post(path, { metadata: { name: 'w' }, spec: { replicas: 4, selector: { matchLabels: { app: 'w' } }, template } });
    const { columnDefinitions, rows } = ask(`${path}/w/scale`);
    expect(columnDefinitions?.map(({ name }) => name)).toEqual(['Name', 'Desired', 'Available', 'Age']);
    expect(rows[0]?.cells.slice(0, 3)).toEqual(['w', 4, 0]);
  });
});

describe('an object with nothing in it', () => {
  const watched = kinds.filter(({ verbs, computed }) => computed !== true && (verbs === undefined || verbs.includes('watch')));
  const form = { as: 'table', version: 'v1', includeObject: '' } as const;

  it.each(watched.map((kind) => [`${kind.resource} ${kind.version}`, kind] as const))('is printed as one of %s', (_, kind) => {
    const bookmark = { apiVersion: kind.apiVersion, kind: kind.kind, metadata: { resourceVersion: '7' } } as unknown as KubeObject;
    const { metadata, rows } = representBookmark(kind, bookmark, form, 0) as unknown as Table;
    expect(metadata).toEqual({ resourceVersion: '7' });
    expect(rows[0]?.cells.length).toBe(kind.columns.length);
    const holes = rows[0]?.cells.filter((cell) => cell === undefined || JSON.stringify(cell).includes('undefined'));
    expect(holes).toEqual([]);
    expect(rows[0]?.object?.metadata).toEqual({ resourceVersion: '7' });
  });

  it('is printed as upstream prints it', () => {
    const row = (resource: string): readonly unknown[] => {
      const kind = watched.find((one) => one.resource === resource);
      const bookmark = { metadata: { resourceVersion: '7' } } as unknown as KubeObject;
      return kind === undefined ? [] : ((representBookmark(kind, bookmark, form, 0) as unknown as Table).rows[0]?.cells ?? []);
    };
    expect(row('pods')).toEqual(['', '0/0', '', '0', '<unknown>', '<none>', '<none>', '<none>', '<none>']);
    expect(row('services')).toEqual(['', '', '<none>', '<unknown>', '<none>', '<unknown>', '<none>']);
    expect(row('deployments.apps')).toEqual(['', '0/0', 0, 0, '<unknown>', '', '', '']);
    expect(row('rolebindings.rbac.authorization.k8s.io')).toEqual(['', '/', '<unknown>', '', '', '']);
  });
});
