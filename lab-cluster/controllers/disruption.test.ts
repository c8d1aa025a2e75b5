// Budgets are counted from what the pods' controllers want, and a drain gets as far as they allow. In a whole cluster.
import { describe, expect, test } from 'vitest';
import type { PodDisruptionBudget } from '../api/kinds/pod-disruption-budget.ts';
import type { Pod } from '../api/kinds/pod.ts';
import type { ApiResponse, ObjectList } from '../api/request.ts';
import type { Cluster } from '../index.ts';
import { bootedCluster } from '../testing/boot.ts';
import { deploymentManifest } from '../testing/manifests.ts';

const second = 1_000_000;
const budgetsPath = '/apis/policy/v1/namespaces/default/poddisruptionbudgets';
const podsPath = '/api/v1/namespaces/default/pods';

function ask(cluster: Cluster, method: 'POST' | 'PATCH', path: string, body: unknown): ApiResponse {
  let answer: ApiResponse | undefined;
  const headers = method === 'PATCH' ? { 'content-type': 'application/merge-patch+json' } : {};
  cluster.apply({ type: 'api', request: { method, path, headers, body } }, (output) => {
    if (output.type === 'api') answer = output.response;
  });
  while (answer === undefined) cluster.step();
  return answer;
}

function run(cluster: Cluster, seconds: number): void {
  cluster.runUntil(cluster.nowUs + seconds * second);
}

const podsOf = (cluster: Cluster): readonly Pod[] => (cluster.read({ method: 'GET', path: podsPath }).body as ObjectList<Pod>).items;
const budgetOf = (cluster: Cluster): PodDisruptionBudget =>
  cluster.read({ method: 'GET', path: `${budgetsPath}/web` }).body as unknown as PodDisruptionBudget;

function withBudget(spec: object, replicas = 4): Cluster {
  const cluster = bootedCluster();
  ask(cluster, 'POST', '/apis/apps/v1/namespaces/default/deployments', deploymentManifest('web', replicas));
  const labels = { matchLabels: { app: 'web' } };
  expect(ask(cluster, 'POST', budgetsPath, { metadata: { name: 'web' }, spec: { selector: labels, ...spec } }).code).toBe(201);
  run(cluster, 40);
  return cluster;
}

function evict(cluster: Cluster, pod: Pod): ApiResponse {
  const { name } = pod.metadata;
  return ask(cluster, 'POST', `${podsPath}/${name}/eviction`, { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name } });
}

describe('the disruption controller', () => {
  test('counts a share of what the Deployment wants, and counts again when that changes', () => {
    const cluster = withBudget({ maxUnavailable: '25%' });
    const counted = { disruptionsAllowed: 1, currentHealthy: 4, desiredHealthy: 3, expectedPods: 4, observedGeneration: 1 };
    expect(budgetOf(cluster).status).toMatchObject(counted);
    expect(budgetOf(cluster).status.conditions).toMatchObject([{ status: 'True', reason: 'SufficientPods', observedGeneration: 1 }]);
    ask(cluster, 'PATCH', '/apis/apps/v1/namespaces/default/deployments/web', { spec: { replicas: 8 } });
    run(cluster, 40);
    expect(budgetOf(cluster).status).toMatchObject({ disruptionsAllowed: 2, currentHealthy: 8, desiredHealthy: 6, expectedPods: 8 });
  });

  test('lets evictions through one budget at a time, until replacements are ready', () => {
    const cluster = withBudget({ minAvailable: 3 });
    const [first, next] = podsOf(cluster) as [Pod, Pod];
    expect(evict(cluster, first).code).toBe(201);
    expect(evict(cluster, next)).toMatchObject({ code: 429 });
    run(cluster, 60);
    expect(budgetOf(cluster).status).toMatchObject({ disruptionsAllowed: 1, currentHealthy: 4, expectedPods: 4 });
    expect(budgetOf(cluster).status.disruptedPods).toBeUndefined();
    expect(evict(cluster, next).code).toBe(201);
  });

  test('allows nothing where there are no pods', () => {
    const cluster = withBudget({ maxUnavailable: 1 }, 0);
    expect(budgetOf(cluster).status).toMatchObject({ disruptionsAllowed: 0, expectedPods: 0, observedGeneration: 1 });
  });
});
