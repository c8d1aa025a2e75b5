// Rows for scenes written by hand: pods, nodes, components and spans with what matters filled in.
import type { ComponentRow, ContainerDot, EtcdMemberRow, Explanation, NodeRow, PodRow, SpanRow } from '../../lab-cluster/index.ts';

const gibi = 1024 ** 3;

export function node(name: string, cpu: number, memory: number, part: Partial<NodeRow> = {}): NodeRow {
  return {
    uid: `uid-${name}`,
    name,
    ready: 'True',
    state: 'Ready',
    address: `10.0.0.${name.replace(/\D/g, '')}`,
    podCidr: '',
    cpuMilli: { requested: cpu * 40, allocatable: 4000 },
    memoryBytes: { requested: (memory / 100) * 8 * gibi, allocatable: 8 * gibi },
    pods: { count: 0, allocatable: 110 },
    ...part,
  };
}

export function pod(name: string, on: string, part: Partial<PodRow> & { readonly dots?: readonly ContainerDot['state'][] } = {}): PodRow {
  const { dots = ['ready'], ...rest } = part;
  return {
    uid: `uid-${name}`,
    namespace: 'shop',
    name,
    node: on,
    status: 'Running',
    ready: dots.every((dot) => dot === 'ready'),
    terminating: false,
    containers: dots.map((state, index) => ({ name: `c${index}`, state })),
    restarts: 0,
    ip: '',
    workload: '',
    reason: '',
    ...rest,
  };
}

export function member(name: string, role: EtcdMemberRow['role'], term: number, index: number, head = index): EtcdMemberRow {
  const log = Array.from({ length: 14 }, (_, at) => ({
    revision: head - 13 + at,
    replicated: head - 13 + at <= index || (head > index + 20 && at < 7),
  }));
  return { name, role, term, index, log };
}

const controllers: readonly (readonly [string, readonly string[]])[] = [
  ['deployment-controller', ['deployments', 'replicasets', 'pods']],
  ['replicaset-controller', ['replicasets', 'pods']],
  ['endpointslice-controller', ['services', 'pods', 'nodes', 'endpointslices']],
  ['node-lifecycle-controller', ['nodes', 'leases', 'pods']],
  ['endpoints-controller', ['services', 'pods']],
  ['namespace-controller', ['namespaces']],
  ['serviceaccount-controller', ['serviceaccounts', 'namespaces']],
  ['garbage-collector-controller', ['pods', 'replicasets']],
];

export function components(nodes: readonly string[], down: readonly string[] = []): readonly ComponentRow[] {
  const row = (name: string, host: string, watches: readonly string[], part: Partial<ComponentRow> = {}): ComponentRow => ({
    name,
    host,
    up: !down.includes(name),
    restarts: 0,
    watches,
    controllers: [],
    ...part,
  });
  return [
    row('etcd-0', 'control-plane', []),
    row('kube-apiserver', 'control-plane', []),
    row('kube-scheduler', 'control-plane', ['pods', 'nodes']),
    row('kube-controller-manager', 'control-plane', [], { controllers: controllers.map(([name, watches]) => ({ name, watches })) }),
    row('cloud-controller-manager', 'control-plane', ['services', 'nodes']),
    ...nodes.flatMap((name) => [
      row(`kubelet/${name}`, name, ['pods', 'nodes']),
      row(`containerd/${name}`, name, []),
      row(`kube-proxy/${name}`, name, ['services', 'endpointslices']),
    ]),
  ];
}

/** Times in milliseconds of the episode. */
export function span(
  id: number,
  cause: number,
  kind: SpanRow['kind'],
  component: string,
  verb: string,
  object: string,
  fromMs: number,
  toMs: number,
  part: Partial<SpanRow> = {},
): SpanRow {
  return {
    id,
    cause,
    kind,
    component,
    host: '',
    verb,
    object,
    startUs: origin + fromMs * 1000,
    endUs: origin + toMs * 1000,
    revision: 0,
    code: 0,
    background: false,
    saw: '',
    decided: '',
    wrote: '',
    ...part,
  };
}

/** When the written episodes begin. */
export const origin = 266_627_000;

/** An explanation that says nothing yet. */
export const nothing: Explanation = {
  title: '',
  subtitle: '',
  saw: '',
  decided: '',
  wrote: '',
  reasons: [],
  pipeline: [],
  diff: [],
  command: '',
  role: '',
};
