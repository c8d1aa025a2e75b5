// Ten thousand requests that were sound once and then damaged: none may crash the server, none may spoil what is stored.
import { expect, test } from 'vitest';
import type { KubeObject } from '../api/object.ts';
import { kinds } from '../api/registry.ts';
import type { ApiRequest, ApiResponse } from '../api/request.ts';
import { readStore } from '../etcd/data.ts';
import { createRng } from '../sim/rng.ts';
import type { Rng } from '../sim/sim.ts';
import { ADMIN, type ApiLab, createApiLab } from '../testing/api-lab.ts';
import { REGISTRY, registryKey } from './registry-key.ts';

const REQUESTS = 10_000;

const CONTAINERS = [{ name: 'c', image: 'nginx', ports: [{ containerPort: 80 }], env: [{ name: 'A', value: 'b' }] }];
const TEMPLATE = { metadata: { labels: { app: 'web' } }, spec: { containers: CONTAINERS } };

const BODIES: Readonly<Record<string, object>> = {
  pods: { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', labels: { app: 'web' } }, spec: { containers: CONTAINERS } },
  deployments: {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web' },
    spec: { replicas: 3, selector: { matchLabels: { app: 'web' } }, template: TEMPLATE },
  },
  replicasets: {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: { name: 'rs' },
    spec: { replicas: 1, selector: { matchLabels: { app: 'web' } }, template: TEMPLATE },
  },
  services: {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'svc' },
    spec: { type: 'NodePort', selector: { app: 'web' }, ports: [{ port: 80 }] },
  },
  configmaps: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'cm' }, data: { a: 'b' } },
  secrets: { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, stringData: { a: 'b' } },
  namespaces: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'team' } },
  nodes: { apiVersion: 'v1', kind: 'Node', metadata: { name: 'node-1' }, spec: { podCIDR: '10.244.1.0/24' } },
  serviceaccounts: { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'builder' } },
  endpoints: {
    apiVersion: 'v1',
    kind: 'Endpoints',
    metadata: { name: 'svc' },
    subsets: [{ addresses: [{ ip: '10.1.1.1' }], ports: [{ port: 80 }] }],
  },
  endpointslices: {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name: 'svc-1' },
    addressType: 'IPv4',
    endpoints: [{ addresses: ['10.1.1.1'] }],
    ports: [{ port: 80 }],
  },
  events: {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: 'e' },
    involvedObject: { kind: 'Pod', name: 'p', namespace: 'default' },
    reason: 'R',
    message: 'm',
  },
  leases: {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name: 'l' },
    spec: { holderIdentity: 'me', leaseDurationSeconds: 15 },
  },
};

const ODD_VALUES: readonly unknown[] = [
  null,
  undefined,
  '',
  'x',
  0,
  -1,
  1.5,
  1e308,
  Number.NaN,
  true,
  [],
  {},
  [null],
  [[]],
  [{}],
  { a: null },
  'A_b!',
  '\u0000',
  'x'.repeat(300),
  '10.96.0.1',
  'None',
  '📦',
  '__proto__',
  { $patch: 'delete' },
  { $patch: 'replace' },
  { $setElementOrder: [] },
  ['a', 1, null],
  () => 1,
  Number.POSITIVE_INFINITY,
];
const ODD_QUERIES = [
  '',
  'x',
  '-1',
  '0',
  '1',
  'true',
  'All',
  'Strict',
  'Ignore',
  'a=b',
  'a in (',
  '!',
  '99999999999999999999',
  'metadata.name=p',
  'spec.nodeName=n',
  '%',
  'NotOlderThan',
  'Exact',
  '💥',
];
const QUERY_NAMES = [
  'labelSelector',
  'fieldSelector',
  'limit',
  'continue',
  'resourceVersion',
  'resourceVersionMatch',
  'dryRun',
  'fieldValidation',
  'watch',
  'gracePeriodSeconds',
  'propagationPolicy',
  'pretty',
  'timeoutSeconds',
  'sendInitialEvents',
];
const TYPES = [
  'application/json',
  'application/yaml',
  'application/merge-patch+json',
  'application/json-patch+json',
  'application/strategic-merge-patch+json',
  'application/apply-patch+yaml',
  'text/plain',
  '',
];
const ODD_PATHS = [
  '',
  '/',
  '//',
  '/api',
  '/api/v1/',
  '/apis/apps',
  '/api/v1/namespaces//pods',
  '/api/v1/%',
  '/api/v1/pods/x/y/z',
  '/version',
  '/healthz/nope',
  '/readyz',
  '/api/v1/namespaces/default/pods/p/log',
  '/x'.repeat(2000),
  '/api/v1/namespaces/default/pods/%2e%2e',
  '/apis/apps/v1/namespaces/default/deployments/web/scale',
  '/api/v1/namespaces/default/pods/p/binding',
  '/api/v1/namespaces/default/serviceaccounts/default/token',
  '/api/v1/namespaces/team/finalize',
  '/api/v1/namespaces/default/pods/p/eviction',
  '/api/v1/namespaces/default/pods/p/status',
];
const PATCHES: readonly unknown[] = [
  { metadata: { labels: { x: 'y' } } },
  { spec: { replicas: 'three' } },
  { spec: { containers: [{ name: 'c', image: 'busybox' }] } },
  { metadata: { name: null, namespace: null, uid: null } },
  { metadata: null },
  { spec: null, status: null },
  { metadata: { finalizers: ['a/b'] } },
  { status: { conditions: [{ type: 'Ready', status: 'True' }] } },
  [{ op: 'replace', path: '/spec/replicas', value: 2 }],
  [{ op: 'remove', path: '/metadata/name' }],
  [{ op: 'add', path: '/__proto__/polluted', value: 1 }],
  [{ op: 'test', path: '/kind', value: 'Nothing' }],
  [{ op: 'move', from: '/spec', path: '/spec/deeper' }],
  'not a patch',
  { $patch: 'replace' },
  { spec: { containers: [{ $patch: 'delete', name: 'c' }] } },
];

function pick<T>(rng: Rng, values: readonly T[]): T {
  return values[rng.below(values.length)] as T;
}

/** A copy with one place changed, removed or made odd. */
function damaged(rng: Rng, value: unknown, depth = 0): unknown {
  if (typeof value !== 'object' || value === null || rng.below(5) === 0 || depth > 8) return pick(rng, ODD_VALUES);
  if (Array.isArray(value)) {
    if (value.length === 0 || rng.below(6) === 0) return [...value, pick(rng, ODD_VALUES)];
    const at = rng.below(value.length);
    return value.map((item, index) => (index === at ? damaged(rng, item, depth + 1) : item));
  }
  const keys = Object.keys(value);
  const kind = rng.below(8);
  if (kind === 0 || keys.length === 0)
    return { ...value, [pick(rng, ['extra', 'metadata', 'spec', '__proto__', 'constructor', 'status'])]: pick(rng, ODD_VALUES) };
  const key = pick(rng, keys);
  if (kind === 1) return Object.fromEntries(Object.entries(value).filter(([name]) => name !== key));
  return { ...value, [key]: damaged(rng, (value as Record<string, unknown>)[key], depth + 1) };
}

function textOf(rng: Rng, body: unknown): string {
  const text = JSON.stringify(body) ?? '';
  switch (rng.below(7)) {
    case 0:
      return text.slice(0, rng.below(text.length + 1));
    case 1:
      return text.replace(/"/g, () => (rng.below(6) === 0 ? '' : '"'));
    case 2:
      return text.replace(/[:,]/g, (sign) => (rng.below(8) === 0 ? sign + sign : sign));
    case 3:
      return `${'['.repeat(rng.below(3000))}${text}`;
    case 4:
      return `a: &a [x]\nb: [*a, *a]\n${text.slice(0, 40)}\u0000\u0001`;
    case 5:
      return `- ${text}\n---\n- x`;
    default:
      return text;
  }
}

function requestOf(rng: Rng): ApiRequest {
  const kind = pick(rng, kinds);
  const body = BODIES[kind.plural] ?? {};
  const name = (body as { metadata?: { name?: string } }).metadata?.name ?? 'x';
  const namespace = pick(rng, ['default', 'default', 'default', 'team', 'nowhere']);
  const scope = kind.namespaced ? `/namespaces/${namespace}` : '';
  const method = pick(rng, ['GET', 'POST', 'POST', 'PUT', 'PATCH', 'PATCH', 'DELETE'] as const);
  const below = rng.below(5) === 0 ? `/${pick(rng, ['status', 'scale', 'binding', 'token', 'eviction', 'finalize', 'x'])}` : '';
  const named = method === 'POST' && below === '' ? '' : rng.below(8) === 0 ? '' : `/${name}${below}`;
  const path = rng.below(12) === 0 ? pick(rng, ODD_PATHS) : `${kind.basePath}${scope}/${kind.plural}${named}`;
  const sent =
    method === 'PATCH'
      ? rng.below(3) === 0
        ? damaged(rng, pick(rng, PATCHES))
        : pick(rng, PATCHES)
      : rng.below(3) === 0
        ? body
        : damaged(rng, body);
  const query = Object.fromEntries(Array.from({ length: rng.below(3) }, () => [pick(rng, QUERY_NAMES), pick(rng, ODD_QUERIES)]));
  const headers = {
    'content-type': rng.below(2) === 0 ? (method === 'PATCH' ? (TYPES[2 + rng.below(3)] as string) : 'application/json') : pick(rng, TYPES),
    accept: pick(rng, ['', 'application/json', 'application/json;as=Table;v=v1;g=meta.k8s.io', 'text/html', ';;;,=']),
  };
  const request = { method, path, query, headers, body: rng.below(3) === 0 ? textOf(rng, sent) : sent, user: ADMIN };
  // Now and then the envelope itself is broken.
  return (rng.below(50) === 0 ? damaged(rng, request) : request) as ApiRequest;
}

/** Answers of the server's own fault that Kubernetes gives too. */
function isUpstreams500(response: ApiResponse): boolean {
  const message = (response.body as { message?: string } | undefined)?.message ?? '';
  return /strconv\.ParseUint|target\.name: Required value|Too large resource version|unknown patch type: /.test(message);
}

function checkStore(lab: ApiLab): void {
  const range = readStore(lab.controlPlane.disk)?.range(REGISTRY, '/registry0');
  const items = range?.ok === true ? range.value.items : [];
  expect(items.length).toBeGreaterThan(5);
  for (const { key, value, modRevision } of items) {
    const object = value as KubeObject;
    const kind = kinds.find((candidate) => candidate.kind === object.kind && candidate.apiVersion === object.apiVersion);
    expect(kind, key).toBeDefined();
    if (kind === undefined) continue;
    expect(registryKey(kind, object.metadata.namespace, object.metadata.name)).toBe(key);
    expect(object.metadata.resourceVersion).toBe(String(modRevision));
    expect(object.metadata.uid).toMatch(/^[0-9a-f-]{36}$/);
    expect(lab.server.cache.get(kind, key), `the cache has ${key} as etcd has it`).toBe(object);
    expect(JSON.parse(JSON.stringify(object)), `${key} is plain JSON`).toEqual(object);
  }
}

test('10,000 damaged requests neither crash the server nor spoil the store', () => {
  const lab = createApiLab({ seed: 11 });
  const rng = createRng(11, 'fuzz');
  lab.post('/api/v1/namespaces/default/serviceaccounts', { metadata: { name: 'default' } });
  lab.post('/api/v1/namespaces/default/configmaps', { metadata: { name: 'untouched' }, data: { kept: 'yes' } });
  const codes = new Map<number, number>();
  for (let sent = 0; sent < REQUESTS; sent++) {
    const request = requestOf(rng);
    const response = lab.ask({ ...request, user: ADMIN });
    if (response.code >= 500) expect(isUpstreams500(response), `${JSON.stringify(request)} → ${JSON.stringify(response)}`).toBe(true);
    expect(response.code).toBeGreaterThanOrEqual(200);
    codes.set(response.code, (codes.get(response.code) ?? 0) + 1);
  }
  lab.settle();
  checkStore(lab);
  const untouched = lab.get('/api/v1/namespaces/default/configmaps/untouched');
  if (untouched.code === 200) expect((untouched.body as unknown as { data: object }).data).toEqual({ kept: 'yes' });
  // The generator is worth something only if much of what it sends is accepted, and much refused in different ways.
  for (const code of [200, 201, 400, 404, 405, 409, 415, 422]) expect(codes.get(code) ?? 0, String(code)).toBeGreaterThan(20);
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
});
