// What a rollout may cost, in figures that do not depend on the machine: events, writes, and what versions share.
import { beforeAll, describe, expect, test } from 'vitest';
import type { Pod } from '../api/kinds/pod.ts';
import type { Cluster, ObjectList } from '../index.ts';
import { createApiLab } from './api-lab.ts';
import { bootedCluster } from './boot.ts';
import { deploymentManifest } from './manifests.ts';

const FEW = 10;
const MANY = 40;

interface Rollout {
  readonly cluster: Cluster;
  readonly fromRevision: number;
  readonly events: number;
  readonly writes: number;
}

/** A Deployment from its creation to rest. */
function rollOut(replicas: number): Rollout {
  const cluster = bootedCluster({ workers: 4 });
  cluster.runToIdle(60_000_000);
  const { eventCount, revision } = cluster;
  const request = {
    method: 'POST',
    path: '/apis/apps/v1/namespaces/default/deployments',
    headers: { 'user-agent': 'kubectl' },
    body: deploymentManifest('web', replicas),
  } as const;
  cluster.apply({ type: 'api', request });
  cluster.runToIdle(600_000_000);
  // Heartbeats go on meanwhile; they are none of the rollout's.
  const writes = cluster.changesSince(revision).filter(({ object }) => object.includes('/default/')).length;
  return { cluster, fromRevision: revision, events: cluster.eventCount - eventCount, writes };
}

describe('a rollout', () => {
  let few: Rollout;
  let many: Rollout;

  beforeAll(() => {
    few = rollOut(FEW);
    many = rollOut(MANY);
  });

  test('costs at most ten and a half writes and 108 events a pod more, however many there are', () => {
    expect((many.writes - few.writes) / (MANY - FEW)).toBeLessThanOrEqual(10.5);
    expect((many.events - few.events) / (MANY - FEW)).toBeLessThanOrEqual(108);
  });

  test('makes pods that have in common what their template gave them owners of, and where their token comes from', () => {
    const { cluster } = many;
    const pods = (cluster.read({ method: 'GET', path: '/api/v1/namespaces/default/pods' }).body as ObjectList<Pod>).items;
    expect(pods).toHaveLength(MANY);
    const distinct = (of: (pod: Pod) => unknown): number => new Set(pods.map(of)).size;
    expect(distinct(({ metadata }) => metadata.managedFields?.find(({ subresource }) => subresource === undefined)?.fieldsV1)).toBe(1);
    expect(distinct(({ spec }) => spec.volumes?.[0]?.['projected'])).toBe(1);
  });

  test('makes versions of a pod that share their spec, labels and owners from the binding on', () => {
    const { cluster, fromRevision } = many;
    const versions = new Map<string, Pod[]>();
    for (const change of cluster.changesSince(fromRevision)) {
      if (change.plural !== 'pods' || change.next === undefined) continue;
      const pod = change.next as Pod;
      versions.set(pod.metadata.name, [...(versions.get(pod.metadata.name) ?? []), pod]);
    }
    expect(versions.size).toBe(MANY);
    for (const [created, bound, ...later] of versions.values()) {
      expect(later.length).toBeGreaterThan(0);
      expect(bound?.spec.containers).toBe(created?.spec.containers);
      for (const version of later) {
        expect(version.spec).toBe(bound?.spec);
        expect(version.metadata.labels).toBe(created?.metadata.labels);
        expect(version.metadata.ownerReferences).toBe(created?.metadata.ownerReferences);
      }
    }
  });
});

test('all watchers of a change get the one frame and the one object that is stored', () => {
  const lab = createApiLab();
  const path = '/api/v1/namespaces/default/configmaps';
  const resourceVersion = String((lab.get(path).body as { metadata: { resourceVersion: string } }).metadata.resourceVersion);
  const watches = [lab.watch(path, { resourceVersion }), lab.watch('/api/v1/configmaps', { resourceVersion })];
  lab.settle();
  const stored = lab.post(path, { metadata: { name: 'a' }, data: { k: 'v' } }).body;
  lab.settle();
  const [one, other] = watches.map((watch) => watch.events.at(-1));
  expect(one?.object).toBe(stored);
  expect(other).toBe(one);
});
