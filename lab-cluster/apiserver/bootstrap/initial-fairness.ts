// The bootstrap configuration of priority and fairness, as data: which requests go to which level, and how much each level gets.
// Models apiserver/pkg/apis/flowcontrol/bootstrap/default.go.

export interface InitialObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly finalizers?: readonly string[];
    readonly generation?: number;
  };
  readonly [field: string]: unknown;
}

const API_VERSION = 'flowcontrol.apiserver.k8s.io/v1';
const ALL = ['*'];
const ANY_OBJECT = { apiGroups: ALL, clusterScope: true, namespaces: ALL, resources: ALL, verbs: ALL };
const ANYTHING = { nonResourceRules: [{ nonResourceURLs: ALL, verbs: ALL }], resourceRules: [ANY_OBJECT] };
const LEASES = { apiGroups: ['coordination.k8s.io'], namespaces: ALL, resources: ['leases'] };
const NODES = { apiGroups: [''], clusterScope: true, namespaces: ALL, resources: ['nodes', 'nodes/status'], verbs: ALL };
const PROBES = { nonResourceURLs: ['/healthz', '/readyz', '/livez'], verbs: ['get'] };
const EVERYBODY = [group('system:unauthenticated'), group('system:authenticated')];
const MANAGER = user('system:kube-controller-manager');
const SCHEDULER = user('system:kube-scheduler');
const SYSTEM_ACCOUNTS = { kind: 'ServiceAccount', serviceAccount: { name: '*', namespace: 'kube-system' } };

type ByWhat = 'ByUser' | 'ByNamespace' | undefined;

const SCHEMAS: readonly (readonly [name: string, level: string, precedence: number, by: ByWhat, rule: object, subjects: object[]])[] = [
  ['exempt', 'exempt', 1, undefined, ANYTHING, [group('system:masters')]],
  ['probes', 'exempt', 2, undefined, { nonResourceRules: [PROBES] }, EVERYBODY],
  [
    'system-leader-election',
    'leader-election',
    100,
    'ByUser',
    { resourceRules: [{ ...LEASES, verbs: ['get', 'create', 'update'] }] },
    [MANAGER, SCHEDULER, SYSTEM_ACCOUNTS],
  ],
  ['system-node-high', 'node-high', 400, 'ByUser', { resourceRules: [NODES, { ...LEASES, verbs: ALL }] }, [group('system:nodes')]],
  ['system-nodes', 'system', 500, 'ByUser', ANYTHING, [group('system:nodes')]],
  ['kube-controller-manager', 'workload-high', 800, 'ByNamespace', ANYTHING, [MANAGER]],
  ['kube-scheduler', 'workload-high', 800, 'ByNamespace', ANYTHING, [SCHEDULER]],
  ['kube-system-service-accounts', 'workload-high', 900, 'ByNamespace', ANYTHING, [SYSTEM_ACCOUNTS]],
  ['service-accounts', 'workload-low', 9000, 'ByUser', ANYTHING, [group('system:serviceaccounts')]],
  ['global-default', 'global-default', 9900, 'ByUser', ANYTHING, EVERYBODY],
  ['catch-all', 'catch-all', 10_000, 'ByUser', ANYTHING, EVERYBODY],
];

/** Shares, how much of them may be lent, and the queues as their number and how many of them one flow is dealt. */
const LEVELS: readonly (readonly [name: string, shares: number, lendable: number, queues?: number, handSize?: number])[] = [
  ['leader-election', 10, 0, 16, 4],
  ['node-high', 40, 25, 64, 6],
  ['system', 30, 33, 64, 6],
  ['workload-high', 40, 50, 128, 6],
  ['workload-low', 100, 90, 128, 6],
  ['global-default', 20, 50, 128, 6],
  ['catch-all', 5, 0],
];
const QUEUE_LENGTH = 50;

export function fairnessObjects(now: string): readonly InitialObject[] {
  const exempt = { type: 'Exempt', exempt: { lendablePercent: 0, nominalConcurrencyShares: 0 } };
  return [
    ...SCHEMAS.map(([name, level, matchingPrecedence, by, rule, subjects]) => ({
      ...named('FlowSchema', name),
      spec: {
        ...(by === undefined ? {} : { distinguisherMethod: { type: by } }),
        matchingPrecedence,
        priorityLevelConfiguration: { name: level },
        rules: [{ ...rule, subjects }],
      },
      status: { conditions: [found(level, now)] },
    })),
    { ...named('PriorityLevelConfiguration', 'exempt'), spec: exempt, status: {} },
    ...LEVELS.map(([name, nominalConcurrencyShares, lendablePercent, queues, handSize]) => ({
      ...named('PriorityLevelConfiguration', name),
      spec: {
        type: 'Limited',
        limited: {
          lendablePercent,
          limitResponse:
            queues === undefined ? { type: 'Reject' } : { type: 'Queue', queuing: { handSize, queueLengthLimit: QUEUE_LENGTH, queues } },
          nominalConcurrencyShares,
        },
      },
      status: {},
    })),
  ];
}

function named(kind: string, name: string): InitialObject {
  return {
    apiVersion: API_VERSION,
    kind,
    metadata: { name, generation: 1, annotations: { 'apf.kubernetes.io/autoupdate-spec': 'true' } },
  };
}

function found(level: string, now: string): object {
  return {
    type: 'Dangling',
    status: 'False',
    lastTransitionTime: now,
    reason: 'Found',
    message: `This FlowSchema references the PriorityLevelConfiguration object named ${JSON.stringify(level)} and it exists`,
  };
}

function group(name: string): object {
  return { kind: 'Group', group: { name } };
}

function user(name: string): object {
  return { kind: 'User', user: { name } };
}
