// What a metrics server tells: of pods that run and nodes that are ready, the same for the same instant.
import { describe, expect, it } from 'vitest';
import type { NodeMetrics, PodMetrics } from '../../api/kinds/metrics.ts';
import type { ObjectList } from '../../api/request.ts';
import { bootedCluster } from '../../testing/boot.ts';
import type { Cluster } from '../../index.ts';

const user = { name: 'kubernetes-admin', groups: ['system:masters', 'system:authenticated'] };
const METRICS = '/apis/metrics.k8s.io/v1beta1';

function ask(cluster: Cluster, method: 'GET' | 'POST', path: string, body?: object): unknown {
  let answered: unknown;
  cluster.apply({ type: 'api', request: { method, path, user, body } }, (output) => {
    if (output.type === 'api') answered = output.response.body;
  });
  cluster.runUntil(cluster.nowUs + 1_000_000);
  return answered;
}

describe('metrics', () => {
  it('are there of running pods and ready nodes, below what they ask for', () => {
    const cluster = bootedCluster({ workers: 2 });
    const container = { name: 'c', image: 'nginx:1.27', resources: { requests: { cpu: '100m', memory: '64Mi' } } };
    const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', labels: { app: 'p' } }, spec: { containers: [container] } };
    ask(cluster, 'POST', '/api/v1/namespaces/default/pods', pod);
    cluster.runUntil(cluster.nowUs + 20_000_000);
    const measured = ask(cluster, 'GET', `${METRICS}/namespaces/default/pods/p`) as PodMetrics;
    const [usage] = measured.containers.map((one) => one.usage);
    expect(measured.metadata.labels).toEqual({ app: 'p' });
    expect(Number(usage?.['cpu']?.replace('n', ''))).toBeGreaterThan(10_000_000);
    expect(Number(usage?.['cpu']?.replace('n', ''))).toBeLessThan(100_000_000);
    expect(Number(usage?.['memory']?.replace('Ki', ''))).toBeLessThan(64 * 1024);
    const nodes = ask(cluster, 'GET', `${METRICS}/nodes`) as ObjectList<NodeMetrics>;
    expect(nodes.items.map(({ metadata }) => metadata.name)).toEqual(['node-1', 'node-2']);
    expect(ask(cluster, 'GET', `${METRICS}/namespaces/default/pods/q`)).toMatchObject({
      code: 404,
      message: 'podmetrics.metrics.k8s.io "default/q" not found',
    });
  });
});
