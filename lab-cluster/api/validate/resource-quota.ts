// Rules for quotas: names that can be counted, amounts, and scopes that go with them.
// Models pkg/apis/core/validation ValidateResourceQuota and ValidateResourceQuotaUpdate.
import type { FieldError } from '../field.ts';
import { invalid, required } from '../field-errors.ts';
import { internalForm } from '../internal/internal-form.ts';
import type { ResourceQuota, ResourceQuotaSpec } from '../kinds/resource-quota.ts';
import { milliValue } from '../quantity.ts';
import type { ResourceList } from '../resources.ts';
import { type Errors, IMMUTABLE, NOT_NEGATIVE } from './primitives.ts';
import { isIntegerResource, isStandardQuotaResource, validateQuotaResourceName } from './resource-names.ts';

const POD_RESOURCES = new Set(['pods', 'cpu', 'memory', 'limits.cpu', 'limits.memory', 'requests.cpu', 'requests.memory']);
const BEST_EFFORT_RESOURCES = new Set(['pods']);
const CLAIM_RESOURCES = new Set(['persistentvolumeclaims', 'requests.storage']);
const RESOURCES_OF_SCOPE: Readonly<Record<string, ReadonlySet<string>>> = {
  Terminating: POD_RESOURCES,
  NotTerminating: POD_RESOURCES,
  BestEffort: BEST_EFFORT_RESOURCES,
  NotBestEffort: POD_RESOURCES,
  PriorityClass: POD_RESOURCES,
  CrossNamespacePodAffinity: POD_RESOURCES,
  VolumeAttributesClass: CLAIM_RESOURCES,
};
const EXIST_ONLY = new Set(['Terminating', 'NotTerminating', 'BestEffort', 'NotBestEffort', 'CrossNamespacePodAffinity']);
const CONTRADICTIONS = [
  ['BestEffort', 'NotBestEffort'],
  ['NotTerminating', 'Terminating'],
];

export function validateResourceQuota({ spec, status }: ResourceQuota): readonly FieldError[] {
  const errors: FieldError[] = [];
  validateAmounts(errors, 'spec.hard', spec.hard);
  validateScopes(errors, spec);
  validateScopeSelector(errors, spec);
  validateAmounts(errors, 'status.hard', status?.hard);
  validateAmounts(errors, 'status.used', status?.used);
  return errors;
}

export function validateResourceQuotaUpdate(next: ResourceQuota, previous: ResourceQuota): readonly FieldError[] {
  const errors = [...validateResourceQuota(next)];
  const scopes = (quota: ResourceQuota): string => [...new Set(quota.spec.scopes)].sort().join();
  if (scopes(next) !== scopes(previous)) errors.push(invalid('spec.scopes', next.spec.scopes ?? null, IMMUTABLE));
  return errors;
}

function validateAmounts(errors: Errors, at: string, list: ResourceList | undefined): void {
  for (const name of Object.keys(list ?? {}).sort()) {
    const amount = list?.[name] ?? '0';
    const here = `${at}[${name}]`;
    validateQuotaResourceName(errors, here, name);
    if (milliValue(amount) < 0) errors.push(invalid(here, amount, NOT_NEGATIVE));
    if (isIntegerResource(name) && milliValue(amount) % 1000 !== 0) errors.push(invalid(here, amount, 'must be an integer'));
  }
}

function validateScopes(errors: Errors, spec: ResourceQuotaSpec): void {
  const { scopes = [] } = spec;
  for (const scope of scopes) {
    if (!Object.hasOwn(RESOURCES_OF_SCOPE, scope)) errors.push(invalid('spec.scopes', scopes, 'unsupported scope'));
    for (const _ of misfits(spec, scope)) errors.push(invalid('spec.scopes', scopes, 'unsupported scope applied to resource'));
  }
  refuseContradictions(errors, 'spec.scopes', scopes, scopes);
}

/** Resources of the quota that this scope cannot choose among. */
function misfits(spec: ResourceQuotaSpec, scope: string): readonly string[] {
  const fitting = Object.hasOwn(RESOURCES_OF_SCOPE, scope) ? RESOURCES_OF_SCOPE[scope] : undefined;
  if (fitting === undefined) return Object.keys(spec.hard ?? {}).filter(isStandardQuotaResource);
  return Object.keys(spec.hard ?? {}).filter((name) => isStandardQuotaResource(name) && !fitting.has(name));
}

function refuseContradictions(errors: Errors, at: string, scopes: readonly string[], value: unknown): void {
  for (const pair of CONTRADICTIONS) {
    if (pair.every((scope) => scopes.includes(scope))) errors.push(invalid(at, value ?? null, 'conflicting scopes'));
  }
}

function validateScopeSelector(errors: Errors, spec: ResourceQuotaSpec): void {
  const { matchExpressions = [] } = spec.scopeSelector ?? {};
  const at = 'spec.scopeSelector.matchExpressions';
  for (const { scopeName = '', operator = '', values = [] } of matchExpressions) {
    if (!Object.hasOwn(RESOURCES_OF_SCOPE, scopeName)) errors.push(invalid(`${at}.scopeName`, scopeName, 'unsupported scope'));
    for (const _ of misfits(spec, scopeName))
      errors.push(invalid(at, internalForm('ScopeSelector', spec.scopeSelector), 'unsupported scope applied to resource'));
    if (EXIST_ONLY.has(scopeName) && operator !== 'Exists') {
      const rule =
        "must be 'Exists' when scope is any of ResourceQuotaScopeTerminating, ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort, ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity";
      errors.push(invalid(`${at}.operator`, operator, rule));
    }
    if (operator === 'In' || operator === 'NotIn') {
      const rule = "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector";
      if (values.length === 0) errors.push(required(`${at}.values`, rule));
    } else if (operator === 'Exists' || operator === 'DoesNotExist') {
      const rule = "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector";
      if (values.length > 0) errors.push(invalid(`${at}.values`, values, rule));
    } else errors.push(invalid(`${at}.operator`, operator, 'not a valid selector operator'));
  }
  refuseContradictions(
    errors,
    at,
    matchExpressions.map(({ scopeName }) => scopeName),
    spec.scopes,
  );
}
