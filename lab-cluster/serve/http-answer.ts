// Answers on their way out: an API response as status, headers and bytes, compressed where that was asked for and pays.
import { randomUUID } from 'node:crypto';
import type { OutgoingHttpHeaders } from 'node:http';
import type { Http2Stream } from 'node:http2';
import type { Writable } from 'node:stream';
import { gzip } from 'node:zlib';
import { type ApiResponse, responseHeaders } from '../index.ts';
import { bodyContent } from './json-text.ts';

/** What the answers of both versions of HTTP have in common. */
export interface HttpResponse extends Writable {
  readonly headersSent: boolean;
  writeHead(code: number, headers: OutgoingHttpHeaders): this;
  flushHeaders(): void;
}

/** Models defaultGzipThresholdBytes and level of apiserver/pkg/endpoints/handlers/responsewriters. */
const GZIP_FROM_BYTES = 128 * 1024;
const GZIP_LEVEL = 1;
const PIECE_BYTES = 256 * 1024;

/** Ids of the flow schema and priority level that let the request in. The same for all, as nothing is held back here. */
const FLOW_HEADERS = {
  'x-kubernetes-pf-flowschema-uid': '5f6ae7a0-3ddc-4bb1-8b2c-3e1c1e3b3c71',
  'x-kubernetes-pf-prioritylevel-uid': 'b4ee9e0d-98c1-4fd6-92a7-2ba1f3f0c1c2',
} as const;

interface Wants {
  readonly head: boolean;
  readonly acceptEncoding: string | undefined;
}

export function sendAnswer(to: HttpResponse, answer: ApiResponse, { head, acceptEncoding }: Wants): void {
  const content = contentOf(answer);
  const headers = headersOf(answer);
  const zip =
    lengthOf(content) >= GZIP_FROM_BYTES &&
    acceptEncoding !== undefined &&
    /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/.test(acceptEncoding);
  if (!zip) return finish(to, answer.code, headers, content, head);
  gzip(typeof content === 'string' ? content : Buffer.concat(content), { level: GZIP_LEVEL }, (error, zipped) => {
    if (isGone(to)) return;
    if (error !== null) finish(to, answer.code, headers, content, head);
    else finish(to, answer.code, { ...headers, 'content-encoding': 'gzip', vary: 'Accept-Encoding' }, [zipped], head);
  });
}

/** Text, or bytes in any number of pieces. */
type Content = string | readonly Buffer[];

function contentOf({ body, raw }: ApiResponse): Content {
  if (raw?.bytes !== undefined) return [Buffer.from(raw.bytes)];
  return raw?.text ?? (body === undefined ? '' : bodyContent(body));
}

function lengthOf(content: Content): number {
  return typeof content === 'string' ? Buffer.byteLength(content) : content.reduce((sum, { length }) => sum + length, 0);
}

/** Begins an answer whose frames follow one by one. */
export function beginStream(to: HttpResponse, answer: ApiResponse): void {
  to.writeHead(200, headersOf(answer));
  // The caller has to know that the watch stands before anything happens.
  to.flushHeaders();
}

/** The caller went away. */
export function isGone(to: HttpResponse): boolean {
  // What HTTP/2 calls its answer does not say so itself.
  return 'stream' in to ? ((to.stream as Writable | undefined)?.destroyed ?? true) : to.destroyed;
}

/** More was written than the caller has taken so far. */
export function needsDrain(to: HttpResponse): boolean {
  return 'stream' in to ? ((to.stream as Writable | undefined)?.writableNeedDrain ?? false) : to.writableNeedDrain;
}

/** Ends an answer in the middle: its connection, or of HTTP/2 its stream alone. */
export function breakOff(to: HttpResponse): void {
  if ('stream' in to) (to.stream as Http2Stream | undefined)?.close();
  else to.destroy();
}

/** A refusal of the server around the API server, in plain words. */
export function sendPlain(to: HttpResponse, code: number, text: string, headers: Readonly<Record<string, string>> = {}): void {
  finish(to, code, { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff', ...headers }, `${text}\n`, false);
}

function finish(to: HttpResponse, code: number, headers: OutgoingHttpHeaders, content: Content, head: boolean): void {
  if (to.headersSent || isGone(to)) return;
  if (code === 204 || code === 304) {
    to.writeHead(code, headers);
    to.end();
    return;
  }
  const length = lengthOf(content);
  headers['content-length'] = length;
  to.writeHead(code, headers);
  if (head) to.end();
  else if (length > PIECE_BYTES) sendInPieces(to, typeof content === 'string' ? [Buffer.from(content)] : content);
  // Plain characters go out in one piece with the headers.
  else if (typeof content === 'string' && length === content.length) to.end(content, 'latin1');
  // As text it would be taken together with the headers, and those would be encoded a second time.
  else if (typeof content === 'string') to.end(Buffer.from(content));
  else to.end(Buffer.concat(content));
}

/** So that the caller unpacks the first pieces while we pack the next ones, and others have their turn between. */
function sendInPieces(to: HttpResponse, content: readonly Buffer[]): void {
  let next = 0;
  /** Of the piece that is next, where it was too long to go out at once. */
  let offset = 0;
  const send = (): void => {
    while (next < content.length) {
      if (isGone(to)) return;
      const together: Buffer[] = [];
      for (let left = PIECE_BYTES; left > 0 && next < content.length; ) {
        const piece = content[next] as Buffer;
        const part = piece.subarray(offset, offset + left);
        together.push(part);
        left -= part.length;
        offset += part.length;
        if (offset < piece.length) continue;
        next++;
        offset = 0;
      }
      if (!to.write(together.length === 1 ? together[0] : Buffer.concat(together)) && next < content.length)
        return void to.once('drain', send);
    }
    to.end();
  };
  send();
}

function headersOf(answer: ApiResponse): OutgoingHttpHeaders {
  const given = responseHeaders(answer);
  const headers: OutgoingHttpHeaders = { ...FLOW_HEADERS, ...(given as OutgoingHttpHeaders) };
  headers['audit-id'] ??= randomUUID();
  const { warning: warnings } = given;
  // What somebody called a field comes back in warnings, in whatever script; Node takes bytes only.
  return typeof warnings === 'object' ? Object.assign(headers, { warning: warnings.map(asBytes) }) : headers;
}

/** UTF-8, a character for each byte, as Go writes headers. */
function asBytes(text: string): string {
  return /^[\x20-\x7e]*$/.test(text) ? text : Buffer.from(text).toString('latin1');
}
