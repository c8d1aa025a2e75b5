// RBAC with its indexes and memory says what reading every binding each time would say, whatever came before.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PolicyRule, RoleRef, Subject } from '../../api/rbac.ts';
import type { UserInfo } from '../../api/request.ts';
import { type ApiLab, createApiLab } from '../../testing/api-lab.ts';
import type { Access } from './access.ts';

const RBAC = '/apis/rbac.authorization.k8s.io/v1';
const NAMESPACES = ['default', 'kube-public'];
const USERS: readonly UserInfo[] = [
  { name: 'alice', groups: ['developers', 'system:authenticated'] },
  { name: 'bob', groups: ['system:authenticated'] },
  { name: 'system:serviceaccount:default:robot', groups: ['system:serviceaccounts', 'system:authenticated'] },
];

const word = <T extends string>(...words: T[]): fc.Arbitrary<T> => fc.constantFrom(...words);
const some = (one: fc.Arbitrary<string>): fc.Arbitrary<string[]> => fc.array(one, { minLength: 1, maxLength: 2 });
const rule: fc.Arbitrary<PolicyRule> = fc.record(
  {
    verbs: some(word('get', 'list', 'create', '*', '*')),
    apiGroups: some(word('', 'apps', '*')),
    resources: some(word('pods', 'deployments', 'pods/log', '*/scale', '*')),
    resourceNames: fc.array(word('a', 'b'), { maxLength: 1 }),
  },
  { requiredKeys: ['verbs', 'apiGroups', 'resources'] },
);
const subject: fc.Arbitrary<Subject> = fc.constantFrom(
  { kind: 'User', apiGroup: 'rbac.authorization.k8s.io', name: 'alice' },
  { kind: 'User', apiGroup: 'rbac.authorization.k8s.io', name: 'bob' },
  { kind: 'Group', apiGroup: 'rbac.authorization.k8s.io', name: 'developers' },
  { kind: 'ServiceAccount', name: 'robot', namespace: 'default' },
);
const change = fc.record({
  what: word('role', 'clusterrole', 'binding', 'clusterbinding'),
  name: word('one'),
  namespace: word(...NAMESPACES),
  gone: word('yes', 'no', 'no', 'no').map((one) => one === 'yes'),
  rules: fc.array(rule, { minLength: 1, maxLength: 3 }),
  subjects: fc.array(subject, { minLength: 1, maxLength: 3 }),
  toCluster: fc.boolean(),
});
const access = fc.record({
  user: fc.constantFrom(...USERS),
  verb: word('get', 'list', 'create', 'delete'),
  group: word('', 'apps'),
  resource: word('pods', 'deployments'),
  subresource: word('', 'log', 'scale'),
  namespace: word('', ...NAMESPACES),
  name: word('', 'a', 'b'),
});

type Change = typeof change extends fc.Arbitrary<infer T> ? T : never;

interface World {
  readonly roles: Map<string, readonly PolicyRule[]>;
  readonly bindings: Map<string, { readonly subjects: readonly Subject[]; readonly roleRef: RoleRef; readonly namespace: string }>;
}

/** Makes the change both in the lab and in the naive world. */
function apply(lab: ApiLab, world: World, { what, name, namespace, gone, rules, subjects, toCluster }: Change): void {
  const isCluster = what === 'clusterrole' || what === 'clusterbinding';
  const scope = isCluster ? RBAC : `${RBAC}/namespaces/${namespace}`;
  const isRole = what === 'role' || what === 'clusterrole';
  const plural = `${isCluster ? 'cluster' : ''}role${isRole ? '' : 'binding'}s`;
  const key = isCluster ? `/${name}` : `${namespace}/${name}`;
  lab.delete(`${scope}/${plural}/${name}`);
  world[isRole ? 'roles' : 'bindings'].delete(key);
  if (gone) return;
  const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: isCluster || toCluster ? 'ClusterRole' : 'Role', name };
  const made = lab.post(`${scope}/${plural}`, { metadata: { name }, ...(isRole ? { rules } : { roleRef, subjects }) });
  expect(made.code).toBe(201);
  if (isRole) world.roles.set(key, rules);
  else world.bindings.set(key, { subjects, roleRef, namespace: isCluster ? '' : namespace });
}

function naive({ roles, bindings }: World, asked: Access): boolean {
  return [...bindings.values()].some(({ subjects, roleRef, namespace }) => {
    if (namespace !== '' && namespace !== asked.namespace) return false;
    const mine = subjects.some(({ kind, name, namespace: home }) =>
      kind === 'Group'
        ? asked.user.groups.includes(name)
        : asked.user.name === (kind === 'User' ? name : `system:serviceaccount:${home}:${name}`),
    );
    const rules = roles.get(roleRef.kind === 'ClusterRole' ? `/${roleRef.name}` : `${namespace}/${roleRef.name}`) ?? [];
    return mine && rules.some((one) => fits(one, asked));
  });
}

function fits({ verbs, apiGroups = [], resources = [], resourceNames = [] }: PolicyRule, asked: Access): boolean {
  const resource = asked.subresource === '' ? asked.resource : `${asked.resource}/${asked.subresource}`;
  const any = asked.subresource === '' ? [] : [`*/${asked.subresource}`];
  return (
    [asked.verb, '*'].some((verb) => verbs.includes(verb)) &&
    [asked.group, '*'].some((group) => apiGroups.includes(group)) &&
    [resource, '*', ...any].some((one) => resources.includes(one)) &&
    (resourceNames.length === 0 || resourceNames.includes(asked.name))
  );
}

test('decides as a naive reading of all bindings does, after every change', () => {
  const lab = createApiLab();
  const seen = { allowed: 0, refused: 0 };
  fc.assert(
    fc.property(fc.array(fc.tuple(change, fc.array(access, { minLength: 5, maxLength: 5 })), { minLength: 8, maxLength: 16 }), (steps) => {
      const world: World = { roles: new Map(), bindings: new Map() };
      for (const kind of ['role', 'clusterrole', 'binding', 'clusterbinding'] as const)
        for (const name of ['one'] as const)
          for (const namespace of NAMESPACES)
            apply(lab, world, { what: kind, name, namespace, gone: true, rules: [], subjects: [], toCluster: false });
      for (const [step, asks] of steps) {
        apply(lab, world, step);
        for (const ask of asks) {
          const asked: Access = { ...ask, isResource: true, path: '', fieldSelector: '' };
          const expected = naive(world, asked);
          seen[expected ? 'allowed' : 'refused']++;
          expect(lab.server.authorizers.authorize(asked).decision).toBe(expected ? 'allow' : 'none');
        }
      }
    }),
    { numRuns: 12, seed: 7 },
  );
  expect(Math.min(seen.allowed, seen.refused)).toBeGreaterThan(20);
});

describe('a right that is given away', () => {
  const lab = createApiLab();
  const alice = { name: 'alice', groups: [] };
  const roles = `${RBAC}/namespaces/default/roles`;
  const bindings = `${RBAC}/namespaces/default/rolebindings`;
  const manage = { apiGroups: ['rbac.authorization.k8s.io'], resources: ['roles', 'rolebindings'], verbs: ['create', 'update'] };
  lab.post(roles, { metadata: { name: 'manager' }, rules: [manage] });
  lab.post(bindings, {
    metadata: { name: 'manager' },
    roleRef: { kind: 'Role', name: 'manager' },
    subjects: [{ kind: 'User', name: 'alice' }],
  });
  const asAlice = (path: string, body: unknown) => lab.ask({ method: 'POST', path, body, user: alice });

  test('must be had, and the refusal lists what is missing, put together', () => {
    const rules = [{ apiGroups: [''], resources: ['secrets', 'pods'], verbs: ['list', 'get'] }, manage];
    const refused = asAlice(roles, { metadata: { name: 'more' }, rules });
    expect(refused).toMatchObject({
      code: 403,
      body: {
        message:
          'roles.rbac.authorization.k8s.io "more" is forbidden: user "alice" (groups=["system:authenticated"]) is attempting to grant RBAC permissions not currently held:\n' +
          '{APIGroups:[""], Resources:["pods"], Verbs:["list" "get"]}\n{APIGroups:[""], Resources:["secrets"], Verbs:["list" "get"]}',
      },
    });
    expect(asAlice(roles, { metadata: { name: 'same' }, rules: [manage] }).code).toBe(201);
  });

  test('cannot be reached by way of a binding either', () => {
    const binding = { metadata: { name: 'b' }, roleRef: { kind: 'ClusterRole', name: 'system:basic-user' }, subjects: [] };
    expect(asAlice(bindings, binding).code).toBe(201);
    const more = asAlice(bindings, { ...binding, metadata: { name: 'c' }, roleRef: { kind: 'ClusterRole', name: 'cluster-admin' } });
    expect(more.code).toBe(403);
    const nobody = asAlice(bindings, { ...binding, metadata: { name: 'd' }, roleRef: { kind: 'ClusterRole', name: 'nobody' } });
    expect(nobody).toMatchObject({ code: 404, body: { message: 'clusterrole.rbac.authorization.k8s.io "nobody" not found' } });
  });

  test('may be given by whoever may bind that role', () => {
    const bind = {
      apiGroups: ['rbac.authorization.k8s.io'],
      resources: ['clusterroles'],
      resourceNames: ['system:kube-dns'],
      verbs: ['bind'],
    };
    lab.patch(`${roles}/manager`, { rules: [manage, bind] }, 'merge');
    const binding = { metadata: { name: 'e' }, roleRef: { kind: 'ClusterRole', name: 'system:kube-dns' }, subjects: [] };
    expect(asAlice(bindings, binding).code).toBe(201);
  });
});

test('a role that allows nothing gives nothing away, and is judged by the rules of roles', () => {
  const lab = createApiLab();
  lab.post(`${RBAC}/clusterroles`, {
    metadata: { name: 'maker' },
    rules: [{ apiGroups: ['rbac.authorization.k8s.io'], resources: ['clusterroles'], verbs: ['create'] }],
  });
  lab.post(`${RBAC}/clusterrolebindings`, {
    metadata: { name: 'maker' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'maker' },
    subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'alice' }],
  });
  const body = { metadata: { name: 'idle' }, rules: [{ apiGroups: [''], resources: ['pods'] }, { nonResourceURLs: ['/healthz'] }] };
  expect(lab.ask({ method: 'POST', path: `${RBAC}/clusterroles`, body, user: { name: 'alice', groups: [] } }).body).toMatchObject({
    message:
      'ClusterRole.rbac.authorization.k8s.io "idle" is invalid: [rules[0].verbs: Required value: verbs must contain at least one value, rules[1].verbs: Required value: verbs must contain at least one value]',
  });
});

test('a binding to a role that nobody made is named in the refusal', () => {
  const lab = createApiLab();
  const bindings = `${RBAC}/namespaces/default/rolebindings`;
  lab.post(bindings, { metadata: { name: 'lost' }, roleRef: { kind: 'Role', name: 'lost' }, subjects: [{ kind: 'User', name: 'alice' }] });
  const asked = lab.ask({ method: 'GET', path: '/api/v1/namespaces/default/pods', user: { name: 'alice', groups: [] } });
  expect(asked.body).toMatchObject({
    message:
      'pods is forbidden: User "alice" cannot list resource "pods" in API group "" in the namespace "default": RBAC: role.rbac.authorization.k8s.io "lost" not found',
  });
});

test('a list of one name is that object, to whom names are given; a deletion of such a collection is not', () => {
  const lab = createApiLab();
  const user = { name: 'alice', groups: [] };
  const maps = '/api/v1/namespaces/default/configmaps';
  lab.post(`${RBAC}/namespaces/default/roles`, {
    metadata: { name: 'one' },
    rules: [{ apiGroups: [''], resources: ['configmaps'], resourceNames: ['mine'], verbs: ['list', 'watch', 'deletecollection'] }],
  });
  lab.post(`${RBAC}/namespaces/default/rolebindings`, {
    metadata: { name: 'one' },
    roleRef: { kind: 'Role', name: 'one' },
    subjects: [{ kind: 'User', name: 'alice' }],
  });
  const query = { fieldSelector: 'metadata.name=mine' };
  expect(lab.ask({ method: 'GET', path: maps, query, user }).code).toBe(200);
  expect(lab.ask({ method: 'GET', path: maps, user }).code).toBe(403);
  expect(lab.ask({ method: 'DELETE', path: maps, query, user })).toMatchObject({
    code: 403,
    body: {
      message:
        'configmaps is forbidden: User "alice" cannot deletecollection resource "configmaps" in API group "" in the namespace "default"',
    },
  });
});

test('a refusal does not look like a page, whatever a user is called', () => {
  const user = { name: '<b>&', groups: [] };
  expect(createApiLab().ask({ method: 'GET', path: '/api/v1/nodes', user }).body).toMatchObject({
    message: 'nodes is forbidden: User "&lt;b&gt;&amp;" cannot list resource "nodes" in API group "" at the cluster scope',
  });
});
