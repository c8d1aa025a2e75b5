// What comes over a wire is an input like any other: it travels, it is seen in the trace, and it can be run again.
import { describe, expect, test } from 'vitest';
import { type ApiRequest, type ApiResponse, type Cluster, createCluster, replay, type WatchEvent } from '../index.ts';
import { bootedCluster } from '../testing/boot.ts';
import { deploymentManifest } from '../testing/manifests.ts';

const ADMIN = { name: 'kubernetes-admin', groups: ['kubeadm:cluster-admins'] };
const PODS = '/api/v1/namespaces/default/pods';
const DEPLOYMENTS = '/apis/apps/v1/namespaces/default/deployments';
const get = (path: string, query?: ApiRequest['query']): ApiRequest => ({
  method: 'GET',
  path,
  user: ADMIN,
  ...(query === undefined ? {} : { query }),
});

/** Asks and runs until the answer is there. */
function ask(cluster: Cluster, request: ApiRequest): ApiResponse {
  let response: ApiResponse | undefined;
  cluster.apply({ type: 'api', request, bare: true }, (output) => {
    if (output.type === 'api') response = output.response;
  });
  while (response === undefined && cluster.step());
  return response as ApiResponse;
}

interface Watched {
  readonly frames: WatchEvent[];
  response: ApiResponse | undefined;
  ended: boolean;
}

function open(cluster: Cluster, stream: number, request: ApiRequest): Watched {
  const watched: Watched = { frames: [], response: undefined, ended: false };
  cluster.apply({ type: 'open', stream, request }, (output) => {
    if (output.type === 'api') watched.response = output.response;
    if (output.type === 'frame' && 'object' in output.frame) watched.frames.push(output.frame);
    if (output.type === 'end') watched.ended = true;
  });
  return watched;
}

const run = (cluster: Cluster, ms: number): void => cluster.runUntil(cluster.nowUs + ms * 1000);

/** Reads, a watch that is closed, one that stays, one that is refused, and a write in between. */
function session(): Cluster {
  const cluster = bootedCluster({ seed: 9 });
  open(cluster, 1, get(PODS, { watch: 'true' }));
  open(cluster, 2, get(PODS, { watch: 'true', resourceVersion: '0' }));
  open(cluster, 3, get('/api/v1/nothings', { watch: 'true' }));
  ask(cluster, get(PODS));
  ask(cluster, { method: 'POST', path: DEPLOYMENTS, user: ADMIN, body: deploymentManifest('web', 2) });
  run(cluster, 1_500);
  cluster.apply({ type: 'close', stream: 1 });
  run(cluster, 3_000);
  ask(cluster, get(DEPLOYMENTS));
  cluster.apply({ type: 'close', stream: 3 });
  return cluster;
}

describe('requests from a wire', () => {
  test('history runs again to the same hash, reads, streams and their ends included', () => {
    const cluster = session();
    const end = { eventCount: cluster.eventCount };
    expect(replay(createCluster, { seed: 9 }, cluster.inputs, end).traceHash).toBe(cluster.traceHash);
    expect(new Set(cluster.inputs.map(({ input }) => input.type))).toEqual(new Set(['open', 'api', 'close']));
    // The same without the reads is another history.
    const other = bootedCluster({ seed: 9 });
    ask(other, { method: 'POST', path: DEPLOYMENTS, user: ADMIN, body: deploymentManifest('web', 2) });
    other.runUntil(cluster.nowUs);
    expect(other.traceHash).not.toBe(cluster.traceHash);
  });

  test('a read travels, is answered by the API server and stands in the trace, and begins no episode', () => {
    const cluster = bootedCluster();
    const beforeUs = cluster.nowUs;
    const episodes = cluster.episodes(10).length;
    expect(ask(cluster, get('/api/v1/nodes')).code).toBe(200);
    const steps = cluster.spans(beforeUs, cluster.nowUs, 1_000, false).filter(({ object }) => object === 'nodes');
    expect(steps.map(({ kind, component }) => `${kind} ${component}`)).toEqual(
      expect.arrayContaining(['request kubectl', 'serve kube-apiserver']),
    );
    expect(cluster.episodes(10)).toHaveLength(episodes);
  });

  test('who does not say who he is, is nobody', () => {
    const cluster = bootedCluster();
    const { user: _, ...nobody } = get(PODS);
    expect(ask(cluster, nobody)).toMatchObject({ code: 403, body: { message: expect.stringContaining('"system:anonymous"') } });
    expect(cluster.readAs(nobody)).toMatchObject({ code: 403 });
    expect(cluster.readAs(get(PODS))).toMatchObject({ code: 200 });
  });

  test('a watch brings frames until it is closed; what is no watch answers and ends', () => {
    const cluster = bootedCluster();
    const watched = open(cluster, 1, get(PODS, { watch: 'true' }));
    const refused = open(cluster, 2, get('/api/v1/nothings', { watch: 'true' }));
    const single = open(cluster, 3, get('/version', { watch: 'true' }));
    ask(cluster, { method: 'POST', path: DEPLOYMENTS, user: ADMIN, body: deploymentManifest('web', 2) });
    run(cluster, 1_000);
    expect(watched.response?.code).toBe(200);
    expect(watched.frames.filter(({ type }) => type === 'ADDED')).toHaveLength(2);
    cluster.apply({ type: 'close', stream: 1 });
    const seen = watched.frames.length;
    run(cluster, 5_000);
    expect(watched.frames).toHaveLength(seen);
    expect(refused).toMatchObject({ response: { code: 404 }, ended: true });
    expect(single).toMatchObject({ response: { code: 200 }, ended: true });
    expect(cluster.waiting).toEqual([]);
  });

  test('without an API server everybody is refused, and open watches break', () => {
    const cluster = bootedCluster();
    const watched = open(cluster, 1, get(PODS, { watch: 'true' }));
    run(cluster, 100);
    cluster.apply({ type: 'kill', process: 'kube-apiserver' });
    let fault: string | undefined;
    cluster.apply({ type: 'api', request: get(PODS), bare: true }, (output) => {
      if (output.type === 'api') ({ fault } = output);
    });
    run(cluster, 100);
    expect(fault).toBe('refused');
    expect(watched.ended).toBe(true);
    expect(cluster.readAs(get(PODS))).toBe('refused');
    cluster.apply({ type: 'restart', process: 'kube-apiserver' });
    expect(cluster.readAs(get(PODS))).toBe('refused');
    run(cluster, 10_000);
    expect(cluster.readAs(get(PODS))).toMatchObject({ code: 200 });
  });
});
