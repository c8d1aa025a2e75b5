// An HTTP request as the API server knows requests: method, path, query, headers, body and the identity of the certificate.
import type { IncomingHttpHeaders } from 'node:http2';
import type { ApiRequest, UserInfo } from '../index.ts';

/** What both versions of HTTP give. */
export interface HttpRequest {
  readonly method: string;
  /** Path and query as they came. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
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
export function apiRequestOf({ method, url, headers }: HttpRequest, user: UserInfo | undefined): ApiRequest {
  const mark = url.indexOf('?');
  const query = mark < 0 ? undefined : queryOf(url.slice(mark + 1));
  return {
    method: method as ApiRequest['method'],
    path: mark < 0 ? url : url.slice(0, mark),
    ...(query === undefined ? {} : { query }),
    headers: headersOf(headers),
    ...(user === undefined ? {} : { user }),
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
  // As the API server reads a switch: named is on, unless it says otherwise.
  const on = (name: string): boolean => query?.[name] !== undefined && !['0', 'false'].includes(query[name].toLowerCase());
  return on('watch') || (on('follow') && path.endsWith('/log')) || /^\/apis?\/(?:[^/]+\/)?[^/]+\/watch\//.test(path);
}

/** The first value of each name counts, as in Go. */
function queryOf(text: string): Record<string, string> | undefined {
  if (text === '') return undefined;
  const query: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(text)) if (!Object.hasOwn(query, name)) put(query, name, value);
  return query;
}

function headersOf(headers: IncomingHttpHeaders): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const name in headers) {
    const value = headers[name];
    if (value === undefined || name.startsWith(':') || OURS.has(name)) continue;
    put(kept, name, typeof value === 'string' ? value : value.join(', '));
  }
  return kept;
}

/** Names come from outside: none may reach the prototype. */
function put(map: Record<string, string>, name: string, value: string): void {
  if (name === '__proto__') return;
  map[name] = value;
}
