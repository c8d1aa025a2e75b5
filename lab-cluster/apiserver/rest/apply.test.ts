// Server-side apply as its callers see it: creating, owning, conflicts, force, giving up fields, and what is refused.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { KubeObject, ManagedFieldsEntry } from '../../api/object.ts';
import type { ApiResponse } from '../../api/request.ts';
import type { Status } from '../../api/status.ts';
import { type ApiLab, createApiLab } from '../../testing/api-lab.ts';

const WEB = '/apis/apps/v1/namespaces/default/deployments/web';
const MAP = '/api/v1/namespaces/default/configmaps/m';

function apply(lab: ApiLab, path: string, body: unknown, fieldManager: string, query: Record<string, string> = {}): ApiResponse {
  return lab.ask({
    method: 'PATCH',
    path,
    body,
    headers: { 'content-type': 'application/apply-patch+yaml', 'user-agent': 'test' },
    query: { fieldManager, ...query },
  });
}

function configMap(data: Readonly<Record<string, string>>): unknown {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'm' }, data };
}

interface Container {
  readonly name: string;
  readonly image: string;
  readonly [field: string]: unknown;
}

function deployment(containers: readonly Container[], spec: object = {}): unknown {
  const labels = { app: 'web' };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web' },
    spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers } }, ...spec },
  };
}

const C = { name: 'c', image: 'nginx' };

function dataOf(response: ApiResponse): unknown {
  return (response.body as { data?: unknown }).data;
}

function ownersOf(response: ApiResponse): readonly ManagedFieldsEntry[] {
  return (response.body as KubeObject).metadata.managedFields ?? [];
}

function statusOf(response: ApiResponse): Status {
  return response.body as Status;
}

describe('who creates by applying', () => {
  it('must be allowed to create, and may change with a right to patch alone', () => {
    const lab = createApiLab();
    const api = 'rbac.authorization.k8s.io';
    const rules = [{ apiGroups: [''], resources: ['configmaps'], verbs: ['patch'] }];
    const metadata = { name: 'patcher' };
    lab.post(`/apis/${api}/v1/clusterroles`, { apiVersion: `${api}/v1`, kind: 'ClusterRole', metadata, rules });
    const roleRef = { apiGroup: api, kind: 'ClusterRole', name: 'patcher' };
    const subjects = [{ apiGroup: api, kind: 'User', name: 'jane' }];
    lab.post(`/apis/${api}/v1/clusterrolebindings`, { apiVersion: `${api}/v1`, kind: 'ClusterRoleBinding', metadata, roleRef, subjects });
    const asJane = (): ApiResponse =>
      lab.ask({
        method: 'PATCH',
        path: MAP,
        body: configMap({ a: '1' }),
        headers: { 'content-type': 'application/apply-patch+yaml' },
        query: { fieldManager: 'jane' },
        user: { name: 'jane', groups: ['system:authenticated'] },
      });
    const refused = asJane();
    expect(refused.code).toBe(403);
    expect((refused.body as Status).message).toBe(
      'configmaps "m" is forbidden: User "jane" cannot create resource "configmaps" in API group "" in the namespace "default"',
    );
    expect(apply(lab, MAP, configMap({ a: '1' }), 'other').code).toBe(201);
    expect(asJane().code).toBe(200);
  });
});

describe('an apply', () => {
  it('creates what is not there, and owns just what it says', () => {
    const lab = createApiLab();
    const created = apply(lab, MAP, 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: m}\ndata: {k: v1, only: a}\n', 'a');
    expect(created.code).toBe(201);
    expect(ownersOf(created).map(({ manager, operation, fieldsV1 }) => ({ manager, operation, fieldsV1 }))).toEqual([
      { manager: 'a', operation: 'Apply', fieldsV1: { 'f:data': { 'f:k': {}, 'f:only': {} } } },
    ]);
  });

  it('that says the same again writes nothing', () => {
    const lab = createApiLab();
    const created = apply(lab, MAP, configMap({ k: 'v1' }), 'a').body as KubeObject;
    lab.run(5_000);
    expect((apply(lab, MAP, configMap({ k: 'v1' }), 'a').body as KubeObject).metadata).toEqual(created.metadata);
  });

  it("is refused where somebody else owns the field and sees it otherwise, in upstream's words", () => {
    const lab = createApiLab();
    apply(lab, MAP, configMap({ k: 'v1', l: 'v1' }), 'a');
    const one = apply(lab, MAP, configMap({ k: 'v2' }), 'b');
    expect([one.code, statusOf(one).message]).toEqual([409, 'Apply failed with 1 conflict: conflict with "a": .data.k']);
    const two = apply(lab, MAP, configMap({ k: 'v2', l: 'v2' }), 'b');
    expect(statusOf(two).message).toBe('Apply failed with 2 conflicts: conflicts with "a":\n- .data.k\n- .data.l');
    expect(statusOf(two).details?.causes).toEqual([
      { reason: 'FieldManagerConflict', message: 'conflict with "a"', field: '.data.k' },
      { reason: 'FieldManagerConflict', message: 'conflict with "a"', field: '.data.l' },
    ]);
  });

  it('conflicts with updates, too, and says in which version', () => {
    const lab = createApiLab();
    lab.post('/apis/apps/v1/namespaces/default/deployments', deployment([C], { replicas: 2 }));
    const refused = apply(lab, WEB, deployment([C], { replicas: 3 }), 'b');
    expect(statusOf(refused).message).toBe('Apply failed with 1 conflict: conflict with "unknown" using apps/v1: .spec.replicas');
  });

  it('takes fields by force, and their owner loses them', () => {
    const lab = createApiLab();
    apply(lab, MAP, configMap({ k: 'v1', only: 'a' }), 'a');
    const forced = apply(lab, MAP, configMap({ k: 'v2' }), 'b', { force: 'true' });
    expect(dataOf(forced)).toEqual({ k: 'v2', only: 'a' });
    expect(ownersOf(forced).map(({ fieldsV1 }) => fieldsV1)).toEqual([{ 'f:data': { 'f:only': {} } }, { 'f:data': { 'f:k': {} } }]);
  });

  it('that no longer has a field takes it away, unless another owns it', () => {
    const lab = createApiLab();
    apply(lab, MAP, configMap({ mine: '1', ours: '1' }), 'a');
    apply(lab, MAP, configMap({ ours: '1' }), 'b');
    const left = apply(lab, MAP, configMap({ other: '1' }), 'a');
    expect(dataOf(left)).toEqual({ ours: '1', other: '1' });
  });

  it("merges lists by their keys: an item of another stays, one's own goes", () => {
    const lab = createApiLab();
    apply(lab, WEB, deployment([C, { name: 'mine', image: 'i' }]), 'a');
    const both = apply(lab, WEB, deployment([{ name: 'sidecar', image: 's' }]), 'b');
    expect(containerNames(both)).toEqual(['c', 'mine', 'sidecar']);
    const left = apply(lab, WEB, deployment([C]), 'a');
    expect(containerNames(left)).toEqual(['c', 'sidecar']);
  });

  it('keeps the order of an applied list, with the items of others between', () => {
    const lab = createApiLab();
    const named = (name: string): Container => ({ name, image: 'i' });
    apply(lab, WEB, deployment(['a', 'b', 'c'].map(named)), 'one');
    const turned = apply(lab, WEB, deployment(['c', 'x', 'a'].map(named)), 'two');
    expect(containerNames(turned)).toEqual(['b', 'c', 'x', 'a']);
  });

  it('with dryRun changes nothing', () => {
    const lab = createApiLab();
    expect(apply(lab, MAP, configMap({ k: 'v' }), 'a', { dryRun: 'All' }).code).toBe(201);
    expect(lab.get(MAP).code).toBe(404);
  });

  it('of the status owns status fields under its subresource, and cannot set the spec', () => {
    const lab = createApiLab();
    apply(lab, WEB, deployment([C], { replicas: 1 }), 'a');
    const status = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' }, spec: { replicas: 9 }, status: { replicas: 1 } };
    const answer = apply(lab, `${WEB}/status`, status, 'controller');
    expect((answer.body as unknown as { spec: { replicas: number } }).spec.replicas).toBe(1);
    const entry = ownersOf(answer).find(({ manager }) => manager === 'controller');
    expect(entry).toMatchObject({ subresource: 'status', operation: 'Apply', fieldsV1: { 'f:status': { 'f:replicas': {} } } });
    expect(entry?.fieldsV1).not.toHaveProperty('f:spec');
  });

  it('by kubectl takes over what client-side apply wrote, and keeps its annotation up to date', () => {
    const lab = createApiLab();
    const annotations = { 'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify(deployment([C], { replicas: 2 })) };
    const before = deployment([C], { replicas: 2 }) as { metadata: object };
    const query = { fieldManager: 'kubectl-client-side-apply' };
    lab.post('/apis/apps/v1/namespaces/default/deployments', { ...before, metadata: { name: 'web', annotations } }, query);
    expect(apply(lab, WEB, deployment([C], { replicas: 3 }), 'someone').code).toBe(409);
    const moved = apply(lab, WEB, deployment([C], { replicas: 3 }), 'kubectl');
    expect(moved.code).toBe(200);
    const said = (moved.body as KubeObject).metadata.annotations?.['kubectl.kubernetes.io/last-applied-configuration'];
    expect(JSON.parse(said ?? '')).toMatchObject({ spec: { replicas: 3 } });
  });

  it.each<[string, unknown, Record<string, string>, number, string]>([
    ['without a manager', configMap({}), { fieldManager: '' }, 422, 'fieldManager: Required value: is required for apply patch'],
    [
      'with managedFields',
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'm', managedFields: [{}] } },
      {},
      400,
      'metadata.managedFields must be nil',
    ],
    ['of another kind', { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'm' } }, {}, 400, 'invalid object type: /v1, Kind=Secret'],
    [
      'of another name',
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x' } },
      {},
      400,
      'the name of the object (x) does not match the name on the URL (m)',
    ],
    [
      'with an unknown field',
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'm' }, dat: {} },
      {},
      500,
      'failed to create typed patch object (/m; /v1, Kind=ConfigMap): .dat: field not declared in schema',
    ],
    [
      'with a number for a text',
      configMap({ k: 1 as unknown as string }),
      {},
      500,
      'failed to create typed patch object (/m; /v1, Kind=ConfigMap): .data.k: expected string, got &value.valueUnstructured{Value:1}',
    ],
    [
      'with a text for a map',
      configMap('x' as unknown as Record<string, string>),
      {},
      500,
      'failed to create typed patch object (/m; /v1, Kind=ConfigMap): .data: expected map, got &{x}',
    ],
  ])('%s is refused', (_, body, query, code, words) => {
    const answer = apply(createApiLab(), MAP, body, 'a', query);
    expect([answer.code, statusOf(answer).message]).toEqual([code, expect.stringContaining(words)]);
  });

  it('with two items of one key is refused', () => {
    const answer = apply(createApiLab(), WEB, deployment([C, C]), 'a');
    expect(statusOf(answer).message).toBe(
      'failed to create typed patch object (/web; apps/v1, Kind=Deployment): .spec.template.spec.containers: duplicate entries for key [name="c"]',
    );
  });
});

function containerNames(response: ApiResponse): readonly string[] {
  const { spec } = response.body as unknown as { spec: { template: { spec: { containers: readonly Container[] } } } };
  return spec.template.spec.containers.map(({ name }) => name);
}

describe('applies of any configurations', () => {
  const keys = ['a', 'b', 'c', 'd'];
  const data = fc.dictionary(fc.constantFrom(...keys), fc.constantFrom('1', '2'), { maxKeys: 4 });

  it('are idempotent: the second writes nothing', () => {
    fc.assert(
      fc.property(data, data, (first, second) => {
        const lab = createApiLab();
        apply(lab, MAP, configMap(first), 'x');
        const once = apply(lab, MAP, configMap(second), 'y', { force: 'true' }).body;
        expect(apply(lab, MAP, configMap(second), 'y').body).toEqual(once);
      }),
      { numRuns: 25 },
    );
  });

  it('leave what the last one of each manager says, and a field goes when its last owner leaves it out', () => {
    const step = fc.record({ manager: fc.constantFrom('x', 'y', 'z'), data });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 6 }), (steps) => {
        const lab = createApiLab();
        const said = new Map<string, Record<string, string>>();
        let live: Record<string, string> = {};
        for (const { manager, data: wanted } of steps) {
          const before = said.get(manager) ?? {};
          said.set(manager, wanted);
          const others = [...said].filter(([name]) => name !== manager).map(([, owned]) => owned);
          // Taken by force: who said otherwise owns it no more.
          for (const owned of others)
            for (const key of Object.keys(wanted)) if (owned[key] !== undefined && live[key] !== wanted[key]) delete owned[key];
          const dropped = Object.keys(before).filter(
            (key) => wanted[key] === undefined && others.every((owned) => owned[key] === undefined),
          );
          live = { ...live, ...wanted };
          for (const key of dropped) delete live[key];
          const answer = apply(lab, MAP, configMap({ ...wanted }), manager, { force: 'true' });
          expect(dataOf(answer) ?? {}).toEqual(live);
          const owned = ownersOf(answer).find((entry) => entry.manager === manager)?.fieldsV1?.['f:data'] ?? {};
          expect(Object.keys(owned).sort()).toEqual(
            Object.keys(wanted)
              .map((key) => `f:${key}`)
              .sort(),
          );
        }
      }),
      { numRuns: 40 },
    );
  });

  it('of disjoint fields come to the same in either order', () => {
    fc.assert(
      fc.property(data, fc.subarray(keys, { minLength: 1, maxLength: 3 }), (values, chosen) => {
        // An empty map is a field of its own, which both would own.
        const all: Record<string, string> = { a: '1', b: '1', c: '1', d: '1', ...values };
        const one = Object.fromEntries(Object.entries(all).filter(([key]) => chosen.includes(key)));
        const other = Object.fromEntries(Object.entries(all).filter(([key]) => !chosen.includes(key)));
        const inOrder = (steps: readonly (readonly [string, Record<string, string>])[]): unknown => {
          const lab = createApiLab();
          for (const [manager, wanted] of steps) expect(apply(lab, MAP, configMap(wanted), manager).code).toBeLessThan(300);
          const left = lab.get(MAP);
          return [
            dataOf(left) ?? {},
            ownersOf(left)
              .map(({ manager, fieldsV1 }) => [manager, fieldsV1])
              .sort(),
          ];
        };
        expect(
          inOrder([
            ['x', one],
            ['y', other],
          ]),
        ).toEqual(
          inOrder([
            ['y', other],
            ['x', one],
          ]),
        );
      }),
      { numRuns: 25 },
    );
  });
});
