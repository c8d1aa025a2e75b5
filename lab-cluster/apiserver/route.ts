// What a request is about: its path and method made into a verb on a resource. Pure; knows no objects.
// Models apiserver/pkg/endpoints/request/requestinfo.go.
import { methodNotAllowed, noSuchResource } from '../api/errors.ts';
import type { Kind } from '../api/kind.ts';
import { isServed, kindOfResource } from '../api/registry.ts';
import type { ApiRequest } from '../api/request.ts';
import type { Status } from '../api/status.ts';

export type Verb = 'get' | 'list' | 'watch' | 'create' | 'update' | 'patch' | 'delete' | 'deletecollection';

export interface ResourceRequest {
  readonly type: 'resource';
  readonly verb: Verb;
  readonly kind: Kind;
  readonly namespace: string | undefined;
  /** Absent for collections and for creates. */
  readonly name: string | undefined;
  readonly subresource: string | undefined;
}

export interface NonResourceRequest {
  readonly type: 'nonResource';
  readonly verb: Verb;
  /** Without leading and closing slash: `version`, `apis/apps/v1`. */
  readonly path: string;
}

export type Route = ResourceRequest | NonResourceRequest | { readonly type: 'refused'; readonly status: Status };

const METHOD_VERBS = { GET: 'get', POST: 'create', PUT: 'update', PATCH: 'patch', DELETE: 'delete' } as const;
const NAMESPACE_SUBRESOURCES = new Set(['status', 'finalize']);
/** Subresources that are asked to do something rather than read or written. */
const CREATE_ONLY = new Set(['binding', 'eviction', 'token']);

export function route(request: ApiRequest): Route {
  const verb = METHOD_VERBS[request.method as keyof typeof METHOD_VERBS];
  const segments = splitPath(request.path);
  if (verb === undefined) return refused(methodNotAllowed(undefined));
  if (segments === undefined) return refused(plainNotFound());
  const [root, ...rest] = segments;
  if (root === 'api' && rest.length > 1) return resource(verb, request, '', rest[0] as string, rest.slice(1));
  if (root === 'apis' && rest.length > 2) return resource(verb, request, rest[0] as string, rest[1] as string, rest.slice(2));
  return { type: 'nonResource', verb, path: segments.join('/') };
}

/** The mux answers unknown places in plain text; as a Status that is a message without a reason. */
export function plainNotFound(): Status {
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message: '404 page not found', code: 404 };
}

function refused(status: Status): Route {
  return { type: 'refused', status };
}

function splitPath(path: unknown): readonly string[] | undefined {
  if (typeof path !== 'string' || !path.startsWith('/')) return undefined;
  const inner = path.endsWith('/') ? path.slice(1, -1) : path.slice(1);
  if (inner === '') return [];
  try {
    const segments = inner.split('/').map((segment) => decodeURIComponent(segment));
    return segments.includes('') ? undefined : segments;
  } catch {
    return undefined;
  }
}

function resource(
  method: (typeof METHOD_VERBS)[keyof typeof METHOD_VERBS],
  request: ApiRequest,
  group: string,
  version: string,
  parts: readonly string[],
): Route {
  if (!isServed(group === '' ? version : `${group}/${version}`)) return refused(group === '' ? noSuchResource() : plainNotFound());
  const scoped = parts[0] === 'namespaces' && parts.length > 2 && !(parts.length === 3 && NAMESPACE_SUBRESOURCES.has(parts[2] as string));
  const namespace = scoped ? parts[1] : undefined;
  const [plural = '', name, subresource, ...more] = scoped ? parts.slice(2) : parts;
  const kind = kindOfResource(group, version, plural);
  const misplaced =
    kind === undefined || more.length > 0 || (scoped && !kind.namespaced) || (!scoped && kind.namespaced && name !== undefined);
  if (misplaced || (subresource !== undefined && !kind.subresources.includes(subresource))) return refused(noSuchResource());
  const verb = verbOf(method, name, subresource, isWatch(request));
  const anywhere = kind.namespaced && !scoped;
  if (verb === undefined || (anywhere && verb !== 'list' && verb !== 'watch')) return refused(methodNotAllowed(undefined));
  return { type: 'resource', verb, kind, namespace, name, subresource };
}

function verbOf(method: Verb, name: string | undefined, subresource: string | undefined, watch: boolean): Verb | undefined {
  if (subresource !== undefined) {
    if (CREATE_ONLY.has(subresource)) return method === 'create' ? method : undefined;
    if (subresource === 'finalize') return method === 'update' ? method : undefined;
    return method === 'create' || method === 'delete' ? undefined : method;
  }
  if (name !== undefined) return method === 'create' ? undefined : method;
  if (method === 'get') return watch ? 'watch' : 'list';
  if (method === 'delete') return 'deletecollection';
  return method === 'create' ? method : undefined;
}

function isWatch(request: ApiRequest): boolean {
  const watch = request.query?.['watch'];
  return watch === 'true' || watch === '1';
}
