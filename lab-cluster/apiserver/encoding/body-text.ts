// Raw request bodies: JSON or YAML text made into plain values, or into the words the API server has for broken text.
import type { Kind } from '../../api/kind.ts';
import { badRequest, requestTooLarge, unsupportedMediaType } from '../../api/errors.ts';
import type { Status } from '../../api/status.ts';
import { jsonProblem } from '../../api/go-json.ts';
import { duplicateKeys, keyCount, nestsDeeperThan } from './json-keys.ts';
import { copyJson, inspectJson } from './json-value.ts';
import { decodeProtobuf } from '../protobuf/decode-protobuf.ts';
import { textOf } from '../protobuf/wire-reader.ts';
import { readYaml } from './yaml-reader.ts';
import { utf8Bytes } from '../../api/utf8.ts';

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
/** Deeper than any object here; upstream stops at 10,000. */
const MAX_JSON_DEPTH = 1000;

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

function parseJson(sent: string, kind: Pick<Kind, 'kind'>): ReadBody {
  const text = withoutHalves(sent);
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

/** For half of a character Go reads the sign that stands for none. */
function withoutHalves(json: string): string {
  if (!json.includes('\\u')) return json;
  const escapes = /\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[dD][89a-fA-F][0-9a-fA-F]{2}|.)/gs;
  return json.replace(escapes, (escape) => (escape.length === '\\ud800'.length ? '\ufffd' : escape));
}

function brokenJson(kind: Pick<Kind, 'kind'>, problem: string, text: string): ReadBody {
  return { ok: false, status: unrecognised(kind, `couldn't get version/kind; json parse error: ${problem}`, shownBody(text)), problem };
}

function parseYaml(text: string, kind: Pick<Kind, 'kind'>): ReadBody {
  const broken = (problem: string): ReadBody => ({ ok: false, status: unrecognised(kind, problem, shownBytes(text)), problem });
  const read = readYaml(text);
  if (!read.ok) return broken(`yaml: ${read.problem}`);
  const copied = copyJson(read.value);
  if (!copied.ok) return broken(`error converting YAML to JSON: ${copied.problem}`);
  const { duplicates } = read;
  const told = duplicates.length === 0 ? duplicates : [`yaml: unmarshal errors:\n${duplicates.join('\n')}`];
  return { ok: true, value: { value: copied.value, duplicates: told, isYaml: true } };
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
