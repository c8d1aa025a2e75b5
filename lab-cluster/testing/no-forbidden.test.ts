// In a busy history no component is ever refused: each has its real user, and the real roles let it do its work.
import { describe, expect, test } from 'vitest';
import type { Cluster } from '../index.ts';
import { bootedCluster } from './boot.ts';

const SECOND_US = 1_000_000;
const APPS = '/apis/apps/v1/namespaces/default/deployments';
const MERGE = { 'content-type': 'application/merge-patch+json' };

function send(cluster: Cluster, method: 'POST' | 'PATCH' | 'DELETE', path: string, body?: unknown): void {
  const headers = method === 'PATCH' ? { headers: MERGE } : {};
  cluster.apply({ type: 'api', request: { method, path, ...(body === undefined ? {} : { body }), ...headers } });
}

function deployment(name: string, pod: object): object {
  const labels = { app: name };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name },
    spec: { replicas: 3, selector: { matchLabels: labels }, template: { metadata: { labels }, spec: pod } },
  };
}

/** Workloads that come, change and go; settings and passwords; lost machines; processes that die; a namespace that ends. */
function busyHistory(cluster: Cluster): void {
  const wait = (seconds: number): void => cluster.runUntil(cluster.nowUs + seconds * SECOND_US);
  const core = '/api/v1/namespaces/default';
  send(cluster, 'POST', '/api/v1/namespaces', { metadata: { name: 'team' } });
  send(cluster, 'POST', `${core}/configmaps`, { metadata: { name: 'settings' }, data: { colour: 'blue' } });
  send(cluster, 'POST', `${core}/secrets`, { metadata: { name: 'password' }, stringData: { word: 'x' } });
  send(cluster, 'POST', `${core}/serviceaccounts`, { metadata: { name: 'robot' } });
  wait(1);
  const annotations = { 'kubernetes.io/service-account.name': 'robot' };
  send(cluster, 'POST', `${core}/secrets`, { metadata: { name: 'robot', annotations }, type: 'kubernetes.io/service-account-token' });
  const ports = [{ port: 80 }];
  send(cluster, 'POST', `${core}/services`, { metadata: { name: 'web' }, spec: { type: 'LoadBalancer', selector: { app: 'web' }, ports } });
  wait(2);
  const env = [{ name: 'WORD', valueFrom: { secretKeyRef: { name: 'password', key: 'word' } } }];
  const volumes = [{ name: 'settings', configMap: { name: 'settings' } }];
  const containers = [{ name: 'c', image: 'nginx:1.27', env, volumeMounts: [{ name: 'settings', mountPath: '/settings' }] }];
  send(cluster, 'POST', APPS, deployment('web', { serviceAccountName: 'robot', containers, volumes }));
  send(cluster, 'POST', APPS, deployment('broken', { containers: [{ name: 'c', image: 'nosuch' }] }));
  send(cluster, 'POST', APPS.replace('default', 'team'), deployment('inner', { containers: [{ name: 'c', image: 'nginx:1.27' }] }));
  wait(20);
  send(cluster, 'PATCH', `${APPS}/web`, { spec: { template: { metadata: { labels: { app: 'web', version: '2' } } } } });
  wait(15);
  for (const process of ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kubelet/node-2', 'cloud-controller-manager']) {
    cluster.apply({ type: 'kill', process });
    wait(2);
    cluster.apply({ type: 'restart', process });
    wait(5);
  }
  cluster.apply({ type: 'kill', process: 'kubelet/node-1' });
  wait(400);
  cluster.apply({ type: 'restart', process: 'kubelet/node-1' });
  send(cluster, 'DELETE', '/api/v1/namespaces/team');
  send(cluster, 'DELETE', `${core}/services/web`);
  send(cluster, 'DELETE', `${core}/serviceaccounts/robot`);
  send(cluster, 'DELETE', `${APPS}/broken`);
  wait(40);
}

describe('a busy history', () => {
  const cluster = bootedCluster({ workers: 3 });
  const asked = { allowed: 0, users: new Set<string>(), refused: [] as string[] };
  cluster.onAudit((event) => {
    const name = event.user['username'] ?? '';
    asked.users.add(name);
    // Admission refuses too, as what is to be made in a namespace that ends: that is no lack of rights.
    const decision = event.annotations?.['authorization.k8s.io/decision'];
    if (decision === 'forbid') asked.refused.push(`${name}: ${event.responseStatus?.message}`);
    if (decision === 'allow') asked.allowed++;
  });
  busyHistory(cluster);

  test('has no component that is refused anything', () => {
    expect(asked.allowed).toBeGreaterThan(500);
    expect(asked.refused).toEqual([]);
  });

  test('has every component under its own name', () => {
    const expected = ['deployment-controller', 'replicaset-controller', 'node-controller', 'namespace-controller', 'service-controller'];
    for (const name of expected) expect(asked.users).toContain(`system:serviceaccount:kube-system:${name}`);
    for (const name of [
      'system:kube-scheduler',
      'system:kube-proxy',
      'system:node:node-1',
      'kubernetes-admin',
      'system:kube-controller-manager',
    ])
      expect(asked.users).toContain(name);
  });

  test('ends with a token for the account that had asked for one, gone with it', () => {
    expect(cluster.objectAt('secrets/default/robot', cluster.nowUs - 60 * SECOND_US)).toMatchObject({
      data: { namespace: 'ZGVmYXVsdA==' },
    });
    expect(cluster.objectAt('secrets/default/robot')).toBeUndefined();
  });
});
