// Deleting: what each option does to the object, what the answer is, and which combinations are refused.
import { beforeEach, describe, expect, test } from 'vitest';
import type { KubeObject } from '../../api/object.ts';
import type { ApiResponse, ObjectList } from '../../api/request.ts';
import type { Status } from '../../api/status.ts';
import { type ApiLab, createApiLab } from '../../testing/api-lab.ts';

const MAPS = '/api/v1/namespaces/default/configmaps';
const PODS = '/api/v1/namespaces/default/pods';

let lab: ApiLab;

beforeEach(() => {
  lab = createApiLab();
  lab.post('/api/v1/namespaces/default/serviceaccounts', { metadata: { name: 'default' } });
});

const objectOf = ({ body }: ApiResponse): KubeObject => body as KubeObject;
const messageOf = ({ code, body }: ApiResponse): readonly [number, string | undefined] => [code, (body as Status).message];
const put = (name: string, metadata: object = {}): KubeObject => objectOf(lab.post(MAPS, { metadata: { name, ...metadata } }));
const names = (response: ApiResponse): readonly string[] => (response.body as ObjectList).items.map(({ metadata }) => metadata.name);

describe('the answer', () => {
  test('is a Status that names what is gone, without a code of its own', () => {
    const { uid } = put('a').metadata;
    const body = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details: { name: 'a', kind: 'configmaps', uid } };
    expect(lab.delete(`${MAPS}/a`)).toMatchObject({ code: 200, body });
    expect(lab.get(`${MAPS}/a`).code).toBe(404);
  });

  test('is the object, marked, where a finalizer holds it', () => {
    put('a', { finalizers: ['example.com/hold'] });
    const { code, body } = lab.delete(`${MAPS}/a`);
    expect([code, body]).toMatchObject([
      200,
      { kind: 'ConfigMap', metadata: { deletionGracePeriodSeconds: 0, finalizers: ['example.com/hold'] } },
    ]);
    expect(objectOf({ code, body }).metadata.deletionTimestamp).toBeDefined();
  });

  test('is the object for kinds whose clients want to know how it ended', () => {
    expect(objectOf(lab.delete('/api/v1/namespaces/default/serviceaccounts/default')).kind).toBe('ServiceAccount');
  });

  test('is 202 where dependants were to go in the old way and the object waits', () => {
    put('a', { finalizers: ['example.com/hold'] });
    expect(lab.delete(`${MAPS}/a`, { orphanDependents: false }).code).toBe(202);
  });
});

describe('propagation', () => {
  test.each([
    ['Orphan', ['orphan']],
    ['Foreground', ['foregroundDeletion']],
  ])('%s leaves word for the garbage collector', (propagationPolicy, finalizers) => {
    put('a');
    expect(objectOf(lab.delete(`${MAPS}/a`, undefined, { propagationPolicy })).metadata.finalizers).toEqual(finalizers);
    expect(lab.get(`${MAPS}/a`).code).toBe(200);
  });

  test('Background takes back what an earlier delete had left', () => {
    put('a');
    lab.delete(`${MAPS}/a`, { propagationPolicy: 'Foreground' });
    lab.delete(`${MAPS}/a`, { propagationPolicy: 'Background' });
    expect(lab.get(`${MAPS}/a`).code).toBe(404);
  });

  test('means nothing to events, which own nothing', () => {
    const events = '/api/v1/namespaces/default/events';
    lab.post(events, { metadata: { name: 'e' }, involvedObject: { namespace: 'default' } });
    lab.delete(`${events}/e`, { propagationPolicy: 'Orphan' });
    expect(lab.get(`${events}/e`).code).toBe(404);
  });

  test('options in the query do not count beside a body', () => {
    put('a');
    lab.delete(`${MAPS}/a`, { kind: 'DeleteOptions', apiVersion: 'v1' }, { propagationPolicy: 'Foreground' });
    expect(lab.get(`${MAPS}/a`).code).toBe(404);
  });
});

describe('a delete that cannot be', () => {
  test.each<readonly [object, string]>([
    [
      { propagationPolicy: 'Never' },
      'propagationPolicy: Unsupported value: "Never": supported values: "Foreground", "Background", "Orphan", "nil"',
    ],
    [
      { propagationPolicy: 'Orphan', orphanDependents: true },
      'propagationPolicy: Invalid value: "Orphan": orphanDependents and deletionPropagation cannot be both set',
    ],
    [{ dryRun: ['Some'] }, 'dryRun: Unsupported value: ["Some"]: supported values: "All"'],
  ])('%o is refused', (options, why) => {
    put('a');
    expect(messageOf(lab.delete(`${MAPS}/a`, options))).toEqual([422, `DeleteOptions.meta.k8s.io "" is invalid: ${why}`]);
  });

  test('names its preconditions', () => {
    const { uid, resourceVersion } = put('a').metadata;
    const wrong = messageOf(lab.delete(`${MAPS}/a`, { preconditions: { uid: 'x' } }));
    expect(wrong).toEqual([
      409,
      `Operation cannot be fulfilled on ConfigMap "a": the UID in the precondition (x) does not match the UID in record (${uid}). The object might have been deleted and then recreated`,
    ]);
    expect(messageOf(lab.delete(`${MAPS}/a`, { preconditions: { resourceVersion: '1' } }))[1]).toContain(`in record (${resourceVersion})`);
    expect(lab.delete(`${MAPS}/a`, { preconditions: { uid, resourceVersion } }).code).toBe(200);
  });

  test('names kinds of other groups with their group', () => {
    const path = '/apis/coordination.k8s.io/v1/namespaces/default/leases';
    lab.post(path, { metadata: { name: 'l' }, spec: {} });
    expect(messageOf(lab.delete(`${path}/l`, { preconditions: { uid: 'x' } }))[1]).toMatch(
      /^Operation cannot be fulfilled on Lease.coordination.k8s.io "l": /,
    );
  });
});

describe('a graceful delete', () => {
  const pod = { metadata: { name: 'p' }, spec: { nodeName: 'node-1', containers: [{ name: 'c', image: 'nginx' }] } };
  const grace = (response: ApiResponse): unknown => [response.code, objectOf(response).metadata.deletionGracePeriodSeconds];

  test('may be hurried but not slowed down', () => {
    lab.post(PODS, pod);
    expect(grace(lab.delete(`${PODS}/p`))).toEqual([200, 30]);
    const first = objectOf(lab.get(`${PODS}/p`)).metadata.deletionTimestamp;
    expect(grace(lab.delete(`${PODS}/p`, { gracePeriodSeconds: 60 }))).toEqual([200, 30]);
    expect(objectOf(lab.get(`${PODS}/p`)).metadata.deletionTimestamp).toBe(first);
    expect(grace(lab.delete(`${PODS}/p`, { gracePeriodSeconds: 5 }))).toEqual([200, 5]);
    lab.delete(`${PODS}/p`, { gracePeriodSeconds: 0 });
    expect(lab.get(`${PODS}/p`).code).toBe(404);
  });

  test('whose shorter grace has passed already ends in a second', () => {
    lab.post(PODS, pod);
    lab.delete(`${PODS}/p`);
    lab.run(20_000);
    expect(grace(lab.delete(`${PODS}/p`, { gracePeriodSeconds: 10 }))).toEqual([200, 1]);
  });

  test('of what has ended meanwhile is still hurried as was said, and a negative grace is a second', () => {
    lab.post(PODS, pod);
    lab.delete(`${PODS}/p`);
    lab.patch(`${PODS}/p/status`, { status: { phase: 'Succeeded' } }, 'merge');
    expect(grace(lab.delete(`${PODS}/p`, { gracePeriodSeconds: 20 }))).toEqual([200, 20]);
    expect(grace(lab.delete(`${PODS}/p`, { gracePeriodSeconds: -3 }))).toEqual([200, 1]);
    lab.post(PODS, { ...pod, metadata: { name: 'q' } });
    expect(grace(lab.delete(`${PODS}/q`, { gracePeriodSeconds: -1 }))).toEqual([200, 1]);
  });

  test('in a dry run changes nothing', () => {
    lab.post(PODS, pod);
    const before = objectOf(lab.get(`${PODS}/p`));
    expect(lab.delete(`${PODS}/p`, undefined, { dryRun: 'All' }).code).toBe(200);
    expect(objectOf(lab.get(`${PODS}/p`))).toBe(before);
  });
});

describe('the deletion of a collection', () => {
  test('answers with the list as it was, of what the selector matched', () => {
    for (const name of ['a', 'b', 'c']) put(name, { labels: { n: name }, ...(name === 'b' ? { finalizers: ['example.com/hold'] } : {}) });
    const answer = lab.delete(MAPS, undefined, { labelSelector: 'n in (a,b)' });
    expect(names(answer)).toEqual(['a', 'b']);
    expect((answer.body as ObjectList).items[1]?.metadata.deletionTimestamp).toBeUndefined();
    expect(names(lab.get(MAPS))).toEqual(['b', 'c']);
  });

  test('is refused for its selection before it is for its options', () => {
    const [code, message] = messageOf(lab.delete(MAPS, { propagationPolicy: 'Never' }, { fieldSelector: 'data.k=v' }));
    expect([code, message]).toEqual([400, '"data.k" is not a known field selector: only "metadata.name", "metadata.namespace"']);
  });

  test('with a limit deletes one page and says where the next begins', () => {
    for (const name of ['a', 'b', 'c']) put(name);
    const answer = lab.delete(MAPS, undefined, { limit: '2' });
    expect([names(answer), (answer.body as ObjectList).metadata.remainingItemCount]).toEqual([['a', 'b'], 1]);
    expect(names(lab.get(MAPS))).toEqual(['c']);
  });

  test('in a dry run deletes nothing', () => {
    put('a');
    expect(names(lab.delete(MAPS, { dryRun: ['All'] }))).toEqual(['a']);
    expect(names(lab.get(MAPS))).toEqual(['a']);
  });
});

describe('a PUT to a name that is free', () => {
  test('creates where the kind allows it', () => {
    const path = '/apis/coordination.k8s.io/v1/namespaces/default/leases/l';
    const answer = lab.put(path, { metadata: { name: 'l' }, spec: { holderIdentity: 'me' } });
    expect(answer).toMatchObject({ code: 201, body: { metadata: { name: 'l' } } });
    const service = lab.put('/api/v1/namespaces/default/services/s', { metadata: { name: 's' }, spec: { ports: [{ port: 80 }] } });
    expect([service.code, (service.body as unknown as { spec: { clusterIP: string } }).spec.clusterIP]).toEqual([
      201,
      expect.stringMatching(/^10\./),
    ]);
  });

  test('creates a runtime class, which is not overwritten blindly then', () => {
    const path = '/apis/node.k8s.io/v1/runtimeclasses/fast';
    const fast = { metadata: { name: 'fast' }, handler: 'fast' };
    expect(lab.put(path, fast).code).toBe(201);
    expect(messageOf(lab.put(path, fast))).toEqual([
      422,
      'runtimeclasses.node.k8s.io "fast" is invalid: metadata.resourceVersion: Invalid value: 0: must be specified for an update',
    ]);
  });

  test('is not found elsewhere, whoever was meant', () => {
    expect(messageOf(lab.put(`${MAPS}/new`, { metadata: { name: 'new' } }))).toEqual([404, 'configmaps "new" not found']);
    expect(lab.put(`${MAPS}/new`, { metadata: { name: 'new', uid: 'x' } }).code).toBe(404);
  });

  test('is a conflict where it would be made and somebody in particular was meant', () => {
    const roles = '/apis/rbac.authorization.k8s.io/v1/namespaces/default/roles';
    const mismatch = 'Precondition failed: UID in precondition: x, UID in object meta: ';
    const why = `StorageError: invalid object, Code: 4, Key: /registry/roles/default/new, ResourceVersion: 0, AdditionalErrorMsg: ${mismatch}`;
    expect(messageOf(lab.put(`${roles}/new`, { metadata: { name: 'new', uid: 'x' } }))).toEqual([
      409,
      `Operation cannot be fulfilled on roles.rbac.authorization.k8s.io "new": ${why}`,
    ]);
  });
});
