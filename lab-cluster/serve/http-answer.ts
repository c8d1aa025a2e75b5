// Answers on their way out: an API response as status, headers and bytes, compressed where that was asked for and pays.
import { randomUUID } from 'node:crypto';
import type { OutgoingHttpHeaders } from 'node:http';
import type { Writable } from 'node:stream';
import { gzip } from 'node:zlib';
import { type ApiResponse, responseHeaders } from '../index.ts';
import { bodyText } from './json-text.ts';

/** What the answers of both versions of HTTP have in common. */
export interface HttpResponse extends Writable {
  readonly headersSent: boolean;
  writeHead(code: number, headers: OutgoingHttpHeaders): this;
  flushHeaders(): void;
}

/** Models defaultGzipThresholdBytes and level of apiserver/pkg/endpoints/handlers/responsewriters. */
const GZIP_FROM_BYTES = 128 * 1024;
const GZIP_LEVEL = 1;

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
  const bytes = bytesOf(answer);
  const headers = headersOf(answer);
  const zip =
    bytes.length >= GZIP_FROM_BYTES && acceptEncoding !== undefined && /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/.test(acceptEncoding);
  if (!zip) return finish(to, answer.code, headers, bytes, head);
  gzip(bytes, { level: GZIP_LEVEL }, (error, zipped) => {
    if (isGone(to)) return;
    if (error !== null) finish(to, answer.code, headers, bytes, head);
    else finish(to, answer.code, { ...headers, 'content-encoding': 'gzip', vary: 'Accept-Encoding' }, zipped, head);
  });
}

function bytesOf({ body, raw }: ApiResponse): Buffer {
  if (raw?.bytes !== undefined) return Buffer.from(raw.bytes);
  return Buffer.from(raw?.text ?? (body === undefined ? '' : bodyText(body)));
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

/** A refusal of the server around the API server, in plain words. */
export function sendPlain(to: HttpResponse, code: number, text: string, headers: Readonly<Record<string, string>> = {}): void {
  const bytes = Buffer.from(`${text}\n`);
  finish(to, code, { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff', ...headers }, bytes, false);
}

function finish(to: HttpResponse, code: number, headers: OutgoingHttpHeaders, bytes: Buffer, head: boolean): void {
  if (to.headersSent || isGone(to)) return;
  const empty = code === 204 || code === 304;
  to.writeHead(code, empty ? headers : { ...headers, 'content-length': String(bytes.length) });
  if (head || empty) to.end();
  else to.end(bytes);
}

function headersOf(answer: ApiResponse): OutgoingHttpHeaders {
  return { 'audit-id': randomUUID(), ...FLOW_HEADERS, ...(responseHeaders(answer) as OutgoingHttpHeaders) };
}
