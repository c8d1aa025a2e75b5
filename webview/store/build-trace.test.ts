// The trace of a hand-written episode: which steps it has, where they come from, and what never becomes a step.
import { describe, expect, it } from 'vitest';
import type { SpanRow } from '../../lab-cluster/index.ts';
import { ordinary } from '../dev/written.ts';
import { span } from '../dev/rows.ts';
import { buildTrace } from './build-trace.ts';
import { litPath } from './path.ts';

const episode = ordinary.episode;
if (episode === undefined) {
  throw new Error('the written scene has an episode');
}
const trace = buildTrace(episode);

describe('the trace of an applied Deployment', () => {
  it('has one step for each piece of work, in the order it happened', () => {
    expect(trace.steps.map((step) => `${step.number} ${step.lane} ${step.action}`)).toEqual([
      '1 kubectl patch deploy',
      '2 kube-apiserver patch deploy',
      '3 etcd put',
      '4 deployment-controller update rs',
      '5 replicaset-controller create pod',
      '6 kube-scheduler bind pod',
      '7 kubelet/node-2 pod changed',
      '8 containerd/node-2 pull',
      '9 kubelet/node-2 patch status',
      '10 kubelet/node-2 patch status',
      '11 endpointslice-controller update slice',
      '12 kube-proxy slice changed',
    ]);
  });

  it('gives every step but the first a cause that came before it', () => {
    for (const step of trace.steps.slice(1)) {
      expect(step.parent).toBeGreaterThan(0);
      expect(step.parent).toBeLessThan(step.number);
    }
  });

  it('shows a fan-out as one step at all its places', () => {
    expect(trace.steps.at(-1)?.places).toEqual(['kube-proxy/node-1', 'kube-proxy/node-2', 'kube-proxy/node-3']);
    expect(trace.lanes.at(-1)?.label).toBe('kube-proxy ×3');
  });

  it('puts etcd under the API server and other lanes in order of first appearance', () => {
    expect(trace.lanes.slice(0, 4).map((lane) => lane.key)).toEqual(['kubectl', 'kube-apiserver', 'etcd', 'deployment-controller']);
  });

  it('draws only bars and arrows that stand for recorded spans', () => {
    const ids = new Set(episode.spans.map((row) => row.id));
    expect(trace.bars.every((bar) => ids.has(bar.span))).toBe(true);
    expect(trace.arrows.every((arrow) => arrow.step > 0 && arrow.fromUs <= arrow.toUs)).toBe(true);
  });

  it('shows a step when what it wrote stands in etcd, when it is over, or when somebody begins to act on what it did', () => {
    const at = (number: number): number => (trace.steps[number - 1]?.atUs ?? 0) - episode.startUs;
    expect([at(5), at(6), at(8)]).toEqual([41_000, 57_000, 2_230_000]);
  });
});

describe('steps that go on side by side', () => {
  // One controller makes three pods, one after the other, and the first is bound before the third is made.
  const create = (id: number, pod: string, fromMs: number): readonly SpanRow[] => [
    span(id, 2, 'request', 'replicaset-controller', 'create', `pods/default/${pod}`, fromMs, fromMs + 4),
    span(id + 1, id, 'serve', 'kube-apiserver', 'create', `pods/default/${pod}`, fromMs + 1, fromMs + 3),
    span(id + 2, id + 1, 'watch', 'kube-scheduler', 'added', `pods/default/${pod}`, fromMs + 3, fromMs + 4),
  ];
  const bind = (id: number, told: number, pod: string, fromMs: number): readonly SpanRow[] => [
    span(id, told, 'decide', 'kube-scheduler', 'schedule', `pods/default/${pod}`, fromMs, fromMs + 3),
    span(id + 1, id, 'request', 'kube-scheduler', 'create', `pods/default/${pod}/binding`, fromMs + 1, fromMs + 3),
  ];
  const spans = [
    span(1, 0, 'input', 'kubectl', 'apply', 'replicasets/default/web', 0, 0),
    span(3, 1, 'request', 'kubectl', 'create', 'replicasets/default/web', 0, 1),
    span(4, 3, 'serve', 'kube-apiserver', 'create', 'replicasets/default/web', 0, 1),
    span(2, 4, 'reconcile', 'replicaset-controller', 'reconcile', 'replicasets/default/web', 1, 20),
    ...create(10, 'web-a', 2),
    ...create(20, 'web-b', 7),
    ...create(30, 'web-c', 13),
    ...bind(40, 12, 'web-a', 6),
    ...bind(50, 22, 'web-b', 11),
    ...bind(60, 32, 'web-c', 17),
  ];
  const { steps } = buildTrace({ root: 1, title: 'apply Deployment web', startUs: 0, spans, truncated: false });

  it('are told forward in time, each after its cause and before what follows from it', () => {
    expect(steps.map(({ number, lane }) => `${number} ${lane}`)).toEqual([
      '1 kubectl',
      '2 kube-apiserver',
      '3 replicaset-controller',
      '4 kube-scheduler',
      '5 kube-scheduler',
      '6 kube-scheduler',
    ]);
    const firstBound = Math.min(...spans.filter(({ kind }) => kind === 'decide').map(({ startUs }) => startUs));
    expect(steps[2]?.atUs).toBe(firstBound);
    for (const step of steps.slice(1)) {
      expect(step.atUs).toBeGreaterThanOrEqual(steps[step.number - 2]?.atUs ?? Infinity);
      expect(step.parent).toBeLessThan(step.number);
    }
  });
});

describe('of two that write at the same time', () => {
  const write = (id: number, who: string, what: string, fromMs: number, committedMs: number, toMs: number): readonly SpanRow[] => [
    span(id, 3, 'reconcile', who, 'reconcile', 'replicasets/default/web', fromMs, toMs),
    span(id + 1, id, 'request', who, 'update', what, fromMs, toMs),
    span(id + 2, id + 1, 'serve', 'kube-apiserver', 'update', what, fromMs, toMs),
    span(id + 3, id + 2, 'commit', 'etcd', 'put', what, committedMs - 1, committedMs),
  ];
  const spans = [
    span(1, 0, 'input', 'kubectl', 'apply', 'replicasets/default/web', 0, 0),
    span(2, 1, 'request', 'kubectl', 'create', 'replicasets/default/web', 0, 2),
    span(3, 2, 'serve', 'kube-apiserver', 'create', 'replicasets/default/web', 0, 2),
    span(4, 3, 'commit', 'etcd', 'put', 'replicasets/default/web', 0, 1),
    ...write(10, 'replicaset-controller', 'replicasets/default/web', 3, 9, 10),
    ...write(20, 'deployment-controller', 'deployments/default/web', 4, 7, 12),
  ];
  const { steps } = buildTrace({ root: 1, title: 'apply', startUs: 0, spans, truncated: false });

  it('the one whose write stood first in etcd is told first, whoever was answered first, and neither picture has the effect of a later one', () => {
    expect(steps.slice(3).map(({ lane, atUs }) => [lane, atUs - (spans[0]?.startUs ?? 0)])).toEqual([
      ['deployment-controller', 7_000],
      ['replicaset-controller', 9_000],
    ]);
  });
});

describe('what is not a step', () => {
  it('leaves out passes that found nothing to do, and events', () => {
    const more = [
      ...episode.spans,
      span(100, 4, 'reconcile', 'namespace-controller', 'reconcile', 'namespaces/shop', 20, 21),
      span(101, 16, 'request', 'kube-scheduler', 'create', 'events/shop/web.1', 63, 65),
      span(102, 1, 'request', 'kubelet/node-1', 'update', 'leases/kube-node-lease/node-1', 63, 65, { background: true }),
    ];
    expect(buildTrace({ ...episode, spans: more }).steps).toHaveLength(trace.steps.length);
  });
});

describe('the lit path', () => {
  it('lights what took part up to the current step and marks only that as current', () => {
    const lit = litPath(trace, 6, (place) => place);
    expect([...lit].filter(([, value]) => value.current).map(([place]) => place)).toEqual(['kube-scheduler']);
    expect(lit.has('endpointslice-controller')).toBe(false);
    expect(lit.get('kube-scheduler')).toMatchObject({ action: 'bind pod', request: true, watch: true });
  });

  it('sends controllers without a row to the row for the rest', () => {
    const lit = litPath(trace, 5, (place) => (place === 'replicaset-controller' ? 'more' : place));
    expect(lit.get('more')?.steps).toEqual([5]);
  });
});
