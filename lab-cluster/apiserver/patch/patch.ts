// A PATCH request made into a function of the present object. Models apiserver/pkg/endpoints/handlers/patch.go.
import { badRequest, invalidStatus } from '../../api/errors.ts';
import { cloneValue } from '../../api/equal.ts';
import { invalid } from '../../api/field-errors.ts';
import type { Kind } from '../../api/kind.ts';
import type { KubeObject } from '../../api/object.ts';
import { isPlainObject } from '../../api/plain-object.ts';
import type { ApiRequest } from '../../api/request.ts';
import type { Result, Status } from '../../api/status.ts';
import { asServed, asStored } from '../../api/versions.ts';
import { contentTypeOf, conform, type Decoded, readPatchBody } from '../encoding/decode.ts';
import { jsonTypeName, jsonValueProblem } from '../encoding/json-value.ts';
import type { FieldValidation } from '../rest/options.ts';
import { converterWords } from './converter-words.ts';
import { goValue } from './go-value.ts';
import { jsonPatch, operationsProblem, unknownOperationFields } from './json-patch.ts';
import { jsonPatchedText, mergePatchedText, type PatchOperation } from './lazy-document.ts';
import { mergePatch } from './merge-patch.ts';
import { strategicMergePatch } from './strategic-merge-patch.ts';

export type ApplyPatch = (existing: KubeObject) => Result<Decoded>;

const JSON_PATCH = 'application/json-patch+json';
const MERGE_PATCH = 'application/merge-patch+json';
const STRATEGIC_PATCH = 'application/strategic-merge-patch+json';
const MEDIA_TYPES = [JSON_PATCH, MERGE_PATCH, STRATEGIC_PATCH];

interface SentPatch {
  readonly type: string;
  readonly value: unknown;
  readonly level: FieldValidation;
  /** What a strict reader has against the text of the patch itself. */
  readonly problems: readonly string[];
}

/** The router knows the types of patches, and refuses others before anything else is looked at. */
export function unknownPatchType(request: ApiRequest): Status | undefined {
  return MEDIA_TYPES.includes(patchTypeOf(request)) ? undefined : unsupported();
}

/** Reads the patch once; the function may be called for every attempt, and says what is wrong with the patch as well. */
export function readPatch(kind: Kind, request: ApiRequest, level: FieldValidation): ApplyPatch {
  const patch = parsePatch(kind, request, patchTypeOf(request), level);
  // Whether there is an object at all is found out before the patch is looked at.
  if (!patch.ok) return () => patch;
  return inVersion(kind, (existing) => applyTo(kind, existing, patch.value));
}

function patchTypeOf(request: ApiRequest): string {
  return contentTypeOf(request).split(';')[0]?.trim() ?? '';
}

function parsePatch(kind: Kind, request: ApiRequest, type: string, level: FieldValidation): Result<SentPatch> {
  const refused = (why: string): Result<SentPatch> => ({
    ok: false,
    status: badRequest(type === STRATEGIC_PATCH ? why : `error decoding patch: ${why}`),
  });
  // Patches from inside the lab are read as they are: what they bring into an object is copied there.
  if (typeof request.body !== 'string' && !(request.body instanceof Uint8Array)) {
    const problem = jsonValueProblem(request.body) ?? typeProblem(type, request.body, level);
    return problem === undefined ? { ok: true, value: { type, value: request.body, level, problems: [] } } : refused(problem);
  }
  if (request.body.length === 0) return refused('unexpected end of JSON input');
  const body = readPatchBody(request, 'json', kind);
  if (!body.ok) return body.problem === undefined ? body : refused(body.problem);
  const { value, duplicates } = body.value;
  const problem = typeProblem(type, value, level);
  if (problem !== undefined) return refused(problem);
  if (level === 'Ignore') return { ok: true, value: { type, value, level, problems: [] } };
  const problems = type === JSON_PATCH ? [...duplicates, ...unknownOperationFields(value)].map((one) => `json patch ${one}`) : duplicates;
  return { ok: true, value: { type, value, level, problems } };
}

function typeProblem(type: string, value: unknown, level: FieldValidation): string | undefined {
  if (type === JSON_PATCH) return operationsProblem(value, level !== 'Ignore');
  return isPlainObject(value) ? undefined : `json: cannot unmarshal ${jsonTypeName(value)} into Go value of type map[string]interface {}`;
}

/** A patch is written against the version its writer sees. */
function inVersion(kind: Kind, apply: ApplyPatch): ApplyPatch {
  if (kind.storedAs === undefined) return apply;
  return (existing) => {
    const shown = asServed(kind, existing);
    const patched = apply(shown);
    if (!patched.ok) return patched;
    const { object, warnings } = patched.value;
    return { ok: true, value: { object: object === shown ? existing : asStored(kind, cloneValue(object)), warnings } };
  };
}

function applyTo(kind: Kind, existing: KubeObject, patch: SentPatch): Result<Decoded> {
  const patched = patchedState(kind, existing, patch);
  if (!patched.ok) return patched;
  const { value } = patched;
  if (!isPlainObject(value)) return { ok: false, status: badRequest('the patched document is no object') };
  const { level, problems } = patch;
  // What comes out as it went in needs no check: it was checked when it was stored.
  if (value === (existing as unknown) && problems.length === 0) return { ok: true, value: { object: existing, warnings: [] } };
  const decoded = conform(kind, value, level, { duplicates: problems, isYaml: patch.type === STRATEGIC_PATCH }, existing);
  return decoded.ok ? decoded : { ok: false, status: asPatchError(decoded.status, () => quoted(kind, existing, patch)) };
}

function patchedState(kind: Kind, existing: KubeObject, { type, value }: SentPatch): Result<unknown> {
  const target = existing as unknown as Readonly<Record<string, unknown>>;
  if (type === JSON_PATCH) return jsonPatch(target, value);
  if (type === MERGE_PATCH) return { ok: true, value: mergePatch(target, value) };
  const merged = strategicMergePatch(kind, target, value);
  // What such a patch says of the kind itself is lost on the way back.
  return merged.ok && merged.value['kind'] !== target['kind'] ? { ok: true, value: { ...merged.value, kind: kind.kind } } : merged;
}

interface Quotation {
  readonly text: string;
  readonly isStrategic: boolean;
}

/** Strategic patches are shown as they were sent, others by what they led to. */
function quoted(kind: Kind, existing: KubeObject, { type, value }: SentPatch): Quotation {
  if (type === STRATEGIC_PATCH) return { text: goValue(value), isStrategic: true };
  const text =
    type === JSON_PATCH
      ? jsonPatchedText(kind, existing, (value ?? []) as readonly PatchOperation[])
      : mergePatchedText(kind, existing, value);
  return { text, isStrategic: false };
}

/** A patch that leads to no valid object is the patch's fault: models the field error `patch` of applyPatchToCurrentObject. */
function asPatchError(status: Status, quote: () => Quotation): Status {
  const why = / cannot be handled as a \S+: (.*)$/s.exec(status.message ?? '')?.[1];
  if (why === undefined) return status;
  const { text, isStrategic } = quote();
  return patchInvalid(text, isStrategic ? converterWords(why) : why);
}

function patchInvalid(shown: string, why: string): Status {
  return invalidStatus({ group: '', kind: '' }, '', [invalid('patch', shown, why)]);
}

/** The patch handler answers 415 in words of its own. */
function unsupported(): Status {
  const message = '415: Unsupported Media Type';
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message,
    reason: 'UnsupportedMediaType',
    details: {},
    code: 415,
  };
}
