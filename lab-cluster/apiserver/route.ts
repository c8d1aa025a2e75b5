// What a request is about: its path and method made into a verb on a resource. Pure; knows no objects.
// Models apiserver/pkg/endpoints/request/requestinfo.go.
import { methodNotAllowed, noSuchResource } from '../api/errors.ts';
import type { Kind, ResourceVerb } from '../api/kind.ts';
import { isServed, isServedGroup, kindOfResource } from '../api/registry.ts';
import type { ApiRequest } from '../api/request.ts';
import type { Status } from '../api/status.ts';
import { isSet } from './options.ts';

export type Verb = ResourceVerb;

/** What a path names. */
interface Place {
  readonly kind: Kind;
  readonly namespace: string | undefined;
  /** Absent for collections. */
  readonly name: string | undefined;
  readonly subresource: string | undefined;
  /** `pods/default/web/status`, or what there is of it: how traces name it. */
  readonly object: string;
  /** A path of old that says `watch` itself, and may name one object. */
  readonly watched?: boolean;
}

export interface ResourceRequest extends Place {
  readonly type: 'resource';
  readonly verb: Verb;
}

export interface NonResourceRequest {
  readonly type: 'nonResource';
  /** The method in lower case. */
  readonly verb: string;
  /** Without leading and closing slash: `version`, `apis/apps/v1`. */
  readonly path: string;
}

export type Route = ResourceRequest | NonResourceRequest | { readonly type: 'refused'; readonly status: Status };

const METHOD_VERBS = { GET: 'get', POST: 'create', PUT: 'update', PATCH: 'patch', DELETE: 'delete' } as const;
type MethodVerb = (typeof METHOD_VERBS)[keyof typeof METHOD_VERBS];

const NAMESPACE_SUBRESOURCES = new Set(['status', 'finalize']);

export function route(request: ApiRequest): Route {
  const verb = Object.hasOwn(METHOD_VERBS, String(request.method)) ? METHOD_VERBS[request.method] : undefined;
  const found = typeof request.path === 'string' ? locate(request.path) : plainNotFound();
  if ('status' in found) return refused(found);
  if ('plain' in found) return { type: 'nonResource', verb: String(request.method).toLowerCase(), path: found.plain };
  if (verb === undefined) return refused(methodNotAllowed(undefined));
  const { kind, namespace, name, subresource, object } = found;
  const exact = found.watched === true ? watchVerb(verb) : verbOf(verb, name, subresource, isSet(request.query, 'watch'));
  const everywhere = kind.namespaced && namespace === undefined;
  if (exact === undefined || (everywhere && exact !== 'list' && exact !== 'watch')) return refused(methodNotAllowed(undefined));
  return { type: 'resource', verb: exact, kind, namespace, name, subresource, object };
}

/** The mux answers unknown places in plain text; as a Status that is a message without a reason. */
export function plainNotFound(): Status {
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message: '404 page not found', code: 404 };
}

function refused(status: Status): Route {
  return { type: 'refused', status };
}

type Location = Place | Status | { readonly plain: string };

/** The same few paths come again and again; reading one is not free. */
const located = new Map<string, Location>();
const LOCATED_LIMIT = 4096;

function locate(path: string): Location {
  let location = located.get(path);
  if (location === undefined) {
    location = readPath(path);
    if (located.size >= LOCATED_LIMIT) located.clear();
    if (path.length < 1000) located.set(path, location);
  }
  return location;
}

function readPath(path: string): Location {
  const segments = splitPath(path);
  if (segments === undefined) return plainNotFound();
  const [root, first = '', second = ''] = segments;
  if (root === 'api' && segments.length > 2) return readPlace('', first, segments.slice(2));
  if (root === 'apis' && segments.length > 3) return readPlace(first, second, segments.slice(3));
  return { plain: segments.join('/') };
}

function splitPath(path: string): readonly string[] | undefined {
  if (!path.startsWith('/')) return undefined;
  const inner = path.endsWith('/') ? path.slice(1, -1) : path.slice(1);
  if (inner === '') return [];
  try {
    const segments = inner.includes('%') ? inner.split('/').map((segment) => decodeURIComponent(segment)) : inner.split('/');
    return segments.includes('') ? undefined : segments;
  } catch {
    // A percent sign that begins nothing: no path of ours.
    return undefined;
  }
}

function readPlace(group: string, version: string, all: readonly string[]): Location {
  const watched = all[0] === 'watch' && all.length > 1;
  const place = placeOf(group, version, watched ? all.slice(1) : all);
  if (!watched || 'status' in place || 'plain' in place) return place;
  return place.subresource === undefined ? { ...place, watched } : noSuchResource();
}

function placeOf(group: string, version: string, parts: readonly string[]): Location {
  // The mux knows nothing of a group that is not there; a group answers for the versions it does not have.
  if (!isServed(group === '' ? version : `${group}/${version}`)) return isServedGroup(group) ? noSuchResource() : plainNotFound();
  const scoped = parts[0] === 'namespaces' && parts.length > 2 && !(parts.length === 3 && NAMESPACE_SUBRESOURCES.has(parts[2] as string));
  const at = scoped ? 2 : 0;
  const namespace = scoped ? parts[1] : undefined;
  const plural = parts[at] as string;
  const name = parts[at + 1];
  const subresource = parts[at + 2];
  const kind = kindOfResource(group, version, plural);
  const misplaced =
    kind === undefined || parts.length > at + 3 || (scoped && !kind.namespaced) || (!scoped && kind.namespaced && name !== undefined);
  if (misplaced || (subresource !== undefined && !kind.subresources.includes(subresource))) return noSuchResource();
  let object = plural;
  if (namespace !== undefined) object += `/${namespace}`;
  if (name !== undefined) object += `/${name}`;
  if (subresource !== undefined) object += `/${subresource}`;
  return { kind, namespace, name, subresource, object };
}

function verbOf(method: MethodVerb, name: string | undefined, subresource: string | undefined, watch: boolean): Verb | undefined {
  if (subresource !== undefined) return method;
  if (name !== undefined) return method === 'create' ? undefined : method;
  if (method === 'get') return watch ? 'watch' : 'list';
  if (method === 'delete') return 'deletecollection';
  return method === 'create' ? method : undefined;
}

function watchVerb(method: MethodVerb): Verb | undefined {
  return method === 'get' ? 'watch' : undefined;
}
