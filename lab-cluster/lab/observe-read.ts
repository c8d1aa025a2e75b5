// A GET answered from this very instant, outside simulated time, by the API server's own rules and words.
// Observers read so (explorer, editor, a paused lab); kubectl's own requests travel.
import { badRequest, expired, notFoundStatus } from '../api/errors.ts';
import type { KubeObject } from '../api/object.ts';
import type { ApiRequest, ApiResponse } from '../api/request.ts';
import type { Status } from '../api/status.ts';
import { discover } from '../apiserver/discovery/discover.ts';
import { readContinueToken, writeContinueToken } from '../apiserver/rest/continue-token.ts';
import { createMatcher } from '../apiserver/storage/matcher.ts';
import { parseListQuery } from '../apiserver/rest/options.ts';
import { keyBelow, outdatedPage } from '../apiserver/rest/read.ts';
import { type ResourceRequest, plainNotFound, route } from '../apiserver/request/route.ts';
import { tooLargeVersion } from '../apiserver/storage/storage.ts';
import { negotiate, representList, representObject } from '../apiserver/rest/tables.ts';
import type { Micros } from '../sim/sim.ts';
import type { StoreObserver } from './observe-store.ts';

/** Whether the answer follows from stored objects (or from nothing that changes): what `answerRead` is right about. */
export function isReadOfTheStore(request: ApiRequest): boolean {
  const target = route(request);
  if (target.type === 'refused') return request.method === 'GET';
  if (target.type === 'nonResource') return target.verb === 'get' && discover(target.path) !== undefined;
  const { verb, kind, subresource } = target;
  return (verb === 'get' || verb === 'list') && kind.computed !== true && (subresource === undefined || subresource === 'status');
}

export function answerRead(store: StoreObserver, request: ApiRequest, nowUs: Micros): ApiResponse {
  const target = route(request);
  if (target.type === 'refused') return refused(target.status);
  if (target.type === 'nonResource') return discover(target.path, request) ?? refused(plainNotFound());
  const form = negotiate(request);
  if (!form.ok) return refused(form.status);
  if (target.name === undefined) return list(store, request, target, (items) => representList(target.kind, items, form.value, nowUs));
  const object = store.objectAt(
    target.namespace === undefined ? `${target.kind.plural}/${target.name}` : `${target.kind.plural}/${target.namespace}/${target.name}`,
  );
  if (object === undefined) return refused(notFoundStatus(target.kind, target.name));
  return { code: 200, body: representObject(target.kind, object, form.value, nowUs) };
}

type ListBody = Exclude<ApiResponse['body'], KubeObject | Status | undefined>;

function list(
  store: StoreObserver,
  request: ApiRequest,
  { kind, namespace }: ResourceRequest,
  represent: (items: ListBody) => ListBody,
): ApiResponse {
  const query = parseListQuery(kind, request.query, false);
  if (!query.ok) return refused(query.status);
  const { match, resourceVersion, labels, fields, limit, continueToken } = query.value;
  const start = continueToken === '' ? undefined : readContinueToken(continueToken);
  if (start?.ok === false) return refused(badRequest(`invalid continue token: ${start.problem}`));
  // The store keeps old revisions, and an exact list, or the next page of one, is how the API reads them.
  const asked = start === undefined ? (match === 'Exact' ? resourceVersion : undefined) : start.revision;
  const revision = asked === undefined || asked < 0 ? store.revision : asked;
  if (revision > store.revision) return refused(tooLargeVersion(revision, store.revision));
  const all = revision === store.revision ? store.listAt(kind.plural) : store.listAtRevision(kind.plural, revision);
  if (all === undefined)
    return refused(start === undefined ? expired('The resourceVersion for the provided list is too old.') : outdatedPage(start));
  const matches = createMatcher(kind, { namespace, labels, fields });
  const from = start?.startKey ?? '';
  const found = all.filter((object) => matches(object) && keyBelow(kind, namespace, object) >= from);
  const items = limit > 0 && resourceVersion !== 0 ? found.slice(0, limit) : found;
  const last = items.at(-1);
  const next =
    last === undefined || items.length === found.length
      ? {}
      : {
          continue: writeContinueToken(revision, keyBelow(kind, namespace, last)),
          ...(labels.length + fields.length > 0 ? {} : { remainingItemCount: found.length - items.length }),
        };
  return {
    code: 200,
    body: represent({
      apiVersion: kind.apiVersion,
      kind: `${kind.kind}List`,
      metadata: { resourceVersion: String(revision), ...next },
      items,
    }),
  };
}

function refused(status: Status): ApiResponse {
  return { code: status.code, body: status };
}
