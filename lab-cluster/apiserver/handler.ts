// The core of the API server: one request in, one answer out, over no wire at all. Nothing that is asked can make it throw.
import type { ApiRequest } from '../api/request.ts';
import { methodNotAllowed } from '../api/errors.ts';
import type { Context, Task } from '../sim/sim.ts';
import { finished } from '../sim/task.ts';
import { computedOf } from './computed/registry.ts';
import { discover } from './discovery.ts';
import { etcdFailure } from './etcd-client.ts';
import type { Operation } from './operation.ts';
import { type Call, createCall, passRequestStages, type ResourceCall } from './pipeline.ts';
import { create } from './rest-create.ts';
import { remove, removeCollection } from './rest-delete.ts';
import { type Answer, get, list, refusal, watch } from './rest-read.ts';
import { patch, update } from './rest-update.ts';
import { plainNotFound, type ResourceRequest, route, type Route, type Verb } from './route.ts';
import type { Server } from './server-state.ts';
import { subresourceOf } from './subresources/registry.ts';

const OPERATIONS: Readonly<Record<string, Operation>> = {
  get,
  list,
  watch,
  create,
  update,
  patch,
  delete: remove,
  deletecollection: removeCollection,
};

/** Handles a request whose `serve` span is `ctx`. */
export function* handle(server: Server, request: ApiRequest, ctx: Context, target: Route = route(request)): Task<Answer> {
  const call = createCall(request, ctx, target);
  const userAgent: unknown = request.headers?.['user-agent'];
  if (typeof userAgent === 'string') call.detail.userAgent = userAgent;
  const answer = yield* answerTo(call, server);
  return call.warnings.length === 0 ? answer : { ...answer, response: { ...answer.response, warnings: call.warnings } };
}

function answerTo(call: Call, server: Server): Task<Answer> {
  const refused = passRequestStages(call, server);
  if (refused !== undefined) return finished(refusal(call, refused));
  const { route: target } = call;
  if (target.type === 'nonResource') return finished(plain(call, server, target.path));
  if (target.type === 'refused') return finished(refusal(call, target.status));
  const operation = operationOf(target);
  if (operation === undefined) return finished(refusal(call, methodNotAllowed(undefined)));
  // Whoever writes must see what was written before, as the first look at the object comes from the cache.
  const writes = target.verb !== 'get' && target.verb !== 'list' && target.verb !== 'watch';
  return writes && !server.cache.isFresh ? onceFresh(call as ResourceCall, server, operation) : operation(call as ResourceCall, server);
}

/** What answers this verb on this resource; undefined where the resource does not know the verb. */
function operationOf({ kind, verb, subresource }: ResourceRequest): Operation | undefined {
  if (subresource !== undefined) return (subresourceOf(subresource) as Partial<Record<Verb, Operation>> | undefined)?.[verb];
  if (kind.verbs !== undefined && !kind.verbs.includes(verb)) return undefined;
  return kind.computed === true ? computedOf(kind)?.operations[verb] : OPERATIONS[verb];
}

function* onceFresh(call: ResourceCall, server: Server, operation: Operation): Task<Answer> {
  if (!(yield* server.cache.fresh(call.ctx))) return refusal(call, etcdFailure('etcdserver: request timed out'));
  return yield* operation(call, server);
}

/** Health, version and discovery. */
function plain(call: Call, server: Server, path: string): Answer {
  if (call.request.method !== 'GET') return refusal(call, plainNotFound());
  const [root] = path.split('/');
  if (root === 'healthz' || root === 'livez' || root === 'readyz') return health(call, server, path);
  const response = discover(path, call.request);
  if (response === undefined) return refusal(call, plainNotFound());
  return { response, end: { code: response.code, detail: call.detail } };
}

/** Simplified: one word as a Status, where upstream answers in plain text. Alive always, ready with etcd only. */
function health(call: Call, server: Server, path: string): Answer {
  const checks: Readonly<Record<string, boolean>> = {
    ping: true,
    etcd: server.cache.connected,
    'poststarthook/bootstrap': server.bootstrapped,
  };
  const [root, ...rest] = path.split('/');
  const asked = rest.join('/');
  const names = asked !== '' ? [asked] : root === 'livez' ? ['ping'] : Object.keys(checks);
  if (names.some((name) => !Object.hasOwn(checks, name))) return refusal(call, plainNotFound());
  const failed = names.filter((name) => !checks[name]);
  const ok = failed.length === 0;
  const message = ok
    ? 'ok'
    : `${names.map((name) => `[${checks[name] ? '+' : '-'}]${name} ${checks[name] ? 'ok' : 'failed'}`).join('\n')}\n${root} check failed`;
  const code = ok ? 200 : 500;
  const body = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: ok ? 'Success' : 'Failure', message, code } as const;
  return { response: { code, body }, end: { saw: ok ? 'All is well.' : `Failed: ${failed.join(', ')}.`, code, detail: call.detail } };
}
