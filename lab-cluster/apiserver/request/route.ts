// What a request is about: its path and method made into a verb on a resource. Pure; knows no objects.
// Models apiserver/pkg/endpoints/request/requestinfo.go.
import { methodNotAllowed, noSuchResource, notImplemented } from '../../api/errors.ts';
import type { Kind, ResourceVerb } from '../../api/kind.ts';
import { isServed, isServedGroup, kindOfResource } from '../../api/registry.ts';
import type { ApiRequest } from '../../api/request.ts';
import type { Status } from '../../api/status.ts';
import { isSet } from '../rest/options.ts';

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

/** What nobody serves. Who may ask for it is judged first, by what the path says. */
export interface RefusedRequest {
  readonly type: 'refused';
  readonly status: Status;
  /** The method in lower case, or what it does to a resource. */
  readonly verb: string;
  /** Absent where the path has not the form of a resource's. */
  readonly asked?: AskedResource;
}

export type Route = ResourceRequest | NonResourceRequest | RefusedRequest;

/** A path below /api or /apis, read without knowing what there is. Empty texts: not said. */
export interface AskedResource {
  readonly group: string;
  readonly version: string;
  readonly namespace: string;
  readonly resource: string;
  readonly name: string;
  readonly subresource: string;
}

const METHOD_VERBS = { GET: 'get', POST: 'create', PUT: 'update', PATCH: 'patch', DELETE: 'delete' } as const;
type MethodVerb = (typeof METHOD_VERBS)[keyof typeof METHOD_VERBS];

const NAMESPACE_SUBRESOURCES = new Set(['status', 'finalize']);

export function route(request: ApiRequest): Route {
  const verb = Object.hasOwn(METHOD_VERBS, String(request.method)) ? METHOD_VERBS[request.method] : undefined;
  const found = typeof request.path === 'string' ? locate(request.path) : plainNotFound();
  if ('status' in found) return refused(request, found);
  if ('plain' in found) return { type: 'nonResource', verb: String(request.method).toLowerCase(), path: found.plain };
  if (verb === undefined) return refused(request, methodNotAllowed(undefined));
  const { kind, namespace, name, subresource, object } = found;
  const exact = found.watched === true ? watchVerb(verb) : verbOf(verb, name, subresource, isSet(request.query, 'watch'));
  const everywhere = kind.namespaced && namespace === undefined;
  if (exact === undefined || (everywhere && exact !== 'list' && exact !== 'watch')) return refused(request, methodNotAllowed(undefined));
  return { type: 'resource', verb: exact, kind, namespace, name, subresource, object };
}

/** The mux answers unknown places in plain text; as a Status that is a message without a reason. */
export function plainNotFound(): Status {
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message: '404 page not found', code: 404 };
}

function refused(request: ApiRequest, status: Status): RefusedRequest {
  const method = String(request.method);
  const verb = Object.hasOwn(METHOD_VERBS, method) ? METHOD_VERBS[request.method] : undefined;
  const read = typeof request.path === 'string' ? readAsked(request.path) : undefined;
  if (read === undefined) return { type: 'refused', status, verb: method.toLowerCase() };
  const { watched, ...asked } = read;
  if (watched) return { type: 'refused', status, verb: 'watch', asked };
  // Upstream knows no verb for a method it does not know.
  if (verb === undefined) return { type: 'refused', status, verb: '', asked };
  const collection = asked.name === '' && asked.subresource === '';
  const exact = collection ? (verbOf(verb, undefined, undefined, isSet(request.query, 'watch')) ?? verb) : verb;
  return { type: 'refused', status, verb: exact, asked };
}

function readAsked(path: string): (AskedResource & { readonly watched: boolean }) | undefined {
  const segments = splitPath(path);
  const [root, group = ''] = segments ?? [];
  if (segments === undefined || (root !== 'api' && root !== 'apis')) return undefined;
  const behind = segments.slice(root === 'api' ? 2 : 3);
  const watched = behind[0] === 'watch' && behind.length > 1;
  const all = watched ? behind.slice(1) : behind;
  if (all.length === 0) return undefined;
  const below = all[0] === 'namespaces' && all.length > 1;
  const inside = below && all.length > 2 && !NAMESPACE_SUBRESOURCES.has(all[2] as string);
  const [resource = '', name = '', subresource = ''] = inside ? all.slice(2) : all;
  const namespace = below ? (all[1] as string) : '';
  const version = segments[root === 'api' ? 1 : 2] as string;
  return { group: root === 'api' ? '' : group, version, namespace, resource, name, subresource: watched ? '' : subresource, watched };
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

/** Upstream splits what is decoded already, so that an encoded slash is one. */
function splitPath(path: string): readonly string[] | undefined {
  const plain = decoded(path);
  if (plain === undefined || !plain.startsWith('/')) return undefined;
  const inner = plain.endsWith('/') ? plain.slice(1, -1) : plain.slice(1);
  if (inner === '') return [];
  const segments = inner.split('/');
  return segments.includes('') ? undefined : segments;
}

function decoded(path: string): string | undefined {
  if (!path.includes('%')) return path;
  try {
    return decodeURIComponent(path);
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

const CONVERSATIONS = 'exec, attach, cp and port-forward are still to come in this lab';
const PROXIES = 'the API server of this lab does not pass requests on to nodes, pods and services yet';

/** What kube-apiserver has and this one has not yet; whoever may ask is told in words. */
const TO_COME: ReadonlyMap<string, string> = new Map([
  ['pods/attach', CONVERSATIONS],
  ['pods/exec', CONVERSATIONS],
  ['pods/portforward', CONVERSATIONS],
  ['nodes/proxy', PROXIES],
  ['pods/proxy', PROXIES],
  ['services/proxy', PROXIES],
]);

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
  const elsewhere = kind === undefined || (scoped && !kind.namespaced) || (!scoped && kind.namespaced && name !== undefined);
  const later = elsewhere || group !== '' ? undefined : TO_COME.get(`${plural}/${subresource}`);
  if (later !== undefined && (parts.length === at + 3 || subresource === 'proxy')) return notImplemented(later);
  if (elsewhere || parts.length > at + 3 || (subresource !== undefined && !kind.subresources.includes(subresource)))
    return noSuchResource();
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
