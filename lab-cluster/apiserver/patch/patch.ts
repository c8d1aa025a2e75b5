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
import { mergePatch } from './merge-patch.ts';
import { strategicMergePatch } from './strategic-merge-patch.ts';

export type ApplyPatch = (existing: KubeObject) => Result<Decoded>;

/** A patch is read as a document of its own; what it leads to has no text. */
const PARSED = { duplicates: [], isYaml: false };
const MEDIA_TYPES = ['application/json-patch+json', 'application/merge-patch+json', 'application/strategic-merge-patch+json'];

/** Reads the patch once; the function may be called for every attempt. */
export function readPatch(kind: Kind, request: ApiRequest, level: FieldValidation): Result<ApplyPatch> {
  const type = contentTypeOf(request).split(';')[0]?.trim() ?? '';
  if (!MEDIA_TYPES.includes(type)) return { ok: false, status: unsupported() };
  const body = readPatchBody(kind, request);
  if (!body.ok) return { ok: false, status: badRequest(`error decoding patch: ${body.status.message ?? ''}`) };
  const { value } = body;
  return { ok: true, value: inVersion(kind, (existing) => applyTo(kind, existing, value, type, level)) };
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

/** Patches from inside the lab are read as they are: what they bring into an object is copied there. */
function readPatchBody(kind: Kind, request: ApiRequest): Result<unknown> {
  if (typeof request.body === 'string') {
    const body = readBody(request, kind);
    return body.ok ? { ok: true, value: body.value.value } : body;
  }
  const problem = jsonValueProblem(request.body);
  return problem === undefined ? { ok: true, value: request.body } : { ok: false, status: badRequest(problem) };
}

function applyTo(kind: Kind, existing: KubeObject, patch: unknown, type: string, level: FieldValidation): Result<Decoded> {
  const patched = patchedState(kind, existing, patch, type);
  if (!patched.ok) return patched;
  if (!isPlainObject(patched.value)) return { ok: false, status: badRequest('the patched document is no object') };
  // What comes out as it went in needs no check: it was checked when it was stored.
  if (patched.value === (existing as unknown)) return { ok: true, value: { object: existing, warnings: [] } };
  const decoded = conform(kind, patched.value, level, PARSED, existing);
  return decoded.ok ? decoded : { ok: false, status: asPatchError(decoded.status, patch, type, patched.value) };
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

/** A patch that leads to no valid object is the patch's fault: models the field error `patch` of applyPatchToObject. */
function asPatchError(status: Status, patch: unknown, type: string, result: unknown): Status {
  const message = status.message ?? '';
  const strict = /strict decoding error: .*$/s.exec(message)?.[0];
  // Strategic patches are shown as they were sent, others by what they led to.
  const isStrategic = type === 'application/strategic-merge-patch+json';
  if (strict !== undefined) return patchInvalid(isStrategic ? goValue(patch) : JSON.stringify(result), strict);
  const wanted = /of type (\S+)$/.exec(message)?.[1];
  if (isStrategic && wanted !== undefined) return patchInvalid(goValue(patch), `unrecognized type: ${wanted}`);
  return status;
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
