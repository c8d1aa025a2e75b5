// What every kind gets from the API server: create, read, update, patch, delete, and the rules between them.
import { beforeEach, describe, expect, test } from 'vitest';
import type { Deployment } from '../../api/kinds/deployment.ts';
import type { Pod } from '../../api/kinds/pod.ts';
import type { Service } from '../../api/kinds/service.ts';
import type { KubeObject } from '../../api/object.ts';
import type { ApiResponse, ObjectList } from '../../api/request.ts';
import type { Status } from '../../api/status.ts';
import { type ApiLab, createApiLab } from '../../testing/api-lab.ts';

const PODS = '/api/v1/namespaces/default/pods';
const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps';
const DEPLOYMENTS = '/apis/apps/v1/namespaces/default/deployments';
const SERVICES = '/api/v1/namespaces/default/services';

const POD = { metadata: { name: 'web' }, spec: { containers: [{ name: 'c', image: 'nginx' }] } };
const DEPLOYMENT = {
  metadata: { name: 'web' },
  spec: {
    replicas: 3,
    selector: { matchLabels: { app: 'web' } },
    template: {
      metadata: { labels: { app: 'web' } },
      spec: { containers: [{ name: 'c', image: 'nginx', ports: [{ containerPort: 80 }] }] },
    },
  },
};

let lab: ApiLab;

beforeEach(() => {
  lab = createApiLab();
  lab.post('/api/v1/namespaces/default/serviceaccounts', { metadata: { name: 'default' } });
});

function as<T>(response: ApiResponse): T {
  return response.body as unknown as T;
}

function refusal(response: ApiResponse): [number, string | undefined, string | undefined] {
  const { code, reason, message } = as<Status>(response);
  return [code, reason, message];
}

describe('create', () => {
  test('fills what only the server may say, and tells it to whoever reads next', () => {
    const created = as<Pod>(lab.post(PODS, POD));
    expect(created.metadata).toMatchObject({ namespace: 'default', uid: expect.stringMatching(/^[0-9a-f-]{36}$/), generation: 1 });
    expect(Number(created.metadata.resourceVersion)).toBeGreaterThan(1);
    // One object per version, ever: whoever reads it gets the very same.
    expect(lab.get(`${PODS}/web`).body).toBe(created);
  });

  test('takes about as long as a real one', () => {
    const before = lab.kernel.nowUs;
    lab.post(CONFIG_MAPS, { metadata: { name: 'a' } });
    const tookMs = (lab.kernel.nowUs - before) / 1000;
    expect(tookMs).toBeGreaterThan(1.5);
    expect(tookMs).toBeLessThan(6);
  });

  test('refuses a taken name, and draws another when it may choose', () => {
    lab.post(CONFIG_MAPS, { metadata: { name: 'a' } });
    expect(refusal(lab.post(CONFIG_MAPS, { metadata: { name: 'a' } }))).toEqual([409, 'AlreadyExists', 'configmaps "a" already exists']);
    const names = [1, 2].map(() => as<KubeObject>(lab.post(CONFIG_MAPS, { metadata: { generateName: 'g-' } })).metadata.name);
    expect(names[0]).toMatch(/^g-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
    expect(names[0]).not.toBe(names[1]);
  });

  test('says which namespace is missing, ending or meant', () => {
    expect(refusal(lab.post('/api/v1/namespaces/nowhere/configmaps', { metadata: { name: 'a' } }))).toEqual([
      404,
      'NotFound',
      'namespaces "nowhere" not found',
    ]);
    expect(refusal(lab.post(CONFIG_MAPS, { metadata: { name: 'a', namespace: 'other' } }))[0]).toBe(400);
    lab.post('/api/v1/namespaces', { metadata: { name: 'team' } });
    lab.delete('/api/v1/namespaces/team');
    const [code, , message] = refusal(lab.post('/api/v1/namespaces/team/configmaps', { metadata: { name: 'a' } }));
    expect([code, message]).toEqual([
      403,
      'configmaps "a" is forbidden: unable to create new content in namespace team because it is being terminated',
    ]);
  });

  test('treats unknown fields as the caller asks', () => {
    const body = { metadata: { name: 'a' }, spek: 1 };
    expect(refusal(lab.post(CONFIG_MAPS, body, { fieldValidation: 'Strict' }))).toEqual([
      400,
      'BadRequest',
      'ConfigMap in version "v1" cannot be handled as a ConfigMap: strict decoding error: unknown field "spek"',
    ]);
    const warned = lab.post(CONFIG_MAPS, body);
    expect([warned.code, warned.warnings, 'spek' in as<object>(warned)]).toEqual([201, ['unknown field "spek"'], false]);
    expect(lab.post(CONFIG_MAPS, { ...body, metadata: { name: 'b' } }, { fieldValidation: 'Ignore' }).warnings).toBeUndefined();
  });

  test('stores nothing in a dry run', () => {
    expect(lab.post(CONFIG_MAPS, { metadata: { name: 'a' } }, { dryRun: 'All' }).code).toBe(201);
    expect(lab.get(`${CONFIG_MAPS}/a`).code).toBe(404);
  });

  test('reads YAML as Kubernetes does, where n is false, and says where broken text breaks', () => {
    const ask = (body: string): ApiResponse =>
      lab.ask({ method: 'POST', path: CONFIG_MAPS, body, headers: { 'content-type': 'application/yaml' } });
    expect(ask('metadata: {name: a}\ndata:\n  k: v\n').code).toBe(201);
    expect(refusal(ask('metadata: {name: n}'))[2]).toContain(
      'json: cannot unmarshal bool into Go struct field ObjectMeta.metadata.name of type string',
    );
    const broken = (text: string): string =>
      (refusal(ask(text))[2] ?? '').replace(/^.*\(must be of type ConfigMap\): (.*) \([0-9a-f. ]+\)$/, '$1');
    expect(broken('metadata: {name: a')).toBe("yaml: line 1: did not find expected ',' or '}'");
    expect(broken('a: 1\nb: [1, 2\n')).toBe("yaml: line 2: did not find expected ',' or ']'");
    expect(broken('kind: ConfigMap\nmetadata:\n  name: a\n labels:\n')).toBe('yaml: line 3: did not find expected key');
    expect(refusal(ask('x'.repeat(4_000_000)))[0]).toBe(413);
  });

  test('a pod gets a service account, its token, tolerations and a priority', () => {
    const { spec } = as<Pod>(lab.post(PODS, POD));
    expect(spec).toMatchObject({ serviceAccountName: 'default', priority: 0, preemptionPolicy: 'PreemptLowerPriority' });
    expect(spec.tolerations?.map((toleration) => [toleration.key, toleration.tolerationSeconds])).toEqual([
      ['node.kubernetes.io/not-ready', 300],
      ['node.kubernetes.io/unreachable', 300],
    ]);
    expect(spec.volumes?.[0]?.name).toMatch(/^kube-api-access-.{5}$/);
    expect(spec.containers[0]?.volumeMounts?.[0]?.name).toBe(spec.volumes?.[0]?.name);
  });

  test('a pod waits a moment for the default account of a new namespace', () => {
    lab.post('/api/v1/namespaces', { metadata: { name: 'team' } });
    let pod: ApiResponse | undefined;
    lab.send(
      { method: 'POST', path: '/api/v1/namespaces/team/pods', body: POD, user: { name: 'admin', groups: ['system:masters'] } },
      (answer) => (pod = answer),
    );
    lab.run(150);
    lab.post('/api/v1/namespaces/team/serviceaccounts', { metadata: { name: 'default' } });
    lab.settle();
    expect(pod?.code).toBe(201);
  });

  test('a node registers as not ready yet', () => {
    const node = as<{ spec: { taints: unknown[] } }>(lab.post('/api/v1/nodes', { metadata: { name: 'node-1' } }));
    expect(node.spec.taints).toEqual([{ key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' }]);
  });
});

describe('update', () => {
  test('refuses a version that is no longer the newest', () => {
    const first = as<KubeObject>(lab.post(CONFIG_MAPS, { metadata: { name: 'a' }, data: { k: '1' } }));
    expect(lab.put(`${CONFIG_MAPS}/a`, { ...first, data: { k: '2' } }).code).toBe(200);
    expect(refusal(lab.put(`${CONFIG_MAPS}/a`, { ...first, data: { k: '3' } }))).toEqual([
      409,
      'Conflict',
      'Operation cannot be fulfilled on configmaps "a": the object has been modified; please apply your changes to the latest version and try again',
    ]);
  });

  test('writes nothing when nothing would change', () => {
    const first = as<KubeObject>(lab.post(CONFIG_MAPS, { metadata: { name: 'a' }, data: { k: '1' } }));
    expect(lab.put(`${CONFIG_MAPS}/a`, first).body).toBe(first);
  });

  test('raises the generation for a new spec, not for a new status', () => {
    const created = as<Deployment>(lab.post(DEPLOYMENTS, DEPLOYMENT));
    const scaled = as<Deployment>(lab.put(`${DEPLOYMENTS}/web`, { ...created, spec: { ...created.spec, replicas: 5 } }));
    expect(scaled.metadata.generation).toBe(2);
    const told = as<Deployment>(lab.put(`${DEPLOYMENTS}/web/status`, { ...scaled, spec: { replicas: 9 }, status: { replicas: 3 } }));
    expect([told.metadata.generation, told.spec.replicas, told.status.replicas]).toEqual([2, 5, 3]);
    // The new version shares with the old what did not change.
    expect(told.spec).toBe(scaled.spec);
  });

  test('the name and namespace of the URL hold', () => {
    const first = as<KubeObject>(lab.post(CONFIG_MAPS, { metadata: { name: 'a' } }));
    expect(refusal(lab.put(`${CONFIG_MAPS}/b`, first))[2]).toBe('the name of the object (a) does not match the name on the URL (b)');
    expect(refusal(lab.put(`${CONFIG_MAPS}/zz`, { metadata: { name: 'zz' } }))[0]).toBe(404);
  });

  test('nobody ends an object by saying that it ends, but what it is to be called like is free', () => {
    lab.post(CONFIG_MAPS, { metadata: { name: 'm', generateName: 'old-' } });
    const patched = (metadata: object): ApiResponse => lab.patch(`${CONFIG_MAPS}/m`, { metadata }, 'merge');
    expect((patched({ deletionTimestamp: '2026-01-01T00:00:00Z' }).body as Status).message).toBe(
      'ConfigMap "m" is invalid: metadata.deletionTimestamp: Invalid value: "2026-01-01T00:00:00Z": field is immutable',
    );
    expect((patched({ deletionGracePeriodSeconds: 3 }).body as Status).message).toBe(
      'ConfigMap "m" is invalid: metadata.deletionGracePeriodSeconds: Invalid value: 3: field is immutable',
    );
    const { metadata } = patched({ generateName: 'new-', generation: 7 }).body as KubeObject;
    expect([metadata.generateName, metadata.generation]).toEqual(['new-', undefined]);
    // Of what ends already, the end stays as it is.
    lab.post(PODS, { ...POD, metadata: { name: 'held', finalizers: ['a.b/c'] } });
    const held = lab.delete(`${PODS}/held`).body as KubeObject;
    const again = lab.patch(`${PODS}/held`, { metadata: { deletionTimestamp: null, labels: { a: 'b' } } }, 'merge').body as KubeObject;
    expect([again.metadata.labels, again.metadata.deletionTimestamp]).toEqual([{ a: 'b' }, held.metadata.deletionTimestamp]);
    const reported = { metadata: { deletionTimestamp: '2030-01-01T00:00:00Z' }, status: { phase: 'Running' } };
    lab.post(PODS, POD);
    expect((lab.patch(`${PODS}/web/status`, reported, 'merge').body as Pod).metadata.deletionTimestamp).toBeUndefined();
  });

  test('concurrent patches of one object all arrive', () => {
    lab.post(CONFIG_MAPS, { metadata: { name: 'a' }, data: {} });
    const codes: number[] = [];
    for (let index = 0; index < 20; index++) {
      const headers = { 'content-type': 'application/merge-patch+json' };
      const request = { method: 'PATCH', path: `${CONFIG_MAPS}/a`, body: { data: { [`k${index}`]: 'v' } }, headers } as const;
      lab.send({ ...request, user: { name: 'admin', groups: ['system:masters'] } }, (answer) => codes.push(answer.code));
    }
    lab.settle();
    expect(codes).toEqual(new Array(20).fill(200));
    expect(Object.keys(as<{ data: object }>(lab.get(`${CONFIG_MAPS}/a`)).data)).toHaveLength(20);
  });
});

describe('patch', () => {
  test('merge: null takes away, the rest stays', () => {
    lab.post(CONFIG_MAPS, { metadata: { name: 'a', labels: { x: 'y' } }, data: { a: '1', b: '2' } });
    const patched = as<{ data: object; metadata: { labels: object } }>(
      lab.patch(`${CONFIG_MAPS}/a`, { data: { a: null, c: '3' } }, 'merge'),
    );
    expect([patched.data, patched.metadata.labels]).toEqual([{ b: '2', c: '3' }, { x: 'y' }]);
  });

  test('json: applied whole or not at all', () => {
    lab.post(CONFIG_MAPS, { metadata: { name: 'a' }, data: { a: '1' } });
    const patched = lab.patch(`${CONFIG_MAPS}/a`, [{ op: 'add', path: '/data/b', value: '2' }], 'json');
    expect(as<{ data: object }>(patched).data).toEqual({ a: '1', b: '2' });
    const failed = lab.patch(
      `${CONFIG_MAPS}/a`,
      [
        { op: 'remove', path: '/data/b' },
        { op: 'remove', path: '/data/zz' },
      ],
      'json',
    );
    expect(refusal(failed)).toEqual([422, 'Invalid', 'the server rejected our request due to an error in our request']);
    expect(as<{ data: object }>(lab.get(`${CONFIG_MAPS}/a`)).data).toEqual({ a: '1', b: '2' });
  });

  test('strategic: containers are merged by name, and ports by containerPort', () => {
    lab.post(DEPLOYMENTS, DEPLOYMENT);
    const containers = [
      { name: 'c', image: 'nginx:1.27', ports: [{ containerPort: 443 }] },
      { name: 'side', image: 'busybox' },
    ];
    const patched = as<Deployment>(lab.patch(`${DEPLOYMENTS}/web`, { spec: { template: { spec: { containers } } } }, 'strategic'));
    const spec = patched.spec.template.spec;
    expect(spec?.containers.map((container) => [container.name, container.image])).toEqual([
      ['c', 'nginx:1.27'],
      ['side', 'busybox'],
    ]);
    expect(spec?.containers[0]?.ports?.map((port) => port.containerPort)).toEqual([443, 80]);
    const removed = lab.patch(
      `${DEPLOYMENTS}/web`,
      { spec: { template: { spec: { containers: [{ $patch: 'delete', name: 'side' }] } } } },
      'strategic',
    );
    expect(as<Deployment>(removed).spec.template.spec?.containers.map((container) => container.name)).toEqual(['c']);
  });

  test('a patch that leads nowhere is the patch’s fault', () => {
    lab.post(DEPLOYMENTS, DEPLOYMENT);
    const [code, , message] = refusal(lab.patch(`${DEPLOYMENTS}/web`, { spec: { replicas: 'three' } }, 'strategic'));
    expect([code, message]).toEqual([
      422,
      ' "" is invalid: patch: Invalid value: "map[spec:map[replicas:three]]": unrecognized type: int32',
    ]);
    const other = lab.ask({ method: 'PATCH', path: `${DEPLOYMENTS}/web`, body: {}, headers: { 'content-type': 'text/plain' } });
    expect(other.code).toBe(415);
  });
});

describe('delete', () => {
  test('ends an object at once and says which one it was', () => {
    const { uid } = as<KubeObject>(lab.post(CONFIG_MAPS, { metadata: { name: 'a' } })).metadata;
    expect(as<Status>(lab.delete(`${CONFIG_MAPS}/a`))).toMatchObject({
      status: 'Success',
      details: { name: 'a', kind: 'configmaps', uid },
    });
    expect(refusal(lab.delete(`${CONFIG_MAPS}/a`))).toEqual([404, 'NotFound', 'configmaps "a" not found']);
  });

  test('a pod without a node goes at once; one that runs is asked to end, and goes when its kubelet says so', () => {
    lab.post(PODS, POD);
    expect(as<Pod>(lab.delete(`${PODS}/web`)).metadata.deletionGracePeriodSeconds).toBe(0);
    expect(lab.get(`${PODS}/web`).code).toBe(404);

    lab.post(PODS, POD);
    lab.post(`${PODS}/web/binding`, { metadata: { name: 'web' }, target: { kind: 'Node', name: 'node-1' } });
    const ending = as<Pod>(lab.delete(`${PODS}/web`));
    expect(ending.metadata).toMatchObject({ deletionGracePeriodSeconds: 30, generation: 2 });
    expect(lab.delete(`${PODS}/web`).body).toBe(ending);
    expect(lab.get(`${PODS}/web`).code).toBe(200);
    lab.delete(`${PODS}/web`, { gracePeriodSeconds: 0 });
    expect(lab.get(`${PODS}/web`).code).toBe(404);
  });

  test('finalizers hold an object until the last one is gone', () => {
    lab.post(CONFIG_MAPS, { metadata: { name: 'a', finalizers: ['lab.example/hold'] } });
    expect(as<KubeObject>(lab.delete(`${CONFIG_MAPS}/a`)).metadata.deletionTimestamp).toBeDefined();
    expect(lab.get(`${CONFIG_MAPS}/a`).code).toBe(200);
    lab.patch(`${CONFIG_MAPS}/a`, { metadata: { finalizers: null } }, 'merge');
    expect(lab.get(`${CONFIG_MAPS}/a`).code).toBe(404);
  });

  test('how dependants are to go is told to the garbage collector by a finalizer', () => {
    for (const [policy, finalizer] of [
      ['Foreground', 'foregroundDeletion'],
      ['Orphan', 'orphan'],
    ] as const) {
      lab.post(DEPLOYMENTS, { ...DEPLOYMENT, metadata: { name: policy.toLowerCase() } });
      const ending = as<KubeObject>(lab.delete(`${DEPLOYMENTS}/${policy.toLowerCase()}`, { propagationPolicy: policy }));
      expect([ending.metadata.finalizers, ending.metadata.generation]).toEqual([[finalizer], 2]);
    }
  });

  test('preconditions protect a namesake', () => {
    lab.post(CONFIG_MAPS, { metadata: { name: 'a' } });
    const [code, , message] = refusal(lab.delete(`${CONFIG_MAPS}/a`, { preconditions: { uid: 'x' } }));
    expect([code, message]).toEqual([
      409,
      expect.stringContaining('Operation cannot be fulfilled on ConfigMap "a": the UID in the precondition (x) does not match'),
    ]);
  });

  test('a namespace ends when its finalizer is gone; some namespaces never end', () => {
    lab.post('/api/v1/namespaces', { metadata: { name: 'team' } });
    const ending = as<KubeObject & { status: { phase: string } }>(lab.delete('/api/v1/namespaces/team'));
    expect(ending.status.phase).toBe('Terminating');
    lab.ask({ method: 'PUT', path: '/api/v1/namespaces/team/finalize', body: { metadata: { name: 'team' }, spec: { finalizers: [] } } });
    expect(lab.get('/api/v1/namespaces/team').code).toBe(404);
    expect(refusal(lab.delete('/api/v1/namespaces/default'))).toEqual([
      403,
      'Forbidden',
      'namespaces "default" is forbidden: this namespace may not be deleted',
    ]);
  });

  test('a whole collection by its labels', () => {
    for (const [name, odd] of [
      ['a', '1'],
      ['b', '0'],
      ['c', '1'],
    ])
      lab.post(CONFIG_MAPS, { metadata: { name, labels: { odd } } });
    expect(as<ObjectList>(lab.delete(CONFIG_MAPS, undefined, { labelSelector: 'odd=1' })).items.map((item) => item.metadata.name)).toEqual([
      'a',
      'c',
    ]);
    expect(as<ObjectList>(lab.get(CONFIG_MAPS)).items.map((item) => item.metadata.name)).toEqual(['b']);
  });
});

describe('list', () => {
  beforeEach(() => {
    for (let index = 0; index < 5; index++) lab.post(CONFIG_MAPS, { metadata: { name: `c${index}`, labels: { odd: String(index % 2) } } });
  });

  const names = (response: ApiResponse): string[] => as<ObjectList>(response).items.map((item) => item.metadata.name);

  test('in order of names, by labels and fields', () => {
    expect(names(lab.get(CONFIG_MAPS))).toEqual(['c0', 'c1', 'c2', 'c3', 'c4']);
    expect(names(lab.get(CONFIG_MAPS, { labelSelector: 'odd in (1)' }))).toEqual(['c1', 'c3']);
    expect(names(lab.get(CONFIG_MAPS, { fieldSelector: 'metadata.name!=c1' }))).toEqual(['c0', 'c2', 'c3', 'c4']);
    expect(refusal(lab.get(CONFIG_MAPS, { fieldSelector: 'data.k=v' }))[2]).toBe(
      '"data.k" is not a known field selector: only "metadata.name", "metadata.namespace"',
    );
    expect(refusal(lab.get('/api/v1/pods', { fieldSelector: 'spec.containers=x' }))[2]).toBe('field label not supported: spec.containers');
  });

  test('in pages that fit together, whatever changes meanwhile', () => {
    const first = as<ObjectList>(lab.get(CONFIG_MAPS, { limit: '2' }));
    expect([first.items.map((item) => item.metadata.name), first.metadata.remainingItemCount]).toEqual([['c0', 'c1'], 3]);
    lab.post(CONFIG_MAPS, { metadata: { name: 'c2-late' } });
    lab.delete(`${CONFIG_MAPS}/c3`);
    const second = as<ObjectList>(lab.get(CONFIG_MAPS, { limit: '2', continue: first.metadata.continue ?? '' }));
    expect(second.items.map((item) => item.metadata.name)).toEqual(['c2', 'c3']);
    const last = as<ObjectList>(lab.get(CONFIG_MAPS, { continue: second.metadata.continue ?? '' }));
    expect([last.items.map((item) => item.metadata.name), last.metadata.continue]).toEqual([['c4'], undefined]);
    expect(refusal(lab.get(CONFIG_MAPS, { limit: '2', continue: 'abc' }))[0]).toBe(400);
  });

  test('from a revision that does not exist yet: too large, after three seconds', () => {
    const before = lab.kernel.nowUs;
    expect(refusal(lab.get(CONFIG_MAPS, { resourceVersion: '99999999' }))[2]).toMatch(
      /^Timeout: Too large resource version: 99999999, current: \d+$/,
    );
    expect(lab.kernel.nowUs - before).toBeGreaterThan(2_900_000);
  });

  test('at an exact revision of the past', () => {
    const { resourceVersion } = as<ObjectList>(lab.get(CONFIG_MAPS)).metadata;
    lab.delete(`${CONFIG_MAPS}/c0`);
    expect(names(lab.get(CONFIG_MAPS, { resourceVersion, resourceVersionMatch: 'Exact' }))).toHaveLength(5);
  });

  test('as a table, or as metadata alone', () => {
    const accept = (as: string): Record<string, string> => ({ accept: `application/json;as=${as};v=v1;g=meta.k8s.io,application/json` });
    const table = lab.ask({ method: 'GET', path: CONFIG_MAPS, headers: accept('Table') }).body as unknown as {
      kind: string;
      rows: { cells: unknown[] }[];
      columnDefinitions: { name: string }[];
    };
    expect([table.kind, table.columnDefinitions.map((column) => column.name), table.rows[0]?.cells[0]]).toEqual([
      'Table',
      ['Name', 'Data', 'Age'],
      'c0',
    ]);
    const partial = lab.ask({ method: 'GET', path: `${CONFIG_MAPS}/c1`, headers: accept('PartialObjectMetadata') });
    expect(Object.keys(as<object>(partial))).toEqual(['kind', 'apiVersion', 'metadata']);
    expect(lab.ask({ method: 'GET', path: CONFIG_MAPS, headers: { accept: 'text/html' } }).code).toBe(406);
  });
});

describe('services', () => {
  const service = (name: string, spec: object): ApiResponse =>
    lab.post(SERVICES, { metadata: { name }, spec: { ports: [{ port: 80 }], ...spec } });

  test('get an address of their own from the service range', () => {
    const addresses = ['a', 'b', 'c'].map((name) => as<Service>(service(name, {})).spec.clusterIP);
    expect(new Set(addresses).size).toBe(3);
    for (const address of addresses) expect(address).toMatch(/^10\.96\.\d+\.\d+$/);
  });

  test('an address or node port is given once, and again when its service is gone', () => {
    expect(service('a', { clusterIP: '10.96.0.50', type: 'NodePort', ports: [{ port: 80, nodePort: 30081 }] }).code).toBe(201);
    expect(refusal(service('b', { clusterIP: '10.96.0.50' }))[2]).toBe(
      'Service "b" is invalid: spec.clusterIPs: Invalid value: ["10.96.0.50"]: failed to allocate IP 10.96.0.50: provided IP is already allocated',
    );
    expect(refusal(service('b', { type: 'NodePort', ports: [{ port: 80, nodePort: 30081 }] }))[2]).toContain(
      'provided port is already allocated',
    );
    expect(refusal(service('b', { type: 'NodePort', ports: [{ port: 80, nodePort: 80 }] }))[2]).toContain(
      'The range of valid ports is 30000-32767',
    );
    lab.delete(`${SERVICES}/a`);
    expect(service('b', { clusterIP: '10.96.0.50', type: 'NodePort', ports: [{ port: 80, nodePort: 30081 }] }).code).toBe(201);
  });

  test('what was assigned survives updates that do not mention it, and a restart of the server', () => {
    const first = as<Service>(service('a', { type: 'NodePort' }));
    const patched = as<Service>(lab.patch(`${SERVICES}/a`, { spec: { selector: { app: 'web' } } }, 'merge'));
    expect([patched.spec.clusterIP, patched.spec.ports?.[0]?.nodePort]).toEqual([first.spec.clusterIP, first.spec.ports?.[0]?.nodePort]);
    lab.kernel.kill('kube-apiserver');
    lab.kernel.restart('kube-apiserver');
    lab.settle();
    expect(refusal(service('b', { clusterIP: first.spec.clusterIP }))[0]).toBe(422);
  });

  test('a node port goes when the service no longer needs one', () => {
    const before = as<Service>(service('a', { type: 'NodePort' }));
    expect(before.spec.ports?.[0]?.nodePort).toBeGreaterThan(0);
    const plain = as<Service>(lab.patch(`${SERVICES}/a`, { spec: { type: 'ClusterIP' } }, 'merge'));
    expect(plain.spec.ports?.[0]?.nodePort).toBeUndefined();
  });
});

describe('a body', () => {
  const sized = (bytes: number): string => {
    const container = { name: 'c', image: 'nginx', env: [{ name: 'A', value: 'x'.repeat(bytes) }] };
    return JSON.stringify({ metadata: { name: 'large' }, spec: { containers: [container] } });
  };
  const send = (bytes: number): readonly [number, string | undefined] => {
    const headers = { 'content-type': 'application/json' };
    const lab = createApiLab();
    lab.post('/api/v1/namespaces/default/serviceaccounts', { metadata: { name: 'default' } });
    const { code, body } = lab.ask({ method: 'POST', path: '/api/v1/namespaces/default/pods', headers, body: sized(bytes) });
    return [code, (body as { message?: string }).message];
  };

  test('may be as long as etcd takes it, and is told which limit it broke', () => {
    expect(send(1_200_000)[0]).toBe(201);
    expect(send(2_000_000)).toEqual([500, 'etcdserver: request is too large']);
    expect(send(3_300_000)).toEqual([413, 'Request entity too large: limit is 3145728']);
  });
});
