// Raw request bodies: JSON or YAML text made into plain values, or into the words the API server has for broken text.
import { type Document, isMap, isScalar, isSeq } from 'yaml';
import type { Kind } from '../../api/kind.ts';
import { badRequest, requestTooLarge, unsupportedMediaType } from '../../api/errors.ts';
import type { Status } from '../../api/status.ts';
import { jsonProblem } from '../../api/go-json.ts';
import { duplicateKeys, keyCount, nestsDeeperThan } from './json-keys.ts';
import { copyJson, inspectJson } from './json-value.ts';
import { decodeProtobuf } from '../protobuf/decode-protobuf.ts';
import { textOf } from '../protobuf/wire-reader.ts';
import { aliasesTooMuch } from './yaml-aliases.ts';
import { readYamlDocument, type YamlProblem } from './yaml-document.ts';
import { yamlValue } from './yaml-value.ts';
import { utf8Bytes } from '../../api/text-encoding.ts';

export interface ParsedText {
  readonly value: unknown;
  /** Keys written twice, in the words of a strict decoder. */
  readonly duplicates: readonly string[];
  /** YAML becomes JSON by way of a map, so that what is wrong is found in the order of names. */
  readonly isYaml: boolean;
}

/** Of text that cannot be read: what the reader of a body says of it, and what its scanner says alone. */
export type ReadBody =
  | { readonly ok: true; readonly value: ParsedText }
  | { readonly ok: false; readonly status: Status; readonly problem?: string };

/** Models the apiserver's limit on request bodies. */
export const MAX_BYTES = 3 * 1024 * 1024;
const PROTOBUF = 'application/vnd.kubernetes.protobuf';
const SHOWN_BYTES = 30;
const MAX_DUPLICATES = 20;
const MAX_YAML_DEPTH = 200;
/** Deeper than any object here; upstream stops at 10,000. */
const MAX_JSON_DEPTH = 1000;
/** Lists in lists and keys of keys, begun on one line. */
const DEEP_LINE = /^[ \t]*(?:[-?:][ \t]+){200}/m;
const OPENING_BRACKET = '['.charCodeAt(0);
const OPENING_BRACE = '{'.charCodeAt(0);
const CLOSING_BRACKET = ']'.charCodeAt(0);
const CLOSING_BRACE = '}'.charCodeAt(0);

/** The type of a body without parameters. Models mime.ParseMediaType, for what turns up in practice. */
export function mediaTypeOf(contentType: string): string {
  return contentType.split(';')[0]?.trim().toLowerCase() ?? '';
}

/** Bytes are protobuf, which typed clients send, or text that nobody has decoded yet. */
export function parseBytes(bytes: Uint8Array, contentType: string, kind: Pick<Kind, 'kind'>): ReadBody {
  if (mediaTypeOf(contentType) !== PROTOBUF) return parseBody(textOf(bytes), contentType, kind);
  if (bytes.length > MAX_BYTES) return { ok: false, status: requestTooLarge(MAX_BYTES) };
  const decoded = decodeProtobuf(bytes);
  if (decoded.ok) return { ok: true, value: { value: decoded.value, duplicates: [], isYaml: false } };
  return { ok: false, status: unrecognised(kind, decoded.problem, shownBytes(textOf(bytes))), problem: decoded.problem };
}

/** What does not say its type is JSON. Models NegotiateInputSerializer. */
export function parseBody(text: string, contentType: string, kind: Pick<Kind, 'kind'>): ReadBody {
  const type = mediaTypeOf(contentType);
  if (type === '' || type === 'application/json') return parseText(text, 'json', kind);
  if (type === 'application/yaml') return parseText(text, 'yaml', kind);
  return { ok: false, status: unsupportedMediaType(['application/json', 'application/yaml', PROTOBUF]) };
}

/** A text whose language is known, as a patch's is by its type. */
export function parseText(text: string, language: 'json' | 'yaml', kind: Pick<Kind, 'kind'>): ReadBody {
  if (text.length > MAX_BYTES) return { ok: false, status: requestTooLarge(MAX_BYTES) };
  return language === 'json' ? parseJson(text, kind) : parseYaml(text, kind);
}

function parseJson(text: string, kind: Pick<Kind, 'kind'>): ReadBody {
  if (text.trim() === '') return { ok: true, value: { value: null, duplicates: [], isYaml: false } };
  const problem = nestsDeeperThan(text, MAX_JSON_DEPTH) ? 'exceeded max depth' : jsonProblem(text);
  if (problem !== undefined) return brokenJson(kind, problem, text);
  const value: unknown = JSON.parse(text);
  const inspected = inspectJson(value);
  if (inspected.problem !== undefined) return brokenJson(kind, inspected.problem, text);
  // Most texts have no key that comes twice, and are not walked again.
  const duplicates = keyCount(text) === inspected.keys ? [] : duplicateKeys(text);
  return { ok: true, value: { value, duplicates, isYaml: false } };
}

function brokenJson(kind: Pick<Kind, 'kind'>, problem: string, text: string): ReadBody {
  return { ok: false, status: unrecognised(kind, `couldn't get version/kind; json parse error: ${problem}`, shownBody(text)), problem };
}

function parseYaml(text: string, kind: Pick<Kind, 'kind'>): ReadBody {
  const broken = (problem: string): ReadBody => ({ ok: false, status: unrecognised(kind, problem, shownBytes(text)), problem });
  if (nestsTooDeep(text)) return broken('yaml: exceeded max depth');
  try {
    const read = readYamlDocument(text);
    if (!read.ok) return broken(`yaml: ${yamlProblem(text, read.problem)}`);
    const { document } = read;
    if (aliasesTooMuch(document)) return broken('yaml: document contains excessive aliasing');
    const plain = yamlValue(document.contents);
    if (!plain.ok) return broken(`yaml: ${plain.problem}`);
    const copied = copyJson(plain.value);
    if (!copied.ok) return broken(`error converting YAML to JSON: ${copied.problem}`);
    return { ok: true, value: { value: copied.value, duplicates: duplicatesOf(document, text), isYaml: true } };
  } catch (problem) {
    // Nesting without end: the library throws, the sender hears of it.
    return broken(`yaml: ${problem instanceof Error ? problem.message : 'unreadable'}`);
  }
}

/** Brackets within brackets cost the library more than anybody can pay. Those in quoted text count, too: nobody has so many. */
function nestsTooDeep(text: string): boolean {
  if (DEEP_LINE.test(text)) return true;
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const sign = text.charCodeAt(at);
    if (sign === OPENING_BRACKET || sign === OPENING_BRACE) depth++;
    else if ((sign === CLOSING_BRACKET || sign === CLOSING_BRACE) && depth > 0) depth--;
    if (depth > MAX_YAML_DEPTH) return true;
  }
  return false;
}

function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) line++;
  return line;
}

/**
 * Upstream counts lines from 0 and adds one for what its scanner finds, not for what its parser finds; of line 0 it is silent.
 * Models fail() of sigs.k8s.io/yaml/goyaml.v2/decode.go.
 */
function yamlProblem(text: string, { code, message, offset }: YamlProblem): string {
  const words = yamlWords(code, message);
  const isParser = words.startsWith(NOT_FOUND);
  // What lacks its end is missed on the line after the last.
  const isEnd = isParser && offset >= text.trimEnd().length;
  const line = isEnd ? lineAt(`${text.trimEnd()}\n`, text.length + 1) - 1 : lineAt(text, offset) - 1;
  if (line === 0) return words;
  return `line ${isParser ? line : line + 1}: ${words}`;
}

const NOT_FOUND = 'did not find expected';

/** The library's errors in libyaml's words, where it has them. */
function yamlWords(code: string, message: string): string {
  const first = message.split('\n')[0] ?? message;
  if (code === 'MULTIPLE_DOCS') return 'expected a single document in the stream';
  if (code === 'MISSING_CHAR' && /quote/.test(first)) return 'found unexpected end of stream';
  if (code === 'TAB_AS_INDENT') return 'found character that cannot start any token';
  if (code === 'BAD_INDENT' || code === 'UNEXPECTED_TOKEN' || code === 'MISSING_CHAR') {
    const end = /flow (map|seq)/i.exec(first)?.[1];
    return `${NOT_FOUND} ${end === 'map' ? "',' or '}'" : end === 'seq' ? "',' or ']'" : 'key'}`;
  }
  return first.replace(/ at line \d+, column \d+:?$/, '');
}

export function unrecognised(kind: Pick<Kind, 'kind'>, why: string, shown: string): Status {
  return badRequest(`the object provided is unrecognized (must be of type ${kind.kind}): ${why} (${shown})`);
}

function shownBytes(text: string): string {
  const hex = utf8Bytes(text.slice(0, SHOWN_BYTES))
    .slice(0, SHOWN_BYTES)
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');
  return text.length <= SHOWN_BYTES ? hex : `${hex} ...`;
}

/** How an unreadable body is shown in messages: as text where it begins as an object does, in hexadecimal otherwise. */
export function shownBody(text: string): string {
  if (!text.startsWith('{')) return shownBytes(text);
  return text.length <= SHOWN_BYTES ? text : `${text.slice(0, SHOWN_BYTES)} ...`;
}

/** Told by lines, as the YAML decoder does. */
function duplicatesOf(document: Document.Parsed, text: string): readonly string[] {
  const found: string[] = [];
  walk(document.contents, found, (offset) => lineAt(text, offset));
  return found.length === 0 ? found : [`yaml: unmarshal errors:\n${found.join('\n')}`];
}

function walk(node: unknown, found: string[], lineOf: (offset: number) => number): void {
  if (isSeq(node)) for (const item of node.items) walk(item, found, lineOf);
  if (!isMap(node)) return;
  const seen = new Set<string>();
  for (const pair of node.items) {
    if (found.length >= MAX_DUPLICATES) return;
    const key = isScalar(pair.key) ? String(pair.key.value) : '';
    if (seen.has(key) && key !== '<<') {
      // The line is that of the value, which for a map is the one after the key.
      const offset = (pair.value as { range?: readonly number[] } | null)?.range?.[0] ?? 0;
      found.push(`  line ${lineOf(offset)}: key ${JSON.stringify(key)} already set in map`);
    }
    seen.add(key);
    walk(pair.value, found, lineOf);
  }
}
