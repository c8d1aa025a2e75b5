// What the other controllers promise: no garbage, no orphaned names, no traffic to the dead. In a whole cluster.
import { describe, expect, test } from 'vitest';
import type { ConfigMap } from '../api/kinds/config-map.ts';
import type { EndpointSlice } from '../api/kinds/endpoint-slice.ts';
import type { Endpoints } from '../api/kinds/endpoints.ts';
import type { KubeEvent } from '../api/kinds/event.ts';
import type { KubeNode } from '../api/kinds/node.ts';
import type { Pod } from '../api/kinds/pod.ts';
import type { ReplicaSet } from '../api/kinds/replica-set.ts';
import type { KubeObject } from '../api/object.ts';
import type { ObjectList } from '../api/request.ts';
import type { Cluster } from '../index.ts';
import { bootedCluster } from '../testing/boot.ts';
import { deploymentManifest, serviceManifest } from '../testing/manifests.ts';

const second = 1_000_000;
const deploymentsPath = '/apis/apps/v1/namespaces/default/deployments';

function ask(cluster: Cluster, method: 'POST' | 'PATCH' | 'DELETE', path: string, body?: unknown): void {
  const headers = method === 'PATCH' ? { 'content-type': 'application/strategic-merge-patch+json' } : {};
  cluster.apply({ type: 'api', request: { method, path, headers, ...(body === undefined ? {} : { body }) } }, (output) => {
    if (output.type === 'api') expect(output.response.code, JSON.stringify(output.response.body)).toBeLessThan(300);
  });
}

function list<T extends KubeObject>(cluster: Cluster, path: string): readonly T[] {
  return (cluster.read({ method: 'GET', path }).body as ObjectList<T>).items;
}

const podsOf = (cluster: Cluster, namespace = 'default'): readonly Pod[] => list<Pod>(cluster, `/api/v1/namespaces/${namespace}/pods`);

function run(cluster: Cluster, seconds: number): void {
  cluster.runUntil(cluster.nowUs + seconds * second);
}

function withDeployment(replicas: number): Cluster {
  const cluster = bootedCluster();
  ask(cluster, 'POST', deploymentsPath, deploymentManifest('web', replicas));
  run(cluster, 40);
  expect(podsOf(cluster).filter((pod) => pod.status.phase === 'Running')).toHaveLength(replicas);
  return cluster;
}

function deleteDeployment(cluster: Cluster, propagationPolicy: string): void {
  ask(cluster, 'DELETE', `${deploymentsPath}/web`, { apiVersion: 'v1', kind: 'DeleteOptions', propagationPolicy });
}

describe('the garbage collector', () => {
  test('deletes ReplicaSet and pods after their Deployment', () => {
    const cluster = withDeployment(3);
    deleteDeployment(cluster, 'Background');
    run(cluster, 60);
    expect(podsOf(cluster)).toHaveLength(0);
    expect(list(cluster, '/apis/apps/v1/namespaces/default/replicasets')).toHaveLength(0);
  });

  test('in the foreground keeps the Deployment until the last pod is gone', () => {
    const cluster = withDeployment(2);
    deleteDeployment(cluster, 'Foreground');
    const endUs = cluster.nowUs + 60 * second;
    while (cluster.objectAt('deployments/default/web') !== undefined && cluster.nowUs < endUs) cluster.step();
    expect(cluster.nowUs).toBeLessThan(endUs);
    expect(podsOf(cluster)).toHaveLength(0);
  });

  test('asked to orphan leaves ReplicaSet and pods alone, without an owner', () => {
    const cluster = withDeployment(2);
    deleteDeployment(cluster, 'Orphan');
    run(cluster, 30);
    const [set] = list<ReplicaSet>(cluster, '/apis/apps/v1/namespaces/default/replicasets');
    expect(cluster.objectAt('deployments/default/web')).toBeUndefined();
    expect(set?.metadata.ownerReferences ?? []).toEqual([]);
    expect(podsOf(cluster).filter((pod) => pod.status.phase === 'Running')).toHaveLength(2);
  });

  test('finishes after a restart what it had not seen', () => {
    const cluster = withDeployment(3);
    cluster.apply({ type: 'kill', process: 'kube-controller-manager' });
    deleteDeployment(cluster, 'Background');
    run(cluster, 5);
    expect(podsOf(cluster)).toHaveLength(3);
    cluster.apply({ type: 'restart', process: 'kube-controller-manager' });
    run(cluster, 60);
    expect(podsOf(cluster)).toHaveLength(0);
  });
});

describe('a namespace', () => {
  test('gets a service account and the root certificate', () => {
    const cluster = bootedCluster();
    ask(cluster, 'POST', '/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } });
    run(cluster, 2);
    expect(cluster.objectAt('serviceaccounts/shop/default')).toBeDefined();
    const map = cluster.objectAt('configmaps/shop/kube-root-ca.crt') as ConfigMap;
    expect(map.data?.['ca.crt']).toBe(cluster.signerCertificate);
  });

  test('that is deleted goes with everything in it, pods first', () => {
    const cluster = bootedCluster();
    ask(cluster, 'POST', '/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } });
    run(cluster, 1);
    ask(cluster, 'POST', '/apis/apps/v1/namespaces/shop/deployments', deploymentManifest('web', 2));
    ask(cluster, 'POST', '/api/v1/namespaces/shop/services', serviceManifest('web'));
    run(cluster, 40);
    const from = cluster.revision;
    ask(cluster, 'DELETE', '/api/v1/namespaces/shop');
    run(cluster, 60);
    expect(cluster.objectAt('namespaces/shop')).toBeUndefined();
    expect(podsOf(cluster, 'shop')).toHaveLength(0);
    const gone = cluster.changesSince(from).filter((change) => change.next === undefined);
    const first = (plural: string): number => gone.findIndex((change) => change.plural === plural);
    expect(first('pods')).toBeLessThan(first('deployments'));
    expect(gone.at(-1)?.object).toBe('namespaces/shop');
  });
});

describe('a service', () => {
  test('of more than 100 pods has slices of at most 100', () => {
    const cluster = bootedCluster();
    ask(cluster, 'POST', deploymentsPath, deploymentManifest('web', 130));
    ask(cluster, 'POST', '/api/v1/namespaces/default/services', serviceManifest('web'));
    run(cluster, 120);
    const slices = list<EndpointSlice>(cluster, '/apis/discovery.k8s.io/v1/namespaces/default/endpointslices').filter(
      (slice) => slice.metadata.labels?.['kubernetes.io/service-name'] === 'web',
    );
    const addresses = slices.flatMap((slice) => slice.endpoints.flatMap((endpoint) => endpoint.addresses));
    expect(slices).toHaveLength(2);
    for (const slice of slices) expect(slice.endpoints.length).toBeLessThanOrEqual(100);
    expect(new Set(addresses).size).toBe(130);
    const old = cluster.objectAt('endpoints/default/web') as Endpoints;
    expect(old.subsets?.[0]?.addresses).toHaveLength(130);
  });

  test('takes with it its endpoints and slices', () => {
    const cluster = withDeployment(2);
    ask(cluster, 'POST', '/api/v1/namespaces/default/services', serviceManifest('web'));
    run(cluster, 5);
    ask(cluster, 'DELETE', '/api/v1/namespaces/default/services/web');
    run(cluster, 5);
    expect(cluster.objectAt('endpoints/default/web')).toBeUndefined();
    const left = list<EndpointSlice>(cluster, '/apis/discovery.k8s.io/v1/namespaces/default/endpointslices');
    expect(left.map((slice) => slice.metadata.name)).toEqual(['kubernetes']);
  });
});

describe('a node whose kubelet is dead', () => {
  test('is not ready after 50 s, tainted, and its pods are replaced 300 s later', () => {
    const cluster = withDeployment(6);
    ask(cluster, 'POST', '/api/v1/namespaces/default/services', serviceManifest('web'));
    run(cluster, 5);
    const node = podsOf(cluster)[0]?.spec.nodeName ?? '';
    const there = podsOf(cluster).filter((pod) => pod.spec.nodeName === node);
    const nodeOf = (): KubeNode => cluster.objectAt(`nodes/${node}`) as KubeNode;
    const endpoints = (): number => (cluster.objectAt('endpoints/default/web') as Endpoints).subsets?.[0]?.addresses?.length ?? 0;
    cluster.apply({ type: 'kill', process: `kubelet/${node}` });
    run(cluster, 39);
    expect(nodeOf().status.conditions?.find((one) => one.type === 'Ready')?.status).toBe('True');
    run(cluster, 12);
    expect(nodeOf().status.conditions?.find((one) => one.type === 'Ready')).toMatchObject({
      status: 'Unknown',
      reason: 'NodeStatusUnknown',
    });
    expect(nodeOf().spec.taints?.map((taint) => `${taint.key}:${taint.effect}`)).toEqual([
      'node.kubernetes.io/unreachable:NoSchedule',
      'node.kubernetes.io/unreachable:NoExecute',
    ]);
    expect(endpoints()).toBe(6 - there.length);
    run(cluster, 285);
    expect(podsOf(cluster)).toHaveLength(6);
    run(cluster, 20);
    expect(endpoints()).toBe(6);
    expect(podsOf(cluster).filter((pod) => pod.metadata.deletionTimestamp !== undefined)).toHaveLength(there.length);
    const told = list<KubeEvent>(cluster, '/api/v1/namespaces/default/events').map((event) => event.reason);
    expect(told).toEqual(expect.arrayContaining(['NodeNotReady', 'TaintManagerEviction']));

    cluster.apply({ type: 'restart', process: `kubelet/${node}` });
    run(cluster, 60);
    expect(nodeOf().spec.taints ?? []).toEqual([]);
    expect(podsOf(cluster)).toHaveLength(6);
  });

  test('is greeted within five seconds of its registration, and again by a controller manager that starts anew', () => {
    const cluster = bootedCluster();
    const greetings = (): readonly (number | undefined)[] =>
      list<KubeEvent>(cluster, '/api/v1/namespaces/default/events')
        .filter((event) => event.reason === 'RegisteredNode')
        .map((event) => event.count);
    run(cluster, 5);
    expect(greetings()).toEqual([1, 1, 1]);
    cluster.apply({ type: 'kill', process: 'kube-controller-manager' });
    cluster.apply({ type: 'restart', process: 'kube-controller-manager' });
    run(cluster, 60);
    expect(greetings().reduce<number>((sum, count) => sum + (count ?? 0), 0)).toBe(6);
  });

  test('that comes back in time keeps its pods', () => {
    const cluster = withDeployment(3);
    const before = podsOf(cluster)
      .map((pod) => pod.metadata.uid)
      .sort();
    const node = podsOf(cluster)[0]?.spec.nodeName ?? '';
    cluster.apply({ type: 'kill', process: `kubelet/${node}` });
    run(cluster, 200);
    cluster.apply({ type: 'restart', process: `kubelet/${node}` });
    run(cluster, 400);
    expect(
      podsOf(cluster)
        .map((pod) => pod.metadata.uid)
        .sort(),
    ).toEqual(before);
  });
});

test('every node gets a range of pod addresses of its own', () => {
  const cluster = bootedCluster({ workers: 5 });
  run(cluster, 10);
  const ranges = list<KubeNode>(cluster, '/api/v1/nodes').map((node) => node.spec.podCIDR);
  expect(new Set(ranges).size).toBe(5);
  for (const range of ranges) expect(range).toMatch(/^10\.244\.\d+\.0\/24$/);
});
