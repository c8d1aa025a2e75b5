// Claims and volumes that are deleted while they are in use stay until they are not. In a whole cluster.
import { describe, expect, test } from 'vitest';
import type { PersistentVolumeClaim } from '../api/kinds/persistent-volume-claim.ts';
import type { Cluster } from '../index.ts';
import { bootedCluster } from '../testing/boot.ts';

const second = 1_000_000;
const claims = '/api/v1/namespaces/default/persistentvolumeclaims';
const pods = '/api/v1/namespaces/default/pods';
const volumes = '/api/v1/persistentvolumes';

function ask(cluster: Cluster, method: 'POST' | 'PATCH' | 'DELETE', path: string, body?: unknown): void {
  const headers = method === 'PATCH' ? { 'content-type': 'application/merge-patch+json' } : {};
  cluster.apply({ type: 'api', request: { method, path, headers, ...(body === undefined ? {} : { body }) } }, (output) => {
    if (output.type === 'api') expect(output.response.code, JSON.stringify(output.response.body)).toBeLessThan(300);
  });
  cluster.runUntil(cluster.nowUs + 5 * second);
}

function withClaim(): Cluster {
  const cluster = bootedCluster();
  const resources = { requests: { storage: '1Gi' } };
  const spec = { accessModes: ['ReadWriteOnce'], resources, storageClassName: '' };
  ask(cluster, 'POST', claims, { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'data' }, spec });
  return cluster;
}

function podWith(claimName: string, nodeName: string): object {
  const spec = {
    nodeName,
    containers: [{ name: 'c', image: 'nginx', volumeMounts: [{ name: 'v', mountPath: '/v' }] }],
    volumes: [{ name: 'v', persistentVolumeClaim: { claimName } }],
  };
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'user' }, spec };
}

const claim = (cluster: Cluster): PersistentVolumeClaim | undefined =>
  cluster.objectAt('persistentvolumeclaims/default/data') as PersistentVolumeClaim | undefined;

describe('claim protection', () => {
  test('a claim that nobody uses goes at once', () => {
    const cluster = withClaim();
    expect(claim(cluster)?.metadata.finalizers).toEqual(['kubernetes.io/pvc-protection']);
    ask(cluster, 'DELETE', `${claims}/data`);
    expect(claim(cluster)).toBeUndefined();
  });

  test('a claim stays while a pod on a node uses it, and goes after the pod, over a restart', () => {
    const cluster = withClaim();
    ask(cluster, 'POST', pods, podWith('data', 'node-1'));
    ask(cluster, 'DELETE', `${claims}/data`);
    expect(claim(cluster)?.metadata.deletionTimestamp).toBeDefined();
    cluster.apply({ type: 'kill', process: 'kube-controller-manager' });
    ask(cluster, 'DELETE', `${pods}/user`, { apiVersion: 'v1', kind: 'DeleteOptions', gracePeriodSeconds: 0 });
    expect(claim(cluster)).toBeDefined();
    cluster.apply({ type: 'restart', process: 'kube-controller-manager' });
    cluster.runUntil(cluster.nowUs + 60 * second);
    expect(claim(cluster)).toBeUndefined();
  });

  test('a finalizer that somebody took away comes back', () => {
    const cluster = withClaim();
    ask(cluster, 'PATCH', `${claims}/data`, { metadata: { finalizers: null } });
    expect(claim(cluster)?.metadata.finalizers).toEqual(['kubernetes.io/pvc-protection']);
  });
});

describe('volume protection', () => {
  test('a volume stays while it is bound', () => {
    const cluster = bootedCluster();
    const spec = { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], hostPath: { path: '/data' } };
    for (const name of ['free', 'held'])
      ask(cluster, 'POST', volumes, { apiVersion: 'v1', kind: 'PersistentVolume', metadata: { name }, spec });
    ask(cluster, 'PATCH', `${volumes}/held/status`, { status: { phase: 'Bound' } });
    for (const name of ['free', 'held']) ask(cluster, 'DELETE', `${volumes}/${name}`);
    expect(cluster.objectAt('persistentvolumes/free')).toBeUndefined();
    expect(cluster.objectAt('persistentvolumes/held')?.metadata.deletionTimestamp).toBeDefined();
    ask(cluster, 'PATCH', `${volumes}/held/status`, { status: { phase: 'Released' } });
    expect(cluster.objectAt('persistentvolumes/held')).toBeUndefined();
  });
});

describe('attribute class protection', () => {
  test('a class stays while a claim names it', () => {
    const cluster = withClaim();
    const classes = '/apis/storage.k8s.io/v1/volumeattributesclasses';
    const body = {
      apiVersion: 'storage.k8s.io/v1',
      kind: 'VolumeAttributesClass',
      metadata: { name: 'fast' },
      driverName: 'lab.example.org',
    };
    ask(cluster, 'POST', classes, { ...body, parameters: { speed: 'high' } });
    const spec = {
      accessModes: ['ReadWriteOnce'],
      resources: { requests: { storage: '1Gi' } },
      storageClassName: '',
      volumeAttributesClassName: 'fast',
    };
    ask(cluster, 'POST', claims, { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'quick' }, spec });
    ask(cluster, 'DELETE', `${classes}/fast`);
    expect(cluster.objectAt('volumeattributesclasses/fast')?.metadata.deletionTimestamp).toBeDefined();
    ask(cluster, 'DELETE', `${claims}/quick`);
    expect(cluster.objectAt('volumeattributesclasses/fast')).toBeUndefined();
  });
});
