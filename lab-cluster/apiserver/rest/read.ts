// Reading: get and list. Answered from the watch cache, which holds everything written before the request came.
import { badRequest, notFoundStatus, expired } from '../../api/errors.ts';
import type { Kind } from '../../api/kind.ts';
import type { KubeObject } from '../../api/object.ts';
import type { ApiResponse, ObjectList } from '../../api/request.ts';
import type { Result, Status } from '../../api/status.ts';
import { storedKindOf } from '../../api/versions.ts';
import type { SpanEnd, Task } from '../../sim/sim.ts';
import { type PagePlace, readContinueToken, restartedToken, writeContinueToken } from './continue-token.ts';
import { bucketOf, createMatcher, exactValue, indexedValue, indexValueOf, type Selection } from '../storage/matcher.ts';
import { etcdFailure } from '../storage/etcd-client.ts';
import { isSet, type ListQuery, parseGetVersion, parseListQuery } from './options.ts';
import type { Call, ResourceCall } from '../pipeline.ts';
import { registryKey, registryPrefix } from '../storage/registry-key.ts';
import type { FrameSink } from '../storage/resource-cache.ts';
import type { Server } from '../server-state.ts';
import { tooLargeVersion } from '../storage/storage.ts';
import { negotiate, type Representation, representList, representObject } from './tables.ts';

/** What a request comes to: an answer, for watches with the stream that follows it, and what the trace says of it. */
export interface Answer {
  readonly response: ApiResponse;
  readonly stream?: (sink: FrameSink) => () => void;
  readonly end: SpanEnd;
}

const PLAIN_TEXT = 'text/plain; charset=utf-8';
const NO_SNIFFING = { 'x-content-type-options': 'nosniff' };

export function refusal(call: Call, status: Status): Answer {
  // The mux has no Status for a path that nobody serves, only a line of text; nor has a filter that fails.
  const isPlain = status.reason === undefined && (status.code === 404 || status.message?.startsWith('Internal Server Error: ') === true);
  const raw = isPlain ? { contentType: PLAIN_TEXT, text: `${status.message}\n` } : undefined;
  return {
    response: { code: status.code, body: status, ...(raw === undefined ? {} : { raw, headers: NO_SNIFFING }) },
    end: { decided: `Refused: ${status.message ?? ''}`, code: status.code, detail: call.detail },
  };
}

/** Reads that do not say how old an answer may be get one with everything in it that was written before. */
export function* caughtUp(call: ResourceCall, server: Server, version: number | undefined): Task<Status | undefined> {
  if (version === 0) return undefined;
  if (version === undefined)
    return server.cache.isFresh || (yield* server.cache.fresh(call.ctx)) ? undefined : etcdFailure('etcdserver: request timed out');
  return (yield* server.cache.reach(version, call.ctx)) ? undefined : tooLargeVersion(version, server.cache.revision);
}

/** The object a GET is about. */
export function* find(call: ResourceCall, server: Server): Task<Result<KubeObject>> {
  const { kind, namespace, name = '' } = call.route;
  const version = parseGetVersion(call.request.query);
  if (!version.ok) return version;
  const late = yield* caughtUp(call, server, version.value);
  if (late !== undefined) return { ok: false, status: late };
  const object = server.cache.get(kind, registryKey(kind, namespace, name));
  call.detail.pass('watch cache', object === undefined ? 'no such object' : 'found');
  return object === undefined ? { ok: false, status: notFoundStatus(storedKindOf(kind), name) } : { ok: true, value: object };
}

export function* get(call: ResourceCall, server: Server): Task<Answer> {
  const form = negotiate(call.request, { kind: call.route.kind, shape: 'object' });
  if (!form.ok) return refusal(call, form.status);
  if (isSet(call.request.query, 'export'))
    return refusal(call, badRequest('the export parameter, deprecated since v1.14, is no longer supported'));
  const found = yield* find(call, server);
  if (!found.ok) return refusal(call, found.status);
  const body = representObject(call.route.kind, found.value, form.value, server.sim.clock.nowUs);
  return { response: { code: 200, body }, end: { code: 200, detail: call.detail } };
}

export function* list(call: ResourceCall, server: Server): Task<Answer> {
  const selected = yield* select(call, server);
  return selected.ok ? listAnswer(call, server, selected.value, {}) : refusal(call, selected.status);
}

/** What a list, or the deletion of a collection, is about. */
export function* select(call: ResourceCall, server: Server): Task<Result<PageOfObjects>> {
  const { kind } = call.route;
  const form = negotiate(call.request, { kind, shape: 'list' });
  if (!form.ok) return form;
  const query = parseListQuery(kind, call.request.query, false);
  if (!query.ok) return query;
  const { labels, fields, match, resourceVersion } = query.value;
  // A selector may name the only namespace there is to look at.
  const namespace = call.route.namespace ?? (kind.namespaced ? exactValue(fields, 'metadata.namespace') : undefined);
  const selection: Selection = { namespace, labels, fields };
  // The one object of a name comes as a whole, whatever is said of pages.
  const isSingle = exactValue(fields, 'metadata.name') !== undefined && (namespace !== undefined || !kind.namespaced);
  const { limit, continueToken } = isSingle ? WHOLE : query.value;
  // Whatever is at hand comes whole: upstream's cache knows no limit there.
  const paged = limit > 0 && resourceVersion !== 0;
  if (paged || continueToken !== '' || match === 'Exact') {
    return yield* page(call, server, { query: { ...query.value, limit, continueToken }, selection, form: form.value });
  }
  const late = yield* caughtUp(call, server, resourceVersion);
  if (late !== undefined) return { ok: false, status: late };
  const cache = server.cache.of(kind);
  const matches = createMatcher(kind, selection);
  const bucket = bucketOf(kind, selection);
  const items = bucket.by === 'name' ? cache.named(bucket.value, matches) : cache.list(namespace, matches);
  call.detail.pass('watch cache', 'the whole collection');
  return { ok: true, value: { form: form.value, items, revision: server.cache.revision, next: undefined } };
}

const WHOLE = { limit: 0, continueToken: '' } as const;
const FIRST_PAGE = { ok: true, revision: 0, startKey: '' } as const;

interface PageOfObjects {
  readonly form: Representation;
  readonly items: readonly KubeObject[];
  readonly revision: number;
  readonly next: { readonly token: string; readonly remaining: number } | undefined;
}

interface PageRequest {
  readonly query: ListQuery;
  readonly selection: Selection;
  readonly form: Representation;
}

/** Pages are cut from one revision in etcd, so that they fit together however much changes meanwhile. */
function* page(call: ResourceCall, server: Server, { query, selection, form }: PageRequest): Task<Result<PageOfObjects>> {
  const fail = (status: Status): Result<never> => ({ ok: false, status });
  const { kind } = call.route;
  const { namespace } = selection;
  const isFirst = query.continueToken === '';
  const start = isFirst ? FIRST_PAGE : readContinueToken(query.continueToken);
  if (!start.ok) return fail(badRequest(`invalid continue token: ${start.problem}`));
  if (!isFirst && query.resourceVersion !== undefined && query.resourceVersion !== 0) {
    return fail(badRequest('specifying resource version is not allowed when using continue'));
  }
  const late = yield* caughtUp(call, server, query.resourceVersion);
  if (late !== undefined) return fail(late);
  // A first page of a version means that very version, unless a newer one will do.
  const exact = query.match === 'NotOlderThan' ? 0 : (query.resourceVersion ?? 0);
  const revision = isFirst ? exact : Math.max(0, start.revision);
  const filtered = selection.labels.length > 0 || selection.fields.length > 0;
  // With a selector nobody can tell how many keys a page needs, so all are read and cut here.
  const limit = filtered ? 0 : query.limit;
  const read = yield* server.storage.page(call.ctx, kind, { namespace, startKey: start.startKey, limit, revision });
  if (!read.ok) return fail(read.status.code === 410 && !isFirst ? outdatedPage(start) : read.status);
  const cut = filtered
    ? cutPage(kind, indexed(kind, selection, read.value.items, isFirst && revision === 0), selection, query.limit)
    : read.value;
  const last = cut.items.at(-1);
  call.detail.pass('storage', `${cut.items.length} objects at revision ${read.value.revision}, ${cut.remaining} more`);
  const next =
    cut.remaining === 0 || last === undefined
      ? undefined
      : { token: writeContinueToken(read.value.revision, keyBelow(kind, namespace, last)), remaining: filtered ? 0 : cut.remaining };
  return { ok: true, value: { form, items: cut.items, revision: read.value.revision, next } };
}

/** A first page of the newest state is read from the kind's index where its field is asked for. Models MatcherIndex. */
function indexed(kind: Kind, { fields }: Selection, items: readonly KubeObject[], isNewest: boolean): readonly KubeObject[] {
  const value = isNewest ? indexedValue(kind, fields) : undefined;
  return value === undefined ? items : items.filter((object) => indexValueOf(kind, object) === value);
}

/** As many matches as a page takes. Whatever comes behind the last of them is a reason for another page, whether it matches or not. */
function cutPage(
  kind: Kind,
  read: readonly KubeObject[],
  selection: Selection,
  limit: number,
): { readonly items: readonly KubeObject[]; readonly remaining: number } {
  const matches = createMatcher(kind, selection);
  const items: KubeObject[] = [];
  for (const [index, object] of read.entries()) {
    if (!matches(object)) continue;
    items.push(object);
    if (items.length === limit) return { items, remaining: read.length - 1 - index };
  }
  return { items, remaining: 0 };
}

/** The rest can still be had, but not of the state the pages before were of. */
export function outdatedPage(place: PagePlace): Status {
  const status = expired(
    'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.',
  );
  return { ...status, metadata: { continue: restartedToken(place) } as never };
}

export function listAnswer(call: ResourceCall, server: Server, page: PageOfObjects, end: SpanEnd): Answer {
  const { form, items, revision, next } = page;
  const { kind } = call.route;
  const metadata = {
    resourceVersion: String(revision),
    ...(next === undefined ? {} : { continue: next.token }),
    ...(next === undefined || next.remaining === 0 ? {} : { remainingItemCount: next.remaining }),
  };
  const plain: ObjectList = { kind: `${kind.kind}List`, apiVersion: kind.apiVersion, metadata, items };
  const body = representList(kind, plain, form, server.sim.clock.nowUs);
  const { detail } = call;
  return { response: { code: 200, body }, end: { saw: `${items.length} ${kind.plural}.`, ...end, code: 200, revision, detail } };
}

/** The key of an object after the prefix of its collection. */
export function keyBelow(kind: Kind, namespace: string | undefined, object: KubeObject): string {
  return registryKey(kind, object.metadata.namespace, object.metadata.name).slice(registryPrefix(kind, namespace).length);
}
