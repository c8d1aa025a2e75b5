// A Service of type LoadBalancer, from the wish to the address and back, in a whole cluster.
import { describe, expect, test } from 'vitest';
import type { KubeEvent } from '../api/kinds/event.ts';
import type { Service } from '../api/kinds/service.ts';
import type { ObjectList } from '../api/request.ts';
import type { Cluster } from '../index.ts';
import { bootedCluster } from '../testing/boot.ts';
import { serviceManifest } from '../testing/manifests.ts';

const path = '/api/v1/namespaces/default/services';
const second = 1_000_000;

function ask(cluster: Cluster, method: 'POST' | 'PATCH' | 'DELETE', where: string, body?: unknown): void {
  const headers = method === 'PATCH' ? { 'content-type': 'application/strategic-merge-patch+json' } : {};
  cluster.apply({ type: 'api', request: { method, path: where, headers, ...(body === undefined ? {} : { body }) } });
}

function run(cluster: Cluster, seconds: number): void {
  cluster.runUntil(cluster.nowUs + seconds * second);
}

const serviceOf = (cluster: Cluster): Service | undefined => cluster.objectAt('services/default/web') as Service | undefined;
const addressOf = (cluster: Cluster): string | undefined => serviceOf(cluster)?.status.loadBalancer.ingress?.[0]?.ip;

function reasons(cluster: Cluster): string[] {
  const { items } = cluster.read({ method: 'GET', path: '/api/v1/namespaces/default/events' }).body as ObjectList<KubeEvent>;
  return items.filter((event) => event.involvedObject.name === 'web').map((event) => event.reason ?? '');
}

describe('a Service of type LoadBalancer', () => {
  test('gets a public address about two seconds later, and cannot go before the load balancer does', () => {
    const cluster = bootedCluster();
    ask(cluster, 'POST', path, serviceManifest('web', 'LoadBalancer'));
    run(cluster, 1);
    expect(addressOf(cluster)).toBeUndefined();
    run(cluster, 3);
    expect(addressOf(cluster)).toMatch(/^198\.51\.100\.\d+$/);
    expect(serviceOf(cluster)?.metadata.finalizers).toContain('service.kubernetes.io/load-balancer-cleanup');
    expect(reasons(cluster)).toEqual(expect.arrayContaining(['EnsuringLoadBalancer', 'EnsuredLoadBalancer']));
    ask(cluster, 'DELETE', `${path}/web`);
    run(cluster, 0.1);
    expect(serviceOf(cluster)?.metadata.deletionTimestamp).toBeDefined();
    run(cluster, 3);
    expect(serviceOf(cluster)).toBeUndefined();
    expect(reasons(cluster)).toEqual(expect.arrayContaining(['DeletingLoadBalancer', 'DeletedLoadBalancer']));
  });

  test('turned into another type gives its address back', () => {
    const cluster = bootedCluster();
    ask(cluster, 'POST', path, serviceManifest('web', 'LoadBalancer'));
    run(cluster, 5);
    ask(cluster, 'PATCH', `${path}/web`, { spec: { type: 'ClusterIP' } });
    run(cluster, 5);
    expect(addressOf(cluster)).toBeUndefined();
    expect(serviceOf(cluster)?.metadata.finalizers ?? []).toEqual([]);
  });

  test('keeps its address when the cloud controller manager is killed and started again', () => {
    const cluster = bootedCluster();
    ask(cluster, 'POST', path, serviceManifest('web', 'LoadBalancer'));
    run(cluster, 5);
    const before = addressOf(cluster);
    cluster.apply({ type: 'kill', process: 'cloud-controller-manager' });
    run(cluster, 2);
    cluster.apply({ type: 'restart', process: 'cloud-controller-manager' });
    run(cluster, 10);
    expect(addressOf(cluster)).toBe(before);
  });

  test('is tried again until the cloud answers', () => {
    const cluster = bootedCluster();
    cluster.apply({ type: 'kill', process: 'cloud' });
    ask(cluster, 'POST', path, serviceManifest('web', 'LoadBalancer'));
    run(cluster, 5);
    expect(addressOf(cluster)).toBeUndefined();
    expect(reasons(cluster)).toContain('SyncLoadBalancerFailed');
    cluster.apply({ type: 'restart', process: 'cloud' });
    run(cluster, 60);
    expect(addressOf(cluster)).toMatch(/^198\.51\.100\./);
  });
});
