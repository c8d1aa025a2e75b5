// Who asks, as the server finds out: tokens and what they end with, impersonation, and the reviews that tell.
import { createPublicKey, verify } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { ApiResponse } from '../../api/request.ts';
import { createApiLab } from '../../testing/api-lab.ts';

const lab = createApiLab();
const CORE = '/api/v1/namespaces/default';
const REVIEWS = '/apis/authorization.k8s.io/v1';
const WHOAMI = '/apis/authentication.k8s.io/v1/selfsubjectreviews';
const alice = { name: 'alice', groups: ['developers'] };

lab.post(`${CORE}/serviceaccounts`, { metadata: { name: 'robot' } });
const containers = [{ name: 'c', image: 'i' }];
lab.post(`${CORE}/pods`, { metadata: { name: 'web' }, spec: { serviceAccountName: 'robot', containers } });

function tokenFor(spec: object): string {
  const issued = lab.post(`${CORE}/serviceaccounts/robot/token`, { spec });
  expect(issued.code).toBe(201);
  return (issued.body as unknown as { status: { token: string } }).status.token;
}

const whoIs = (token: string): ApiResponse =>
  lab.ask({ method: 'POST', path: WHOAMI, body: {}, headers: { authorization: `Bearer ${token}` }, user: null });
const claimsOf = (token: string): unknown => JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as unknown;

describe('a service account token', () => {
  test('is a JSON Web Token with the claims a real one has', () => {
    const token = tokenFor({
      audiences: ['vault'],
      expirationSeconds: 700,
      boundObjectRef: { kind: 'Pod', apiVersion: 'v1', name: 'web' },
    });
    const head: unknown = JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString());
    expect(head).toMatchObject({ alg: 'RS256', kid: expect.stringMatching(/^[\w-]{43}$/) as string });
    const claims = claimsOf(token) as { exp: number; iat: number };
    expect(claims).toMatchObject({
      aud: ['vault'],
      iss: 'https://kubernetes.default.svc.cluster.local',
      sub: 'system:serviceaccount:default:robot',
      'kubernetes.io': { namespace: 'default', pod: { name: 'web' }, serviceaccount: { name: 'robot' } },
    });
    expect(claims.exp - claims.iat).toBe(700);
  });

  test('can be checked by anybody with the published key, and is refused when it was altered', () => {
    const token = tokenFor({});
    const [head = '', payload = '', signature = ''] = token.split('.');
    const { kid } = JSON.parse(Buffer.from(head, 'base64url').toString()) as { kid: string };
    const { keys } = lab.get('/openid/v1/jwks').body as unknown as { keys: readonly Readonly<Record<string, string>>[] };
    expect(keys.map((key) => key['kid'])).toEqual([kid]);
    const key = createPublicKey({ key: keys[0] ?? {}, format: 'jwk' });
    const isSigned = (text: string): boolean => verify('sha256', Buffer.from(text), key, Buffer.from(signature, 'base64url'));
    expect([isSigned(`${head}.${payload}`), isSigned(`${head}.${payload}x`)]).toEqual([true, false]);
    expect(whoIs(token).code).toBe(201);
    const altered = Buffer.from(JSON.stringify({ ...(claimsOf(token) as object), sub: 'system:admin' })).toString('base64url');
    for (const wrong of [`${head}.${altered}.${signature}`, `${head}.${payload}.${'A'.repeat(342)}`, `${head}.${payload}`, `${token}A`]) {
      expect(whoIs(wrong).code).toBe(401);
    }
  });

  test('says who carries it, and ends with the pod it is bound to', () => {
    const token = tokenFor({ boundObjectRef: { kind: 'Pod', apiVersion: 'v1', name: 'web' } });
    expect(whoIs(token).body).toMatchObject({
      status: {
        userInfo: {
          username: 'system:serviceaccount:default:robot',
          groups: ['system:serviceaccounts', 'system:serviceaccounts:default', 'system:authenticated'],
          extra: { 'authentication.kubernetes.io/pod-name': ['web'] },
        },
      },
    });
    lab.delete(`${CORE}/pods/web`, { gracePeriodSeconds: 0 });
    expect(whoIs(token)).toMatchObject({ code: 401, body: { message: 'Unauthorized', reason: 'Unauthorized' } });
  });

  test('for another audience opens nothing here, and a review for that audience knows it', () => {
    const token = tokenFor({ audiences: ['vault'] });
    expect(whoIs(token).code).toBe(401);
    const review = (audiences: string[]): ApiResponse =>
      lab.post('/apis/authentication.k8s.io/v1/tokenreviews', { spec: { token, audiences } });
    expect(review(['vault']).body).toMatchObject({ status: { authenticated: true, audiences: ['vault'] } });
    const error = '[invalid bearer token, token audiences ["vault"] is invalid for the target audiences ["bank" "mint"]]';
    expect(review(['bank', 'mint']).body).toMatchObject({ status: { error, user: {} } });
  });

  test('ends with the Secret it is bound to', () => {
    lab.post(`${CORE}/secrets`, { metadata: { name: 'until' } });
    const token = tokenFor({ boundObjectRef: { kind: 'Secret', apiVersion: 'v1', name: 'until' } });
    expect(whoIs(token).code).toBe(201);
    lab.delete(`${CORE}/secrets/until`);
    expect(whoIs(token).code).toBe(401);
  });

  test.each([
    [{ expirationSeconds: 10 }, 422, 'spec.expirationSeconds: Invalid value: 10: may not specify a duration less than 10 minutes'],
    [{ boundObjectRef: { kind: 'Pod', apiVersion: 'v1', name: 'none' } }, 404, 'pods "none" not found'],
    [{ boundObjectRef: { kind: 'Job', apiVersion: 'batch/v1', name: 'j' } }, 400, 'cannot bind token to object of type batch/v1, Kind=Job'],
    [{ boundObjectRef: { kind: 'Cup', apiVersion: 'v1', name: 'j' } }, 400, 'cannot bind token to object of type /v1, Kind=Cup'],
    [
      { boundObjectRef: { kind: 'constructor', apiVersion: 'v1', name: 'j' } },
      400,
      'cannot bind token to object of type /v1, Kind=constructor',
    ],
  ])('is not given for %j', (spec, code, message) => {
    const refused = lab.post(`${CORE}/serviceaccounts/robot/token`, { spec });
    expect(refused.code).toBe(code);
    expect((refused.body as { message: string }).message).toContain(message);
  });

  test.each([
    [{ name: 'other' }, 422, 'TokenRequest.authentication.k8s.io "robot" is invalid: metadata.name: Invalid value: "other": must match'],
    [{ namespace: 'other' }, 400, 'the namespace of the provided object does not match the namespace sent on the request'],
    [
      { uid: 'old' },
      409,
      'Operation cannot be fulfilled on TokenRequest.authentication.k8s.io "robot": the UID in the token request (old)',
    ],
  ])('is for the account that the URL names, not for %j', (metadata, code, message) => {
    const refused = lab.post(`${CORE}/serviceaccounts/robot/token`, { metadata, spec: { expirationSeconds: 1 } });
    expect(refused.code).toBe(code);
    expect((refused.body as { message: string }).message).toContain(message);
  });

  test('tells whose it is, and is given by nobody in a namespace that ends', () => {
    const { uid } = (lab.get(`${CORE}/serviceaccounts/robot`).body as { metadata: { uid: string } }).metadata;
    expect(lab.post(`${CORE}/serviceaccounts/robot/token`, {}).body).toMatchObject({ metadata: { name: 'robot', uid } });
    lab.post('/api/v1/namespaces', { metadata: { name: 'ending' } });
    lab.post('/api/v1/namespaces/ending/serviceaccounts', { metadata: { name: 'late' } });
    lab.delete('/api/v1/namespaces/ending');
    expect(lab.post('/api/v1/namespaces/ending/serviceaccounts/late/token', {})).toMatchObject({
      code: 403,
      body: {
        message: 'serviceaccounts "late" is forbidden: unable to create new content in namespace ending because it is being terminated',
      },
    });
  });
});

describe('a review of a token', () => {
  const review = (token: string): unknown =>
    (lab.post('/apis/authentication.k8s.io/v1/tokenreviews', { spec: { token } }).body as unknown as { status: unknown }).status;

  test('says why it opens nothing', () => {
    expect(review('rubbish')).toEqual({ user: {}, error: 'invalid bearer token' });
    const own = createApiLab();
    own.post(`${CORE}/serviceaccounts`, { metadata: { name: 'robot' } });
    const issued = own.post(`${CORE}/serviceaccounts/robot/token`, { spec: { expirationSeconds: 600 } });
    const { token } = (issued.body as unknown as { status: { token: string } }).status;
    const { uid } = (own.get(`${CORE}/serviceaccounts/robot`).body as { metadata: { uid: string } }).metadata;
    const reviewed = (): unknown => own.post('/apis/authentication.k8s.io/v1/tokenreviews', { spec: { token } }).body;
    // Clocks may differ by a minute.
    own.run(650_000);
    expect(reviewed()).toMatchObject({ status: { authenticated: true } });
    own.run(20_000);
    expect(reviewed()).toMatchObject({ status: { error: '[invalid bearer token, service account token has expired]' } });
    const later = own.post(`${CORE}/serviceaccounts/robot/token`, {}).body as unknown as { status: { token: string } };
    const again = (): unknown => own.post('/apis/authentication.k8s.io/v1/tokenreviews', { spec: { token: later.status.token } }).body;
    own.delete(`${CORE}/serviceaccounts/robot`);
    expect(again()).toMatchObject({ status: { error: '[invalid bearer token, serviceaccounts "robot" not found]' } });
    own.post(`${CORE}/serviceaccounts`, { metadata: { name: 'robot' } });
    expect(again()).toMatchObject({
      status: { error: expect.stringContaining(`does not match claim (${uid})]`) as string },
    });
  });

  test('says that what it was bound to is gone', () => {
    lab.post(`${CORE}/secrets`, { metadata: { name: 'gone' } });
    const token = tokenFor({ boundObjectRef: { kind: 'Secret', apiVersion: 'v1', name: 'gone' } });
    lab.delete(`${CORE}/secrets/gone`);
    expect(review(token)).toEqual({ user: {}, error: '[invalid bearer token, service account token has been invalidated]' });
  });
});

describe('a header of authorisation', () => {
  const shown = (authorization: string): ApiResponse =>
    lab.ask({ method: 'GET', path: `${CORE}/pods`, headers: { authorization }, user: null });

  test.each(['Basic YTpi', 'Bearer', 'token', 'Bearer  two-spaces'])('that holds no bearer token is nobody in particular: %s', (header) => {
    expect(shown(header)).toMatchObject({
      code: 403,
      body: { message: expect.stringContaining('User "system:anonymous" cannot list resource "pods"') as string },
    });
  });

  test('with a space too many is told so', () => {
    expect(shown('Bearer  x').warnings).toEqual([
      'the provided Authorization header contains extra space before the bearer token, and is ignored',
    ]);
    expect(shown('Bearer').warnings).toBeUndefined();
  });

  test('is read up to the next space', () => {
    const token = tokenFor({});
    const answer = lab.ask({ method: 'POST', path: WHOAMI, body: {}, headers: { authorization: ` bearer ${token} more` }, user: null });
    expect(answer.body).toMatchObject({ status: { userInfo: { username: 'system:serviceaccount:default:robot' } } });
    expect(shown('Bearer rubbish').code).toBe(401);
  });
});

test('whoever asks who he is gets a new review, with its instant', () => {
  const body = { metadata: { labels: { a: 'b' } } };
  const answer = lab.ask({ method: 'POST', path: WHOAMI, body, user: alice }).body as unknown as Record<string, object>;
  expect(answer['metadata']).toEqual({ creationTimestamp: expect.stringMatching(/^\d{4}-.*Z$/) as string });
  expect(answer['status']).toEqual({ userInfo: { username: 'alice', groups: ['developers', 'system:authenticated'] } });
});

describe('whoever acts as somebody else', () => {
  const path = `${CORE}/configmaps`;

  test('is nobody with the group of nobody, whatever groups are asked for', () => {
    const headers = { 'impersonate-user': 'system:anonymous', 'impersonate-group': 'system:authenticated' };
    expect(lab.ask({ method: 'POST', path: WHOAMI, body: {}, headers }).body).toMatchObject({
      status: { userInfo: { groups: ['system:authenticated', 'system:unauthenticated'] } },
    });
  });

  test('brings whatever else is to be known of that one, escaped where a header could not say it', () => {
    const headers = { 'impersonate-user': 'carol', 'impersonate-extra-acme.com%2fTeam%41': 'x', 'impersonate-extra-odd%zz': 'y' };
    expect(lab.ask({ method: 'POST', path: WHOAMI, body: {}, headers }).body).toMatchObject({
      status: { userInfo: { extra: { 'acme.com/teamA': ['x'], 'odd%zz': ['y'] } } },
    });
  });

  test('names a user where no account could have the name', () => {
    const headers = { 'impersonate-user': 'system:serviceaccount:default:Robot_1' };
    expect(lab.ask({ method: 'POST', path: WHOAMI, body: {}, headers }).body).toMatchObject({
      status: { userInfo: { groups: ['system:authenticated'] } },
    });
    expect(lab.ask({ method: 'GET', path, headers, user: alice })).toMatchObject({
      code: 403,
      body: { message: expect.stringMatching(/^users "system:serviceaccount:default:Robot_1" is forbidden/) as string },
    });
  });

  test('is judged and named as that one', () => {
    const asCarol = lab.ask({
      method: 'POST',
      path: WHOAMI,
      body: {},
      headers: { 'impersonate-user': 'carol', 'impersonate-group': ['a', 'b, c'], 'impersonate-extra-scopes': ['x', 'y'] },
    });
    expect(asCarol.body).toMatchObject({
      status: { userInfo: { username: 'carol', groups: ['a', 'b, c', 'system:authenticated'], extra: { scopes: ['x', 'y'] } } },
    });
    const asRobot = lab.ask({
      method: 'POST',
      path: WHOAMI,
      body: {},
      headers: { 'impersonate-user': 'system:serviceaccount:default:robot' },
    });
    expect(asRobot.body).toMatchObject({
      status: { userInfo: { groups: ['system:serviceaccounts', 'system:serviceaccounts:default', 'system:authenticated'] } },
    });
  });

  test.each([
    [
      { 'impersonate-user': 'carol' },
      'users "carol" is forbidden: User "alice" cannot impersonate resource "users" in API group "" at the cluster scope',
    ],
    [
      { 'impersonate-user': 'system:serviceaccount:default:robot' },
      'serviceaccounts "robot" is forbidden: User "alice" cannot impersonate resource "serviceaccounts" in API group "" in the namespace "default"',
    ],
  ])('must be allowed to: %j', (headers, message) => {
    expect(lab.ask({ method: 'GET', path, headers: headers as Record<string, string>, user: alice })).toMatchObject({
      code: 403,
      body: { message },
    });
  });

  test('cannot name a group and no user', () => {
    const failed = lab.ask({ method: 'GET', path, headers: { 'impersonate-group': 'x' } });
    const text = `Internal Server Error: "${path}": requested [{Group  x    }] without impersonating a user\n`;
    expect([failed.code, failed.raw?.text]).toEqual([500, text]);
  });
});

describe('a review', () => {
  test('of access tells yes with the reason, and no', () => {
    const ask = (user: string, verb: string): ApiResponse =>
      lab.post(`${REVIEWS}/subjectaccessreviews`, { spec: { user, resourceAttributes: { verb, resource: 'nodes' } } });
    const reason =
      'RBAC: allowed by ClusterRoleBinding "system:kube-scheduler" of ClusterRole "system:kube-scheduler" to User "system:kube-scheduler"';
    expect(ask('system:kube-scheduler', 'list').body).toMatchObject({ status: { allowed: true, reason } });
    expect(ask('system:kube-scheduler', 'delete').body).toMatchObject({ status: { allowed: false } });
  });

  test.each([
    [{}, 'spec.resourceAttributes: Invalid value: null: exactly one of nonResourceAttributes or resourceAttributes must be specified'],
    [{}, 'spec.user: Invalid value: "": at least one of user or group must be specified'],
  ])('of access that asks nothing is refused: %j', (spec, message) => {
    const refused = lab.post(`${REVIEWS}/subjectaccessreviews`, { spec });
    expect(refused.code).toBe(422);
    expect((refused.body as { message: string }).message).toContain(message);
  });

  const SELECTOR = 'spec.resourceAttributes.fieldSelector';
  test.each([
    [
      { fieldSelector: {} },
      [`${SELECTOR}.requirements: Required value: when ${SELECTOR} is specified, requirements or rawSelector is required`],
    ],
    [
      { fieldSelector: { rawSelector: 'a=b', requirements: [{ key: '', operator: 'In' }] } },
      [
        `${SELECTOR}.rawSelector: Invalid value: "a=b": may not specified at the same time as requirements`,
        `${SELECTOR}.requirements[0].key: Required value: must be specified`,
        `${SELECTOR}.requirements[0].values: Required value: must be specified when \`operator\` is 'In' or 'NotIn'`,
      ],
    ],
    [
      { labelSelector: { requirements: [{ key: 'tier', operator: 'Exists', values: ['x'] }] } },
      [
        "spec.resourceAttributes.labelSelector.requirements[0].values: Forbidden: may not be specified when `operator` is 'Exists' or 'DoesNotExist'",
      ],
    ],
  ])('of access checks its selectors: %j', (selectors, messages) => {
    const spec = { resourceAttributes: { verb: 'list', resource: 'pods', ...selectors } };
    const refused = lab.post(`${REVIEWS}/selfsubjectaccessreviews`, { spec });
    const list = messages.length === 1 ? messages[0] : `[${messages.join(', ')}]`;
    expect(refused).toMatchObject({
      code: 422,
      body: { message: `SelfSubjectAccessReview.authorization.k8s.io "" is invalid: ${list}` },
    });
  });

  test('of access says which selectors nobody understood', () => {
    const ask = (selectors: object): unknown => {
      const spec = { resourceAttributes: { verb: 'list', resource: 'pods', ...selectors } };
      return lab.post(`${REVIEWS}/selfsubjectaccessreviews`, { spec }).body;
    };
    const known = { key: 'spec.nodeName', operator: 'In', values: ['oak'] };
    const evaluationError =
      '[spec.resourceAttributes.fieldSelector partially ignored due to parse error, spec.resourceAttributes.labelSelector ignored due to parse error]';
    expect(
      ask({
        fieldSelector: { requirements: [known, { ...known, operator: 'Near' }] },
        labelSelector: { requirements: [{ key: 'a', operator: 'Near', values: ['b'] }] },
      }),
    ).toMatchObject({ status: { allowed: true, evaluationError } });
    expect(ask({ fieldSelector: { rawSelector: 'nonsense' } })).toMatchObject({
      status: { evaluationError: 'spec.resourceAttributes.fieldSelector ignored due to parse error' },
    });
  });

  test('of a node by a raw selector is what the selector says', () => {
    const ask = (rawSelector: string): unknown =>
      lab.post(`${REVIEWS}/subjectaccessreviews`, {
        spec: {
          user: 'system:node:oak',
          groups: ['system:nodes'],
          resourceAttributes: { verb: 'list', resource: 'pods', fieldSelector: { rawSelector } },
        },
      }).body;
    expect(ask('spec.nodeName=oak')).toMatchObject({ status: { allowed: true } });
    expect(ask('spec.nodeName=elm')).toMatchObject({ status: { allowed: false } });
  });

  test('of access in a namespace has a namespace and nothing else', () => {
    const refused = lab.post(`/apis/authorization.k8s.io/v1/namespaces/default/localsubjectaccessreviews`, {
      metadata: { name: 'x' },
      spec: { user: 'u', resourceAttributes: { verb: 'get', resource: 'pods' } },
    });
    const { message } = refused.body as { message: string };
    expect(message).toContain(
      'must be empty except for namespace, spec.resourceAttributes.namespace: Invalid value: "": must match metadata',
    );
  });

  test('of rules answers anew, and is incomplete only for whom somebody else judges', () => {
    const rules = (user: { name: string; groups: string[] }): unknown =>
      lab.ask({ method: 'POST', path: `${REVIEWS}/selfsubjectrulesreviews`, body: { spec: { namespace: 'default' } }, user }).body;
    lab.post('/apis/rbac.authorization.k8s.io/v1/namespaces/default/rolebindings', {
      metadata: { name: 'empty' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'nowhere' },
      subjects: [{ kind: 'User', apiGroup: 'rbac.authorization.k8s.io', name: 'dora' }],
    });
    expect(rules({ name: 'dora', groups: [] })).toMatchObject({
      metadata: {},
      spec: {},
      status: { incomplete: false, evaluationError: 'role.rbac.authorization.k8s.io "nowhere" not found' },
    });
    expect((rules(alice) as { spec: object }).spec).toEqual({});
    expect(rules({ name: 'system:node:oak', groups: ['system:nodes'] })).toMatchObject({
      status: { incomplete: true, evaluationError: 'node authorizer does not support user rule resolution' },
    });
  });

  test('of rules lists what somebody may do, in the order of the bindings', () => {
    const rules = lab.ask({
      method: 'POST',
      path: `${REVIEWS}/selfsubjectrulesreviews`,
      body: { spec: { namespace: 'default' } },
      user: alice,
    });
    expect(rules.body).toMatchObject({
      status: {
        incomplete: false,
        resourceRules: [
          { verbs: ['create'], apiGroups: ['authorization.k8s.io'], resources: ['selfsubjectaccessreviews', 'selfsubjectrulesreviews'] },
          { verbs: ['create'], apiGroups: ['authentication.k8s.io'], resources: ['selfsubjectreviews'] },
        ],
      },
    });
    const kubelet = { name: 'system:node:node-1', groups: ['system:nodes'] };
    const open = lab.ask({
      method: 'POST',
      path: `${REVIEWS}/selfsubjectrulesreviews`,
      body: { spec: { namespace: 'default' } },
      user: kubelet,
    });
    expect(open.body).toMatchObject({
      status: { incomplete: true, evaluationError: 'node authorizer does not support user rule resolution' },
    });
  });

  test('comes back as it was asked, and says who asked', () => {
    const spec = { resourceAttributes: { verb: 'get', resource: 'pods' } };
    const headers = { 'user-agent': 'asker/1.0' };
    const answer = lab.ask({ method: 'POST', path: `${REVIEWS}/selfsubjectaccessreviews`, body: { spec }, headers });
    expect(answer.body).toMatchObject({
      spec,
      metadata: {
        managedFields: [
          {
            manager: 'asker',
            operation: 'Update',
            apiVersion: 'authorization.k8s.io/v1',
            fieldsV1: { 'f:spec': { 'f:resourceAttributes': { '.': {}, 'f:resource': {}, 'f:verb': {} } } },
          },
        ],
      },
    });
  });

  test('is never stored, so nobody lists any', () => {
    expect(lab.get(`${REVIEWS}/selfsubjectaccessreviews`).code).toBe(405);
  });
});
