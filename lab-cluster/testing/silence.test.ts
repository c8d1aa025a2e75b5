// What follows from a death is told as following from it: silence has a cause, and so has a start. In whole clusters.
import { expect, test } from 'vitest';
import { type Cluster, createCluster, type Episode, replay } from '../index.ts';
import { bootedCluster } from './boot.ts';
import { deploymentManifest, serviceManifest } from './manifests.ts';

const second = 1_000_000;
const deployments = '/apis/apps/v1/namespaces/default/deployments';

function post(cluster: Cluster, path: string, body: unknown): void {
  cluster.apply({ type: 'api', request: { method: 'POST', path, headers: { 'user-agent': 'kubectl' }, body } });
}

function run(cluster: Cluster, seconds: number): void {
  cluster.runUntil(cluster.nowUs + seconds * second);
}

function withWeb(): Cluster {
  const cluster = bootedCluster();
  post(cluster, deployments, deploymentManifest('web', 3));
  post(cluster, '/api/v1/namespaces/default/services', serviceManifest('web'));
  run(cluster, 40);
  return cluster;
}

/** Does something to a process and tells, after a while, what came of it. */
function episodeOf(cluster: Cluster, type: 'kill' | 'restart', process: string, seconds: number): Episode {
  cluster.apply({ type, process });
  const root = cluster.newestEpisode;
  run(cluster, seconds);
  return cluster.episode(root, 5_000);
}

/** Every step that somebody took and that wrote something, as `who verb what`, names without their chance. */
function deedsOf({ spans }: Episode): string[] {
  return spans
    .filter(({ kind, object }) => kind === 'request' && !object.startsWith('events/'))
    .map(({ component, verb, object }) => `${component} ${verb} ${object.replace(/web-[a-z0-9-*]+/, 'web-*')}`);
}

/** An episode leaves nothing out on the way: each step but the root has its cause in it, before it. */
function expectWhole({ root, spans }: Episode): void {
  const seen = new Set([root]);
  for (const { id, cause } of spans) {
    expect(id === root || seen.has(cause), `${id} is caused by ${cause}`).toBe(true);
    seen.add(id);
  }
}

test('a killed kubelet: after 50 s its node is unknown, after 300 s more its pods are elsewhere, and the kill caused it all', () => {
  const cluster = withWeb();
  const episode = episodeOf(cluster, 'kill', 'kubelet/node-1', 400);
  expectWhole(episode);
  const deeds = deedsOf(episode);
  const expected = [
    'node-lifecycle-controller update nodes/node-1/status',
    'node-lifecycle-controller update pods/default/web-*/status',
    'node-lifecycle-controller patch nodes/node-1',
    'endpointslice-controller update endpointslices/default/web-*',
    'taint-eviction-controller delete pods/default/web-*',
    'replicaset-controller create pods/default/web-*',
    'kube-scheduler create pods/default/web-*/binding',
  ];
  for (const deed of expected) expect(deeds).toContain(deed);
  const noticed = episode.spans.find(({ kind, component }) => kind === 'reconcile' && component === 'node-lifecycle-controller');
  const kill = episode.spans.find(({ kind }) => kind === 'life');
  expect(noticed).toMatchObject({ cause: kill?.id, saw: 'no sign of life from node-1 for 50 s' });
  expect(cluster.explain({ span: noticed?.id ?? 0 }).reasons.map(({ text }) => text)).toEqual([
    'kubelet on node-1: kubelet/node-1 ended at once, as by SIGKILL',
    'You: kill kubelet/node-1',
  ]);
});

test('a kubelet that is started again: the node is ready and its taints go, because of that start', () => {
  const cluster = withWeb();
  cluster.apply({ type: 'kill', process: 'kubelet/node-1' });
  run(cluster, 70);
  const episode = episodeOf(cluster, 'restart', 'kubelet/node-1', 30);
  expectWhole(episode);
  expect(deedsOf(episode)).toEqual(
    expect.arrayContaining(['kubelet/node-1 patch nodes/node-1/status', 'node-lifecycle-controller patch nodes/node-1']),
  );
});

test('the silence of one node is not put down to the death of another', () => {
  const cluster = withWeb();
  cluster.apply({ type: 'kill', process: 'kubelet/node-1' });
  const first = cluster.newestEpisode;
  run(cluster, 20);
  const second = episodeOf(cluster, 'kill', 'kubelet/node-2', 60);
  const firstObjects = deedsOf(cluster.episode(first, 5_000)).filter((deed) => deed.includes(' nodes/'));
  const secondObjects = deedsOf(second).filter((deed) => deed.includes(' nodes/'));
  expect(firstObjects.length).toBeGreaterThan(0);
  expect(secondObjects.length).toBeGreaterThan(0);
  expect(firstObjects.every((deed) => deed.includes('node-1'))).toBe(true);
  expect(secondObjects.every((deed) => deed.includes('node-2'))).toBe(true);
});

test('a killed runtime: its kubelet says so after half a minute, and takes it back when the runtime is started', () => {
  const cluster = withWeb();
  const kill = episodeOf(cluster, 'kill', 'containerd/node-1', 60);
  expectWhole(kill);
  expect(deedsOf(kill)[0]).toBe('kubelet/node-1 patch nodes/node-1/status');
  const restart = episodeOf(cluster, 'restart', 'containerd/node-1', 30);
  expectWhole(restart);
  expect(deedsOf(restart)).toContain('kubelet/node-1 patch nodes/node-1/status');
});

test('without a scheduler a pod waits and says for whom; started again, the scheduler binds it because of that', () => {
  const cluster = bootedCluster();
  cluster.apply({ type: 'kill', process: 'kube-scheduler' });
  post(cluster, '/api/v1/namespaces/default/pods', {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'lonely' },
    spec: { containers: [{ name: 'c', image: 'nginx:1.27' }] },
  });
  run(cluster, 20);
  expect(cluster.explain({ object: 'pods/default/lonely' }).reasons.map(({ text }) => text)).toEqual([
    'Scheduler is down: nobody chooses a node for it',
    'You: kill kube-scheduler',
  ]);
  const episode = episodeOf(cluster, 'restart', 'kube-scheduler', 20);
  expectWhole(episode);
  expect(deedsOf(episode)).toContain('kube-scheduler create pods/default/lonely/binding');
  expect(deedsOf(episode).some((deed) => /^kubelet\/node-\d patch pods\/default\/lonely\/status$/.test(deed))).toBe(true);
});

test('a killed API server is asked again and again, which is told only where something comes of it', () => {
  const cluster = withWeb();
  const kill = episodeOf(cluster, 'kill', 'kube-apiserver', 20);
  expect(kill.spans.map(({ kind, verb }) => `${kind} ${verb}`)).toEqual(['input kill', 'life kill']);
  const asked = cluster.spans(kill.startUs, cluster.nowUs, 5_000, false).filter(({ kind, verb }) => kind === 'watch' && verb === 'list');
  expect(asked.length).toBeGreaterThan(50);
  expect(new Set(asked.map(({ cause }) => cause))).toEqual(new Set([kill.spans[1]?.id]));
});

test('a history with kills and starts is the same when it is run again', () => {
  const cluster = withWeb();
  for (const process of ['kubelet/node-2', 'containerd/node-1', 'kube-scheduler', 'kube-apiserver']) {
    cluster.apply({ type: 'kill', process });
    run(cluster, 55);
    cluster.apply({ type: 'restart', process });
    run(cluster, 10);
  }
  const again = replay(createCluster, {}, cluster.inputs, { timeUs: cluster.nowUs });
  expect(again.traceHash).toBe(cluster.traceHash);
});
