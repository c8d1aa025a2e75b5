// Apply against a small store that answers like an API server: lines in kubectl's words, errors that do not stop the rest.
import { describe, expect, test } from 'vitest';
import type { ApiRequest, ApiResponse } from '../api/request.ts';
import { applyManifests, deleteManifests, lastApplied } from './apply.ts';
import type { KubeApi } from './kube-api.ts';
import { RestMapper } from './resources.ts';

type Answer = (request: ApiRequest) => ApiResponse | undefined;

const status = (code: number, reason: string, message: string, details = {}): ApiResponse => ({
  code,
  body: { apiVersion: 'v1', kind: 'Status', metadata: {}, status: 'Failure', reason, message, details, code },
});

/** Keeps what is posted; `first` may answer before it. */
function memoryApi(first: Answer = () => undefined): KubeApi & { readonly requests: ApiRequest[]; readonly objects: Map<string, unknown> } {
  const objects = new Map<string, unknown>();
  const requests: ApiRequest[] = [];
  return {
    objects,
    requests,
    request(request) {
      requests.push(request);
      return Promise.resolve(first(request) ?? answer(objects, request));
    },
    watch: () => ({ cancel: () => undefined }),
  };
}

function answer(objects: Map<string, unknown>, request: ApiRequest): ApiResponse {
  if (request.path === '/api/v1')
    return { code: 200, body: { resources: [{ name: 'configmaps', kind: 'ConfigMap', namespaced: true }] } as never };
  const missing = status(404, 'NotFound', `${request.path} not found`);
  if (request.method === 'POST') {
    const body = request.body as { metadata: { name: string } };
    objects.set(`${request.path}/${body.metadata.name}`, body);
    return { code: 201, body: body as never };
  }
  if (!objects.has(request.path)) return missing;
  if (request.method === 'DELETE') objects.delete(request.path);
  return { code: 200, body: (objects.get(request.path) ?? {}) as never };
}

const options = { source: 'web.yaml', namespace: 'default' };
const configMap = (name: string, data = {}): object => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data });
const lines = (outcomes: readonly { readonly lines: readonly string[] }[]): readonly string[] =>
  outcomes.flatMap((outcome) => outcome.lines);

describe('apply', () => {
  test('creates, then finds nothing to do, then configures', async () => {
    const api = memoryApi();
    const mapper = new RestMapper(api);
    const apply = (data: object) => applyManifests(api, mapper, [configMap('a', data)], options);
    expect(lines(await apply({ x: '1' }))).toEqual(['configmap/a created']);
    expect(lines(await apply({ x: '1' }))).toEqual(['configmap/a unchanged']);
    expect(lines(await apply({ x: '2' }))).toEqual(['configmap/a configured']);
  });

  test('a dry run asks the server, stores nothing and brings both states', async () => {
    const api = memoryApi();
    const mapper = new RestMapper(api);
    const dry = { ...options, dryRun: true };
    await applyManifests(api, mapper, [configMap('a', { x: '1' })], options);
    const [same] = await applyManifests(api, mapper, [configMap('a', { x: '1' })], dry);
    expect(same?.lines).toEqual(['configmap/a unchanged (server dry run)']);
    const [changed] = await applyManifests(api, mapper, [configMap('a', { x: '2' })], dry);
    expect(changed).toMatchObject({
      change: 'configured',
      lines: ['configmap/a configured (server dry run)'],
      before: { data: { x: '1' } },
    });
    expect(changed?.after).toBeDefined();
    expect(api.requests.at(-1)?.query).toEqual({ fieldManager: 'kubectl-client-side-apply', fieldValidation: 'Strict', dryRun: 'All' });
  });

  test('remembers what was applied, and asks for strict field validation', async () => {
    const api = memoryApi();
    await applyManifests(api, new RestMapper(api), [configMap('a', { x: '1' })], options);
    const post = api.requests.find((request) => request.method === 'POST');
    const body = post?.body as { metadata: { annotations: Record<string, string>; namespace: string } };
    expect(body.metadata.annotations[lastApplied]).toBe(
      '{"apiVersion":"v1","data":{"x":"1"},"kind":"ConfigMap","metadata":{"annotations":{},"name":"a","namespace":"default"}}\n',
    );
    expect(post?.query).toEqual({ fieldManager: 'kubectl-client-side-apply', fieldValidation: 'Strict' });
    expect(post?.headers?.['user-agent']).toMatch(/^kubectl\/v1\.34\./);
  });

  test('goes on after a refusal and prints it as kubectl does', async () => {
    const refuse: Answer = (request) =>
      request.method === 'POST' && (request.body as { metadata: { name: string } }).metadata.name === 'bad'
        ? status(422, 'Invalid', 'ignored', { kind: 'ConfigMap', name: 'bad', causes: [{ field: 'data', message: 'Invalid value' }] })
        : undefined;
    const api = memoryApi(refuse);
    const outcomes = await applyManifests(api, new RestMapper(api), [configMap('bad'), configMap('good')], options);
    expect(lines(outcomes)).toEqual(['The ConfigMap "bad" is invalid: data: Invalid value', 'configmap/good created']);
  });

  test('opens lists, and says what has no kind or a kind nobody serves', async () => {
    const api = memoryApi();
    const list = { apiVersion: 'v1', kind: 'List', items: [configMap('a'), configMap('b')] };
    const odd = { apiVersion: 'v1', metadata: { name: 'x' } };
    const unknown = { apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name: 'w' } };
    const outcomes = await applyManifests(api, new RestMapper(api), [list, odd, unknown], options);
    expect(lines(outcomes)).toEqual([
      'configmap/a created',
      'configmap/b created',
      'error: error validating "web.yaml": error validating data: kind not set',
      'error: resource mapping not found for name: "w" namespace: "" from "web.yaml": no matches for kind "Widget" in version "example.com/v1"\nensure CRDs are installed first',
    ]);
  });

  test('warns when the object was not made by apply', async () => {
    const api = memoryApi();
    api.objects.set('/api/v1/namespaces/default/configmaps/a', { ...configMap('a'), metadata: { name: 'a', namespace: 'default' } });
    const [outcome] = await applyManifests(api, new RestMapper(api), [configMap('a')], options);
    expect(outcome?.lines[0]).toMatch(/^Warning: resource configmaps\/a is missing the kubectl\.kubernetes\.io\/last-applied/);
    expect(outcome?.lines[1]).toBe('configmap/a configured');
  });

  test('deletes what a manifest describes', async () => {
    const api = memoryApi();
    const mapper = new RestMapper(api);
    await applyManifests(api, mapper, [configMap('a')], options);
    const gone = await deleteManifests(api, mapper, [configMap('a'), configMap('a')], options);
    expect(lines(gone)[0]).toBe('configmap "a" deleted from default namespace');
    expect(lines(gone)[1]).toMatch(/^Error from server \(NotFound\): error when deleting "web.yaml"/);
  });
});
