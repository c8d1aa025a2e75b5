// The newer event API: one event while the object stays as it is, counted as a series; another when it has changed.
import { expect, test } from 'vitest';
import type { EventV1 } from '../api/kinds/event-v1.ts';
import type { ObjectList } from '../api/request.ts';
import type { Cluster } from '../index.ts';
import { bootedCluster } from '../testing/boot.ts';

const second = 1_000_000;

function eventsOf(cluster: Cluster, name: string): readonly EventV1[] {
  const query = { fieldSelector: `regarding.name=${name}` };
  return (cluster.read({ method: 'GET', path: '/apis/events.k8s.io/v1/namespaces/default/events', query }).body as ObjectList<EventV1>)
    .items;
}

function post(cluster: Cluster, path: string, body: unknown): void {
  cluster.apply({ type: 'api', request: { method: 'POST', path, body } });
}

const huge = { containers: [{ name: 'c', image: 'nginx:1.27', resources: { requests: { cpu: '100' } } }] };

test('the scheduler says what it did in the words and fields of events.k8s.io', () => {
  const cluster = bootedCluster();
  const spec = { containers: [{ name: 'c', image: 'nginx:1.27' }] };
  post(cluster, '/api/v1/namespaces/default/pods', { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'one' }, spec });
  cluster.runUntil(cluster.nowUs + 5 * second);
  const scheduled = eventsOf(cluster, 'one').find(({ reason }) => reason === 'Scheduled');
  expect(scheduled).toMatchObject({
    action: 'Binding',
    reportingController: 'default-scheduler',
    reportingInstance: 'default-scheduler-control-plane',
    type: 'Normal',
    deprecatedFirstTimestamp: null,
    deprecatedLastTimestamp: null,
    deprecatedSource: {},
  });
  expect(scheduled?.eventTime).toMatch(/\.\d{6}Z$/);
  expect(scheduled?.note).toMatch(/^Successfully assigned default\/one to node-\d$/);
  expect(scheduled).not.toHaveProperty('series');
});

test('a pod refused again as it was is one series; refused in other words, after its status said so, it is another event', () => {
  const cluster = bootedCluster();
  post(cluster, '/api/v1/namespaces/default/pods', { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'huge' }, spec: huge });
  cluster.runUntil(cluster.nowUs + 5 * second);
  expect(eventsOf(cluster, 'huge')).toHaveLength(1);
  const label = (value: string): void => {
    const headers = { 'content-type': 'application/merge-patch+json' };
    cluster.apply({
      type: 'api',
      request: { method: 'PATCH', path: '/api/v1/nodes/node-1', headers, body: { metadata: { labels: { a: value } } } },
    });
    cluster.runUntil(cluster.nowUs + 5 * second);
  };
  // The pod's own status has made another version of it, which is another thing to speak of.
  label('1');
  expect(eventsOf(cluster, 'huge')).toHaveLength(2);
  label('2');
  label('3');
  label('4');
  const [, again] = eventsOf(cluster, 'huge');
  expect(eventsOf(cluster, 'huge')).toHaveLength(2);
  expect(again?.series?.count).toBe(2);
  // What is counted in silence is told every half hour; meanwhile the pod is tried every five minutes.
  cluster.runUntil(cluster.nowUs + 31 * 60 * second);
  expect(eventsOf(cluster, 'huge')[1]?.series?.count).toBeGreaterThanOrEqual(9);
});
