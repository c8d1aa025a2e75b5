// The inspector's words: what happened, why, and how to ask a real cluster the same.
import { describe, expect, test } from 'vitest';
import type { KubeObject } from '../api/object.ts';
import type { Chain } from '../sim/netfilter.ts';
import { objectTitle } from './actor-words.ts';
import { collectEpisode } from './episode.ts';
import { type ExplainSource, explainNamed, explainSpan } from './explain.ts';
import type { SpanRow } from './picture-types.ts';
import { roleName, roleNames, roleOf } from './roles.ts';
import { storyLines } from './story.ts';

function span(id: number, cause: number, part: Partial<SpanRow>): SpanRow {
  const nothing = { saw: '', decided: '', wrote: '', revision: 0, code: 0, background: false, host: 'control-plane' };
  return {
    id,
    cause,
    kind: 'reconcile',
    component: 'x',
    verb: 'reconcile',
    object: '',
    startUs: id * 1000,
    endUs: id * 1000 + 500,
    ...nothing,
    ...part,
  };
}

/** From the click to the bound pod, as the lab's components would leave it. */
const spans: readonly SpanRow[] = [
  span(2, 0, { kind: 'input', component: 'outside', verb: 'apply', object: 'deployments/shop/web' }),
  span(4, 2, { kind: 'serve', component: 'kube-apiserver', verb: 'create', object: 'deployments/shop/web', revision: 7, code: 201 }),
  span(6, 4, { kind: 'watch', component: 'replicaset-controller', verb: 'added', object: 'replicasets/shop/web-1' }),
  span(8, 6, { component: 'replicaset-controller', object: 'replicasets/shop/web-1', saw: '0 of 3 pods', wrote: '3 pods.' }),
  span(10, 8, { kind: 'request', component: 'replicaset-controller', verb: 'create', object: 'pods/shop/*' }),
  span(12, 10, { kind: 'decide', component: 'kube-scheduler', verb: 'schedule', object: 'pods/shop/web-1-x', decided: 'No node fits.' }),
  span(14, 12, { kind: 'request', component: 'kube-scheduler', verb: 'update', object: 'leases/kube-system/kube-scheduler' }),
  span(16, 1, { component: 'stranger', object: 'pods/other/y', wrote: 'something else' }),
];

const pod: KubeObject & { spec: object; status: object } = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web-1-x', namespace: 'shop', uid: 'u', resourceVersion: '9', creationTimestamp: '' },
  spec: { containers: [{ name: 'c', image: 'nginx' }] },
  status: {
    phase: 'Pending',
    conditions: [{ type: 'PodScheduled', status: 'False', message: '0/3 nodes are available: 3 Insufficient cpu.' }],
  },
};

function source(part: Partial<ExplainSource> = {}): ExplainSource {
  return {
    span: (id) => spans.find((each) => each.id === id),
    detail: () => undefined,
    stepsAbout: (object) => spans.filter((each) => each.object === object).toReversed(),
    lastStepOf: (component) => spans.findLast((each) => each.component === component),
    object: (object) => (object === 'pods/shop/web-1-x' ? pod : undefined),
    versions: () => ({ before: undefined, after: pod }),
    ownRole: () => undefined,
    schedulerTable: () => undefined,
    ...part,
  };
}

describe('a step', () => {
  test('is told with its words, its causes back to the click, its command and its role', () => {
    const { diff: _, ...told } = explainSpan(source(), 12) ?? { diff: [] };
    expect(told).toEqual({
      title: 'Scheduler',
      subtitle: 'schedule Pod web-1-x · 0.5 ms',
      saw: '',
      decided: 'No node fits.',
      wrote: '',
      reasons: [
        { text: 'ReplicaSet controller: 3 pods', span: 8 },
        { text: 'You: apply Deployment web', span: 2 },
      ],
      pipeline: [],
      command: 'kubectl describe pod web-1-x -n shop',
      role: 'kube-scheduler',
      tellings: roleOf('kube-scheduler'),
    });
  });
  test('that the trace has dropped has no explanation, and a chain that runs into the gap says so', () => {
    expect(explainSpan(source(), 99)).toBeUndefined();
    expect(explainSpan(source(), 16)?.reasons).toEqual([{ text: 'What came before is no longer in the trace', span: 1 }]);
  });
  test('that was tried again and again has its tries as one reason', () => {
    const tries = Array.from({ length: 30 }, (_, i) =>
      span(100 + 2 * i, i === 0 ? 8 : 98 + 2 * i, {
        kind: 'decide',
        component: 'kube-scheduler',
        object: 'pods/shop/a',
        decided: `No node, ${i}.`,
      }),
    );
    const all = [...spans, ...tries];
    const told = explainSpan(source({ span: (id) => all.find((each) => each.id === id) }), 158);
    expect(told?.reasons.map(({ text }) => text)).toEqual([
      'Scheduler: No node, 28 (try 29)',
      'ReplicaSet controller: 3 pods',
      'You: apply Deployment web',
    ]);
  });
  test('of the API server shows its pipeline and what it changed', () => {
    const detail = { user: 'admin', pipeline: [{ step: 'authorise', text: 'admin may create deployments' }] };
    const told = explainSpan(source({ detail: () => detail }), 4);
    expect(told?.pipeline).toEqual(detail.pipeline);
    expect(told?.diff[0]).toEqual({ mark: '+', text: 'apiVersion: v1' });
  });
  test('of kube-proxy shows the chain with the shares before', () => {
    const chain = (...addresses: readonly string[]): Chain => ({
      name: 'KUBE-SVC-A',
      rules: addresses.map((address, index) => ({
        matches: [
          { kind: 'comment', text: `shop/web -> ${address}` },
          ...(index < addresses.length - 1 ? [{ kind: 'random', probability: 1 / (addresses.length - index) } as const] : []),
        ],
        target: { kind: 'jump', chain: `KUBE-SEP-${address}` },
      })),
    });
    const detail = { kind: 'service-chain', service: 'shop/web', before: chain('a:80'), after: chain('a:80', 'b:80') };
    const sync = span(20, 0, { kind: 'sync', component: 'kube-proxy/node-1', object: 'services/shop/web' });
    const told = explainSpan(source({ span: () => sync, detail: () => detail }), 20);
    expect(told?.chain).toEqual({
      service: 'shop/web',
      chain: 'KUBE-SVC-A',
      rows: [
        { endpoint: 'a:80', probability: 0.5, share: 0.5, shareBefore: 1, chosen: false },
        { endpoint: 'b:80', probability: 1, share: 0.5, chosen: true },
      ],
    });
    expect(told?.command).toBe('iptables -t nat -L KUBE-SVC-A');
    expect(told?.title).toBe('kube-proxy on node-1');
  });
});

describe('an object', () => {
  test('that is in trouble says why, nearest reason first', () => {
    expect(explainNamed(source(), 'pods/shop/web-1-x')).toMatchObject({
      title: 'Pod web-1-x',
      saw: 'Pending on no node yet, 0 of 1 containers ready. 0/3 nodes are available: 3 Insufficient cpu.',
      reasons: [
        { text: '0/3 nodes are available: 3 Insufficient cpu' },
        { text: 'Scheduler: No node fits' },
        { text: 'ReplicaSet controller: 3 pods' },
        { text: 'You: apply Deployment web' },
      ],
      command: 'kubectl describe pod web-1-x -n shop',
      role: 'Pod',
    });
  });
  test('that does not exist says so', () => {
    expect(explainNamed(source(), 'pods/shop/nobody')).toMatchObject({ subtitle: 'not there', diff: [] });
  });
  test('a component is told by its newest step and its role', () => {
    expect(explainNamed(source(), 'kube-scheduler')).toMatchObject({ title: 'Scheduler', role: 'kube-scheduler' });
    expect(explainNamed(source(), 'kubelet/node-1')).toMatchObject({
      title: 'kubelet on node-1',
      saw: 'It has done nothing yet.',
      role: 'kubelet',
    });
  });
});

test('an episode holds what its input set off and nothing else', () => {
  const [root, ...later] = spans;
  const episode = collectEpisode(root as SpanRow, later, 100);
  expect(episode.title).toBe('apply Deployment web');
  expect(episode.spans.map(({ id }) => id)).toEqual([2, 4, 6, 8, 10, 12]);
  expect(collectEpisode(root as SpanRow, later, 3)).toMatchObject({ truncated: true, spans: { length: 3 } });
});

test('the story has a line for each step that says something', () => {
  expect(storyLines(spans)).toEqual([
    '    0.002 s  You                      apply Deployment web',
    '    0.008 s  ReplicaSet controller    0 of 3 pods → 3 pods',
    '    0.012 s  Scheduler                No node fits',
    '    0.016 s  stranger                 something else',
  ]);
});

describe('roles', () => {
  test('are told three ways, and never the same way twice', () => {
    const texts = roleNames.flatMap((name) => Object.values(roleOf(name) ?? {}) as string[]);
    expect(texts.length).toBe(roleNames.length * 3);
    expect(new Set(texts).size).toBe(texts.length);
  });
  test.each([
    ['kubelet/node-2', 'kubelet'],
    ['etcd-0', 'etcd'],
    ['kube-controller-manager/replicaset-controller', 'replicaset-controller'],
    ['outside', 'kubectl'],
  ])('the role of %s is that of %s', (component, role) => {
    expect(roleName(component)).toBe(role);
    expect(roleOf(role)).toBeDefined();
  });
  test('every controller and every kind is told, here or (a controller) in its own definition', async () => {
    const { controllers } = await import('../controllers/registry.ts');
    const { kinds } = await import('../api/registry.ts');
    const names = controllers.map(({ name }) => name);
    expect(names.length).toBeGreaterThan(1);
    const own = new Set(controllers.filter(({ role }) => role !== undefined).map(({ name }) => name));
    const untold = [...names, ...kinds.map(({ kind }) => kind)].filter((name) => !own.has(name) && roleOf(roleName(name)) === undefined);
    expect(untold, 'give defineController a `role`, or add the kind to view/roles.ts').toEqual([]);
  });
});

test('what has told no name yet is not called by its namespace', () => {
  expect(['configmaps/default/web', 'configmaps/default', 'nodes/node-1'].map(objectTitle)).toEqual([
    'ConfigMap web',
    'ConfigMap in default',
    'Node node-1',
  ]);
});
