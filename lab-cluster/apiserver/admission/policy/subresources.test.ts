// What policies are told of requests about parts of objects, of posts to them, and of those whose names nobody says.
// Models the attributes that apiserver/pkg/endpoints/handlers give admission.
import { beforeAll, describe, expect, test } from 'vitest';
import type { ApiRequest } from '../../../api/request.ts';
import { type ApiLab, createApiLab } from '../../../testing/api-lab.ts';

const BASE = '/apis/admissionregistration.k8s.io/v1';
const CORE = '/api/v1/namespaces/default';
const APPS = '/apis/apps/v1/namespaces/default';
/** The whole of what a policy sees, in a line. */
const SAYS = [
  'request.operation',
  "request.resource.resource + (has(request.subResource) ? '/' + request.subResource : '')",
  "request.kind.group + '/' + request.kind.version + '.' + request.kind.kind",
  "(has(request.name) ? request.name : '-')",
  "(has(request.namespace) ? request.namespace : '-')",
  "(object == null ? '-' : object.kind) + ' ' + (oldObject == null ? '-' : oldObject.kind)",
  'request.options.kind',
].join(" + ' ' + ");

let lab: ApiLab;
beforeAll(() => {
  lab = createApiLab();
  const labels = { app: 'w' };
  const template = { metadata: { labels }, spec: { containers: [{ name: 'c', image: 'nginx' }] } };
  const made = [
    lab.post(`${CORE}/serviceaccounts`, { metadata: { name: 'default' } }),
    lab.post(`${CORE}/pods`, { metadata: { name: 'p' }, spec: template.spec }),
    lab.post(`${APPS}/deployments`, { metadata: { name: 'w' }, spec: { selector: { matchLabels: labels }, template } }),
    lab.post('/api/v1/namespaces', { metadata: { name: 'n' } }),
    lab.post(`${CORE}/configmaps`, { metadata: { name: 'm' } }),
    lab.post(`${BASE}/validatingadmissionpolicies`, {
      metadata: { name: 'teller' },
      spec: {
        matchConstraints: { resourceRules: [{ apiGroups: ['*'], apiVersions: ['*'], operations: ['*'], resources: ['*/*'] }] },
        matchConditions: [{ name: 'asked', expression: "request.userInfo.username == 'tester'" }],
        validations: [{ expression: 'false', messageExpression: SAYS }],
      },
    }),
    lab.post(`${BASE}/validatingadmissionpolicybindings`, {
      metadata: { name: 'teller' },
      spec: { policyName: 'teller', validationActions: ['Deny'] },
    }),
  ];
  expect(made.map(({ code }) => code)).toEqual(made.map(() => 201));
});

const MERGE = { 'content-type': 'application/merge-patch+json' };

/** What the policy saw; `-` where it was not asked. */
function seen(method: ApiRequest['method'], path: string, body: unknown, query: Record<string, string> = {}): string {
  const headers = method === 'PATCH' ? MERGE : {};
  const user = { name: 'tester', groups: ['system:masters'] };
  const answer = lab.ask({ method, path, query, headers, user, ...(body === undefined ? {} : { body }) });
  const { message = '' } = (answer.body ?? {}) as { readonly message?: string };
  return /denied request: (.*)$/.exec(message)?.[1] ?? `- ${answer.code}`;
}

const scale = { apiVersion: 'autoscaling/v1', kind: 'Scale', metadata: { name: 'w' }, spec: { replicas: 3 } };
const review = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' };

describe('a policy', () => {
  test.each<readonly [string, ApiRequest['method'], string, unknown, string]>([
    [
      'a scale',
      'PUT',
      `${APPS}/deployments/w/scale`,
      scale,
      'UPDATE deployments/scale autoscaling/v1.Scale w default Scale Scale UpdateOptions',
    ],
    [
      'a patched scale',
      'PATCH',
      `${APPS}/deployments/w/scale`,
      { spec: { replicas: 2 } },
      'UPDATE deployments/scale autoscaling/v1.Scale w default Scale Scale UpdateOptions',
    ],
    [
      'a status',
      'PATCH',
      `${APPS}/deployments/w/status`,
      { status: { replicas: 1 } },
      'UPDATE deployments/status apps/v1.Deployment w default Deployment Deployment UpdateOptions',
    ],
    [
      'an eviction',
      'POST',
      `${CORE}/pods/p/eviction`,
      { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: 'p' } },
      'CREATE pods/eviction policy/v1.Eviction p default Eviction - CreateOptions',
    ],
    [
      'a binding',
      'POST',
      `${CORE}/pods/p/binding`,
      { metadata: { name: 'p' }, target: { kind: 'Node', name: 'x' } },
      'CREATE pods/binding /v1.Binding p default Binding - CreateOptions',
    ],
    [
      'a binding of old',
      'POST',
      `${CORE}/bindings`,
      { metadata: { name: 'p' }, target: { kind: 'Node', name: 'x' } },
      'CREATE bindings /v1.Binding p default Binding - CreateOptions',
    ],
    [
      'a request for a token',
      'POST',
      `${CORE}/serviceaccounts/default/token`,
      { spec: {} },
      'CREATE serviceaccounts/token authentication.k8s.io/v1.TokenRequest default default TokenRequest - CreateOptions',
    ],
    [
      'ephemeral containers',
      'PATCH',
      `${CORE}/pods/p/ephemeralcontainers`,
      { spec: { ephemeralContainers: [{ name: 'e', image: 'busybox' }] } },
      'UPDATE pods/ephemeralcontainers /v1.Pod p default Pod Pod UpdateOptions',
    ],
    [
      'a resize',
      'PATCH',
      `${CORE}/pods/p/resize`,
      { metadata: { labels: { x: 'y' } } },
      'UPDATE pods/resize /v1.Pod p default Pod Pod UpdateOptions',
    ],
    ['the end of a pod', 'DELETE', `${CORE}/pods/p`, undefined, 'DELETE pods /v1.Pod p default - Pod DeleteOptions'],
    ['the end of all', 'DELETE', `${CORE}/configmaps`, undefined, 'DELETE configmaps /v1.ConfigMap - default - ConfigMap DeleteOptions'],
    [
      'a name that is drawn',
      'POST',
      `${CORE}/configmaps`,
      { metadata: { generateName: 'g-' } },
      'CREATE configmaps /v1.ConfigMap - default ConfigMap - CreateOptions',
    ],
    [
      'a namespace',
      'POST',
      '/api/v1/namespaces',
      { metadata: { name: 'o' } },
      'CREATE namespaces /v1.Namespace o o Namespace - CreateOptions',
    ],
    [
      'the last finalizers',
      'PUT',
      '/api/v1/namespaces/n/finalize',
      { metadata: { name: 'n' }, spec: { finalizers: [] } },
      'UPDATE namespaces/finalize /v1.Namespace n n Namespace Namespace UpdateOptions',
    ],
    ['no review', 'POST', '/apis/authentication.k8s.io/v1/selfsubjectreviews', review, '- 201'],
    ['no read of a log', 'GET', `${CORE}/pods/p/log`, undefined, '- 200'],
  ])('is told of %s', (_, method, path, body, told) => {
    expect(seen(method, path, body)).toBe(told);
  });

  test('is told the options of the request', () => {
    const policy = `${BASE}/validatingadmissionpolicies/teller`;
    const options =
      "(has(request.options.dryRun) ? request.options.dryRun.join() : '-') + ' ' + (has(request.options.fieldManager) ? request.options.fieldManager : '-')" +
      " + ' ' + (has(request.options.propagationPolicy) ? request.options.propagationPolicy : '-')";
    expect(lab.patch(policy, { spec: { validations: [{ expression: 'false', messageExpression: options }] } }, 'merge').code).toBe(200);
    expect(seen('POST', `${CORE}/configmaps`, { metadata: { name: 'z' } }, { dryRun: 'All', fieldManager: 'me' })).toBe('All me -');
    expect(seen('DELETE', `${CORE}/configmaps/m`, { propagationPolicy: 'Orphan' })).toBe('- - Orphan');
  });
});
