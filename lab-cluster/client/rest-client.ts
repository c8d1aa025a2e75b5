// The typed client over a Transport: paths, verbs, rate limit, one `request` span a call. It never sees the server.
// Models staging/src/k8s.io/client-go/rest and kubernetes/typed.
import { pathOf } from '../api/kind.ts';
import type { Kind } from '../api/kind.ts';
import type { Draft, KubeObject } from '../api/object.ts';
import { userAgentOf } from '../api/release.ts';
import type { ApiRequest, ApiResponse, ObjectList, UserInfo } from '../api/request.ts';
import type { Result, Status } from '../api/status.ts';
import type { CallResult, Context, NetFault, Sim, SpanEnd, Task } from '../sim/sim.ts';
import type { Client, DeleteOptions, ListOptions, PatchType, Transport } from './client.ts';
import { createRateLimiter } from './rate-limiter.ts';

export interface ClientOptions {
  /** Trace name, and unless one is given part of the user agent: `replicaset-controller`. */
  readonly name: string;
  /** Whom the API server takes this client for. */
  readonly user: UserInfo;
  /** What becomes the field manager when the process has another name than the client: `kube-controller-manager`. */
  readonly userAgent?: string;
  /** Requests a second this client allows itself; absent means no limit. */
  readonly qps?: number;
  readonly burst?: number;
}

const patchHeaders: Readonly<Record<PatchType, NonNullable<ApiRequest['headers']>>> = {
  json: { 'content-type': 'application/json-patch+json' },
  merge: { 'content-type': 'application/merge-patch+json' },
  strategic: { 'content-type': 'application/strategic-merge-patch+json' },
};

export function createClient(sim: Sim, transport: Transport, options: ClientOptions): Client {
  const identified = withIdentity(transport, options);
  const limiter = options.qps === undefined ? undefined : createRateLimiter(sim, { qps: options.qps, burst: options.burst ?? options.qps });

  function* call<T>(ctx: Context, verb: string, object: string, request: ApiRequest): Task<Result<T>> {
    if (limiter !== undefined) yield* limiter.take();
    const span = sim.trace.start('request', ctx, { object, verb });
    const sent = yield* identified.send(request, span);
    const result = resultOf<T>(sent);
    sim.trace.end(span, spanEndOf(sent, result));
    return result;
  }

  return {
    name: options.name,
    transport: identified,
    create(ctx, kind, object) {
      const { namespace, name, generateName } = object.metadata;
      const target = nameOf(kind, namespace, name ?? `${generateName ?? ''}*`);
      return call(ctx, 'create', target, { method: 'POST', path: pathOf(kind, namespace), body: typed(kind, object) });
    },
    get: (ctx, kind, namespace, name) =>
      call(ctx, 'get', nameOf(kind, namespace, name), { method: 'GET', path: pathOf(kind, namespace, name) }),
    list: <T extends KubeObject>(ctx: Context, kind: Kind<T>, list: ListOptions = {}) =>
      call<ObjectList<T>>(ctx, 'list', kind.plural, { method: 'GET', path: pathOf(kind, list.namespace), query: listQuery(list) }),
    update: (ctx, kind, object) => call(ctx, 'update', nameOfObject(kind, object), put(kind, object)),
    updateStatus: (ctx, kind, object) => call(ctx, 'update', `${nameOfObject(kind, object)}/status`, put(kind, object, 'status')),
    updateSubresource: (ctx, kind, object, subresource) =>
      call(ctx, 'update', `${nameOfObject(kind, object)}/${subresource}`, put(kind, object, subresource)),
    patch(ctx, kind, namespace, name, body, type, subresource) {
      const target = subresource === undefined ? nameOf(kind, namespace, name) : `${nameOf(kind, namespace, name)}/${subresource}`;
      const path = pathOf(kind, namespace, name, subresource);
      return call(ctx, 'patch', target, { method: 'PATCH', path, headers: patchHeaders[type], body });
    },
    apply(ctx, kind, object, { fieldManager, subresource }) {
      const { namespace, name } = object.metadata;
      const target = subresource === undefined ? nameOf(kind, namespace, name) : `${nameOf(kind, namespace, name)}/${subresource}`;
      const headers = { 'content-type': 'application/apply-patch+yaml' };
      const path = pathOf(kind, namespace, name, subresource);
      return call(ctx, 'apply', target, { method: 'PATCH', path, query: { fieldManager, force: 'true' }, headers, body: object });
    },
    delete: (ctx, kind, namespace, name, how) =>
      call(ctx, 'delete', nameOf(kind, namespace, name), { method: 'DELETE', path: pathOf(kind, namespace, name), ...deleteBody(how) }),
    post(ctx, kind, namespace, name, subresource, body) {
      const path = pathOf(kind, namespace, name, subresource);
      return call(ctx, 'create', `${nameOf(kind, namespace, name)}/${subresource}`, { method: 'POST', path, body });
    },
    deleteCollection: (ctx, kind, namespace, how) =>
      call(ctx, 'deletecollection', nameOf(kind, namespace, '*'), { method: 'DELETE', path: pathOf(kind, namespace), ...deleteBody(how) }),
  };
}

/** Query parameters of a list or watch. */
export function listQuery(options: ListOptions): Record<string, string> {
  const query: Record<string, string> = {};
  if (options.labelSelector !== undefined && options.labelSelector !== '') query['labelSelector'] = options.labelSelector;
  if (options.fieldSelector !== undefined && options.fieldSelector !== '') query['fieldSelector'] = options.fieldSelector;
  if (options.resourceVersion !== undefined) query['resourceVersion'] = options.resourceVersion;
  return query;
}

/** `plural/namespace/name` or `plural/name`, as spans name objects. */
export function nameOf(kind: Kind, namespace: string | undefined, name: string): string {
  return namespace === undefined || !kind.namespaced ? `${kind.plural}/${name}` : `${kind.plural}/${namespace}/${name}`;
}

function nameOfObject(kind: Kind, object: KubeObject): string {
  return nameOf(kind, object.metadata.namespace, object.metadata.name);
}

/** A transport that says with every request, watches included, who asks. */
function withIdentity(transport: Transport, { name, user, userAgent = userAgentOf(name) }: ClientOptions): Transport {
  const plain = { 'user-agent': userAgent };
  const stamped = new Map<ApiRequest['headers'], ApiRequest['headers']>(
    Object.values(patchHeaders).map((known) => [known, { ...known, ...plain }]),
  );
  const headersOf = (headers: ApiRequest['headers']): NonNullable<ApiRequest['headers']> =>
    headers === undefined ? plain : (stamped.get(headers) ?? { ...headers, ...plain });
  // Field by field, as all requests go through here and objects of one layout are quicker than any spread.
  const stamp = ({ method, path, query, headers, body }: ApiRequest): ApiRequest =>
    query === undefined
      ? { method, path, headers: headersOf(headers), body, user }
      : { method, path, query, headers: headersOf(headers), body, user };
  return {
    send: (request, ctx) => transport.send(stamp(request), ctx),
    watch: (request, ctx, handlers) => transport.watch(stamp(request), ctx, handlers),
  };
}

/** Objects inside lists carry no type; what is sent always does. */
function typed<T extends KubeObject>(kind: Kind<T>, object: Draft<T>): Draft<T> {
  return object.kind === kind.kind && object.apiVersion === kind.apiVersion
    ? object
    : { ...object, apiVersion: kind.apiVersion, kind: kind.kind };
}

function put<T extends KubeObject>(kind: Kind<T>, object: T, subresource?: string): ApiRequest {
  const { namespace, name } = object.metadata;
  return { method: 'PUT', path: pathOf(kind, namespace, name, subresource), body: typed(kind, object) };
}

function deleteBody(options: DeleteOptions | undefined): { readonly body?: unknown } {
  return options === undefined ? {} : { body: { apiVersion: 'v1', kind: 'DeleteOptions', ...options } };
}

function resultOf<T>(sent: CallResult<ApiResponse>): Result<T> {
  if (!sent.ok) return { ok: false, status: unreachableStatus(sent.fault) };
  if (sent.value.code >= 400) return { ok: false, status: sent.value.body as Status };
  return { ok: true, value: sent.value.body as T };
}

const faultTexts: Readonly<Record<NetFault, string>> = {
  refused: 'connection refused',
  reset: 'connection reset by peer',
  timeout: 'i/o timeout',
};

function unreachableStatus(fault: NetFault): Status {
  const message = `the API server did not answer: ${faultTexts[fault]}`;
  return { apiVersion: 'v1', kind: 'Status', metadata: {}, status: 'Failure', reason: 'ServiceUnavailable', message, code: 0 };
}

function spanEndOf(sent: CallResult<ApiResponse>, result: Result<unknown>): SpanEnd {
  const code = sent.ok ? sent.value.code : 0;
  if (!result.ok) return { code, saw: result.status.message ?? '' };
  const revision = Number((result.value as KubeObject | undefined)?.metadata?.resourceVersion);
  return revision > 0 ? { code, revision } : { code };
}
