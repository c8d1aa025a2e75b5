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
import { contentTypeOf, conform, type Decoded, readBody } from '../encoding/decode.ts';
import { jsonValueProblem } from '../encoding/json-value.ts';
import type { FieldValidation } from '../rest/options.ts';
import { goValue } from './go-value.ts';
import { jsonPatch } from './json-patch.ts';
import { jsonPatchedText, mergePatchedText, type PatchOperation } from './lazy-document.ts';
import { mergePatch } from './merge-patch.ts';
import { strategicMergePatch } from './strategic-merge-patch.ts';

export type ApplyPatch = (existing: KubeObject) => Result<Decoded>;

const MEDIA_TYPES = ['application/json-patch+json', 'application/merge-patch+json', 'application/strategic-merge-patch+json'];

/** Reads the patch once; the function may be called for every attempt. */
export function readPatch(kind: Kind, request: ApiRequest, level: FieldValidation): Result<ApplyPatch> {
  const type = contentTypeOf(request).split(';')[0]?.trim() ?? '';
  if (!MEDIA_TYPES.includes(type)) return { ok: false, status: unsupported() };
  const body = readPatchBody(kind, request);
  if (!body.ok) return { ok: false, status: badRequest(`error decoding patch: ${body.status.message ?? ''}`) };
  const { value } = body;
  return { ok: true, value: inVersion(kind, (existing) => applyTo(kind, existing, value, { type, level })) };
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

/** A patch as it was sent. */
interface SentPatch {
  readonly value: unknown;
  /** Fields that its text names twice. */
  readonly duplicates: readonly string[];
}

/** Patches from inside the lab are read as they are: what they bring into an object is copied there. */
function readPatchBody(kind: Kind, request: ApiRequest): Result<SentPatch> {
  if (typeof request.body === 'string') return readBody(request, kind);
  const problem = jsonValueProblem(request.body);
  return problem === undefined ? { ok: true, value: { value: request.body, duplicates: [] } } : { ok: false, status: badRequest(problem) };
}

interface PatchForm {
  readonly type: string;
  readonly level: FieldValidation;
}

function applyTo(kind: Kind, existing: KubeObject, patch: SentPatch, { type, level }: PatchForm): Result<Decoded> {
  const patched = patchedState(kind, existing, patch.value, type);
  if (!patched.ok) return patched;
  if (!isPlainObject(patched.value)) return { ok: false, status: badRequest('the patched document is no object') };
  // What comes out as it went in needs no check: it was checked when it was stored.
  if (patched.value === (existing as unknown) && patch.duplicates.length === 0)
    return { ok: true, value: { object: existing, warnings: [] } };
  const decoded = conform(kind, patched.value, level, { duplicates: patch.duplicates, isYaml: false }, existing);
  return decoded.ok ? decoded : { ok: false, status: asPatchError(decoded.status, () => quoted(kind, existing, patch.value, type)) };
}

function patchedState(kind: Kind, existing: KubeObject, patch: unknown, type: string): Result<unknown> {
  const target = existing as unknown as Readonly<Record<string, unknown>>;
  if (type === 'application/json-patch+json') return jsonPatch(target, patch);
  if (!isPlainObject(patch)) {
    const message = 'error decoding patch: json: cannot unmarshal array into Go value of type map[string]interface {}';
    return { ok: false, status: badRequest(message) };
  }
  if (type === 'application/merge-patch+json') return { ok: true, value: mergePatch(target, patch) };
  return strategicMergePatch(kind, target, patch);
}

/** Strategic patches are shown as they were sent, others by what they led to. */
function quoted(kind: Kind, existing: KubeObject, patch: unknown, type: string): Quotation {
  if (type === 'application/strategic-merge-patch+json') return { text: goValue(patch), isStrategic: true };
  const isJson = type === 'application/json-patch+json';
  const text = isJson ? jsonPatchedText(kind, existing, patch as readonly PatchOperation[]) : mergePatchedText(kind, existing, patch);
  return { text, isStrategic: false };
}

interface Quotation {
  readonly text: string;
  readonly isStrategic: boolean;
}

/** A patch that leads to no valid object is the patch's fault: models the field error `patch` of applyPatchToCurrentObject. */
function asPatchError(status: Status, quote: () => Quotation): Status {
  const why = / cannot be handled as a \S+: (.*)$/s.exec(status.message ?? '')?.[1];
  if (why === undefined) return status;
  const { text, isStrategic } = quote();
  const wanted = / of type (\S+)$/.exec(why)?.[1];
  return patchInvalid(text, isStrategic && wanted !== undefined ? `unrecognized type: ${wanted}` : why);
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
