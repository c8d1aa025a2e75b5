// Who joins with a bootstrap token is known by it for as long as its Secret says so, and as nobody else.
import { describe, expect, test } from 'vitest';
import type { ApiResponse } from '../../api/request.ts';
import { createApiLab } from '../../testing/api-lab.ts';

const lab = createApiLab();
const SECRETS = '/api/v1/namespaces/kube-system/secrets';
const GOOD = {
  'token-id': 'abcdef',
  'token-secret': '0123456789abcdef',
  'usage-bootstrap-authentication': 'true',
  'usage-bootstrap-signing': 'true',
};
const TYPE = 'bootstrap.kubernetes.io/token';
const TOKEN = 'abcdef.0123456789abcdef';

const whoIs = (token: string): ApiResponse =>
  lab.ask({
    method: 'POST',
    path: '/apis/authentication.k8s.io/v1/selfsubjectreviews',
    body: {},
    headers: { authorization: `Bearer ${token}` },
    user: null,
  });
/** The code, and the user, of whoever shows the token while this Secret is there. */
function shown(data: object, token = TOKEN, type = TYPE, name = 'bootstrap-token-abcdef'): readonly unknown[] {
  expect(lab.post(SECRETS, { metadata: { name }, type, stringData: { ...GOOD, ...data } }).code).toBe(201);
  const { code, body } = whoIs(token);
  const { userInfo } = ((body ?? {}) as { readonly status?: { readonly userInfo?: unknown } }).status ?? {};
  expect(lab.delete(`${SECRETS}/${name}`).code).toBe(200);
  return code === 201 ? [code, userInfo] : [code];
}

describe('a bootstrap token', () => {
  test('is the machine that it lets join', () => {
    const user = { username: 'system:bootstrap:abcdef', groups: ['system:bootstrappers', 'system:authenticated'] };
    expect(shown({})).toEqual([201, user]);
    expect(shown({ expiration: '2026-01-02T00:00:00Z' })).toEqual([201, user]);
    const groups = 'system:bootstrappers:kubeadm:default-node-token,system:bootstrappers:a';
    expect(shown({ 'auth-extra-groups': groups })).toEqual([
      201,
      {
        ...user,
        groups: [
          'system:bootstrappers',
          'system:bootstrappers:a',
          'system:bootstrappers:kubeadm:default-node-token',
          'system:authenticated',
        ],
      },
    ]);
  });

  test.each<readonly [string, { readonly data?: object; readonly token?: string; readonly type?: string; readonly name?: string }]>([
    ['another proof', { token: 'abcdef.0123456789abcdee' }],
    ['another form', { token: 'abcdef.0123456789abcde' }],
    ['another id', { data: { 'token-id': 'abcdeg' } }],
    ['another type', { type: 'Opaque' }],
    ['another name', { name: 'bootstrap-token-abcdeg' }],
    ['no leave to authenticate', { data: { 'usage-bootstrap-authentication': 'yes' } }],
    ['an end that has come', { data: { expiration: '2025-12-31T23:59:59Z' } }],
    ['an end that nobody can read', { data: { expiration: 'tomorrow' } }],
    ['a group that is not for machines', { data: { 'auth-extra-groups': 'system:masters' } }],
  ])('with %s is nobody', (_, { data = {}, token, type, name }) => {
    expect(shown(data, token, type, name)).toEqual([401]);
  });

  test('is reviewed as any other, for those who take the API server for its audience', () => {
    lab.post(SECRETS, { metadata: { name: 'bootstrap-token-abcdef' }, type: TYPE, stringData: GOOD });
    const review = (spec: object): unknown =>
      lab.post('/apis/authentication.k8s.io/v1/tokenreviews', { spec: { token: TOKEN, ...spec } }).body;
    expect(review({})).toMatchObject({ status: { authenticated: true, user: { username: 'system:bootstrap:abcdef' } } });
    expect(review({ audiences: ['vault'] })).toMatchObject({ status: { user: {} } });
    expect(review({ audiences: ['vault'] })).not.toHaveProperty('status.authenticated');
  });
});
