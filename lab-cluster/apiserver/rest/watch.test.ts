// Watches: what is told, to whom, in which order, with which cause, and how a watch begins and ends.
import { beforeEach, describe, expect, test } from 'vitest';
import type { KubeObject } from '../../api/object.ts';
import type { ObjectList, WatchEvent } from '../../api/request.ts';
import { type ApiLab, createApiLab } from '../../testing/api-lab.ts';

const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps';
const PODS = '/api/v1/namespaces/default/pods';

let lab: ApiLab;

beforeEach(() => {
  lab = createApiLab();
  lab.post('/api/v1/namespaces/default/serviceaccounts', { metadata: { name: 'default' } });
});

function told(events: readonly WatchEvent[]): string[] {
  return events.map(
    (event) => `${event.type} ${(event.object as KubeObject).metadata.name ?? (event.object as { message?: string }).message}`,
  );
}

function objectOf(event: WatchEvent | undefined): KubeObject {
  return event?.object as KubeObject;
}

function now(): string {
  return (lab.get(CONFIG_MAPS).body as ObjectList).metadata.resourceVersion;
}

describe('a watch', () => {
  test('without a version begins with what is there', () => {
    lab.post(CONFIG_MAPS, { metadata: { name: 'a' } });
    const watch = lab.watch(CONFIG_MAPS);
    lab.settle();
    lab.post(CONFIG_MAPS, { metadata: { name: 'b' } });
    lab.delete(`${CONFIG_MAPS}/a`);
    lab.settle();
    expect([watch.response?.code, told(watch.events)]).toEqual([200, ['ADDED a', 'ADDED b', 'DELETED a']]);
  });

  test('that wants no present objects begins now, be it from no version or from version 0', () => {
    for (let round = 0; round < 150; round++) lab.post(CONFIG_MAPS, { metadata: { name: `m${round}` } });
    const query = { sendInitialEvents: 'false', resourceVersionMatch: 'NotOlderThan' };
    const watches = [lab.watch(CONFIG_MAPS, query), lab.watch(CONFIG_MAPS, { ...query, resourceVersion: '0' })];
    lab.settle();
    lab.post(CONFIG_MAPS, { metadata: { name: 'new' } });
    lab.settle();
    expect(watches.map(({ events }) => told(events))).toEqual([['ADDED new'], ['ADDED new']]);
  });

  test('of one name has no selector for another', () => {
    const path = '/api/v1/watch/namespaces/default/configmaps/a';
    const { code, body } = lab.get(path, { fieldSelector: 'metadata.name=b' });
    expect([code, body]).toMatchObject([400, { message: "fieldSelector metadata.name doesn't match requested name" }]);
    expect(lab.get(path, { fieldSelector: 'metadata.name=a' }).code).toBe(200);
  });

  test('from a version tells exactly what came after it, the recent past included', () => {
    lab.post(CONFIG_MAPS, { metadata: { name: 'a' } });
    const resourceVersion = now();
    lab.patch(`${CONFIG_MAPS}/a`, { data: { k: '1' } }, 'merge');
    const watch = lab.watch(CONFIG_MAPS, { resourceVersion });
    lab.settle();
    lab.patch(`${CONFIG_MAPS}/a`, { data: { k: '2' } }, 'merge');
    lab.settle();
    expect(told(watch.events)).toEqual(['MODIFIED a', 'MODIFIED a']);
    const versions = watch.events.map((event) => Number((event.object as KubeObject).metadata.resourceVersion));
    expect(versions[1]).toBeGreaterThan(versions[0] as number);
    expect(versions[0]).toBeGreaterThan(Number(resourceVersion));
  });

  test('with a selector sees objects enter and leave, and the leaving one as it last matched', () => {
    const watch = lab.watch(CONFIG_MAPS, { labelSelector: 'sel=1', resourceVersion: now() });
    lab.settle();
    lab.post(CONFIG_MAPS, { metadata: { name: 'a', labels: { sel: '2' } } });
    lab.patch(`${CONFIG_MAPS}/a`, { metadata: { labels: { sel: '1' } } }, 'merge');
    lab.patch(`${CONFIG_MAPS}/a`, { data: { k: 'v' } }, 'merge');
    const last = lab.patch(`${CONFIG_MAPS}/a`, { metadata: { labels: { sel: '2' } } }, 'merge').body as KubeObject;
    lab.settle();
    expect(told(watch.events)).toEqual(['ADDED a', 'MODIFIED a', 'DELETED a']);
    const { labels, resourceVersion } = objectOf(watch.events[2]).metadata;
    expect([labels, resourceVersion]).toEqual([{ sel: '1' }, last.metadata.resourceVersion]);
  });

  test('of one node’s pods sees a pod arrive with its binding, and no other node does', () => {
    const mine = lab.watch('/api/v1/pods', { fieldSelector: 'spec.nodeName=node-1' });
    const other = lab.watch('/api/v1/pods', { fieldSelector: 'spec.nodeName=node-2' });
    lab.settle();
    lab.post(PODS, { metadata: { name: 'p' }, spec: { containers: [{ name: 'c', image: 'nginx' }] } });
    lab.post(`${PODS}/p/binding`, { metadata: { name: 'p' }, target: { kind: 'Node', name: 'node-1' } });
    lab.settle();
    expect([told(mine.events), told(other.events)]).toEqual([['ADDED p'], []]);
  });

  test('of one name, one namespace or everything hears of just that', () => {
    lab.post('/api/v1/namespaces', { metadata: { name: 'team' } });
    const resourceVersion = now();
    const one = lab.watch(CONFIG_MAPS, { fieldSelector: 'metadata.name=a', resourceVersion });
    const some = lab.watch(CONFIG_MAPS, { resourceVersion });
    const all = lab.watch('/api/v1/configmaps', { resourceVersion });
    lab.settle();
    for (const path of [CONFIG_MAPS, '/api/v1/namespaces/team/configmaps'])
      for (const name of ['a', 'b']) lab.post(path, { metadata: { name } });
    lab.settle();
    expect([told(one.events).length, told(some.events).length, told(all.events).length]).toEqual([1, 2, 4]);
  });

  test('every event carries the commit that caused it', () => {
    const watch = lab.watch(CONFIG_MAPS, { resourceVersion: now() });
    lab.settle();
    lab.post(CONFIG_MAPS, { metadata: { name: 'a' } });
    lab.settle();
    const commit = lab.kernel.trace.get(watch.causes[0]?.span ?? 0);
    expect(commit).toMatchObject({ kind: 'commit', object: '/registry/configmaps/default/a' });
    const serve = lab.kernel.trace.get(commit?.cause ?? 0);
    expect(serve).toMatchObject({ kind: 'serve', verb: 'create', object: 'configmaps/default/a' });
    expect(lab.kernel.trace.get(serve?.cause ?? 0)?.kind).toBe('input');
  });

  test('watchers of one change get the very same frame', () => {
    const [one, two] = [lab.watch(CONFIG_MAPS, { resourceVersion: now() }), lab.watch(CONFIG_MAPS, { resourceVersion: now() })];
    lab.settle();
    const created = lab.post(CONFIG_MAPS, { metadata: { name: 'a' } }).body;
    lab.settle();
    expect(one.events[0]).toBe(two.events[0]);
    expect(one.events[0]?.object).toBe(created);
  });

  test('that is cancelled hears nothing more and leaves nothing behind', () => {
    const watch = lab.watch(CONFIG_MAPS);
    const other = lab.watch(CONFIG_MAPS);
    lab.settle();
    watch.cancel();
    lab.run(10);
    lab.post(CONFIG_MAPS, { metadata: { name: 'a' } });
    lab.settle();
    expect(other.events).toHaveLength(1);
    expect(watch.events).toEqual([]);
  });

  test('ends when its time is over', () => {
    const watch = lab.watch(CONFIG_MAPS, { timeoutSeconds: '5' });
    lab.run(4_900);
    expect(watch.closed).toBe(false);
    lab.run(200);
    expect(watch.closed).toBe(true);
  });

  test('gets bookmarks when it asks for them, once a minute and after the first objects', () => {
    lab.post(CONFIG_MAPS, { metadata: { name: 'a' } });
    const query = { sendInitialEvents: 'true', allowWatchBookmarks: 'true', resourceVersionMatch: 'NotOlderThan' };
    const watch = lab.watch(CONFIG_MAPS, query);
    lab.settle();
    expect(watch.events.map((event) => event.type)).toEqual(['ADDED', 'BOOKMARK']);
    expect(objectOf(watch.events[1]).metadata.annotations).toEqual({ 'k8s.io/initial-events-end': 'true' });
    lab.run(61_000);
    expect(watch.events.map((event) => event.type)).toEqual(['ADDED', 'BOOKMARK', 'BOOKMARK']);
  });
});

describe('a watch from too long ago', () => {
  test('is answered 410 Gone, so that the client lists again', () => {
    lab.post(CONFIG_MAPS, { metadata: { name: 'a' } });
    for (let index = 0; index < 120; index++) {
      lab.patch(`${CONFIG_MAPS}/a`, { data: { k: String(index) } }, 'merge');
      lab.run(1000);
    }
    const watch = lab.watch(CONFIG_MAPS, { resourceVersion: '2' });
    lab.settle();
    expect(watch.events).toMatchObject([
      { type: 'ERROR', object: { code: 410, reason: 'Expired', message: expect.stringMatching(/^too old resource version: 2 \(\d+\)$/) } },
    ]);
    expect(watch.closed).toBe(true);
  });

  test('also after a restart of the server, which knows nothing older than its start', () => {
    lab.post(CONFIG_MAPS, { metadata: { name: 'a' } });
    lab.kernel.kill('kube-apiserver');
    lab.kernel.restart('kube-apiserver');
    lab.settle();
    const watch = lab.watch(CONFIG_MAPS, { resourceVersion: '3' });
    lab.settle();
    expect(watch.events[0]).toMatchObject({ type: 'ERROR', object: { code: 410 } });
  });
});

describe('a watch in another form', () => {
  const table = { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' };
  type Shown = KubeObject & { readonly columnDefinitions: unknown; readonly rows: readonly { readonly cells: readonly unknown[] }[] };
  const shown = (events: readonly WatchEvent[]): readonly Shown[] => events.map(({ object }) => object as Shown);

  test('as a table has a head on its first row alone', () => {
    lab.post(CONFIG_MAPS, { metadata: { name: 'a' } });
    const watch = lab.watch(CONFIG_MAPS, { allowWatchBookmarks: 'true' }, table);
    lab.settle();
    lab.post(CONFIG_MAPS, { metadata: { name: 'b' } });
    lab.settle();
    const tables = shown(watch.events);
    expect(tables.map(({ kind, rows }) => [kind, rows[0]?.cells[0]])).toEqual([
      ['Table', 'a'],
      ['Table', ''],
      ['Table', 'b'],
    ]);
    expect(tables.map(({ columnDefinitions }) => Array.isArray(columnDefinitions))).toEqual([true, false, false]);
    expect(watch.events[1]?.type).toBe('BOOKMARK');
  });

  test('as metadata alone says so in bookmarks, too', () => {
    const partial = { accept: 'application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io' };
    const query = { sendInitialEvents: 'true', allowWatchBookmarks: 'true', resourceVersionMatch: 'NotOlderThan' };
    const watch = lab.watch(PODS, query, partial);
    lab.settle();
    expect(shown(watch.events)).toMatchObject([
      { kind: 'PartialObjectMetadata', metadata: { annotations: { 'k8s.io/initial-events-end': 'true' } } },
    ]);
  });
});

describe('the paths below /watch/', () => {
  test('watch a collection, or one object', () => {
    for (const name of ['a', 'b']) lab.post(CONFIG_MAPS, { metadata: { name } });
    const all = lab.watch('/api/v1/watch/namespaces/default/configmaps', { watch: '' });
    const one = lab.watch('/api/v1/watch/namespaces/default/configmaps/b', { watch: '' });
    lab.settle();
    expect([told(all.events), told(one.events)]).toEqual([['ADDED a', 'ADDED b'], ['ADDED b']]);
  });

  test('take no other method, and name no part of an object', () => {
    expect(lab.post('/api/v1/watch/namespaces/default/configmaps', {}).code).toBe(405);
    expect(lab.get('/api/v1/watch/namespaces/default/pods/a/status').code).toBe(404);
  });
});

describe('a watch that cannot be', () => {
  test.each<readonly [Record<string, string>, string]>([
    [
      { sendInitialEvents: 'true' },
      'resourceVersionMatch: Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan',
    ],
    [
      { resourceVersionMatch: 'NotOlderThan' },
      'resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided',
    ],
    [
      { sendInitialEvents: 'true', resourceVersionMatch: 'NotOlderThan', continue: 'x' },
      'resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden when continue is provided',
    ],
  ])('%o is refused', (query, why) => {
    const watch = lab.watch(CONFIG_MAPS, query);
    lab.settle();
    expect(watch.response).toMatchObject({ code: 422, body: { message: `ListOptions.meta.k8s.io "" is invalid: ${why}` } });
  });
});
