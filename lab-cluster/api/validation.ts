// The steps between a decoded value and a stored object that need no server: shape, defaults, rules. API server and editor
// take the same ones, so they cannot disagree.
import { cannotDecode } from './errors.ts';
import type { FieldError } from './field.ts';
import type { Kind } from './kind.ts';
import type { KubeObject } from './object.ts';
import { prepareForCreate } from './preparation.ts';
import { conformShape, decodeProblem } from './schema/schema.ts';
import type { Result } from './status.ts';
import { validateCommonMeta, validateObjectMeta, validateObjectMetaUpdate } from './validate/object-meta.ts';
import { deprecationOf, warningsOf } from './warnings/warnings.ts';

export interface Shaped {
  readonly object: KubeObject;
  /** `unknown field "spec.foo"`, in document order: an error, a warning or nothing, as the caller's fieldValidation says. */
  readonly unknown: readonly string[];
}

/** Makes a private value an object of this kind, or says why it cannot be one. Writes into `value`. */
export function admitShape(kind: Kind, value: Readonly<Record<string, unknown>>): Result<Shaped> {
  const problems = conformShape(kind, value);
  const broken = decodeProblem(problems);
  if (broken !== undefined) return { ok: false, status: cannotDecode(kind, broken.message) };
  return { ok: true, value: { object: value as unknown as KubeObject, unknown: problems.map((problem) => problem.message) } };
}

/** What is wrong with an object that is to be created, as its author wrote it, and what could be said of it if nothing were. */
export interface Judgement {
  readonly errors: readonly FieldError[];
  readonly warnings: readonly string[];
}

/** Writes into `object`, which must be private. */
export function judgeCreate(kind: Kind, object: KubeObject): Judgement {
  kind.setDefaults?.(object);
  const errors = kind.beginWrite?.(object, undefined) ?? [];
  const arrival = kind.arrivalWarnings?.(object) ?? [];
  prepareForCreate(kind, object);
  return {
    errors: errors.length > 0 ? errors : validateCreate(kind, object),
    warnings: [...deprecationOf(kind), ...arrival, ...warningsOf(kind, object, undefined, undefined)],
  };
}

/** Every broken rule of a defaulted object that is to be created, metadata first. */
export function validateCreate(kind: Kind, object: KubeObject): readonly FieldError[] {
  const own = kind.validate?.(object) ?? [];
  // What a kind does not look at itself the generic part sees, and only when all else is fine.
  if (kind.checksMetadata === false && own.length > 0) return own;
  const errors = validateObjectMeta(kind, object.metadata);
  return own.length === 0 ? errors : errors.length === 0 ? own : [...errors, ...own];
}

/** Every broken rule of a defaulted object that is to replace `previous`. */
export function validateUpdate(kind: Kind, next: KubeObject, previous: KubeObject): readonly FieldError[] {
  const own = kind.validateUpdate?.(next, previous) ?? kind.validate?.(next) ?? [];
  const errors = afterMetadata(kind, next, previous, own);
  if (kind.rechecksMetadata !== true || errors.length === own.length) return errors;
  return [...errors.slice(0, errors.length - own.length), ...validateObjectMeta(kind, next.metadata), ...own];
}

/** Every broken rule of an object whose status is to replace that of `previous`. */
export function validateStatusUpdate(kind: Kind, next: KubeObject, previous: KubeObject): readonly FieldError[] {
  if (kind.validateStatusUpdate === undefined) return validateUpdate(kind, next, previous);
  return afterMetadata(kind, next, previous, kind.validateStatusUpdate(next, previous));
}

/** The same for another subresource of the kind. */
export function validateSubresource(kind: Kind, subresource: string, next: KubeObject, previous: KubeObject): readonly FieldError[] {
  const rules = kind.subresourceRules?.[subresource];
  return rules === undefined ? validateUpdate(kind, next, previous) : afterMetadata(kind, next, previous, rules.validate(next, previous));
}

function afterMetadata(kind: Kind, next: KubeObject, previous: KubeObject, own: readonly FieldError[]): readonly FieldError[] {
  // Upstream checks metadata in the generic part and again in each kind's own: one message, several causes.
  const common = validateCommonMeta(next.metadata, previous.metadata);
  const again = common.length > 0 && kind.checksMetadata !== false;
  const errors = again ? [...common, ...validateObjectMetaUpdate(next.metadata, previous.metadata)] : common;
  return own.length === 0 ? errors : errors.length === 0 ? own : [...errors, ...own];
}
