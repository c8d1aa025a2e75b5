// A lab that is switched off and on again: everything etcd knew is there, and what ran runs again.
import { describe, expect, test } from 'vitest';
import { type Cluster, createCluster, replay, type ApiResponse, type KubeObject, type ObjectList, type SavedState } from '../index.ts';
import { bootedCluster } from '../testing/boot.ts';
import { deploymentManifest, serviceManifest } from '../testing/manifests.ts';

const DEPLOYMENTS = '/apis/apps/v1/namespaces/default/deployments';

function post(cluster: Cluster, path: string, body: unknown): ApiResponse {
  let response: ApiResponse | undefined;
  cluster.apply({ type: 'api', request: { method: 'POST', path, body } }, (output) => {
    if (output.type === 'api') response = output.response;
  });
  while (response === undefined && cluster.step());
  return response as ApiResponse;
}

type Pod = KubeObject & { status: { phase: string; podIP?: string; containerStatuses?: { restartCount: number; ready: boolean }[] } };
const items = <T extends KubeObject>(cluster: Cluster, path: string): readonly T[] =>
  (cluster.read({ method: 'GET', path }).body as ObjectList<T>).items;
/** As through a file. */
const kept = (state: SavedState | undefined): SavedState => JSON.parse(JSON.stringify(state)) as SavedState;

function used(): Cluster {
  const cluster = bootedCluster({ seed: 4 });
  expect(post(cluster, DEPLOYMENTS, deploymentManifest('web', 3)).code).toBe(201);
  expect(post(cluster, '/api/v1/namespaces/default/services', serviceManifest('web', 'ClusterIP')).code).toBe(201);
  cluster.runUntil(cluster.nowUs + 20_000_000);
  return cluster;
}

describe('a lab switched off and on', () => {
  test('has its objects, their identities and its clock; pods run again, and new names do not repeat old ones', () => {
    const before = used();
    const after = bootedCluster({ seed: 4, resume: kept(before.save()) });
    after.runUntil(before.nowUs + 120_000_000);
    expect(after.nowUs).toBeGreaterThan(before.nowUs);
    for (const path of ['/api/v1/services', '/api/v1/namespaces', DEPLOYMENTS]) {
      const ids = items(before, path).map(({ metadata }) => `${metadata.name} ${metadata.uid}`);
      expect(ids.length).toBeGreaterThan(0);
      expect(items(after, path).map(({ metadata }) => `${metadata.name} ${metadata.uid}`)).toEqual(ids);
    }
    const pods = items<Pod>(after, '/api/v1/namespaces/default/pods');
    expect(pods.map(({ metadata }) => metadata.name)).toEqual(
      items(before, '/api/v1/namespaces/default/pods').map(({ metadata }) => metadata.name),
    );
    for (const { status } of pods) {
      expect(status.phase).toBe('Running');
      expect(status.containerStatuses?.every(({ ready }) => ready)).toBe(true);
    }
    expect(new Set(pods.map(({ status }) => status.podIP)).size).toBe(3);
    const uid = (post(after, '/api/v1/namespaces/default/configmaps', { metadata: { name: 'new' } }).body as KubeObject).metadata.uid;
    const other = (post(before, '/api/v1/namespaces/default/configmaps', { metadata: { name: 'new' } }).body as KubeObject).metadata.uid;
    expect(uid).not.toBe(other);
  });

  test('goes on from what was kept first and every change since', () => {
    const before = used();
    const first = kept(before.save());
    expect(first.etcd.whole).toBe(true);
    post(before, '/api/v1/namespaces/default/configmaps', { metadata: { name: 'later' } });
    post(before, '/api/v1/namespaces/default/configmaps', { metadata: { name: 'gone' } });
    before.apply({ type: 'api', request: { method: 'DELETE', path: '/api/v1/namespaces/default/configmaps/gone' } });
    before.runUntil(before.nowUs + 1_000_000);
    const change = kept(before.save(first.etcd.revision));
    expect(change.etcd.whole).toBe(false);
    expect(change.etcd.keys.length).toBeLessThan(first.etcd.keys.length);
    expect(change.etcd.keys.find(({ key }) => key.endsWith('/gone'))).toMatchObject({ version: 0 });
    const whole = kept(before.save());
    const keys = new Map([...first.etcd.keys, ...change.etcd.keys].map((key) => [key.key, key]));
    const inOrder = (all: Iterable<SavedState['etcd']['keys'][number]>): unknown[] => [...all].sort((a, b) => (a.key < b.key ? -1 : 1));
    expect(inOrder([...keys.values()].filter(({ version }) => version > 0))).toEqual(inOrder(whole.etcd.keys));
  });

  test('can be rewound to any instant after it was switched on', () => {
    const options = { seed: 4, resume: kept(used().save()) };
    const cluster = bootedCluster(options);
    post(cluster, DEPLOYMENTS, deploymentManifest('more', 1));
    expect(replay(createCluster, options, cluster.inputs, { eventCount: cluster.eventCount }).traceHash).toBe(cluster.traceHash);
  });

  test('events still expire', () => {
    const before = used();
    const events = items(before, '/api/v1/events').length;
    expect(events).toBeGreaterThan(0);
    const after = bootedCluster({ seed: 4, resume: kept(before.save()) });
    const old = new Set(items(before, '/api/v1/events').map(({ metadata }) => metadata.uid));
    after.runUntil(before.nowUs + 3_700_000_000);
    expect(items(after, '/api/v1/events').filter(({ metadata }) => old.has(metadata.uid))).toEqual([]);
  });
});
