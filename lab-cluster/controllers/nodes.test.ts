// What a node's object and its events say, from its coming to its going. In a whole cluster.
import { describe, expect, test } from 'vitest';
import type { KubeEvent } from '../api/kinds/event.ts';
import type { KubeNode } from '../api/kinds/node.ts';
import type { ObjectList } from '../api/request.ts';
import type { Cluster } from '../index.ts';
import { bootedCluster } from '../testing/boot.ts';

const second = 1_000_000;

function ask(cluster: Cluster, method: 'POST' | 'DELETE', path: string, body?: unknown): void {
  cluster.apply({ type: 'api', request: { method, path, ...(body === undefined ? {} : { body }) } });
}

function run(cluster: Cluster, seconds: number): void {
  cluster.runUntil(cluster.nowUs + seconds * second);
}

/** `reason ×count` of a node's events, by who tells them. */
function told(cluster: Cluster, node: string): readonly string[] {
  const events = (cluster.read({ method: 'GET', path: '/api/v1/namespaces/default/events' }).body as ObjectList<KubeEvent>).items;
  return events
    .filter(({ involvedObject }) => involvedObject.kind === 'Node' && involvedObject.name === node)
    .map(
      ({ source, reportingComponent, reason, count }) =>
        `${source?.component ?? reportingComponent}: ${reason}${(count ?? 1) > 1 ? ` ×${count}` : ''}`,
    )
    .sort();
}

function node(cluster: Cluster, name: string): KubeNode {
  return cluster.read({ method: 'GET', path: `/api/v1/nodes/${name}` }).body as KubeNode;
}

/** Between two looks of the node controller, which come every five seconds. */
function runToMiddleOfLooks(cluster: Cluster): void {
  cluster.runUntil((Math.floor(cluster.nowUs / (5 * second)) + 1) * 5 * second + second / 2);
}

const stranger = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'stranger' } };

describe('a node', () => {
  test('says which machine it is, the same after its kubelet was started again, and another than its neighbour', () => {
    const cluster = bootedCluster();
    const before = node(cluster, 'node-1').status.nodeInfo;
    expect(before?.machineID).toMatch(/^[0-9a-f]{32}$/);
    expect(before?.systemUUID).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(before?.bootID).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(node(cluster, 'node-2').status.nodeInfo?.machineID).not.toBe(before?.machineID);
    cluster.apply({ type: 'kill', process: 'kubelet/node-1' });
    cluster.apply({ type: 'restart', process: 'kubelet/node-1' });
    run(cluster, 10);
    expect(node(cluster, 'node-1').status.nodeInfo).toEqual(before);
  });

  test('is told how long its kubelet may keep what it has read, and that the controllers attach its volumes', () => {
    expect(node(bootedCluster(), 'node-3').metadata.annotations).toEqual({
      'node.alpha.kubernetes.io/ttl': '0',
      'volumes.kubernetes.io/controller-managed-attach-detach': 'true',
    });
  });

  test('of a larger cluster is told a longer time', () => {
    const cluster = bootedCluster();
    for (let i = 0; i < 98; i++) ask(cluster, 'POST', '/api/v1/nodes', { ...stranger, metadata: { name: `stranger-${i}` } });
    run(cluster, 20);
    const nodes = (cluster.read({ method: 'GET', path: '/api/v1/nodes' }).body as ObjectList<KubeNode>).items;
    expect(nodes).toHaveLength(101);
    expect(nodes.map(({ metadata }) => metadata.annotations?.['node.alpha.kubernetes.io/ttl'])).toContain('15');
  });

  test('that starts is told of as in the recording, by its name for a uid', () => {
    const cluster = bootedCluster();
    run(cluster, 10);
    expect(told(cluster, 'node-1')).toEqual([
      'kube-proxy: Starting',
      'kubelet: NodeHasNoDiskPressure ×2',
      'kubelet: NodeHasSufficientMemory ×2',
      'kubelet: NodeHasSufficientPID ×2',
      'kubelet: NodeReady',
      'kubelet: Starting',
      'node-controller: RegisteredNode',
    ]);
    const events = (cluster.read({ method: 'GET', path: '/api/v1/namespaces/default/events' }).body as ObjectList<KubeEvent>).items;
    expect(events.find(({ reason }) => reason === 'NodeReady')?.involvedObject).toEqual({ kind: 'Node', name: 'node-1', uid: 'node-1' });
  });

  test('is greeted at the next look, and its going is told', () => {
    const cluster = bootedCluster();
    runToMiddleOfLooks(cluster);
    ask(cluster, 'POST', '/api/v1/nodes', stranger);
    run(cluster, 6);
    expect(told(cluster, 'stranger')).toEqual(['node-controller: RegisteredNode']);
    ask(cluster, 'DELETE', '/api/v1/nodes/stranger');
    run(cluster, 6);
    expect(told(cluster, 'stranger')).toEqual(['node-controller: RegisteredNode', 'node-controller: RemovingNode']);
  });

  test('that is gone before the next look was never there', () => {
    const cluster = bootedCluster();
    runToMiddleOfLooks(cluster);
    ask(cluster, 'POST', '/api/v1/nodes', stranger);
    run(cluster, 1);
    ask(cluster, 'DELETE', '/api/v1/nodes/stranger');
    run(cluster, 10);
    expect(told(cluster, 'stranger')).toEqual([]);
  });
});
