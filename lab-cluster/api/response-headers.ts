// The HTTP headers of an answer, as kube-apiserver writes them: for whoever puts answers on a wire. Header names are lower-case.
// Models apiserver/pkg/endpoints/handlers/responsewriters, pkg/server/httplog and pkg/warning.
import type { ApiResponse } from './request.ts';
import type { Status } from './status.ts';

/** Headers that may come more than once keep their values apart. */
export type HeaderValues = Readonly<Record<string, string | readonly string[]>>;

const UNCACHED = 'no-cache, private';
const JSON_TYPE = 'application/json';

/** All but what the wire itself knows: Date, Content-Length, Transfer-Encoding, Content-Encoding. */
export function responseHeaders(response: ApiResponse): HeaderValues {
  const { body, raw, warnings } = response;
  const retry = isStatus(body) ? (body.details?.retryAfterSeconds ?? 0) : 0;
  return {
    'cache-control': UNCACHED,
    ...(response.code === 304 ? {} : { 'content-type': raw?.contentType ?? JSON_TYPE }),
    ...(retry > 0 ? { 'retry-after': String(retry) } : {}),
    ...(warnings === undefined || warnings.length === 0 ? {} : { warning: warnings.map(warningHeader) }),
    ...response.headers,
  };
}

/** Models net.NewWarningHeader: code 299, nobody named, and the text as a quoted string. */
export function warningHeader(text: string): string {
  return `299 - "${text.replaceAll(/[\\"]/g, '\\$&')}"`;
}

function isStatus(body: ApiResponse['body']): body is Status {
  return body !== undefined && body.kind === 'Status';
}
