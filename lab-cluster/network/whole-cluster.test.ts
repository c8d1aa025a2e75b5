// In a whole cluster: a Service gets its rules, its name and its load balancer, and packets keep flowing while components die.
import { expect, test } from 'vitest';
import { createCluster } from '../cluster.ts';
import type { Cluster } from '../lab/cluster-types.ts';
import type { PacketWalk } from '../view/picture-types.ts';

const admin = { name: 'admin', groups: ['system:masters'] };
const template = {
  metadata: { labels: { app: 'web' } },
  spec: { containers: [{ name: 'c', image: 'nginx:1.27', ports: [{ containerPort: 80 }] }] },
};
const deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web' },
  spec: { replicas: 3, selector: { matchLabels: { app: 'web' } }, template },
};
const service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web' },
  spec: { type: 'LoadBalancer', selector: { app: 'web' }, ports: [{ port: 80 }] },
};

function post(cluster: Cluster, path: string, body: unknown): void {
  cluster.apply({ type: 'api', request: { method: 'POST', path, body, user: admin } });
  cluster.runUntil(cluster.nowUs + 30_000_000);
}

function scale(cluster: Cluster, replicas: number): void {
  const path = '/apis/apps/v1/namespaces/default/deployments/web';
  const headers = { 'content-type': 'application/merge-patch+json' };
  cluster.apply({ type: 'api', request: { method: 'PATCH', path, headers, body: { spec: { replicas } }, user: admin } });
  cluster.runUntil(cluster.nowUs + 60_000_000);
}

function send(cluster: Cluster, fromPod?: string): PacketWalk {
  let walk: PacketWalk | undefined;
  cluster.apply({ type: 'packet', service: 'default/web', ...(fromPod === undefined ? {} : { fromPod }) }, (output) => {
    if (output.type === 'packet') walk = output.walk;
  });
  cluster.runUntil(cluster.nowUs + 200_000);
  if (walk === undefined) throw new Error('the packet gave no walk');
  return walk;
}

function webCluster(): Cluster {
  const cluster = createCluster({ seed: 7 });
  cluster.runUntil(10_000_000);
  post(cluster, '/apis/apps/v1/namespaces/default/deployments', deployment);
  post(cluster, '/api/v1/namespaces/default/services', service);
  return cluster;
}

test('an internet client and a pod both get an answer, and each pod gets its turn', () => {
  const cluster = webCluster();
  const answered = new Set<string>();
  for (let i = 0; i < 30; i++) {
    const walk = send(cluster);
    expect(walk.outcome).toBe('answered');
    answered.add(walk.hops.find(({ place }) => place.startsWith('default/web-'))?.place ?? '');
  }
  expect(answered.size).toBe(3);
  const [pod] = answered;
  expect(send(cluster, pod)).toMatchObject({ outcome: 'answered', hops: { 0: { place: 'coredns' } } });
});

test('packets flow by the old rules while every kube-proxy is dead, and by new ones once they are back', () => {
  const cluster = webCluster();
  for (const node of ['node-1', 'node-2', 'node-3']) cluster.apply({ type: 'kill', process: `kube-proxy/${node}` });
  expect(send(cluster).outcome).toBe('answered');
  scale(cluster, 0);
  expect(send(cluster)).toMatchObject({ outcome: 'unroutable', verdict: expect.stringContaining('the rules are older than the pods') });
  for (const node of ['node-1', 'node-2', 'node-3']) cluster.apply({ type: 'restart', process: `kube-proxy/${node}` });
  cluster.runUntil(cluster.nowUs + 10_000_000);
  expect(send(cluster)).toMatchObject({ outcome: 'refused', verdict: expect.stringContaining('default/web has no endpoints') });
});

test('a name finds nobody while CoreDNS is dead, but addresses still work', () => {
  const cluster = webCluster();
  const pod = cluster.picture().pods.find(({ name }) => name.startsWith('web-'));
  cluster.apply({ type: 'kill', process: 'coredns' });
  expect(send(cluster, `default/${pod?.name}`).outcome).toBe('dropped');
  expect(send(cluster).outcome).toBe('answered');
});
