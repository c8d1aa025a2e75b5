// Whether an answer of ours says what a recorded one says: status, meaningful headers, body, and for watches every line and the end.
import { parse } from 'yaml';
import { comparableBody, comparableText } from './comparable-body.ts';
import { orderDifferences } from './key-order.ts';
import { differencesOf } from './oracle-golden.ts';
import { readContinueToken } from './protocol-known.ts';

/** Header names are lower-case. */
export interface WireAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

export interface WireWatch extends Omit<WireAnswer, 'text'> {
  readonly lines: readonly { readonly atMs: number; readonly line: unknown }[];
  readonly closedAtMs: number;
}

export interface RecordedAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly json?: unknown;
  /** Only its beginning, where it was long. */
  readonly text?: string;
  /** How long the whole body was. */
  readonly bytes?: number;
}

/** Decided by the moment, the machine or the wire, not by the request. */
const ACCIDENTAL_HEADERS = new Set([
  'audit-id',
  'date',
  'content-length',
  'content-encoding',
  'transfer-encoding',
  'connection',
  'keep-alive',
  'process-start-time-unix',
  'x-kubernetes-pf-flowschema-uid',
  'x-kubernetes-pf-prioritylevel-uid',
]);
const CLOSING_TOLERANCE_MS = 150;
/** Built from and on another machine. */
const BUILD_FIELDS = ['gitVersion', 'gitCommit', 'gitTreeState', 'buildDate', 'goVersion', 'compiler', 'platform'];

export function compareAnswer(recorded: RecordedAnswer, ours: WireAnswer): readonly string[] {
  return [
    ...(recorded.status === ours.status ? [] : [`status: recorded ${recorded.status}, ours ${ours.status}`]),
    ...compareHeaders(recorded.headers, ours.headers),
    ...compareBody(recorded, ours),
  ];
}

export function compareWatch(recorded: WireWatch, ours: WireWatch): readonly string[] {
  const shown = ({ lines }: WireWatch): unknown[] =>
    lines.map(({ line, atMs }) => ({ ...(comparableJson(line) as object), early: atMs < 300 }));
  const late = Math.abs(recorded.closedAtMs - ours.closedAtMs) > CLOSING_TOLERANCE_MS;
  return [
    ...(recorded.status === ours.status ? [] : [`status: recorded ${recorded.status}, ours ${ours.status}`]),
    ...compareHeaders(recorded.headers, ours.headers),
    ...(late ? [`closed after: recorded ${recorded.closedAtMs} ms, ours ${ours.closedAtMs} ms`] : []),
    ...differencesOf(shown(recorded), shown(ours), 'lines'),
    ...orderDifferences(linesOf(recorded), linesOf(ours), 'lines'),
  ];
}

function linesOf({ lines }: WireWatch): readonly unknown[] {
  return lines.map(({ line }) => line);
}

function compareHeaders(recorded: Readonly<Record<string, string>>, ours: Readonly<Record<string, string>>): string[] {
  const theirs = Object.fromEntries(Object.entries(recorded).map(([name, value]) => [name.toLowerCase(), value]));
  const names = [...new Set([...Object.keys(theirs), ...Object.keys(ours)])].filter((name) => !ACCIDENTAL_HEADERS.has(name));
  return names
    .filter((name) => comparableHeader(theirs[name]) !== comparableHeader(ours[name]))
    .map((name) => `header ${name}: recorded ${theirs[name] ?? 'nothing'}, ours ${ours[name] ?? 'nothing'}`);
}

/** Entity tags are digests: of ours only the form can be the same. */
function comparableHeader(value: string | undefined): string | undefined {
  return value?.replace(/^"[0-9A-F]{64,128}"$/, '<digest>');
}

function compareBody(recorded: RecordedAnswer, ours: WireAnswer): string[] {
  if (recorded.json !== undefined) return compareJson(recorded, ours.text);
  const text = recorded.text ?? '';
  const type = (recorded.headers['Content-Type'] ?? '').split(';')[0];
  if (type === 'application/yaml') return differencesOf(comparableBody(parse(text)), comparableBody(parse(ours.text)), 'body');
  const isCut = text.length < (recorded.bytes ?? 0);
  const [theirs, mine] = [comparableDigest(type, text), comparableDigest(type, isCut ? ours.text.slice(0, text.length) : ours.text)];
  const same = isCut ? mine.startsWith(theirs.slice(0, -20)) : theirs === mine;
  return same ? [] : [`body: recorded ${JSON.stringify(theirs)}\n  ours ${JSON.stringify(mine)}`];
}

function compareJson({ json, bytes }: RecordedAnswer, text: string): string[] {
  const ours = parsed(text);
  const theirs = writingOf(json, bytes);
  const mine = writingOf(ours, new TextEncoder().encode(text).length);
  return [
    ...differencesOf(comparableJson(json), comparableJson(ours), 'body'),
    ...orderDifferences(json, ours, 'body'),
    ...(bytes === undefined || theirs === mine ? [] : [`written: recorded ${theirs}, ours ${mine}`]),
  ];
}

/** How a document is written is known by its length: on a line that is ended or not, or with everything on a line of its own. */
function writingOf(json: unknown, bytes: number | undefined): string {
  const lengthOf = (indent: number): number => new TextEncoder().encode(JSON.stringify(json, null, indent)).length;
  if (bytes === lengthOf(0)) return 'on a line without an end';
  if (bytes === lengthOf(0) + 1) return 'on a line';
  return bytes === lengthOf(2) ? 'indented' : `in ${bytes} bytes`;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** What in a body of this type is a matter of the rule, where all of it cannot be. */
function comparableDigest(type: string | undefined, text: string): string {
  if (type === 'application/vnd.kubernetes.protobuf') return text.slice(0, text.indexOf('ConfigMap') + 'ConfigMap'.length);
  // Which series there are depends on what the server has done; that it is an exposition does not.
  if (type === 'text/plain' && text.startsWith('# HELP')) return '# HELP';
  if (type === 'application/jwk-set+json')
    return text
      .replace(/"kid":"[\w-]+"/, '"kid":"…"')
      .replace(/"n":"[\w-]+/, '"n":"…')
      .slice(0, 70);
  return comparableText(text);
}

function comparableJson(body: unknown): unknown {
  return comparable(comparableBody(body));
}

function comparable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(comparable);
  if (typeof value === 'string') return comparableMessage(value);
  if (typeof value !== 'object' || value === null) return value;
  const isBuild = BUILD_FIELDS.every((field) => field in value);
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => {
      if (isBuild && BUILD_FIELDS.includes(key)) return [key, typeof part];
      if (key === 'continue' && typeof part === 'string') return [key, readContinueToken(part)?.start ?? part];
      // Ages are a matter of how fast the conversation is.
      if (key === 'cells' && Array.isArray(part))
        return [key, part.map((cell) => (/^(?:\d+[smhdy])+$/.test(String(cell)) ? '<age>' : cell) as unknown)];
      if (key === 'ca.crt') return [key, typeof part];
      if (key === 'jwks_uri' && typeof part === 'string') return [key, part.replace(/^https:\/\/[^/]+/, 'https://<server>')];
      return [key, comparable(part)];
    }),
  );
}

/** Messages name versions, too. */
function comparableMessage(text: string): string {
  return text
    .replace(/(current: |in record \(|too old resource version: \d+ \()\d+/, '$1<version>')
    .replace(/^g-[bcdf-hj-np-tv-z2456789]{5}$/, 'g-<rand>');
}
