// Rules for PodDisruptionBudgets. Models pkg/apis/policy/validation/validation.go.
import type { FieldError } from '../field.ts';
import { invalid, notSupported } from '../field-errors.ts';
import type { PodDisruptionBudget } from '../kinds/pod-disruption-budget.ts';
import { validateConditions } from './conditions.ts';
import { type Errors, notMoreThan100Percent, notNegative, validateIntOrPercent, validateSelector } from './primitives.ts';

const EVICTION_POLICIES = ['AlwaysAllow', 'IfHealthyBudget'];

export function validateDisruptionBudget({ spec }: PodDisruptionBudget): readonly FieldError[] {
  const errors: Errors = [];
  const { minAvailable, maxUnavailable, selector, unhealthyPodEvictionPolicy: policy } = spec;
  if (minAvailable !== undefined && maxUnavailable !== undefined) {
    // Go prints its internal struct here, capital letters and all.
    const internal = {
      MinAvailable: minAvailable,
      Selector: selector ?? null,
      MaxUnavailable: maxUnavailable,
      UnhealthyPodEvictionPolicy: policy ?? null,
    };
    errors.push(invalid('spec', internal, 'minAvailable and maxUnavailable cannot be both set'));
  }
  for (const [field, value] of Object.entries({ minAvailable, maxUnavailable })) {
    validateIntOrPercent(errors, `spec.${field}`, value);
    notMoreThan100Percent(errors, `spec.${field}`, value);
  }
  validateSelector(errors, 'spec.selector', selector);
  if (policy !== undefined && !EVICTION_POLICIES.includes(policy))
    errors.push(notSupported('spec.unhealthyPodEvictionPolicy', policy, EVICTION_POLICIES));
  return errors;
}

export function validateDisruptionBudgetStatus({ status }: PodDisruptionBudget): readonly FieldError[] {
  const errors: Errors = [];
  validateConditions(errors, 'status.conditions', status.conditions ?? []);
  for (const field of ['disruptionsAllowed', 'currentHealthy', 'desiredHealthy', 'expectedPods'] as const)
    notNegative(errors, `status.${field}`, status[field]);
  return errors;
}
