// Bodies made into objects of the kind the URL names: a private copy, its shape checked, or a Status that says what is wrong.
// Models apiserver/pkg/endpoints/handlers/create.go and the strict decoders behind it.
import { badRequest, cannotDecode } from '../../api/errors.ts';
import type { Kind } from '../../api/kind.ts';
import type { KubeObject } from '../../api/object.ts';
import { isPlainObject } from '../../api/plain-object.ts';
import { kindOf } from '../../api/registry.ts';
import type { ApiRequest } from '../../api/request.ts';
import type { Result, Status } from '../../api/status.ts';
import { asStored, internalTypeName, storedKindOf } from '../../api/versions.ts';
import { mediaTypeOf, type ParsedText, parseBody, parseBytes, parseText, type ReadBody, shownBody, unrecognised } from './body-text.ts';
import { copyJson, jsonTypeName } from './json-value.ts';
import { textOf } from '../protobuf/wire-reader.ts';
import type { FieldValidation } from '../rest/options.ts';
import { conformObject } from '../rest/shape.ts';

export interface Decoded {
  /** Nobody else has seen it: defaults and admission may write into it. */
  readonly object: KubeObject;
  readonly warnings: readonly string[];
}

/** Models sigs.k8s.io/json, which saves no more strict errors than these. */
const MAX_TOLD = 100;
export const TYPE_META = 'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }';

/** The body as a plain value nobody else holds, whatever it was sent as. */
export function readBody(request: ApiRequest, kind: Pick<Kind, 'kind'>): ReadBody {
  const { body } = request;
  if (typeof body === 'string') return parseBody(body, contentTypeOf(request), kind);
  if (body instanceof Uint8Array) return parseBytes(body, contentTypeOf(request), kind);
  return readValue(body, kind);
}

/** The body of a patch, whose type says more than its language. */
export function readPatchBody(request: ApiRequest, language: 'json' | 'yaml', kind: Pick<Kind, 'kind'>): ReadBody {
  const { body } = request;
  if (typeof body === 'string') return parseText(body, language, kind);
  if (body instanceof Uint8Array) return parseText(textOf(body), language, kind);
  return readValue(body, kind);
}

function readValue(body: unknown, kind: Pick<Kind, 'kind'>): ReadBody {
  const copied = copyJson(body ?? null);
  if (!copied.ok) return { ok: false, status: unrecognised(kind, copied.problem, ''), problem: copied.problem };
  return { ok: true, value: { value: copied.value, duplicates: [], isYaml: false } };
}

export function contentTypeOf(request: ApiRequest): string {
  const header: unknown = request.headers?.['content-type'];
  return typeof header === 'string' ? header : '';
}

/** The object as it is stored, whichever version the kind is of. */
export function decodeObject(kind: Kind, request: ApiRequest, level: FieldValidation): Result<Decoded> {
  const body = readBody(request, kind);
  if (!body.ok) return body;
  if (isMissing(request)) {
    const why = "couldn't get version/kind; json parse error: unexpected end of JSON input";
    return { ok: false, status: unrecognised(kind, why, '<empty>') };
  }
  const { value } = body.value;
  if (value !== null && !isPlainObject(value)) {
    const why = `couldn't get version/kind; json parse error: json: cannot unmarshal ${jsonTypeName(value)} into Go value of type ${TYPE_META}`;
    return { ok: false, status: unrecognised(kind, why, shownValue(request.body)) };
  }
  const unclear = typeMetaProblem(value ?? {});
  if (unclear !== undefined) {
    const why = `couldn't get version/kind; json parse error: ${unclear}`;
    return { ok: false, status: unrecognised(kind, why, shownValue(request.body)) };
  }
  const decoded = conform(kind, value ?? {}, level, body.value);
  if (!decoded.ok || kind.storedAs === undefined) return decoded;
  return { ok: true, value: { ...decoded.value, object: asStored(kind, decoded.value.object) } };
}

/** Nothing at all is no JSON, though it is YAML. */
function isMissing(request: ApiRequest): boolean {
  const { body } = request;
  return (body === undefined || body === '') && mediaTypeOf(contentTypeOf(request)) !== 'application/yaml';
}

/** Fills in and checks apiVersion and kind, then the shape, of what is not the same in `known`, which was checked before. */
export function conform(
  kind: Kind,
  value: Readonly<Record<string, unknown>>,
  level: FieldValidation,
  { duplicates, isYaml }: Pick<ParsedText, 'duplicates' | 'isYaml'>,
  known?: KubeObject,
): Result<Decoded> {
  const mismatch = checkType(kind, value);
  if (mismatch !== undefined) return { ok: false, status: mismatch };
  const shape = conformObject(kind, isTyped(kind, value) ? value : typedDraft(kind, value), known);
  if (!shape.ok) return shape;
  const unknown = isYaml ? shape.value.unknown.toSorted() : shape.value.unknown;
  const problems = duplicates.length + unknown.length === 0 ? unknown : [...new Set([...duplicates, ...unknown])].slice(0, MAX_TOLD);
  if (level === 'Strict' && problems.length > 0) {
    return { ok: false, status: cannotDecode(kind, `strict decoding error: ${problems.join(', ')}`) };
  }
  return { ok: true, value: { object: shape.value.object, warnings: level === 'Warn' ? problems.flatMap(asWarnings) : [] } };
}

/** What YAML says of several lines is a warning for each. Models parseYAMLWarnings. */
export function asWarnings(problem: string): readonly string[] {
  const [, lines] = /^(?:error converting YAML to JSON: )?yaml: unmarshal errors:\n(.*)$/s.exec(problem) ?? [];
  return lines === undefined ? [problem] : lines.split('\n').map((line) => line.trim());
}

/** Begins with its apiVersion and kind, as what comes from a client nearly always does. */
function isTyped(kind: Kind, value: Readonly<Record<string, unknown>>): boolean {
  let place = 0;
  for (const key in value) {
    if (place === 0 && (key !== 'apiVersion' || value[key] !== kind.apiVersion)) return false;
    if (place === 1) return key === 'kind' && value[key] === kind.kind;
    place++;
  }
  return false;
}

function typedDraft(kind: Kind, value: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { apiVersion: _version, kind: _kind, ...rest } = value;
  return { apiVersion: kind.apiVersion, kind: kind.kind, ...rest };
}

function checkType(kind: Kind, value: Readonly<Record<string, unknown>>): Status | undefined {
  const apiVersion = value['apiVersion'] ?? kind.apiVersion;
  const name = value['kind'] ?? kind.kind;
  if (apiVersion === kind.apiVersion && name === kind.kind) return undefined;
  if (typeof apiVersion !== 'string' || typeof name !== 'string')
    return badRequest(`couldn't get version/kind; json parse error: ${typeMetaProblem(value) ?? ''}`);
  if (apiVersion === '' || name === '')
    return apiVersion === '' && name === ''
      ? undefined
      : checkType(kind, { apiVersion: apiVersion || kind.apiVersion, kind: name || kind.kind });
  const written = kindOf(apiVersion, name);
  if (written === undefined) {
    const why = `no kind ${JSON.stringify(name)} is registered for version ${JSON.stringify(apiVersion)} in scheme "pkg/api/legacyscheme/scheme.go:30"`;
    return cannotDecode({ kind: kind.kind, version: versionOf(apiVersion) }, why, name);
  }
  if (storedKindOf(written) === storedKindOf(kind))
    return badRequest(`the API version in the data (${apiVersion}) does not match the expected API version (${kind.apiVersion})`);
  const { version } = written;
  const why = `converting (${version}.${name}) to (${internalTypeName(kind)}): unknown conversion`;
  return cannotDecode({ kind: kind.kind, version }, why, name);
}

/** Why nobody can tell what kind a value is of. */
function typeMetaProblem(value: Readonly<Record<string, unknown>>): string | undefined {
  const wrong = ['apiVersion', 'kind'].find((field) => typeof (value[field] ?? '') !== 'string');
  return wrong === undefined
    ? undefined
    : `json: cannot unmarshal ${jsonTypeName(value[wrong])} into Go struct field .${wrong} of type string`;
}

function versionOf(apiVersion: string): string {
  return apiVersion.slice(apiVersion.indexOf('/') + 1);
}

function shownValue(body: unknown): string {
  return shownBody(typeof body === 'string' ? body : JSON.stringify(body));
}
