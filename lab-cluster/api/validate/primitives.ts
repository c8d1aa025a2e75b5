// Rules that many kinds share: numbers, immutability, labels, selectors, percentages. Each adds what is broken to `errors`.
import type { FieldError } from '../field.ts';
import { deepEqual } from '../equal.ts';
import { forbidden, invalid, required, tooLong } from '../field-errors.ts';
import type { LabelSelector } from '../label-selector.ts';
import { dns1123Subdomain, labelValue, percentString, qualifiedName } from '../names.ts';
import { utf8Length } from '../utf8.ts';

export type Errors = FieldError[];
type Labels = Readonly<Record<string, string>>;

const HTTP_PATH_FMT = "[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+";
const HTTP_PATH = new RegExp(`^${HTTP_PATH_FMT}$`);
const ANNOTATIONS_MAX_BYTES = 256 * 1024;
export const NOT_NEGATIVE = 'must be greater than or equal to 0';
export const IMMUTABLE = 'field is immutable';

export function notNegative(errors: Errors, field: string, value: number | undefined): void {
  if (value !== undefined && value < 0) errors.push(invalid(field, value, NOT_NEGATIVE));
}

export function immutable(errors: Errors, field: string, next: unknown, previous: unknown): void {
  if (!deepEqual(next, previous)) errors.push(invalid(field, next ?? null, IMMUTABLE));
}

/** Every problem that `rule` finds in `value`, at `field`. */
export function follow(errors: Errors, field: string, value: string, rule: (value: string) => readonly string[]): void {
  for (const problem of rule(value)) errors.push(invalid(field, value, problem));
}

export function validateLabels(errors: Errors, field: string, labels: Labels | undefined): void {
  for (const key in labels) {
    follow(errors, field, key, qualifiedName);
    follow(errors, field, labels[key] ?? '', labelValue);
  }
}

export function validateAnnotations(errors: Errors, field: string, annotations: Labels | undefined): void {
  let size = 0;
  for (const key in annotations) {
    for (const problem of qualifiedName(key.toLowerCase())) errors.push(invalid(field, key, problem));
    size += utf8Length(key) + utf8Length(annotations[key] ?? '');
  }
  if (size > ANNOTATIONS_MAX_BYTES) errors.push(tooLong(field, ANNOTATIONS_MAX_BYTES));
}

/** `acme.io/foo`. Models apimachinery/pkg/util/validation IsDomainPrefixedPath. */
export function validateDomainPath(errors: Errors, field: string, value: string): void {
  const slash = value.indexOf('/');
  if (value === '') errors.push(required(field));
  else if (slash <= 0 || slash === value.length - 1)
    errors.push(invalid(field, value, 'must be a domain-prefixed path (such as "acme.io/foo")'));
  else {
    follow(errors, field, value.slice(0, slash), dns1123Subdomain);
    const path = value.slice(slash + 1);
    if (!HTTP_PATH.test(path)) errors.push(invalid(field, path, `Invalid path (regex used for validation is '${HTTP_PATH_FMT}')`));
  }
}

/** Models unversioned/validation ValidateLabelSelector. */
export function validateSelector(errors: Errors, field: string, selector: LabelSelector | undefined): void {
  if (selector === undefined) return;
  validateLabels(errors, `${field}.matchLabels`, selector.matchLabels);
  for (const [index, requirement] of (selector.matchExpressions ?? []).entries()) {
    const at = `${field}.matchExpressions[${index}]`;
    const { operator, values = [] } = requirement;
    if (operator === 'In' || operator === 'NotIn') {
      if (values.length === 0) errors.push(required(`${at}.values`, "must be specified when `operator` is 'In' or 'NotIn'"));
    } else if (operator === 'Exists' || operator === 'DoesNotExist') {
      if (values.length > 0) errors.push(forbidden(`${at}.values`, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"));
    } else {
      errors.push(invalid(`${at}.operator`, operator, 'not a valid selector operator'));
    }
    follow(errors, `${at}.key`, requirement.key ?? '', qualifiedName);
    for (const [place, value] of values.entries()) follow(errors, `${at}.values[${place}]`, value, labelValue);
  }
}

/** A count or a percentage. */
export function validateIntOrPercent(errors: Errors, field: string, value: number | string | undefined): void {
  if (value === undefined) return;
  if (typeof value === 'string') follow(errors, field, value, percentString);
  else notNegative(errors, field, value);
}

export function notMoreThan100Percent(errors: Errors, field: string, value: number | string | undefined): void {
  if (typeof value === 'string' && /^\d+%$/.test(value) && Number(value.slice(0, -1)) > 100) {
    errors.push(invalid(field, value, 'must not be greater than 100%'));
  }
}

/** The number a count or percentage stands for; 0 where it is neither. */
export function intOrPercentValue(value: number | string | undefined): number {
  if (typeof value === 'number') return value;
  // Of a text that is no percentage, Go still reads the number.
  return value !== undefined && /^(\d+%|[-+]?\d+)$/.test(value) ? Number(value.replace('%', '')) : 0;
}

/** A selector as Go prints it: labels before expressions, and in order; `null` for none. */
export function printedLabelSelector(selector: LabelSelector | undefined): object | null {
  if (selector === undefined) return null;
  const { matchLabels, matchExpressions } = selector;
  const expressions = matchExpressions?.map(({ key, operator, values }) => ({ key, operator, ...(values && { values }) }));
  return {
    ...(matchLabels && { matchLabels: sortedMap(matchLabels) }),
    ...(expressions && { matchExpressions: expressions }),
  };
}

export function immutableSelector(
  errors: Errors,
  field: string,
  next: LabelSelector | undefined,
  previous: LabelSelector | undefined,
): void {
  if (!deepEqual(next, previous)) errors.push(invalid(field, printedLabelSelector(next), IMMUTABLE));
}

/** A copy with keys in order, as Go prints maps; `null` for none. */
export function sortedMap(map: Labels | undefined): Labels | null {
  if (map === undefined) return null;
  return Object.fromEntries(
    Object.keys(map)
      .sort()
      .map((key) => [key, map[key] ?? '']),
  );
}
