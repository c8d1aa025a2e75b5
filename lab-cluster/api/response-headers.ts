// The HTTP headers of an answer, as kube-apiserver writes them: for whoever puts answers on a wire. Header names are lower-case.
// Models apiserver/pkg/endpoints/handlers/responsewriters, pkg/server/httplog and pkg/endpoints/filters/warning.go.
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
    ...(warnings === undefined || warnings.length === 0 ? {} : { warning: warningHeaders(warnings) }),
    ...response.headers,
  };
}

const MAX_SIGNS = 4 * 1024;
const MAX_SIGNS_OF_ONE = 256;

/** Many warnings are cut to their first words, and those that are too many left out. */
export function warningHeaders(warnings: readonly string[]): readonly string[] {
  let told: (readonly string[])[] = [];
  let signs = 0;
  let isCutting = false;
  for (const [index, text] of warnings.entries()) {
    if (isCutting && signs >= MAX_SIGNS) break;
    const next = isPrintable(text) ? signsOf(text, isCutting) : [];
    told.push(next);
    signs += next.length;
    if (isCutting || signs <= MAX_SIGNS) continue;
    isCutting = true;
    told = warnings.slice(0, index + 1).map((one) => (isPrintable(one) ? signsOf(one, true) : []));
    signs = told.reduce((sum, { length }) => sum + length, 0);
  }
  return told.filter(({ length }) => length > 0).map((one) => warningHeader(one.join('')));
}

function signsOf(text: string, isCutting: boolean): readonly string[] {
  const signs = Array.from(text);
  return isCutting ? signs.slice(0, MAX_SIGNS_OF_ONE) : signs;
}

/** A line that would end the header early is not sent at all. */
function isPrintable(text: string): boolean {
  return !/\p{Cc}/u.test(text);
}

/** Models net.NewWarningHeader: code 299, nobody named, and the text as a quoted string. */
function warningHeader(text: string): string {
  return `299 - "${text.replaceAll(/[\\"]/g, '\\$&')}"`;
}

function isStatus(body: ApiResponse['body']): body is Status {
  return body !== undefined && body.kind === 'Status';
}
