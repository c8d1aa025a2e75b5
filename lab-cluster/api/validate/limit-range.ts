// Rules for limit ranges: known types and resources, and bounds that do not contradict each other.
// Models pkg/apis/core/validation ValidateLimitRange.
import type { FieldError } from '../field.ts';
import { duplicate, forbidden, invalid, required } from '../field-errors.ts';
import type { LimitRange, LimitRangeItem } from '../kinds/limit-range.ts';
import { qualifiedName } from '../names.ts';
import { compareQuantities, milliValue } from '../quantity.ts';
import type { ResourceList } from '../resources.ts';
import { type Errors, follow } from './primitives.ts';
import { isOvercommitAllowed, validateContainerResourceName, validateResourceName } from './resource-names.ts';

const STANDARD_TYPES = new Set(['Pod', 'Container', 'PersistentVolumeClaim']);

export function validateLimitRange({ spec }: LimitRange): readonly FieldError[] {
  const errors: FieldError[] = [];
  const seen = new Set<string>();
  for (const [index, item] of (spec.limits ?? []).entries()) {
    const at = `spec.limits[${index}]`;
    const { type = '' } = item;
    validateType(errors, `${at}.type`, type);
    if (seen.has(type)) errors.push(duplicate(`${at}.type`, type));
    seen.add(type);
    validateItem(errors, at, item);
  }
  return errors;
}

function validateType(errors: Errors, at: string, type: string): void {
  const before = errors.length;
  follow(errors, at, type, qualifiedName);
  if (errors.length > before) return;
  if (!type.includes('/') && !STANDARD_TYPES.has(type)) errors.push(invalid(at, type, 'must be a standard limit type or fully qualified'));
}

function validateItem(errors: Errors, at: string, item: LimitRangeItem): void {
  const { type, max = {}, min = {}, maxLimitRequestRatio = {} } = item;
  const names = (field: string, list: ResourceList): void => {
    const rule = type === 'Pod' || type === 'Container' ? validateContainerResourceName : validateResourceName;
    for (const name of Object.keys(list).sort()) rule(errors, `${at}.${field}[${name}]`, name);
  };
  names('max', max);
  names('min', min);
  let defaults: ResourceList = item.default ?? {};
  let defaultRequest: ResourceList = item.defaultRequest ?? {};
  if (type === 'Pod') {
    for (const [field, list] of Object.entries({ default: defaults, defaultRequest })) {
      if (Object.keys(list).length > 0) errors.push(forbidden(`${at}.${field}`, "may not be specified when `type` is 'Pod'"));
    }
    defaults = {};
    defaultRequest = {};
  } else {
    names('default', defaults);
    names('defaultRequest', defaultRequest);
  }
  if (type === 'PersistentVolumeClaim' && min['storage'] === undefined && max['storage'] === undefined) {
    errors.push(required(`${at}.limits`, 'either minimum or maximum storage value is required, but neither was provided'));
  }
  names('maxLimitRequestRatio', maxLimitRequestRatio);
  const bounds = { max, min, default: defaults, defaultRequest, maxLimitRequestRatio };
  const resources = new Set(Object.values(bounds).flatMap((list) => Object.keys(list)));
  for (const resource of [...resources].sort()) validateBounds(errors, at, resource, bounds);
}

type Bounds = Readonly<Record<'max' | 'min' | 'default' | 'defaultRequest' | 'maxLimitRequestRatio', ResourceList>>;

function validateBounds(errors: Errors, at: string, resource: string, bounds: Bounds): void {
  const min = bounds.min[resource];
  const max = bounds.max[resource];
  const limit = bounds.default[resource];
  const request = bounds.defaultRequest[resource];
  const ratio = bounds.maxLimitRequestRatio[resource];
  const refuse = (field: string, value: string, why: string): void => {
    errors.push(invalid(`${at}.${field}[${resource}]`, value, why));
  };
  if (isMore(min, max)) refuse('min', min, `min value ${min} is greater than max value ${max}`);
  if (isMore(min, request))
    refuse('defaultRequest', request as string, `min value ${min} is greater than default request value ${request}`);
  if (isMore(request, max)) refuse('defaultRequest', request, `default request value ${request} is greater than max value ${max}`);
  if (isMore(request, limit))
    refuse('defaultRequest', request, `default request value ${request} is greater than default limit value ${limit}`);
  if (isMore(min, limit)) refuse('default', min, `min value ${min} is greater than default value ${limit}`);
  if (isMore(limit, max)) refuse('default', max as string, `default value ${limit} is greater than max value ${max}`);
  if (ratio !== undefined) validateRatio(refuse, ratio, min, max);
  if (!isOvercommitAllowed(resource) && limit !== undefined && request !== undefined && compareQuantities(limit, request) !== 0) {
    refuse('defaultRequest', request, `default value ${limit} must equal to defaultRequest value ${request} in ${resource}`);
  }
}

function isMore(left: string | undefined, right: string | undefined): left is string {
  return left !== undefined && right !== undefined && compareQuantities(left, right) > 0;
}

function validateRatio(
  refuse: (field: string, value: string, why: string) => void,
  ratio: string,
  min: string | undefined,
  max: string | undefined,
): void {
  const field = 'maxLimitRequestRatio';
  if (compareQuantities(ratio, '1') < 0) refuse(field, ratio, `ratio ${ratio} is less than 1`);
  if (min === undefined || max === undefined) return;
  const most = milliValue(max) / milliValue(min);
  if (milliValue(ratio) / 1000 > most) refuse(field, ratio, `ratio ${ratio} is greater than max/min = ${most.toFixed(6)}`);
}
