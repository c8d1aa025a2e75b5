// What a Deployment promises while it is scaled, rolled, stopped and started again, in a whole cluster.
import { describe, expect, test } from 'vitest';
import type { Deployment } from '../api/kinds/deployment.ts';
import type { Pod } from '../api/kinds/pod.ts';
import type { ReplicaSet } from '../api/kinds/replica-set.ts';
import { isPodReady, isPodTerminal } from '../api/pods/pod-template.ts';
import type { KubeObject } from '../api/object.ts';
import type { ObjectList } from '../api/request.ts';
import type { Cluster } from '../index.ts';
import { bootedCluster } from '../testing/boot.ts';
import { deploymentManifest } from '../testing/manifests.ts';

const path = '/apis/apps/v1/namespaces/default/deployments';
const second = 1_000_000;

function ask(cluster: Cluster, method: 'POST' | 'PATCH' | 'DELETE', where: string, body?: unknown): void {
  const headers = method === 'PATCH' ? { 'content-type': 'application/strategic-merge-patch+json' } : {};
  const request = { method, path: where, headers, ...(body === undefined ? {} : { body }) };
  cluster.apply({ type: 'api', request }, (output) => {
    if (output.type === 'api') expect(output.response.code, JSON.stringify(output.response.body)).toBeLessThan(300);
  });
}

function list<T extends KubeObject>(cluster: Cluster, where: string): readonly T[] {
  return (cluster.read({ method: 'GET', path: where }).body as ObjectList<T>).items;
}

const podsOf = (cluster: Cluster): readonly Pod[] => list<Pod>(cluster, '/api/v1/namespaces/default/pods');
const setsOf = (cluster: Cluster): readonly ReplicaSet[] => list<ReplicaSet>(cluster, '/apis/apps/v1/namespaces/default/replicasets');
/** Wanted sizes of all ReplicaSets, smallest first. */
const sizesOf = (cluster: Cluster): number[] =>
  setsOf(cluster)
    .map((set) => set.spec.replicas ?? 1)
    .sort((left, right) => left - right);
const deploymentOf = (cluster: Cluster): Deployment => cluster.objectAt('deployments/default/web') as Deployment;

function condition(cluster: Cluster, type: string): string {
  const found = deploymentOf(cluster).status.conditions?.find((one) => one.type === type);
  return `${found?.status} ${found?.reason}`;
}

function run(cluster: Cluster, seconds: number): void {
  cluster.runUntil(cluster.nowUs + seconds * second);
}

function withImage(image: string): unknown {
  return { spec: { template: { spec: { containers: [{ name: 'c', image }] } } } };
}

function started(replicas: number, spec: object = {}): Cluster {
  const cluster = bootedCluster();
  const manifest = deploymentManifest('web', replicas) as { spec: object };
  ask(cluster, 'POST', path, { ...manifest, spec: { ...manifest.spec, ...spec } });
  run(cluster, 40);
  expect(deploymentOf(cluster).status.readyReplicas).toBe(replicas);
  return cluster;
}

describe('a Deployment', () => {
  test('never has fewer available pods than it promised, nor more than its surge, while it rolls', () => {
    const cluster = started(4, { strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 1 } } });
    ask(cluster, 'PATCH', `${path}/web`, withImage('httpd:2.4'));
    const endUs = cluster.nowUs + 120 * second;
    let most = 0;
    while (cluster.nowUs < endUs && cluster.step()) {
      if (cluster.eventCount % 50 !== 0) continue;
      const alive = podsOf(cluster).filter((pod) => pod.metadata.deletionTimestamp === undefined);
      most = Math.max(most, alive.length);
      expect(alive.filter(isPodReady).length).toBeGreaterThanOrEqual(3);
      expect(alive.length).toBeLessThanOrEqual(5);
    }
    expect(most).toBe(5);
    expect(deploymentOf(cluster).status).toMatchObject({ replicas: 4, updatedReplicas: 4, availableReplicas: 4 });
    expect(condition(cluster, 'Progressing')).toBe('True NewReplicaSetAvailable');
    expect(sizesOf(cluster)).toEqual([0, 4]);
  });

  test('that goes back to an old template takes the old ReplicaSet up again, as a new revision', () => {
    const cluster = started(2);
    const [first] = setsOf(cluster);
    ask(cluster, 'PATCH', `${path}/web`, withImage('httpd:2.4'));
    run(cluster, 60);
    ask(cluster, 'PATCH', `${path}/web`, withImage('nginx:1.27'));
    run(cluster, 60);
    const annotations = setsOf(cluster).find((set) => set.metadata.uid === first?.metadata.uid)?.metadata.annotations;
    expect(setsOf(cluster)).toHaveLength(2);
    expect(annotations).toMatchObject({
      'deployment.kubernetes.io/revision': '3',
      'deployment.kubernetes.io/revision-history': '1',
    });
    expect(deploymentOf(cluster).metadata.annotations).toMatchObject({ 'deployment.kubernetes.io/revision': '3' });
  });

  test('keeps as many old ReplicaSets as its history limit says', () => {
    const cluster = started(1, { revisionHistoryLimit: 1 });
    for (const image of ['httpd:2.4', 'redis:7', 'nginx:1.28']) {
      ask(cluster, 'PATCH', `${path}/web`, withImage(image));
      run(cluster, 60);
    }
    expect(setsOf(cluster)).toHaveLength(2);
  });

  test('whose new image cannot be pulled says so at its deadline and keeps the old pods', () => {
    const cluster = started(3, { progressDeadlineSeconds: 20 });
    ask(cluster, 'PATCH', `${path}/web`, withImage('nginx:does-not-exist'));
    run(cluster, 19);
    expect(condition(cluster, 'Progressing')).toBe('True ReplicaSetUpdated');
    run(cluster, 5);
    expect(condition(cluster, 'Progressing')).toBe('False ProgressDeadlineExceeded');
    expect(deploymentOf(cluster).status).toMatchObject({ replicas: 4, updatedReplicas: 1, availableReplicas: 3 });
  });

  test('scaled in the middle of a rollout shares the new pods out in proportion', () => {
    const cluster = started(10, { strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 3, maxUnavailable: 2 } } });
    ask(cluster, 'PATCH', `${path}/web`, withImage('nginx:does-not-exist'));
    run(cluster, 5);
    expect(sizesOf(cluster)).toEqual([5, 8]);
    ask(cluster, 'PATCH', `${path}/web`, { spec: { replicas: 15 } });
    run(cluster, 5);
    // The example of the Kubernetes documentation: 18 pods in all, 11 of the old and 7 of the new template.
    expect(sizesOf(cluster)).toEqual([7, 11]);
  });

  test('of strategy Recreate starts no new pod before the last old one has stopped', () => {
    const cluster = started(3, { strategy: { type: 'Recreate' } });
    ask(cluster, 'PATCH', `${path}/web`, withImage('httpd:2.4'));
    const endUs = cluster.nowUs + 60 * second;
    while (cluster.nowUs < endUs && cluster.step()) {
      if (cluster.eventCount % 20 !== 0) continue;
      const running = podsOf(cluster).filter((pod) => !isPodTerminal(pod));
      const images = new Set(running.map((pod) => pod.spec.containers[0]?.image));
      expect(images.size).toBeLessThanOrEqual(1);
    }
    expect(deploymentOf(cluster).status).toMatchObject({ updatedReplicas: 3, availableReplicas: 3 });
  });

  test('that is paused scales but does not roll', () => {
    const cluster = started(2);
    ask(cluster, 'PATCH', `${path}/web`, { spec: { paused: true } });
    // Requests that are under way together may overtake each other.
    run(cluster, 1);
    ask(cluster, 'PATCH', `${path}/web`, withImage('httpd:2.4'));
    ask(cluster, 'PATCH', `${path}/web`, { spec: { replicas: 3 } });
    run(cluster, 30);
    expect(condition(cluster, 'Progressing')).toBe('Unknown DeploymentPaused');
    expect(new Set(podsOf(cluster).map((pod) => pod.spec.containers[0]?.image))).toEqual(new Set(['nginx:1.27']));
    expect(podsOf(cluster)).toHaveLength(3);
    ask(cluster, 'PATCH', `${path}/web`, { spec: { paused: null } });
    run(cluster, 60);
    expect(deploymentOf(cluster).status).toMatchObject({ updatedReplicas: 3, availableReplicas: 3 });
  });

  test('takes up again the ReplicaSet and pods that an orphaning delete left behind', () => {
    const cluster = started(2);
    const before = podsOf(cluster)
      .map((pod) => pod.metadata.uid)
      .sort();
    ask(cluster, 'DELETE', `${path}/web`, { apiVersion: 'v1', kind: 'DeleteOptions', propagationPolicy: 'Orphan' });
    run(cluster, 5);
    expect(cluster.objectAt('deployments/default/web')).toBeUndefined();
    ask(cluster, 'POST', path, deploymentManifest('web', 2));
    run(cluster, 5);
    expect(
      podsOf(cluster)
        .map((pod) => pod.metadata.uid)
        .sort(),
    ).toEqual(before);
    expect(setsOf(cluster)).toHaveLength(1);
    expect(setsOf(cluster)[0]?.metadata.ownerReferences?.[0]?.uid).toBe(deploymentOf(cluster).metadata.uid);
  });

  test('is finished by a controller manager that was killed in the middle of it', () => {
    for (let seed = 1; seed <= 5; seed++) {
      const cluster = bootedCluster({ seed });
      ask(cluster, 'POST', path, deploymentManifest('web', 12));
      cluster.runUntil(cluster.nowUs + seed * 6_000);
      cluster.apply({ type: 'kill', process: 'kube-controller-manager' });
      run(cluster, 3);
      cluster.apply({ type: 'restart', process: 'kube-controller-manager' });
      run(cluster, 60);
      expect(deploymentOf(cluster).status).toMatchObject({ replicas: 12, availableReplicas: 12 });
      expect(podsOf(cluster)).toHaveLength(12);
    }
  });
});
