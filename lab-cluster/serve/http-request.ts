// An HTTP request as the API server knows requests: method, path, query, headers, body and the identity of the certificate.
import type { ApiRequest, Parameters } from '../index.ts';
import type { Identity } from './client-identity.ts';

/** What both versions of HTTP give. */
export interface HttpRequest {
  readonly method: string;
  /** Path and query as they came. */
  readonly url: string;
  /** Names and values by turns, as they came. */
  readonly rawHeaders: readonly string[];
}

/** Headers that concern one connection, or the packing of a body: they end at the codec. */
const OURS = new Set([
  'accept-encoding',
  'connection',
  'content-length',
  'host',
  'http2-settings',
  'keep-alive',
  'proxy-connection',
  'te',
  'transfer-encoding',
  'upgrade',
]);

/** Without its body. The method may be one the API server refuses in its own words. */
export function apiRequestOf({ method, url, rawHeaders }: HttpRequest, identity: Identity): ApiRequest {
  const mark = url.indexOf('?');
  const query = mark < 0 ? undefined : queryOf(url.slice(mark + 1));
  return {
    method: method as ApiRequest['method'],
    path: mark < 0 ? url : url.slice(0, mark),
    ...(query === undefined ? {} : { query }),
    headers: headersOf(rawHeaders),
    ...(identity.type === 'user' ? { user: identity.user } : {}),
    ...(identity.type === 'unknown' ? { hasStrangeCertificate: true } : {}),
  };
}

/** Texts are for the API server to read; what is binary stays bytes. */
export function bodyOf(bytes: Buffer, contentType: string | undefined): string | Uint8Array | undefined {
  if (bytes.length === 0) return undefined;
  return contentType !== undefined && /^application\/(?:vnd\.kubernetes\.protobuf|cbor)/i.test(contentType)
    ? new Uint8Array(bytes)
    : bytes.toString('utf8');
}

/** Whether the answer may go on and on. */
export function mayStream({ method, path, query }: ApiRequest): boolean {
  if (method !== 'GET') return false;
  // As the API server reads a switch: named is on, unless its first value says otherwise.
  const on = (name: string): boolean => {
    const value = query?.[name];
    const first = typeof value === 'string' ? value : value?.[0];
    return first !== undefined && !['0', 'false'].includes(first.toLowerCase());
  };
  return on('watch') || (on('follow') && path.endsWith('/log')) || /^\/apis?\/(?:[^/]+\/)?[^/]+\/watch\//.test(path);
}

function queryOf(text: string): Parameters | undefined {
  if (text === '') return undefined;
  const query: Draft = {};
  for (const [name, value] of new URLSearchParams(text)) put(query, name, value);
  return query;
}

/** From the lines as they came: Node would join those of one name, and what is in one may contain what it joins by. */
function headersOf(raw: readonly string[]): Parameters {
  const kept: Draft = {};
  for (let place = 0; place + 1 < raw.length; place += 2) {
    const name = (raw[place] as string).toLowerCase();
    if (name.startsWith(':') || OURS.has(name)) continue;
    // Of all others Kubernetes reads the first line only.
    if (name.startsWith('impersonate-') || !Object.hasOwn(kept, name)) put(kept, name, raw[place + 1] as string);
  }
  return kept;
}

type Draft = Record<string, string | string[]>;

/** Names come from outside: none may reach the prototype. */
function put(map: Draft, name: string, value: string): void {
  if (name === '__proto__') return;
  const present = Object.hasOwn(map, name) ? map[name] : undefined;
  if (present === undefined) map[name] = value;
  else if (typeof present === 'string') map[name] = [present, value];
  else present.push(value);
}
