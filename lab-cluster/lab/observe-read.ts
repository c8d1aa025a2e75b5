// A GET answered from this very instant, outside simulated time, by the API server's own rules and words.
// Observers read so (explorer, editor, a paused lab); kubectl's own requests travel.
import { expired, notFoundStatus } from '../api/errors.ts';
import type { KubeObject } from '../api/object.ts';
import type { ApiRequest, ApiResponse } from '../api/request.ts';
import type { Status } from '../api/status.ts';
import { discover } from '../apiserver/discovery.ts';
import { createMatcher } from '../apiserver/rest/matcher.ts';
import { parseListQuery } from '../apiserver/rest/options.ts';
import { type ResourceRequest, plainNotFound, route } from '../apiserver/route.ts';
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
  const matches = createMatcher(kind, { namespace, labels: query.value.labels, fields: query.value.fields });
  // The store keeps old revisions, and an exact list is how the API reads them.
  const { match, resourceVersion } = query.value;
  const revision = match === 'Exact' && resourceVersion !== undefined ? resourceVersion : store.revision;
  if (revision > store.revision) return refused(tooLargeVersion(revision, store.revision));
  const all = revision === store.revision ? store.listAt(kind.plural) : store.listAtRevision(kind.plural, revision);
  if (all === undefined) return refused(expired('The resourceVersion for the provided list is too old.'));
  const items = all.filter(matches);
  return {
    code: 200,
    body: represent({
      apiVersion: kind.apiVersion,
      kind: `${kind.kind}List`,
      metadata: { resourceVersion: String(revision) },
      items,
    }),
  };
}

function refused(status: Status): ApiResponse {
  return { code: status.code, body: status };
}
