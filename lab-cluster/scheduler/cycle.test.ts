// Decisions: which node a pod gets, and the words when it gets none, as a real scheduler has them.
import { describe, expect, test } from 'vitest';
import type { KubeNode } from '../api/kinds/node.ts';
import type { Pod } from '../api/kinds/pod.ts';
import type { LabelSelector } from '../api/label-selector.ts';
import type { PodSpec } from '../api/pods/pod-spec.ts';
import { SchedulerCache } from './cache.ts';
import { decide } from './cycle.ts';
import { explainDecision } from './explain.ts';
import { fitMessage } from './fit-message.ts';
import type { CycleInput } from './framework.ts';
import { schedulerPlugins } from './registry.ts';

let nextUid = 0;

function node(name: string, extra: { spec?: KubeNode['spec']; labels?: Record<string, string>; cpu?: string } = {}): KubeNode {
  const allocatable = { cpu: extra.cpu ?? '4', memory: '8Gi', pods: '110' };
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, uid: name, resourceVersion: '1', creationTimestamp: '', labels: { 'kubernetes.io/hostname': name, ...extra.labels } },
    spec: extra.spec ?? {},
    status: { allocatable, capacity: allocatable },
  };
}

function pod(spec: Partial<PodSpec> = {}, labels: Record<string, string> = {}): Pod {
  const uid = `uid-${nextUid++}`;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: uid, namespace: 'default', uid, resourceVersion: '1', creationTimestamp: '', labels },
    spec: { containers: [{ name: 'c', image: 'nginx' }], ...spec },
    status: {},
  };
}

function asking(requests: Record<string, string>, extra: Partial<PodSpec> = {}): Pod {
  return pod({ containers: [{ name: 'c', image: 'nginx', resources: { requests } }], ...extra });
}

function cacheOf(...nodes: KubeNode[]): SchedulerCache {
  const cache = new SchedulerCache();
  for (const each of nodes) cache.putNode(each);
  return cache;
}

function inputFor(cache: SchedulerCache, wanted: Pod, extra: { siblings?: LabelSelector; draw?: number } = {}): CycleInput {
  return { snapshot: cache.snapshot(), pod: cache.podInfo(wanted), siblings: extra.siblings, startIndex: 0, draw: extra.draw ?? 0 };
}

function messageFor(cache: SchedulerCache, wanted: Pod): string {
  const input = inputFor(cache, wanted);
  return fitMessage(decide(schedulerPlugins, input), input.snapshot.size);
}

const three = (): SchedulerCache => cacheOf(node('node-1'), node('node-2'), node('node-3'));
const preemption = 'no new claims to deallocate, preemption: 0/3 nodes are available:';

describe('a pod that fits nowhere is told', () => {
  test('what is short, in order of the text', () => {
    expect(messageFor(three(), asking({ cpu: '100', memory: '1Ti' }))).toBe(
      `0/3 nodes are available: 3 Insufficient cpu, 3 Insufficient memory. ${preemption} 3 Preemption is not helpful for scheduling.`,
    );
  });

  test('each reason with the number of nodes that gave it', () => {
    const cache = cacheOf(
      node('node-1', { spec: { unschedulable: true } }),
      node('node-2', { spec: { taints: [{ key: 'a', value: 'b', effect: 'NoSchedule' }] } }),
      node('node-3'),
    );
    expect(messageFor(cache, pod({ nodeSelector: { 'kubernetes.io/hostname': 'node-9' } }))).toBe(
      "0/3 nodes are available: 1 node(s) didn't match Pod's node affinity/selector, 1 node(s) had untolerated taint(s), " +
        `1 node(s) were unschedulable. ${preemption} 3 Preemption is not helpful for scheduling.`,
    );
  });

  test('that eviction would find no victims where it could help at all', () => {
    const cache = cacheOf(node('node-1', { spec: { unschedulable: true } }), node('node-2'), node('node-3'));
    const spec = { containers: [{ name: 'c', image: 'nginx', ports: [{ containerPort: 80, hostPort: 8080 }] }] };
    cache.putPod(pod(spec), 'node-2');
    cache.putPod(pod(spec), 'node-3');
    expect(messageFor(cache, pod(spec))).toBe(
      "0/3 nodes are available: 1 node(s) were unschedulable, 2 node(s) didn't have free ports for the requested pod ports. " +
        `${preemption} 1 Preemption is not helpful for scheduling, 2 No preemption victims found for incoming pod.`,
    );
  });

  test('that others keep it away', () => {
    const cache = three();
    const term = { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: { app: 'anti' } } };
    const affinity = { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } };
    for (const name of ['node-1', 'node-2', 'node-3']) cache.putPod(pod({ affinity }, { app: 'anti' }), name);
    expect(messageFor(cache, pod({ affinity }, { app: 'anti' }))).toBe(
      `0/3 nodes are available: 3 node(s) didn't match pod anti-affinity rules. ${preemption} 3 No preemption victims found for incoming pod.`,
    );
  });

  test('that its claim is missing, before any node is looked at', () => {
    const volumes = [{ name: 'd', persistentVolumeClaim: { claimName: 'missing' } }];
    expect(messageFor(three(), pod({ volumes }))).toBe('0/3 nodes are available: persistentvolumeclaim "missing" not found. not found');
  });

  test('that there are no nodes', () => {
    expect(messageFor(cacheOf(), pod())).toBe('no nodes available to schedule pods');
  });
});

describe('a pod that fits', () => {
  test('goes where most is free', () => {
    const cache = three();
    cache.putPod(asking({ cpu: '2', memory: '4Gi' }), 'node-1');
    cache.putPod(asking({ cpu: '1', memory: '2Gi' }), 'node-3');
    expect(decide(schedulerPlugins, inputFor(cache, asking({ cpu: '1', memory: '1Gi' }))).chosen).toBe('node-2');
  });

  test('is spread from its siblings without being told to', () => {
    const cache = three();
    const labels = { app: 'web' };
    const placed = new Map<string, number>();
    for (let i = 0; i < 9; i++) {
      const wanted = pod({}, labels);
      const { chosen } = decide(schedulerPlugins, inputFor(cache, wanted, { siblings: { matchLabels: labels }, draw: (i * 0.37) % 1 }));
      cache.putPod(wanted, chosen);
      placed.set(chosen, (placed.get(chosen) ?? 0) + 1);
    }
    expect([...placed.values()]).toEqual([3, 3, 3]);
  });

  test('keeps to the skew it asks for', () => {
    const cache = cacheOf(
      node('a1', { labels: { zone: 'a' } }),
      node('a2', { labels: { zone: 'a' } }),
      node('b1', { labels: { zone: 'b' }, cpu: '1' }),
    );
    const labels = { app: 'web' };
    const spec = {
      topologySpreadConstraints: [
        { maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule' as const, labelSelector: { matchLabels: labels } },
      ],
    };
    cache.putPod(pod(spec, labels), 'a1');
    expect(decide(schedulerPlugins, inputFor(cache, pod(spec, labels))).chosen).toBe('b1');
  });

  test('is decided by the draw where scores are equal', () => {
    const chosen = [0, 0.34, 0.67].map((draw) => decide(schedulerPlugins, inputFor(three(), pod(), { draw })).chosen);
    expect(chosen).toEqual(['node-1', 'node-2', 'node-3']);
  });

  test('prefers what it prefers', () => {
    const preference = { matchExpressions: [{ key: 'disk', operator: 'In' as const, values: ['ssd'] }] };
    const affinity = { nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 50, preference }] } };
    const cache = cacheOf(node('node-1'), node('node-2', { labels: { disk: 'ssd' } }), node('node-3'));
    expect(decide(schedulerPlugins, inputFor(cache, pod({ affinity }))).chosen).toBe('node-2');
  });
});

describe('the table of a decision', () => {
  test('names the same node later, when the cluster has moved on', () => {
    const cache = cacheOf(node('node-1', { spec: { unschedulable: true } }), node('node-2'), node('node-3'));
    const input = inputFor(cache, asking({ cpu: '1' }), { draw: 0.9 });
    const decision = decide(schedulerPlugins, input);
    for (let i = 0; i < 3; i++) cache.putPod(asking({ cpu: '1' }), decision.chosen);
    cache.removeNode('node-1');
    const table = explainDecision({ kind: 'scheduling-decision', input });
    expect(table?.chosen).toBe(decision.chosen);
    expect(table?.nodes.map(({ node: name, feasible }) => [name, feasible])).toEqual([
      ['node-1', false],
      ['node-2', true],
      ['node-3', true],
    ]);
    expect(table?.nodes[0]?.verdicts).toEqual([
      { plugin: 'NodeUnschedulable', phase: 'Filter', passed: false, reason: 'node(s) were unschedulable' },
    ]);
    const total = table?.nodes[1]?.verdicts.reduce((sum, verdict) => sum + (verdict.score ?? 0), 0);
    expect(table?.nodes[1]?.total).toBe(total);
  });

  test('a thousand nodes are not all looked at', () => {
    const cache = cacheOf(...Array.from({ length: 1000 }, (_, i) => node(`node-${i}`)));
    const decision = decide(schedulerPlugins, inputFor(cache, pod()));
    expect(decision.evaluated).toBe(420);
  });
});
