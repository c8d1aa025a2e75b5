// A recorded scenario of a real cluster run again here, and what came of the comparison.
import type { Deployment } from '../api/kinds/deployment.ts';
import type { ReplicaSet } from '../api/kinds/replica-set.ts';
import type { Pod } from '../api/kinds/pod.ts';
import type { Condition } from '../api/object.ts';
import type { ObjectList } from '../api/request.ts';
import type { Cluster, KubeObject } from '../index.ts';
import { bootedCluster } from './boot.ts';
import { type Comparison, type Write, compareWrites, withoutChance } from './compare-writes.ts';
import { writesOf } from './write-log.ts';

/** Compact form of a recording; see `provenance` in the data. */
export interface RecordedScenario {
  readonly provenance: string;
  readonly writes: readonly Write[];
  readonly finals: readonly FinalState[];
}

export interface FinalState {
  readonly object: string;
  readonly conditions?: readonly Pick<Condition, 'type' | 'status' | 'reason' | 'message'>[];
  readonly counts?: Readonly<Record<string, number>>;
  readonly phase?: string;
  readonly endpoints?: number;
}

/** `deploy-create`: a Deployment of three, six seconds later a Service for it, three more to come to rest. */
export function runDeployCreate(
  manifest: unknown,
  service: unknown,
  recorded: RecordedScenario,
): { cluster: Cluster; comparison: Comparison } {
  const cluster = bootedCluster({ seed: 1 });
  // Three pods on three nodes that have the image already, as in the recording.
  warmImages(cluster);
  const startUs = cluster.nowUs;
  const headers = { 'user-agent': 'kubectl' };
  cluster.apply({
    type: 'api',
    request: { method: 'POST', path: '/apis/apps/v1/namespaces/default/deployments', headers, body: manifest },
  });
  cluster.runUntil(startUs + 6_000_000);
  cluster.apply({ type: 'api', request: { method: 'POST', path: '/api/v1/namespaces/default/services', headers, body: service } });
  cluster.runUntil(startUs + 9_000_000);
  const writes = compareWrites(recorded.writes, writesOf(cluster, 'default', startUs));
  const finals = compareFinals(recorded.finals, finalsOf(cluster, 'default'));
  return {
    cluster,
    comparison: {
      matched: writes.matched + finals.matched,
      total: writes.total + finals.total,
      differences: [...writes.differences, ...finals.differences],
    },
  };
}

/** Runs a pod with the image on every node and takes them away again, so that no pull is needed. */
export function warmImages(cluster: Cluster, image = 'nginx:1.27'): void {
  const nodes = (cluster.read({ method: 'GET', path: '/api/v1/nodes' }).body as ObjectList).items;
  const path = '/api/v1/namespaces/kube-public/pods';
  for (const node of nodes) {
    const name = `warm-${node.metadata.name}`;
    const spec = { nodeName: node.metadata.name, terminationGracePeriodSeconds: 0, containers: [{ name: 'c', image }] };
    cluster.apply({ type: 'api', request: { method: 'POST', path, body: { apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec } } });
  }
  cluster.runUntil(cluster.nowUs + 30_000_000);
  for (const node of nodes) cluster.apply({ type: 'api', request: { method: 'DELETE', path: `${path}/warm-${node.metadata.name}` } });
  cluster.runUntil(cluster.nowUs + 40_000_000);
}

export function finalsOf(cluster: Cluster, namespace: string): FinalState[] {
  const list = (path: string): readonly KubeObject[] => (cluster.read({ method: 'GET', path }).body as ObjectList).items;
  const finals: FinalState[] = [];
  for (const path of [
    `/apis/apps/v1/namespaces/${namespace}/deployments`,
    `/apis/apps/v1/namespaces/${namespace}/replicasets`,
    `/api/v1/namespaces/${namespace}/pods`,
  ]) {
    for (const object of list(path)) finals.push(statusOf(object as Deployment | ReplicaSet | Pod));
  }
  const subsets = list(`/api/v1/namespaces/${namespace}/endpoints`) as readonly (KubeObject & {
    subsets?: readonly { addresses?: readonly unknown[] }[];
  })[];
  for (const object of subsets) {
    if (object.metadata.name !== 'kubernetes')
      finals.push({
        object: `Endpoints/${object.metadata.name}`,
        endpoints: (object.subsets ?? []).reduce((sum, subset) => sum + (subset.addresses?.length ?? 0), 0),
      });
  }
  const slices = list(`/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices`) as readonly (KubeObject & {
    endpoints?: readonly unknown[];
  })[];
  for (const object of slices) {
    if (object.metadata.name !== 'kubernetes')
      finals.push({ object: `EndpointSlice/${object.metadata.name}`, endpoints: object.endpoints?.length ?? 0 });
  }
  return finals;
}

function statusOf(object: Deployment | ReplicaSet | Pod): FinalState {
  const status = (object.status ?? {}) as Readonly<Record<string, unknown>> & { conditions?: readonly Condition[]; phase?: string };
  const counts = Object.fromEntries(Object.entries(status).filter((entry): entry is [string, number] => typeof entry[1] === 'number'));
  return {
    object: `${object.kind}/${object.metadata.name}`,
    ...(status.conditions === undefined ? {} : { conditions: status.conditions }),
    ...(Object.keys(counts).length === 0 ? {} : { counts }),
    ...(status.phase === undefined ? {} : { phase: status.phase }),
  };
}

/** Objects paired by kind and name without chance; conditions, counts and phase must be equal. */
export function compareFinals(recorded: readonly FinalState[], ours: readonly FinalState[]): Comparison {
  const pool = ours.map((final) => ({ object: normal(final.object), text: textOf(final) }));
  const differences: string[] = [];
  let matched = 0;
  for (const expected of recorded) {
    const object = normal(expected.object);
    const text = textOf(expected);
    const exact = pool.findIndex((entry) => entry.object === object && entry.text === text);
    if (exact >= 0) {
      pool.splice(exact, 1);
      matched++;
    } else differences.push(`final ${object}: expected ${text}, have ${pool.find((entry) => entry.object === object)?.text ?? 'nothing'}`);
  }
  return { matched, total: recorded.length, differences };
}

function normal(object: string): string {
  return withoutChance(object).replace(/^EndpointSlice\/(.*)-[a-z0-9]{5}$/, 'EndpointSlice/$1-*');
}

function textOf({ conditions = [], counts = {}, phase, endpoints }: FinalState): string {
  const said = conditions
    .map(({ type, status, reason, message }) => `${type}=${status} ${reason ?? ''} ${withoutChance(message ?? '')}`.trim())
    .sort();
  const numbers = Object.entries(counts)
    .filter(([, value]) => value !== 0)
    .map(([name, value]) => `${name}=${value}`)
    .sort();
  return [
    ...said,
    ...numbers,
    ...(phase === undefined ? [] : [phase]),
    ...(endpoints === undefined ? [] : [`${endpoints} endpoints`]),
  ].join('; ');
}
