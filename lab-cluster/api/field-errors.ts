// Makes and prints field errors in Kubernetes' words: `spec.replicas: Invalid value: -1: must be greater than or equal to 0`.
// Models staging/src/k8s.io/apimachinery/pkg/util/validation/field/errors.go.
import { aggregate } from './aggregate.ts';
import type { FieldError, FieldErrorType } from './field.ts';

const WORDS: Readonly<Record<FieldErrorType, string>> = {
  FieldValueRequired: 'Required value',
  FieldValueInvalid: 'Invalid value',
  FieldValueNotSupported: 'Unsupported value',
  FieldValueForbidden: 'Forbidden',
  FieldValueDuplicate: 'Duplicate value',
  FieldValueNotFound: 'Not found',
  FieldValueTooLong: 'Too long',
  FieldValueTooMany: 'Too many',
  FieldValueTypeInvalid: 'Invalid value',
};

const WITHOUT_VALUE: ReadonlySet<FieldErrorType> = new Set([
  'FieldValueRequired',
  'FieldValueForbidden',
  'FieldValueTooLong',
  'FieldValueTypeInvalid',
]);

export function required(field: string, detail = ''): FieldError {
  return { type: 'FieldValueRequired', field, detail };
}

/** For a rule that no single value breaks. Models field.OmitValueType. */
export function invalidTogether(field: string, detail: string): FieldError {
  return { type: 'FieldValueInvalid', field, detail };
}

export function invalid(field: string, value: unknown, detail: string): FieldError {
  return { type: 'FieldValueInvalid', field, value, detail };
}

/** `supported values: "A", "B"`, in the order given. */
export function notSupported(field: string, value: unknown, supported: readonly string[]): FieldError {
  const detail = supported.length === 0 ? '' : `supported values: ${supported.map((one) => JSON.stringify(one)).join(', ')}`;
  return { type: 'FieldValueNotSupported', field, value, detail };
}

export function forbidden(field: string, detail: string): FieldError {
  return { type: 'FieldValueForbidden', field, detail };
}

export function duplicate(field: string, value: unknown): FieldError {
  return { type: 'FieldValueDuplicate', field, value, detail: '' };
}

export function notFound(field: string, value: unknown): FieldError {
  return { type: 'FieldValueNotFound', field, value, detail: '' };
}

export function tooLong(field: string, maxBytes: number): FieldError {
  return { type: 'FieldValueTooLong', field, detail: `may not be more than ${maxBytes} bytes` };
}

export function tooMany(field: string, count: number, max: number): FieldError {
  return { type: 'FieldValueTooMany', field, value: count, detail: `must have at most ${max} items` };
}

/** Without the field: what a Status cause says. */
export function fieldErrorBody(error: FieldError): string {
  const word = WORDS[error.type];
  const head = WITHOUT_VALUE.has(error.type) || !Object.hasOwn(error, 'value') ? word : `${word}: ${printValue(error.value)}`;
  return error.detail === '' ? head : `${head}: ${error.detail}`;
}

/** `[one, two]`, or just the one; equal sentences once. Models utilerrors.Aggregate. */
export function printFieldErrors(errors: readonly FieldError[]): string {
  return aggregate(errors.map((error) => `${error.field}: ${fieldErrorBody(error)}`));
}

/** Go prints values as JSON with `<`, `>` and `&` escaped. */
function printValue(value: unknown): string {
  if (typeof value === 'string') return goQuote(value);
  return (JSON.stringify(value) ?? 'null').replace(/[<>&]/g, (sign) => `\\u00${sign.charCodeAt(0).toString(16)}`);
}

/** `%q` of Go, for what turns up in practice. */
export function goQuote(text: string): string {
  // A backslash of the text itself stands there twice, and begins nothing.
  return JSON.stringify(text).replace(/\\\\|\\u00([0-9a-f]{2})/g, (all, code?: string) =>
    code === undefined ? all : code === '07' ? '\\a' : code === '0b' ? '\\v' : `\\x${code}`,
  );
}

/** `%q` of a list in Go. */
export function goList(list: readonly string[]): string {
  return `[${list.map(goQuote).join(' ')}]`;
}
