// Scales as clients write them: every kind of patch, apply and who owns the replicas then, and what is refused in which words.
import { beforeEach, describe, expect, it } from 'vitest';
import type { KubeObject, ManagedFieldsEntry } from '../../api/object.ts';
import type { ApiResponse } from '../../api/request.ts';
import type { Status } from '../../api/status.ts';
import { type ApiLab, createApiLab } from '../../testing/api-lab.ts';

const APPS = '/apis/apps/v1/namespaces/default';
const template = { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'c', image: 'nginx' }] } };
const selector = { matchLabels: { app: 'web' } };

let lab: ApiLab;
beforeEach(() => {
  lab = createApiLab();
});

const create = (plural: string, spec: object = { replicas: 3 }): ApiResponse =>
  plural === 'replicationcontrollers'
    ? lab.post(`/api/v1/namespaces/default/${plural}`, { metadata: { name: 'w' }, spec: { template, ...spec } }, { fieldManager: 'maker' })
    : lab.post(`${APPS}/${plural}`, { metadata: { name: 'w' }, spec: { selector, template, ...spec } }, { fieldManager: 'maker' });
const pathOf = (plural: string): string =>
  plural === 'replicationcontrollers' ? `/api/v1/namespaces/default/${plural}/w` : `${APPS}/${plural}/w`;
const SCALE = `${pathOf('deployments')}/scale`;

const scaleBody = (spec: object, more: object = {}): object => ({
  apiVersion: 'autoscaling/v1',
  kind: 'Scale',
  metadata: { name: 'w', ...more },
  spec,
});
const apply = (body: object | string, query: Record<string, string>, path = SCALE): ApiResponse =>
  lab.ask({
    method: 'PATCH',
    path,
    query,
    headers: { 'content-type': 'application/apply-patch+yaml' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
const told = ({ code, body }: ApiResponse): readonly [number, string | undefined] => [code, (body as Status | undefined)?.message];
const replicasOf = ({ body }: ApiResponse): number | undefined => (body as unknown as { spec: { replicas?: number } }).spec.replicas;

/** Of those who own the replicas: manager, operation, version, subresource, and whether a time is noted. */
function owners(plural = 'deployments'): readonly string[] {
  const { metadata } = lab.get(pathOf(plural)).body as KubeObject;
  return ((metadata.managedFields ?? []) as readonly ManagedFieldsEntry[])
    .filter(
      ({ fieldsV1 }) => JSON.stringify(fieldsV1).includes('"f:spec":{"f:replicas":{}') || JSON.stringify(fieldsV1).includes('f:replicas'),
    )
    .map(({ manager, operation, apiVersion, subresource, time }) =>
      [manager, operation, apiVersion, subresource ?? '-', time === undefined ? 'no time' : 'a time'].join(' '),
    );
}

describe('applying a scale', () => {
  it.each([
    ['deployments', 'apps/v1'],
    ['replicasets', 'apps/v1'],
    ['statefulsets', 'apps/v1'],
    ['replicationcontrollers', 'v1'],
  ])('takes the replicas of %s from whoever has them only by force', (plural, version) => {
    expect(create(plural).code).toBe(201);
    const path = `${pathOf(plural)}/scale`;
    expect(owners(plural)).toEqual([`maker Update ${version} - a time`]);
    expect(told(apply(scaleBody({ replicas: 5 }), { fieldManager: 'me' }, path))).toEqual([
      409,
      'Apply failed with 1 conflict: conflict with "maker" using autoscaling/v1: .spec.replicas',
    ]);
    const forced = apply(scaleBody({ replicas: 5 }), { fieldManager: 'me', force: 'true' }, path);
    expect([forced.code, replicasOf(forced)]).toEqual([200, 5]);
    expect(forced.body).toMatchObject({ kind: 'Scale', apiVersion: 'autoscaling/v1' });
    expect(owners(plural)).toEqual([`me Apply ${version} scale no time`]);
  });

  it('shares the replicas with another applier who wants as many', () => {
    const config = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'w' }, spec: { replicas: 2, selector, template } };
    apply(config, { fieldManager: 'a' }, pathOf('deployments'));
    expect(apply(scaleBody({ replicas: 2 }), { fieldManager: 'b' }).code).toBe(200);
    expect(owners()).toEqual(['b Apply apps/v1 scale no time', 'a Apply apps/v1 - a time']);
    expect(told(apply(scaleBody({ replicas: 4 }), { fieldManager: 'b' }))[1]).toBe(
      'Apply failed with 1 conflict: conflict with "a": .spec.replicas',
    );
  });

  it('conflicts with whoever was there before the first apply, where nobody owned the replicas', () => {
    const config = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'w' }, spec: { selector, template } };
    apply(config, { fieldManager: 'a' }, pathOf('deployments'));
    expect(told(apply(scaleBody({ replicas: 4 }), { fieldManager: 'b' }))[1]).toBe(
      'Apply failed with 1 conflict: conflict with "before-first-apply" with subresource "scale" using autoscaling/v1: .spec.replicas',
    );
    expect(apply(scaleBody({ replicas: 4 }), { fieldManager: 'b', force: 'true' }).code).toBe(200);
    expect(owners()).toEqual(['b Apply apps/v1 scale no time']);
  });

  it('gives the replicas up when they are applied no more', () => {
    create('deployments');
    apply(scaleBody({ replicas: 5 }), { fieldManager: 'me', force: 'true' });
    const none = apply(scaleBody({}), { fieldManager: 'me' });
    expect([none.code, replicasOf(none)]).toEqual([200, undefined]);
    expect(owners()).toEqual([]);
  });

  it('splits off what an updater still owns, as upstream does, and reads that as one owner', () => {
    create('deployments');
    expect(apply(scaleBody({ replicas: 3 }), { fieldManager: 'me' }).code).toBe(200);
    expect(owners()).toEqual(['me Apply apps/v1 scale no time', 'maker Update apps/v1 - no time']);
    lab.patch(pathOf('deployments'), { metadata: { labels: { a: 'b' } } }, 'merge', { fieldManager: 'other' });
    const { managedFields = [] } = (lab.get(pathOf('deployments')).body as KubeObject).metadata;
    expect(managedFields.filter(({ manager }) => manager === 'maker')).toHaveLength(1);
  });

  it.each([
    [{ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'w' } }, 'invalid object type: apps/v1, Kind=Deployment'],
    [scaleBody({ replicas: 1 }, { managedFields: [] }), 'metadata.managedFields must be nil'],
    [scaleBody({ replicas: 1 }, { name: 'x' }), 'the name of the object (x) does not match the name on the URL (w)'],
  ])('refuses %j', (body, message) => {
    create('deployments');
    expect(told(apply(body, { fieldManager: 'me', force: 'true' }))).toEqual([400, message]);
  });

  it('knows the fields of a scale and no others', () => {
    create('deployments');
    const [code, message] = told(apply(scaleBody({ replicas: 1, paused: true }), { fieldManager: 'me', force: 'true' }));
    expect([code, message]).toEqual([
      500,
      'failed to create typed patch object (/w; autoscaling/v1, Kind=Scale): .spec.paused: field not declared in schema',
    ]);
    expect(
      told(
        apply('{"apiVersion": "autoscaling/v1", "kind": "Scale", "spec": {"replicas": 1, "replicas": 2}}', {
          fieldManager: 'me',
          force: 'true',
          fieldValidation: 'Strict',
        }),
      )[0],
    ).toBe(400);
    expect(told(apply(scaleBody({ replicas: 1 }), {}))[1]).toContain('fieldManager: Required value: is required for apply patch');
  });
});

describe('updating a scale', () => {
  it.each(['merge', 'strategic', 'json'] as const)('by %s patch makes the writer the owner, without a time', (type) => {
    create('deployments');
    const body = type === 'json' ? [{ op: 'replace', path: '/spec/replicas', value: 7 }] : { spec: { replicas: 7 } };
    const patched = lab.patch(SCALE, body, type, { fieldManager: 'me' });
    expect([patched.code, replicasOf(patched)]).toEqual([200, 7]);
    expect(owners()).toEqual(['me Update apps/v1 scale no time']);
  });

  it('by put keeps what the workload is beside its replicas', () => {
    create('deployments');
    const before = lab.get(pathOf('deployments')).body as unknown as { spec: object };
    expect(lab.put(SCALE, scaleBody({ replicas: 1 })).code).toBe(200);
    const after = lab.get(pathOf('deployments')).body as unknown as { spec: object };
    expect(after.spec).toEqual({ ...before.spec, replicas: 1 });
  });

  it('tells of fields it does not know, in warnings or as a refusal', () => {
    create('deployments');
    const put = (fieldValidation: string): ApiResponse => lab.put(SCALE, scaleBody({ replicas: 1, paused: true }), { fieldValidation });
    expect(put('Warn').warnings).toEqual(['unknown field "spec.paused"']);
    expect(put('Ignore').warnings).toBeUndefined();
    expect(told(put('Strict'))).toEqual([
      400,
      'Scale in version "v1" cannot be handled as a Scale: strict decoding error: unknown field "spec.paused"',
    ]);
    const merged = lab.patch(SCALE, { spec: { paused: true } }, 'merge', { fieldValidation: 'Strict' });
    expect(told(merged)[1]).toMatch(/^ "" is invalid: patch: Invalid value: .*strict decoding error: unknown field "spec\.paused"$/);
    expect(lab.patch(SCALE, { spec: { paused: true } }, 'merge').warnings).toEqual(['unknown field "spec.paused"']);
  });

  it('says what is wrong in the words of a scale', () => {
    create('deployments');
    expect(told(lab.patch(SCALE, { spec: { replicas: -2 } }, 'strategic'))).toEqual([
      422,
      'Scale.autoscaling "w" is invalid: spec.replicas: Invalid value: -2: must be greater than or equal to 0',
    ]);
    expect(told(lab.put(SCALE, scaleBody({ replicas: 1 }, { labels: { 'a b': 'c' } })))[1]).toMatch(
      /^Scale\.autoscaling "w" is invalid: metadata\.labels: Invalid value: "a b"/,
    );
    expect(told(lab.put(SCALE, { ...scaleBody({ replicas: 1 }), apiVersion: 'apps/v1', kind: 'Deployment' }))[0]).toBe(400);
    expect(told(lab.put(SCALE, { apiVersion: 'autoscaling/v1', kind: 'Scale', spec: { replicas: 1 } }))).toEqual([
      400,
      'the name of the object (w based on URL) was undeterminable: name must be provided',
    ]);
    expect(told(lab.put(SCALE, scaleBody({ replicas: 1 }, { namespace: 'other' })))[1]).toBe(
      'the namespace of the provided object does not match the namespace sent on the request',
    );
  });

  it('is for one object and one version of it', () => {
    create('deployments');
    expect(told(lab.patch(SCALE, { metadata: { uid: 'x' }, spec: { replicas: 1 } }, 'merge'))[1]).toMatch(
      /^Operation cannot be fulfilled on deployments\/scale\.apps "w": Precondition failed: UID in precondition: x, UID in object meta: /,
    );
    expect(told(lab.put(SCALE, scaleBody({ replicas: 1 }, { uid: 'x' })))[1]).toContain('StorageError: invalid object, Code: 4');
    expect(told(lab.put(SCALE, scaleBody({ replicas: 1 }, { resourceVersion: '1' })))[0]).toBe(409);
  });

  it('does not find what is not there', () => {
    expect(told(lab.patch(SCALE, { spec: { replicas: 1 } }, 'merge'))).toEqual([404, 'deployments/scale.apps "w" not found']);
    expect(told(apply(scaleBody({ replicas: 1 }), { fieldManager: 'me' }))).toEqual([404, 'deployments/scale.apps "w" not found']);
    expect(told(lab.get(SCALE))[1]).toBe('deployments.apps "w" not found');
  });

  it('in a dry run writes nothing', () => {
    create('deployments');
    expect(replicasOf(lab.patch(SCALE, { spec: { replicas: 9 } }, 'merge', { dryRun: 'All' }))).toBe(9);
    expect(replicasOf(lab.get(SCALE))).toBe(3);
  });

  it('by somebody else takes nothing where nobody is known to own anything', () => {
    const config = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'w' }, spec: { selector, template } };
    apply(config, { fieldManager: 'a' }, pathOf('deployments'));
    lab.patch(SCALE, { spec: { replicas: 6 } }, 'merge', { fieldManager: 'me' });
    expect(owners()).toEqual([]);
  });
});

describe('a name', () => {
  const MAPS = '/api/v1/namespaces/default/configmaps';
  const said = 'the name of the object (c based on URL) was undeterminable: name must be provided';

  it('must stand in whatever replaces an object, or is left of it', () => {
    lab.post(MAPS, { metadata: { name: 'c' } });
    expect(told(lab.put(`${MAPS}/c`, { data: { a: 'b' } }))).toEqual([400, said]);
    expect(told(lab.patch(`${MAPS}/c`, { metadata: { name: null } }, 'merge'))).toEqual([400, said]);
    const nameless = { apiVersion: 'v1', kind: 'ConfigMap', data: { a: 'b' } };
    expect(apply(nameless, { fieldManager: 'me' }, `${MAPS}/c`).code).toBe(200);
    expect(told(apply(nameless, { fieldManager: 'me' }, `${MAPS}/d`))[1]).toBe(said.replace('(c ', '(d '));
  });
});
