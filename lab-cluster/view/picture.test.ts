// The picture tells the truth of stored objects, and what did not change is not sent again.
import { describe, expect, test } from 'vitest';
import type { Deployment } from '../api/kinds/deployment.ts';
import type { EndpointSlice } from '../api/kinds/endpoint-slice.ts';
import type { KubeNode } from '../api/kinds/node.ts';
import type { ContainerState, Pod, PodStatus } from '../api/kinds/pod.ts';
import type { ReplicaSet } from '../api/kinds/replica-set.ts';
import type { Service } from '../api/kinds/service.ts';
import type { OwnerReference } from '../api/object.ts';
import { costOf, growthOf, MOST } from '../testing/growth.ts';
import { createPictureDiffer, isEmptyDelta } from './delta.ts';
import { type PictureInput, buildPicture } from './picture.ts';

const meta = { resourceVersion: '1', creationTimestamp: '2026-01-01T00:00:00Z', namespace: 'shop' };

function owner(apiVersion: string, kind: string, name: string): readonly OwnerReference[] {
  return [{ apiVersion, kind, name, uid: `${kind}-${name}`, controller: true }];
}

const deployment: Deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { ...meta, name: 'web', uid: 'd' },
  spec: { replicas: 3, selector: { matchLabels: { app: 'web' } }, template: { spec: { containers: [{ name: 'c', image: 'nginx' }] } } },
  status: { replicas: 3, updatedReplicas: 3, readyReplicas: 1 },
};

const replicaSet: ReplicaSet = {
  apiVersion: 'apps/v1',
  kind: 'ReplicaSet',
  metadata: { ...meta, name: 'web-1', uid: 'r', ownerReferences: owner('apps/v1', 'Deployment', 'web') },
  spec: { replicas: 3, selector: {}, template: { spec: { containers: [] } } },
  status: { replicas: 3 },
};

const node: KubeNode = {
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { resourceVersion: '1', creationTimestamp: '', name: 'node-1', uid: 'n' },
  spec: { podCIDR: '10.244.1.0/24', unschedulable: true },
  status: {
    allocatable: { cpu: '4', memory: '8Gi', pods: '110' },
    conditions: [{ type: 'Ready', status: 'True' }],
    addresses: [{ type: 'InternalIP', address: '10.0.1.1' }],
  },
};

const service: Service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { ...meta, name: 'web', uid: 's' },
  spec: { type: 'LoadBalancer', clusterIP: '10.96.0.20', ports: [{ port: 80, targetPort: 'http', nodePort: 30080, protocol: 'TCP' }] },
  status: { loadBalancer: { ingress: [{ ip: '198.51.100.20' }] } },
};

const slice: EndpointSlice = {
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: { ...meta, name: 'web-abc', uid: 'e', labels: { 'kubernetes.io/service-name': 'web' } },
  addressType: 'IPv4',
  endpoints: [
    { addresses: ['10.244.1.2'], conditions: { ready: true } },
    { addresses: ['10.244.1.3'], conditions: { ready: false } },
  ],
};

function pod(name: string, status: PodStatus, nodeName = 'node-1'): Pod {
  const requests = { cpu: '250m', memory: '64Mi' };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { ...meta, name, uid: `uid-${name}`, ownerReferences: owner('apps/v1', 'ReplicaSet', 'web-1') },
    spec: { containers: [{ name: 'c', image: 'nginx', resources: { requests } }], ...(nodeName === '' ? {} : { nodeName }) },
    status,
  };
}

function container(state: ContainerState, ready = false, lastState?: ContainerState): PodStatus {
  const conditions = [{ type: 'Ready', status: ready ? 'True' : 'False' } as const];
  const status = {
    name: 'c',
    state,
    ready,
    restartCount: 4,
    image: 'nginx',
    imageID: '',
    ...(lastState === undefined ? {} : { lastState }),
  };
  return { phase: 'Running', podIP: '10.244.1.2', conditions, containerStatuses: [status] };
}

const ready = container({ running: {} }, true);
const unscheduled: PodStatus = {
  phase: 'Pending',
  conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: '0/1 nodes are available: 1 Insufficient cpu.' }],
};

function input(part: Partial<PictureInput>): PictureInput {
  return {
    revision: 7,
    timeUs: 1000,
    components: [],
    etcd: [],
    namespaces: [],
    nodes: [node],
    pods: [],
    deployments: [deployment],
    replicaSets: [replicaSet],
    services: [service],
    endpointSlices: [slice],
    ...part,
  };
}

describe('a pod', () => {
  const rowOf = (one: Pod) => buildPicture(input({ pods: [one] })).pods[0];
  test('that runs and is ready needs no words', () => {
    expect(rowOf(pod('a', ready))).toMatchObject({
      status: 'Running',
      ready: true,
      reason: '',
      restarts: 4,
      workload: 'deployments/shop/web',
      containers: [{ name: 'c', state: 'ready' }],
    });
  });
  test('without a node shows what the scheduler said', () => {
    expect(rowOf(pod('a', unscheduled, ''))).toMatchObject({
      node: '',
      status: 'Pending',
      reason: '0/1 nodes are available: 1 Insufficient cpu.',
      containers: [{ state: 'waiting' }],
    });
  });
  test('that crashes again and again shows how its container ended', () => {
    const status = container({ waiting: { reason: 'CrashLoopBackOff', message: 'back-off 40s' } }, false, {
      terminated: { exitCode: 137, reason: 'OOMKilled' },
    });
    expect(rowOf(pod('a', status))).toMatchObject({
      status: 'CrashLoopBackOff',
      reason: 'container c ended with exit code 137 (OOMKilled)',
      containers: [{ state: 'crashing' }],
    });
  });
  test('whose image cannot be pulled shows the message', () => {
    const status = container({ waiting: { reason: 'ImagePullBackOff', message: 'Back-off pulling image "nosuch"' } });
    expect(rowOf(pod('a', status))).toMatchObject({
      status: 'ImagePullBackOff',
      reason: 'Back-off pulling image "nosuch"',
      containers: [{ state: 'waiting' }],
    });
  });
});

test('a node adds up what its pods ask for, finished ones left out', () => {
  const finished = pod('c', { phase: 'Succeeded' });
  const [row] = buildPicture(input({ pods: [pod('a', ready), pod('b', ready), finished] })).nodes;
  expect(row).toEqual({
    uid: 'n',
    name: 'node-1',
    ready: 'True',
    state: 'Ready, cordoned',
    cpuMilli: { requested: 500, allocatable: 4000 },
    memoryBytes: { requested: 128 * 1024 * 1024, allocatable: 8 * 1024 ** 3 },
    pods: { count: 2, allocatable: 110 },
    address: '10.0.1.1',
    podCidr: '10.244.1.0/24',
  });
});

test('a loop says how far it is and what its missing pods are doing; owned ReplicaSets are not loops of their own', () => {
  const { loops } = buildPicture(input({ pods: [pod('a', ready), pod('b', unscheduled, ''), pod('c', unscheduled, '')] }));
  expect(loops).toEqual([
    { key: 'deployments/shop/web', kind: 'Deployment', namespace: 'shop', name: 'web', desired: 3, actual: 1, reason: '2 Pending' },
  ]);
});

test('a Service shows its addresses and how many endpoints are ready', () => {
  expect(buildPicture(input({})).services[0]).toMatchObject({ externalIp: '198.51.100.20', clusterIp: '10.96.0.20', readyEndpoints: 1 });
});

describe('a delta', () => {
  const many = Array.from({ length: 1000 }, (_, i) => pod(`p${i}`, ready));

  test('carries everything the first time and after a reset', () => {
    const differ = createPictureDiffer();
    const picture = buildPicture(input({ pods: many }));
    expect(differ.next(picture)).toMatchObject({ reset: true, pods: { length: 1000 } });
    differ.reset();
    expect(differ.next(picture).reset).toBe(true);
  });
  test('carries nothing when nothing changed', () => {
    const differ = createPictureDiffer();
    differ.next(buildPicture(input({ pods: many })));
    const delta = differ.next(buildPicture(input({ pods: many, timeUs: 2000, components: [], namespaces: [] })));
    expect(delta).toEqual({ revision: 7, timeUs: 2000, reset: false });
    expect(isEmptyDelta(delta)).toBe(true);
  });
  test('carries the pods that changed, those that came, and names those that went', () => {
    const differ = createPictureDiffer();
    differ.next(buildPicture(input({ pods: many })));
    const changed = [pod('p0', container({ waiting: {} })), ...many.slice(2), pod('new', ready)];
    const delta = differ.next(buildPicture(input({ pods: changed })));
    expect(delta.pods?.map(({ name }) => name)).toEqual(['p0', 'new']);
    expect(delta.podsGone).toEqual(['uid-p1']);
    expect(delta.nodes).toBeUndefined();
    expect(delta.loops).toBeDefined();
  });
  test('of unchanged pods costs little more than their number', async () => {
    const costAt = (count: number): Promise<number> => {
      const pods = many.slice(0, count);
      const differ = createPictureDiffer();
      return costOf(() => {
        for (let i = 0; i < 50; i++) differ.next(buildPicture(input({ pods })));
      });
    };
    expect(await growthOf(many.length, costAt)).toBeLessThan(MOST);
  });
});
