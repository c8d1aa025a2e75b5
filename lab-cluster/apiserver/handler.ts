// The core of the API server: one request in, one answer out, over no wire at all. Nothing that is asked can make it throw.
import type { ApiRequest } from '../api/request.ts';
import { badRequest, methodNotAllowed, requestTooLarge } from '../api/errors.ts';
import { goQuote } from '../api/field-errors.ts';
import type { Status } from '../api/status.ts';
import { deprecationOf } from '../api/warnings/warnings.ts';
import type { Context, Micros, Task } from '../sim/sim.ts';
import { finished, Promised, sleep } from '../sim/task.ts';
import { type Arrival, givenAuditId } from './audit/audit.ts';
import { MASTERS } from './authz/authorize.ts';
import { computedOf } from './computed/registry.ts';
import { discover, isRouted } from './discovery/discover.ts';
import { MAX_BYTES } from './encoding/body-text.ts';
import { encodeAnswer } from './encoding/encode-answer.ts';
import { etcdFailure } from './storage/etcd-client.ts';
import { answerHealth } from './monitoring/health.ts';
import { metricsAnswer } from './monitoring/metrics.ts';
import type { Operation } from './operation.ts';
import { type Call, createCall, passRequestStages, type ResourceCall, warn } from './pipeline.ts';
import type { FrameSink } from './storage/resource-cache.ts';
import { create } from './rest/create.ts';
import { remove, removeCollection } from './rest/delete.ts';
import { type Answer, get, list, refusal } from './rest/read.ts';
import { patch } from './rest/patch.ts';
import { update } from './rest/update.ts';
import { watch } from './rest/watch.ts';
import { plainNotFound, type ResourceRequest, route, type Route, type Verb } from './request/route.ts';
import { timedOut, timeoutUs } from './request/request-timeout.ts';
import type { Server } from './server-state.ts';
import { sentWarnings } from './encoding/sent-warnings.ts';
import { subresourceOf } from './subresources/registry.ts';

/** Where the server speaks to itself. */
const LOOPBACK = '::1';

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

/** As long as a server waits for its watch cache. */
const ROLE_POLL_MS = 5;
const ROLE_POLLS = 600;

/** Handles a request whose `serve` span is `ctx`. The server's own requests come from nowhere. */
export function* handle(
  server: Server,
  request: ApiRequest,
  ctx: Context,
  target: Route = route(request),
  arrival: Arrival = { timeUs: server.sim.clock.nowUs, address: LOOPBACK },
): Task<Answer> {
  const record = server.auditor.begin(arrival, request);
  const call = createCall(request, ctx, target, record);
  const userAgent: unknown = request.headers?.['user-agent'];
  if (typeof userAgent === 'string') call.detail.userAgent = userAgent;
  const limitUs = timeoutUs(request, target);
  const answered = yield* limitUs === undefined ? answerTo(call, server) : inTime(call, server, arrival.timeUs + limitUs);
  const response = encodeAnswer(request, answered.response);
  const answer =
    call.warnings.length === 0
      ? { ...answered, response }
      : { ...answered, response: { ...response, warnings: sentWarnings(call.warnings) } };
  server.metrics.answered(target, request.method, answer.response.code, server.sim.clock.nowUs - arrival.timeUs);
  return observed(server, call, answer);
}

/** Tells the audit log of the answer, and where a stream follows, of its end; counts streams that are open. */
function observed(server: Server, call: Call, answer: Answer): Answer {
  const { audit: record } = call;
  const { response, stream, end } = answer;
  if (record !== undefined) server.auditor.tellAnswer(record, call, response, stream !== undefined);
  const id = record?.id ?? givenAuditId(call.request);
  if (id === undefined && stream === undefined) return answer;
  const named = id === undefined ? response : { ...response, headers: { ...response.headers, 'audit-id': id } };
  if (stream === undefined) return { response: named, end };
  const observedStream = (sink: FrameSink): (() => void) => {
    server.metrics.watchOpened();
    let open = true;
    const close = (): void => {
      if (!open) return;
      open = false;
      server.metrics.watchClosed();
      if (record !== undefined) server.auditor.tell(record, call, 'ResponseComplete', response);
    };
    const stop = stream({
      send: (event, ctx) => sink.send(event, ctx),
      end: (ctx) => {
        close();
        sink.end(ctx);
      },
    });
    return () => {
      close();
      stop();
    };
  };
  return { response: named, stream: observedStream, end };
}

/** The answer, or that it is not there in time: then what was begun goes on, and nobody hears of its end. */
function* inTime(call: Call, server: Server, endUs: Micros): Task<Answer> {
  const { sim } = server;
  const first = new Promised<Answer>();
  sim.spawn(
    (function* (): Task<void> {
      first.settle(yield* answerTo(call, server));
    })(),
  );
  if (first.settled) return yield* first.wait();
  const timer = sim.clock.after(Math.max(0, endUs - sim.clock.nowUs), call.ctx.background, () =>
    first.settle(refusal(call, timedOut(call.route))),
  );
  const answer = yield* first.wait();
  timer.cancel();
  return answer;
}

function answerTo(call: Call, server: Server): Task<Answer> {
  return server.rolesReady || call.route.type === 'nonResource' ? answerNow(call, server) : onceRolesAreThere(call, server);
}

/** Simplified: where upstream answers 403 for a moment after a start, requests wait for the roles they are judged by. */
function* onceRolesAreThere(call: Call, server: Server): Task<Answer> {
  for (let poll = 0; poll < ROLE_POLLS && !server.rolesReady && !isMaster(call.request.user); poll++) {
    yield* sleep(server.sim, ROLE_POLL_MS, call.ctx.background);
  }
  if (!server.rolesReady && !isMaster(call.request.user)) return refusal(call, etcdFailure('etcdserver: request timed out'));
  return yield* answerNow(call, server);
}

function isMaster(user: unknown): boolean {
  const groups: unknown = (user as { readonly groups?: unknown } | undefined)?.groups;
  return Array.isArray(groups) && groups.includes(MASTERS);
}

function answerNow(call: Call, server: Server): Task<Answer> {
  const refused = passRequestStages(call, server);
  if (refused !== undefined) return finished(turnedAway(call, refused));
  const { route: target } = call;
  if (target.type === 'nonResource') return finished(plain(call, server, target.path));
  if (target.type === 'refused') return finished(notServed(call, target.status));
  const operation = operationOf(target);
  if (operation === undefined) return finished(refusal(call, methodNotAllowed(undefined)));
  const misnamed = target.name === undefined ? undefined : segmentProblem(target.name);
  if (misnamed !== undefined)
    return finished(refusal(call, badRequest(`Name parameter invalid: ${goQuote(target.name ?? '')}: ${misnamed}`)));
  for (const text of deprecationOf(target.kind)) warn(call, text);
  if (call.request.isTooLarge === true && readsBody(target)) return finished(refusal(call, requestTooLarge(MAX_BYTES)));
  // Whoever writes must see what was written before, as the first look at the object comes from the cache.
  return readsBody(target) && !server.cache.isFresh
    ? onceFresh(call as ResourceCall, server, operation)
    : operation(call as ResourceCall, server);
}

function readsBody({ verb }: ResourceRequest): boolean {
  return verb !== 'get' && verb !== 'list' && verb !== 'watch';
}

/** Why a name cannot be a part of a path, or nothing. Models path.IsValidPathSegmentName, as a decoded path holds no slash. */
function segmentProblem(name: string): string | undefined {
  if (name === '.' || name === '..') return `may not be '${name}'`;
  return name.includes('%') ? "may not contain '%'" : undefined;
}

function notServed(call: Call, status: Status): Answer {
  call.detail.pass('route', `refused: ${status.message}`);
  return refusal(call, status);
}

/** Who may not do a thing at all is told so by another writer than those whose object is refused. */
function turnedAway(call: Call, status: Status): Answer {
  const { response, ...rest } = refusal(call, status);
  if (status.code !== 403) return { response, ...rest };
  return { response: { ...response, headers: { 'x-content-type-options': 'nosniff' } }, ...rest };
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
  // The mux does not mind the method of these.
  const own = answerHealth(server, path, call.request.query);
  if (own !== undefined) return { response: own, end: { code: own.code, saw: own.raw?.text ?? '', detail: call.detail } };
  if (path === 'metrics') return { response: metricsAnswer(server), end: { code: 200, detail: call.detail } };
  const response = discover(path, call.request, server.tokens);
  if (response === undefined) return refusal(call, plainNotFound());
  if (call.request.method !== 'GET' && isRouted(path)) return refusal(call, methodNotAllowed(undefined));
  return { response, end: { code: response.code, detail: call.detail } };
}
