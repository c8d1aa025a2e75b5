// Scenes written by hand against the protocol: an applied Deployment, a lost node, a packet, many pods. Stand-ins until recorded ones exist.
import type { ClusterPicture, Episode, Explanation, LoopRow, PacketWalk, PodRow, SpanRow } from '../../lab-cluster/index.ts';
import { components, member, node, nothing, origin, pod, span } from './rows.ts';
import { labState, type Scene } from './scene.ts';

const names = ['node-1', 'node-2', 'node-3'];
const web = (suffix: string, on: string, ip: string, part: Parameters<typeof pod>[2] = {}) =>
  pod(`web-7d9f8c6b5-${suffix}`, on, { ip, workload: 'deployments/shop/web', ...part });
const api = (suffix: string, on: string, ip: string, part: Parameters<typeof pod>[2] = {}) =>
  pod(`api-6c5f8d9bb-${suffix}`, on, { ip, workload: 'deployments/shop/api', dots: ['ready', 'ready'], ...part });
const dns = (suffix: string, on: string, ip: string, part: Parameters<typeof pod>[2] = {}) =>
  pod(`coredns-668d6bf9bc-${suffix}`, on, { namespace: 'kube-system', ip, workload: 'deployments/kube-system/coredns', ...part });
const log = (suffix: string, on: string, ip: string, part: Parameters<typeof pod>[2] = {}) =>
  pod(`log-agent-${suffix}`, on, { namespace: 'logging', ip, workload: 'daemonsets/logging/log-agent', ...part });

const pods: readonly PodRow[] = [
  web('9fjtl', 'node-1', '10.244.1.12'),
  api('mm4zc', 'node-1', '10.244.1.9'),
  dns('kk2p8', 'node-1', '10.244.1.3'),
  log('q5x7d', 'node-1', '10.244.1.2'),
  web('tn8vb', 'node-2', '10.244.2.11'),
  web('x2kqp', 'node-2', '10.244.2.17'),
  pod('redis-0', 'node-2', { ip: '10.244.2.6', dots: ['ready', 'ready'], workload: 'statefulsets/shop/redis' }),
  log('8hw2c', 'node-2', '10.244.2.2'),
  web('lz6rd', 'node-3', '10.244.3.8'),
  api('7bqsw', 'node-3', '10.244.3.5'),
  dns('vp49m', 'node-3', '10.244.3.3'),
  log('c4tgn', 'node-3', '10.244.3.2'),
];

function loop(kind: string, namespace: string, name: string, desired: number, actual: number, reason = ''): LoopRow {
  return { key: `${kind.toLowerCase()}s/${namespace}/${name}`, kind, namespace, name, desired, actual, reason };
}

const loops: readonly LoopRow[] = [
  loop('Deployment', 'shop', 'web', 4, 4),
  loop('Deployment', 'shop', 'api', 2, 2),
  loop('StatefulSet', 'shop', 'redis', 1, 1),
  loop('Deployment', 'kube-system', 'coredns', 2, 2),
  loop('DaemonSet', 'logging', 'log-agent', 3, 3),
];

const picture: ClusterPicture = {
  revision: 421,
  timeUs: origin + 5_291_000,
  components: components(names),
  etcd: [member('etcd-0', 'leader', 2, 421)],
  namespaces: ['shop', 'kube-system', 'logging'],
  nodes: [node('node-1', 62, 48), node('node-2', 54, 41), node('node-3', 91, 72)],
  pods,
  loops,
  services: [],
};

const threeMembers = [member('etcd-0', 'follower', 4, 421), member('etcd-1', 'leader', 4, 421), member('etcd-2', 'follower', 4, 421)];

/** A write of one client: request, serve and commit, with the request's id first. */
function write(
  id: number,
  cause: number,
  component: string,
  verb: string,
  object: string,
  from: number,
  revision: number,
): readonly SpanRow[] {
  return [
    span(id, cause, 'request', component, verb, object, from, from + 12, { revision, code: 200 }),
    span(id + 1, id, 'serve', 'kube-apiserver', verb, object, from + 2, from + 10, {
      revision,
      code: 200,
      saw: `A ${verb} from ${component}.`,
      decided: 'Allowed, and the object is valid.',
      wrote: `Revision ${revision}.`,
    }),
    span(id + 2, id + 1, 'commit', 'etcd-0', 'put', object, from + 4, from + 8, {
      revision,
      saw: 'One transaction from the API server.',
      decided: 'Committed.',
      wrote: `Revision ${revision}.`,
    }),
  ];
}

const pd = 'pods/shop/web-7d9f8c6b5-x2kqp';
const slice = 'endpointslices/shop/web-l8w2v';
const spans: readonly SpanRow[] = [
  span(1, 0, 'input', 'outside', 'apply', 'deployments/shop/web', 0, 0.1),
  ...write(2, 1, 'kubectl', 'patch', 'deployments/shop/web', 0, 415).map((row) =>
    row.id === 2
      ? {
          ...row,
          endUs: origin + 19_000,
          saw: 'web.yaml with replicas: 4',
          decided: 'Only replicas differs from the last apply',
          wrote: 'A patch of Deployment web',
        }
      : row,
  ),
  span(5, 4, 'watch', 'deployment-controller', 'modified', 'deployments/shop/web', 15, 16),
  span(6, 5, 'reconcile', 'deployment-controller', 'reconcile', 'deployments/shop/web', 17, 31, {
    saw: 'Deployment web wants 4, its ReplicaSet says 3',
    decided: 'Same template, so scale the same ReplicaSet',
    wrote: 'ReplicaSet web-7d9f8c6b5 to 4, revision 416',
  }),
  ...write(7, 6, 'deployment-controller', 'update', 'replicasets/shop/web-7d9f8c6b5', 18, 416),
  span(10, 9, 'watch', 'replicaset-controller', 'modified', 'replicasets/shop/web-7d9f8c6b5', 30, 31),
  span(11, 10, 'reconcile', 'replicaset-controller', 'reconcile', 'replicasets/shop/web-7d9f8c6b5', 31, 46, {
    saw: '4 wanted, 3 pods match its selector',
    decided: 'One pod is missing',
    wrote: 'Pod web-x2kqp, revision 417',
  }),
  ...write(12, 11, 'replicaset-controller', 'create', pd, 33, 417),
  span(15, 14, 'watch', 'kube-scheduler', 'added', pd, 44, 45),
  span(16, 15, 'decide', 'kube-scheduler', 'schedule', pd, 45, 62, {
    saw: 'web-x2kqp was created without a node',
    decided: 'node-2: node-3 lacks cpu, and node-2 has more left than node-1',
    wrote: 'A binding to node-2, revision 418',
  }),
  ...write(17, 16, 'kube-scheduler', 'create', `${pd}/binding`, 49, 418),
  span(20, 19, 'watch', 'kubelet/node-2', 'modified', pd, 60, 61),
  span(21, 20, 'sync', 'kubelet/node-2', 'sync', pd, 62, 70, {
    saw: 'web-x2kqp is now bound to this node',
    decided: 'It fits, so admit it and prepare its volumes',
    wrote: 'Nothing yet',
  }),
  span(22, 21, 'runtime', 'containerd/node-2', 'pull', pd, 66, 2230, {
    saw: 'A request for a sandbox and one container',
    decided: 'The image is not on this node: pull it',
    wrote: 'Container started after 2.16 s',
  }),
  span(23, 22, 'sync', 'kubelet/node-2', 'sync', pd, 2232, 2250, {
    saw: 'The container is running',
    decided: 'Not ready: the readiness probe has not passed',
    wrote: 'Pod status Running, revision 419',
  }),
  ...write(24, 23, 'kubelet/node-2', 'patch', `${pd}/status`, 2234, 419),
  span(27, 23, 'sync', 'kubelet/node-2', 'sync', pd, 5238, 5254, {
    saw: 'The readiness probe returned 200',
    decided: 'The pod can take traffic',
    wrote: 'Condition Ready, revision 420',
  }),
  ...write(28, 27, 'kubelet/node-2', 'patch', `${pd}/status`, 5240, 420),
  span(31, 30, 'watch', 'endpointslice-controller', 'modified', pd, 5252, 5253),
  span(32, 31, 'reconcile', 'endpointslice-controller', 'reconcile', 'services/shop/web', 5258, 5272, {
    saw: 'web-x2kqp became ready',
    decided: 'It matches the selector of Service web',
    wrote: 'Its address into web-l8w2v, revision 421',
  }),
  ...write(33, 32, 'endpointslice-controller', 'update', slice, 5259, 421),
  ...names.flatMap((name, index) => [
    span(40 + index * 2, 35, 'watch', `kube-proxy/${name}`, 'modified', slice, 5272, 5273),
    span(41 + index * 2, 40 + index * 2, 'sync', `kube-proxy/${name}`, 'sync', slice, 5274 + index, 5289 + index, {
      saw: 'EndpointSlice web-l8w2v gained 10.244.2.17',
      decided: 'Four ready endpoints now share Service web, so each rule changes',
      wrote: 'Nothing in the API. It rewrote iptables on this node',
    }),
  ]),
];

const episode: Episode = { root: 1, title: 'apply Deployment web', startUs: origin, spans, truncated: false };
const firstRevision = 380;
const timeline = {
  fromUs: 0,
  toUs: origin + 5_291_000,
  revisions: Array.from({ length: 42 }, (_, at) => {
    const revision = firstRevision + at;
    const commit = spans.find((row) => row.kind === 'commit' && row.revision === revision);
    return { revision, timeUs: commit?.endUs ?? 200_000_000 + at * 1_500_000 };
  }),
};

/** The picture at a step: what of the pod has been written by then. */
function pictureAt(revision: number, timeUs: number): ClusterPicture {
  const others = pods.filter((row) => row.name !== 'web-7d9f8c6b5-x2kqp');
  const own =
    revision < 417
      ? []
      : revision < 418
        ? [web('x2kqp', '', '', { status: 'Pending', dots: ['waiting'], reason: 'waiting for the scheduler' })]
        : revision < 419
          ? [web('x2kqp', 'node-2', '', { status: 'Pending', dots: ['waiting'] })]
          : revision < 420
            ? [web('x2kqp', 'node-2', '10.244.2.17', { dots: ['running'] })]
            : [web('x2kqp', 'node-2', '10.244.2.17')];
  const actual = revision < 420 ? 3 : 4;
  return {
    ...picture,
    revision,
    timeUs,
    etcd: [member('etcd-0', 'leader', 2, revision)],
    pods: [...others, ...own],
    loops: [
      loop('Deployment', 'shop', 'web', revision < 415 ? 3 : 4, actual, actual < 4 && revision >= 415 ? '1 to go' : ''),
      ...loops.slice(1),
    ],
  };
}

const schedulerTellings = {
  plain: 'The scheduler picks a node for each pod that has none. It only writes the choice; the kubelet on that node does the work.',
  port: 'The berth planner: rules out berths that are too shallow or full, ranks the rest, writes one berth number. Never touches a crane.',
  office: 'The person who assigns desks: checks who fits where, writes a name on the plan, and does not carry the boxes.',
};

function scoreRow(node: string, feasible: boolean, scores: readonly number[]) {
  const plugins = ['TaintToleration', 'PodTopologySpread', 'NodeResourcesFit', 'NodeResourcesBalancedAllocation'];
  return {
    node,
    feasible,
    total: scores.reduce((sum, score) => sum + score, 0),
    verdicts: [
      { plugin: 'TaintToleration', phase: 'Filter' as const, passed: true },
      { plugin: 'NodeResourcesFit', phase: 'Filter' as const, passed: feasible, ...(feasible ? {} : { reason: 'Insufficient cpu' }) },
      ...(feasible ? plugins.map((plugin, index) => ({ plugin, phase: 'Score' as const, score: scores[index] ?? 0 })) : []),
    ],
  };
}

const chain = {
  service: 'shop/web',
  chain: 'KUBE-SVC-LOLE4ISW44XBNF3G',
  rows: ['10.244.1.12', '10.244.2.11', '10.244.2.17', '10.244.3.8'].map((ip, index) => ({
    endpoint: `${ip}:8080`,
    probability: 1 / (4 - index),
    share: 0.25,
    chosen: index === 2,
  })),
};

const explanations: Record<string, Explanation> = Object.fromEntries(
  spans.map((row) => [
    `span ${row.id}`,
    {
      ...nothing,
      title: row.component,
      subtitle: `${row.verb} ${row.object}`,
      saw: row.saw,
      decided: row.decided,
      wrote: row.wrote,
      command: 'kubectl get pod web-7d9f8c6b5-x2kqp -o yaml',
      diff: [
        { mark: ' ' as const, text: 'kind: Pod' },
        { mark: ' ' as const, text: 'spec:' },
        { mark: '-' as const, text: '  nodeName: ""' },
        { mark: '+' as const, text: '  nodeName: node-2' },
      ],
    },
  ]),
);
explanations['span 16'] = {
  ...(explanations['span 16'] ?? nothing),
  command: 'kubectl describe pod web-7d9f8c6b5-x2kqp',
  role: 'kube-scheduler',
  tellings: schedulerTellings,
  scheduler: {
    pod: 'shop/web-x2kqp',
    chosen: 'node-2',
    message: '',
    nodes: [scoreRow('node-1', true, [300, 200, 46, 86]), scoreRow('node-2', true, [300, 200, 56, 87]), scoreRow('node-3', false, [])],
  },
};
explanations['span 41'] = {
  ...(explanations['span 41'] ?? nothing),
  chain,
  command: 'iptables -t nat -L KUBE-SVC-LOLE4ISW44XBNF3G',
  role: 'kube-proxy',
  tellings: {
    ...schedulerTellings,
    plain: 'kube-proxy turns Services into packet rules on its own node. It never carries the traffic itself.',
  },
};
explanations['object deployments/shop/web'] = {
  ...nothing,
  title: 'Deployment web',
  subtitle: 'revision 420',
  saw: 'Wants 4, has 4. The loop is closed, so nobody is doing anything.',
  command: 'kubectl get deploy web -o yaml',
  role: 'Deployment',
  tellings: {
    plain: 'A Deployment states what you want. Controllers keep comparing it with what exists, and close the gap.',
    port: 'A standing order: four ships of this kind on the route, always.',
    office: 'A headcount plan: four people in this role.',
  },
  diff: ['kind: Deployment', 'spec:', '  replicas: 4', 'status:', '  readyReplicas: 4', '  observedGeneration: 3'].map((text) => ({
    mark: ' ' as const,
    text,
  })),
};
explanations['object pods/shop/api-6c5f8d9bb-h9t2x'] = {
  ...nothing,
  title: 'Why is api-h9t2x pending?',
  subtitle: 'revision 470',
  saw: 'No node will take it. One is unreachable and the other two have too little cpu left.',
  command: 'kubectl describe pod api-6c5f8d9bb-h9t2x',
  reasons: [
    'Scheduler found no node: 0/3 nodes are available',
    'ReplicaSet api created api-h9t2x, rev 470',
    'Its pods were evicted, 5 m later, rev 468',
    'Node lifecycle marked node-3 NotReady, rev 452',
    'kubelet on node-3 went down, 6 m 02 s ago',
  ].map((text, index) => ({ text, span: 5 - index })),
  scheduler: {
    pod: 'shop/api-h9t2x',
    chosen: '',
    message: '0/3 nodes are available: 2 Insufficient cpu, 1 node(s) had untolerated taint.',
    nodes: [
      scoreRow('node-1', false, []),
      scoreRow('node-2', false, []),
      {
        node: 'node-3',
        feasible: false,
        total: 0,
        verdicts: [{ plugin: 'TaintToleration', phase: 'Filter', passed: false, reason: 'untolerated taint unreachable' }],
      },
    ],
  },
};

const lab = labState({ timeUs: picture.timeUs, revision: 421 });
const stops = spans.filter((row) => row.endUs > 0).map((row) => row.endUs);
const revisionAt = (timeUs: number) =>
  spans.reduce((revision, row) => (row.kind === 'commit' && row.endUs <= timeUs ? Math.max(revision, row.revision) : revision), 414);

export const ordinary: Scene = {
  lab,
  live: picture,
  episode,
  timeline,
  explanations,
  pasts: [origin - 1000, ...stops].sort((a, b) => a - b).map((timeUs) => ({ timeUs, picture: pictureAt(revisionAt(timeUs), timeUs) })),
};
export const threeEtcd: Scene = { ...ordinary, live: { ...picture, etcd: threeMembers } };

const failurePods: readonly PodRow[] = [
  ...pods.filter((row) => row.node !== 'node-3'),
  dns('w4z8r', 'node-1', '10.244.1.14'),
  web('d6fjn', 'node-2', '10.244.2.21', { status: 'CrashLoopBackOff', dots: ['crashing'], reason: 'exit 1, back-off 40 s' }),
  web('lz6rd', 'node-3', '10.244.3.8', { terminating: true, dots: ['running'], status: 'Terminating' }),
  api('7bqsw', 'node-3', '10.244.3.5', { terminating: true, dots: ['running', 'running'] }),
  dns('vp49m', 'node-3', '10.244.3.3', { terminating: true, dots: ['running'] }),
  log('c4tgn', 'node-3', '', { dots: ['running'] }),
  api('h9t2x', '', '', {
    status: 'Pending',
    dots: ['waiting', 'waiting'],
    reason: '0/3 nodes are available: 2 Insufficient cpu, 1 node(s) had untolerated taint',
  }),
];
const failureSpans: readonly SpanRow[] = [
  span(1, 0, 'input', 'outside', 'kill', 'kubelet/node-3', 0, 0.1, { saw: 'You killed kubelet on node-3', code: 0 }),
  span(2, 1, 'life', 'kubelet/node-3', 'stop', 'kubelet/node-3', 0.2, 10, { code: 500, saw: 'The process was killed' }),
  span(3, 2, 'reconcile', 'node-lifecycle-controller', 'reconcile', 'nodes/node-3', 50_000, 50_020, {
    saw: 'No heartbeat of node-3 for 50 s',
    decided: 'It is unreachable',
    wrote: 'Condition Unknown and a taint',
  }),
  ...write(4, 3, 'node-lifecycle-controller', 'patch', 'nodes/node-3/status', 50_004, 452),
  span(7, 6, 'watch', 'endpointslice-controller', 'modified', 'nodes/node-3', 50_017, 50_018),
  span(8, 7, 'reconcile', 'endpointslice-controller', 'reconcile', 'services/shop/web', 50_020, 50_040, {
    saw: 'node-3 is not ready',
    decided: 'Its endpoints are not ready',
    wrote: 'web-l8w2v, revision 453',
  }),
  ...write(9, 8, 'endpointslice-controller', 'update', slice, 50_024, 453),
  ...['node-1', 'node-2'].flatMap((name, index) => [
    span(12 + index * 2, 11, 'watch', `kube-proxy/${name}`, 'modified', slice, 50_037, 50_038),
    span(13 + index * 2, 12 + index * 2, 'sync', `kube-proxy/${name}`, 'sync', slice, 50_042, 50_058),
  ]),
  span(20, 3, 'reconcile', 'taint-eviction-controller', 'evict', 'nodes/node-3', 350_000, 350_020, {
    saw: 'Tolerated for 5 m',
    decided: 'Evict',
    wrote: 'Three deletions',
  }),
  ...write(21, 20, 'taint-eviction-controller', 'delete', 'pods/shop/api-6c5f8d9bb-7bqsw', 350_004, 466),
  span(24, 23, 'watch', 'replicaset-controller', 'modified', 'pods/shop/api-6c5f8d9bb-7bqsw', 350_018, 350_019),
  span(25, 24, 'reconcile', 'replicaset-controller', 'reconcile', 'replicasets/shop/api-6c5f8d9bb', 350_022, 350_042, {
    saw: '2 wanted, 1 left',
    decided: 'Create one',
    wrote: 'api-h9t2x',
  }),
  ...write(26, 25, 'replicaset-controller', 'create', 'pods/shop/api-6c5f8d9bb-h9t2x', 350_026, 470),
  span(29, 28, 'watch', 'kube-scheduler', 'added', 'pods/shop/api-6c5f8d9bb-h9t2x', 350_040, 350_041),
  span(30, 29, 'decide', 'kube-scheduler', 'schedule', 'pods/shop/api-6c5f8d9bb-h9t2x', 350_046, 350_062, {
    saw: 'api-h9t2x has no node',
    decided: '0/3 nodes are available',
    wrote: 'Condition PodScheduled False',
  }),
  ...write(31, 30, 'kube-scheduler', 'patch', 'pods/shop/api-6c5f8d9bb-h9t2x/status', 350_050, 474),
];
export const failure: Scene = {
  ...ordinary,
  lab: labState({ timeUs: 728_204_000, revision: 476, idle: false }),
  live: {
    ...picture,
    revision: 476,
    timeUs: 728_204_000,
    pods: failurePods,
    components: components(names, ['kubelet/node-3', 'kube-proxy/node-3']),
    etcd: [member('etcd-0', 'follower', 5, 476), member('etcd-1', 'down', 4, 451, 476), member('etcd-2', 'leader', 5, 476)],
    nodes: [
      node('node-1', 94, 48),
      node('node-2', 88, 41),
      node('node-3', 91, 72, { ready: 'Unknown', state: 'NotReady, no heartbeat 6 m 02 s' }),
    ],
    loops: [
      loop('Deployment', 'shop', 'web', 4, 3, '1 crashing'),
      loop('Deployment', 'shop', 'api', 2, 1, '1 pending'),
      ...loops.slice(2, 4),
      loop('DaemonSet', 'logging', 'log-agent', 3, 2, 'node-3 lost'),
    ],
  },
  pasts: [],
  episode: { root: 1, title: 'kill kubelet/node-3', startUs: origin, spans: failureSpans, truncated: false },
  timeline: {
    fromUs: 0,
    toUs: 728_204_000,
    revisions: Array.from({ length: 97 }, (_, at) => ({ revision: 380 + at, timeUs: 200_000_000 + at * 5_400_000 })),
  },
};
export const quorum: Scene = {
  ...failure,
  live: {
    ...(failure.live ?? picture),
    etcd: [member('etcd-0', 'candidate', 5, 476), member('etcd-1', 'down', 4, 451, 476), member('etcd-2', 'down', 5, 476)],
  },
};

const walk: PacketWalk = {
  span: 900,
  title: 'GET / from an internet client',
  outcome: 'answered',
  verdict: 'web-x2kqp on node-2 answered 200.',
  chain: { ...chain, rows: chain.rows.map((row, index) => (index < 3 ? { ...row, drawn: [0.71, 0.58, 0.31][index] ?? 0 } : row)) },
  hops: (
    [
      ['client', '', 'Client 203.0.113.7', 'asks 198.51.100.20:80', '203.0.113.7:41822', '198.51.100.20:80', 'out'],
      ['load balancer', '', 'Load balancer', 'picks node-1, port 30080', '203.0.113.7:41822', '10.0.0.1:30080', 'out'],
      ['node-1', 'node-1', 'KUBE-NODEPORTS', 'port 30080 is web; KUBE-EXT marks it to masquerade', '', '', 'out'],
      ['node-1', 'node-1', 'KUBE-SVC-LOLE4ISW44XBNF3G', 'third rule wins: chance 0.5 of what is left', '', '', 'out'],
      ['node-1', 'node-1', 'KUBE-SEP-6E7XQMQ4RAYOWTTM', 'rewrites the destination to 10.244.2.17:8080', '', '', 'out'],
      ['web-7d9f8c6b5-x2kqp', 'node-2', 'web-x2kqp on node-2', 'answers 200', '10.0.0.1:41822', '10.244.2.17:8080', 'out'],
      ['client', '', 'Client 203.0.113.7', 'the reply retraces the path', '198.51.100.20:80', '203.0.113.7:41822', 'back'],
    ] as const
  ).map(([place, on, title, text, source, destination, direction]) => ({
    place,
    node: on,
    title,
    text,
    rule: '',
    source,
    destination,
    assignedBy: '',
    direction,
  })),
  namedBy: [
    { address: '198.51.100.20', what: 'load balancer', by: 'cloud' },
    { address: '10.244.2.17', what: 'pod', by: 'CNI on node-2' },
  ],
};
export const packet: Scene = { ...ordinary, walk, lab: { ...lab, paused: true } };

function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1664525 + 1013904223) >>> 0;
    return state / 4294967296;
  };
}

export function manyScene(nodeCount: number, podsPerNode: number): Scene {
  const random = chance(7);
  const workloads = ['deployments/shop/checkout', 'statefulsets/shop/search-index', 'deployments/shop/web', 'deployments/shop/catalog'];
  const nodes = Array.from({ length: nodeCount }, (_, index) =>
    node(`node-${index + 1}`, 40 + Math.floor(random() * 50), 55, index === 33 ? { ready: 'Unknown', state: 'NotReady' } : {}),
  );
  const rows = nodes.flatMap((on, index) =>
    Array.from({ length: podsPerNode }, (_, at) => {
      const draw = random();
      const workload = workloads[Math.floor((at / podsPerNode) * workloads.length)] ?? '';
      const name = `${workload.split('/')[2]}-7d9f8c6b5-${index}x${at}`;
      const part =
        index === 33
          ? { terminating: true }
          : draw < 0.004
            ? { dots: ['crashing' as const], status: 'CrashLoopBackOff' }
            : draw < 0.02
              ? { dots: ['waiting' as const], status: 'ContainerCreating' }
              : {};
      return pod(name, on.name, { workload, ip: `10.244.${index}.${at}`, ...part });
    }),
  );
  const now = 4_967_310_000;
  const kinds = [
    'kube-apiserver',
    'etcd-0',
    'deployment-controller',
    'replicaset-controller',
    'kube-scheduler',
    'node-lifecycle-controller',
    'endpointslice-controller',
    'kubelet/node-1',
    'kube-proxy/node-1',
  ];
  return {
    ...ordinary,
    episode: undefined,
    lab: labState({ timeUs: now, revision: 18204, idle: false }),
    live: {
      ...picture,
      revision: 18204,
      timeUs: now,
      nodes,
      pods: rows,
      components: components(nodes.map((row) => row.name)),
      loops: workloads.map((workload) => {
        const own = rows.filter((row) => row.workload === workload);
        return loop(
          workload.startsWith('d') ? 'Deployment' : 'StatefulSet',
          'shop',
          workload.split('/')[2] ?? '',
          own.length,
          own.filter((row) => row.ready && !row.terminating).length,
        );
      }),
    },
    pasts: [],
    spans: Array.from({ length: 6000 }, (_, index) =>
      span(index, 0, 'reconcile', kinds[Math.floor(random() * kinds.length)] ?? '', 'reconcile', '', 0, 0, {
        startUs: now - Math.floor(random() * 60_000_000),
        endUs: now,
      }),
    ),
  };
}

/** The middle level: glyphs without names. */
export const middle: Scene = { ...manyScene(5, 22), episode, timeline };

export const empty: Scene = { ...ordinary, lab: null, live: undefined, episode: undefined };
export const loading: Scene = {
  ...empty,
  lab: labState({
    phase: 'starting',
    boot: [
      ['etcd', 'leader elected', true],
      ['API server', 'serving, rev 12', true],
      ['Scheduler and controllers', 'watching', true],
      ['node-1', 'Ready', true],
      ['node-2', 'kubelet registering', false],
      ['node-3', 'waiting', false],
    ].map(([part, text, done]) => ({ part: String(part), text: String(text), done: done === true })),
  }),
};
export const failed: Scene = {
  ...empty,
  lab: labState({
    phase: 'failed',
    failure: 'The API server could not reach etcd within 60 s of virtual time.',
    boot: loading.lab?.boot ?? [],
  }),
};
