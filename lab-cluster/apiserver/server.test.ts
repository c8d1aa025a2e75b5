// The API server as a process: who may come in, what subresources do, and how it lives through deaths, its own and etcd's.
import { beforeEach, describe, expect, test } from 'vitest';
import type { Pod } from '../api/kinds/pod.ts';
import type { KubeObject } from '../api/object.ts';
import type { ApiResponse, ObjectList } from '../api/request.ts';
import type { Status } from '../api/status.ts';
import { ADMIN, type ApiLab, createApiLab } from '../testing/api-lab.ts';
import type { ServeDetail } from './serve-detail.ts';

const PODS = '/api/v1/namespaces/default/pods';
const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps';
const ACCOUNTS = '/api/v1/namespaces/default/serviceaccounts';
const POD = { metadata: { name: 'web' }, spec: { containers: [{ name: 'c', image: 'nginx' }] } };

let lab: ApiLab;

beforeEach(() => {
  lab = createApiLab();
  lab.post(ACCOUNTS, { metadata: { name: 'default' } });
});

function as<T>(response: ApiResponse): T {
  return response.body as unknown as T;
}

function refusal(response: ApiResponse): [number, string | undefined] {
  return [response.code, as<Status>(response).message];
}

describe('a new cluster', () => {
  test('has four namespaces and the service that leads to the API server', () => {
    expect(as<ObjectList>(lab.get('/api/v1/namespaces')).items.map((item) => item.metadata.name)).toEqual([
      'default',
      'kube-node-lease',
      'kube-public',
      'kube-system',
    ]);
    expect(as<{ spec: { clusterIP: string } }>(lab.get('/api/v1/namespaces/default/services/kubernetes')).spec.clusterIP).toBe('10.96.0.1');
    expect(as<{ subsets: unknown }>(lab.get('/api/v1/namespaces/default/endpoints/kubernetes')).subsets).toMatchObject([
      { addresses: [{ ip: '10.0.0.10' }] },
    ]);
  });

  test('tells what it can do', () => {
    const { resources } = as<{ resources: { name: string }[] }>(lab.get('/apis/apps/v1'));
    expect(resources.map((resource) => resource.name)).toContain('deployments/scale');
    expect(as<{ gitVersion: string }>(lab.get('/version')).gitVersion).toMatch(/^v1\.34/);
    expect(lab.get('/apis/none.example/v1').code).toBe(404);
    expect(refusal(lab.get('/api/v1/widgets'))).toEqual([404, 'the server could not find the requested resource']);
    expect(refusal(lab.ask({ method: 'PUT', path: CONFIG_MAPS }))).toEqual([
      405,
      'the server does not allow this method on the requested resource',
    ]);
  });
});

describe('who asks', () => {
  test('nobody in particular may look at health and version, and nothing else', () => {
    const anonymous = (path: string): ApiResponse => lab.ask({ method: 'GET', path, user: null });
    expect([anonymous('/healthz').code, anonymous('/version').code]).toEqual([200, 200]);
    expect(refusal(anonymous(CONFIG_MAPS))).toEqual([
      403,
      'configmaps is forbidden: User "system:anonymous" cannot list resource "configmaps" in API group "" in the namespace "default"',
    ]);
  });

  test('a named user without rights is told what is missing, subresource included', () => {
    const bob = { name: 'bob', groups: [] };
    expect(refusal(lab.ask({ method: 'GET', path: `${PODS}/x/status`, user: bob }))[1]).toBe(
      'pods "x" is forbidden: User "bob" cannot get resource "pods/status" in API group "" in the namespace "default"',
    );
    expect(lab.ask({ method: 'GET', path: '/api/v1/nodes', user: { name: 'system:kube-scheduler', groups: [] } }).code).toBe(200);
  });

  test('a token is good for its account until it ends, also after a restart, and for no altered text', () => {
    lab.post('/api/v1/namespaces/kube-system/serviceaccounts', { metadata: { name: 'robot' } });
    lab.post('/apis/rbac.authorization.k8s.io/v1/namespaces/default/rolebindings', {
      metadata: { name: 'robot' },
      roleRef: { kind: 'ClusterRole', name: 'system:controller:root-ca-cert-publisher' },
      subjects: [{ kind: 'ServiceAccount', name: 'robot', namespace: 'kube-system' }],
    });
    const issued = lab.post('/api/v1/namespaces/kube-system/serviceaccounts/robot/token', { spec: { expirationSeconds: 600 } });
    const { token } = as<{ status: { token: string } }>(issued).status;
    expect([issued.code, token.split('.').length]).toEqual([201, 3]);
    const ask = (bearer: string): number =>
      lab.ask({
        method: 'POST',
        path: CONFIG_MAPS,
        query: { dryRun: 'All' },
        body: { metadata: { name: 'by-robot' } },
        headers: { authorization: `Bearer ${bearer}` },
        user: null,
      }).code;
    expect([ask(token), ask(`${token}x`), ask('nonsense')]).toEqual([201, 401, 401]);
    lab.kernel.kill('kube-apiserver');
    lab.kernel.restart('kube-apiserver');
    lab.settle();
    expect(ask(token)).toBe(201);
    // Ten minutes, and one by which clocks may differ.
    lab.run(661_000);
    expect(ask(token)).toBe(401);
  });
});

describe('subresources', () => {
  test('a binding places a pod once, and says so in its conditions', () => {
    lab.post(PODS, POD);
    const binding = { metadata: { name: 'web' }, target: { kind: 'Node', name: 'node-1' } };
    expect(lab.post(`${PODS}/web/binding`, binding).code).toBe(201);
    const pod = as<Pod>(lab.get(`${PODS}/web`));
    expect([pod.spec.nodeName, pod.metadata.generation]).toEqual(['node-1', 1]);
    expect(pod.status.conditions).toMatchObject([{ type: 'PodScheduled', status: 'True' }]);
    expect(refusal(lab.post(`${PODS}/web/binding`, binding))).toEqual([
      409,
      'Operation cannot be fulfilled on pods/binding "web": pod web is already assigned to node "node-1"',
    ]);
    expect(lab.post(`${PODS}/web/binding`, { metadata: { name: 'web' } }).code).toBe(500);
  });

  test('scale reads and writes the replicas alone', () => {
    const spec = {
      replicas: 1,
      selector: { matchLabels: { app: 'web' } },
      template: { metadata: { labels: { app: 'web' } }, spec: POD.spec },
    };
    const path = '/apis/apps/v1/namespaces/default/deployments';
    lab.post(path, { metadata: { name: 'web' }, spec });
    expect(as<object>(lab.get(`${path}/web/scale`))).toMatchObject({
      kind: 'Scale',
      spec: { replicas: 1 },
      status: { selector: 'app=web' },
    });
    expect(as<object>(lab.patch(`${path}/web/scale`, { spec: { replicas: 4 } }, 'merge'))).toMatchObject({ spec: { replicas: 4 } });
    expect(as<KubeObject>(lab.get(`${path}/web`)).metadata.generation).toBe(2);
    expect(refusal(lab.patch(`${path}/web/scale`, { spec: { replicas: -1 } }, 'merge'))).toEqual([
      422,
      'Scale.autoscaling "web" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0',
    ]);
  });

  test('an eviction ends a pod gracefully', () => {
    lab.post(PODS, POD);
    lab.post(`${PODS}/web/binding`, { metadata: { name: 'web' }, target: { kind: 'Node', name: 'node-1' } });
    expect(lab.post(`${PODS}/web/eviction`, { metadata: { name: 'web' } }).code).toBe(201);
    expect(as<Pod>(lab.get(`${PODS}/web`)).metadata.deletionGracePeriodSeconds).toBe(30);
  });
});

describe('events', () => {
  test('are gone after an hour', () => {
    const event = {
      metadata: { name: 'e' },
      involvedObject: { kind: 'Pod', name: 'web', namespace: 'default' },
      reason: 'R',
      message: 'm',
      type: 'Normal',
    };
    expect(lab.post('/api/v1/namespaces/default/events', event).code).toBe(201);
    lab.run(59 * 60_000);
    expect(lab.get('/api/v1/namespaces/default/events/e').code).toBe(200);
    lab.run(3 * 60_000);
    expect(lab.get('/api/v1/namespaces/default/events/e').code).toBe(404);
  });
});

describe('the trace', () => {
  test('tells of every request which stages it passed, and where it was refused', () => {
    const detailOf = (verb: string): ServeDetail => {
      const spans = [...lab.kernel.trace.between(0, lab.kernel.nowUs, false)].filter((span) => span.kind === 'serve' && span.verb === verb);
      return spans.at(-1)?.end.detail as ServeDetail;
    };
    lab.post(PODS, POD);
    const accepted = detailOf('create').pipeline;
    expect(accepted.map(({ step }) => step)).toEqual([
      'route',
      'authenticate',
      'authorise',
      'mutating admission',
      'schema and validation',
      'validating admission',
      'storage',
      'watch cache',
    ]);
    expect(accepted[3]?.text).toBe('NamespaceLifecycle, LimitRanger, ServiceAccount, Priority, DefaultTolerationSeconds');
    lab.post(PODS, { metadata: { name: 'x' }, spec: { containers: [] } });
    const refused = detailOf('create').pipeline.at(-1);
    expect(refused).toMatchObject({ step: 'schema and validation', text: expect.stringContaining('spec.containers: Required value') });
  });
});

describe('deaths', () => {
  test('a killed server comes back with everything, from etcd alone', () => {
    lab.post(PODS, POD);
    const before = lab.get(`${PODS}/web`).body;
    lab.kernel.kill('kube-apiserver');
    lab.kernel.restart('kube-apiserver');
    lab.settle();
    expect(lab.get(`${PODS}/web`).body).toBe(before);
    expect(lab.post(CONFIG_MAPS, { metadata: { name: 'a' } }).code).toBe(201);
  });

  test('without etcd requests fail and the server is not ready; with etcd back all is well, and watches never noticed', () => {
    const watch = lab.watch(CONFIG_MAPS);
    lab.settle();
    lab.kernel.kill('etcd-0');
    lab.run(1000);
    expect(lab.get('/readyz').code).toBe(500);
    expect(lab.get('/livez').code).toBe(500);
    expect(lab.get('/livez/ping').code).toBe(200);
    expect(refusal(lab.post(CONFIG_MAPS, { metadata: { name: 'a' } }))).toEqual([500, 'etcdserver: request timed out']);
    expect(refusal(lab.get(CONFIG_MAPS))[0]).toBe(500);
    expect(lab.get(CONFIG_MAPS, { resourceVersion: '0' }).code).toBe(200);
    lab.kernel.restart('etcd-0');
    lab.run(1000);
    expect(lab.get('/readyz').code).toBe(200);
    expect(lab.post(CONFIG_MAPS, { metadata: { name: 'a' } }).code).toBe(201);
    lab.settle();
    expect([watch.closed, watch.events.map((event) => event.type)]).toEqual([false, ['ADDED']]);
  });

  test('a request in flight when etcd dies is answered, not forgotten', () => {
    const codes: number[] = [];
    lab.send({ method: 'POST', path: CONFIG_MAPS, body: { metadata: { name: 'a' } }, user: ADMIN }, (answer) => codes.push(answer.code));
    lab.run(2.2);
    lab.kernel.kill('etcd-0');
    lab.run(5000);
    expect(codes).toEqual([500]);
  });

  test('equal seeds give equal histories', () => {
    const hashOf = (seed: number): string => {
      const other = createApiLab({ seed });
      other.post(ACCOUNTS, { metadata: { name: 'default' } });
      for (let index = 0; index < 10; index++) other.post(PODS, { ...POD, metadata: { generateName: 'web-' } });
      other.settle();
      return other.kernel.trace.hash;
    };
    expect(hashOf(5)).toBe(hashOf(5));
    expect(hashOf(5)).not.toBe(hashOf(6));
  });
});
