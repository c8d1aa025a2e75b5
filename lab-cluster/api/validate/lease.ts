// Rules for Leases. Models pkg/apis/coordination/validation.
import type { FieldError } from '../field.ts';
import { invalid } from '../field-errors.ts';
import type { Lease } from '../kinds/lease.ts';
import type { Errors } from './primitives.ts';

export function validateLease({ spec }: Lease): readonly FieldError[] {
  const errors: Errors = [];
  const { leaseDurationSeconds: duration, leaseTransitions: transitions } = spec;
  if (duration !== undefined && duration <= 0) errors.push(invalid('spec.leaseDurationSeconds', duration, 'must be greater than 0'));
  if (transitions !== undefined && transitions < 0) {
    errors.push(invalid('spec.leaseTransitions', transitions, 'must be greater than or equal to 0'));
  }
  return errors;
}

export function validateLeaseUpdate(next: Lease): readonly FieldError[] {
  return validateLease(next);
}
