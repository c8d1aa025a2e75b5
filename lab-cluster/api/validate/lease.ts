// Rules for Leases. Models pkg/apis/coordination/validation.
import type { FieldError } from '../field.ts';
import { forbidden, invalid, notSupported } from '../field-errors.ts';
import type { Lease } from '../kinds/lease.ts';
import { qualifiedName } from '../names.ts';
import { type Errors, follow } from './primitives.ts';

/** The one way of electing leaders that Kubernetes itself knows; others carry a domain. */
const STRATEGIES = ['OldestEmulationVersion'];

export function validateLease({ spec }: Lease): readonly FieldError[] {
  const errors: Errors = [];
  const { leaseDurationSeconds: duration, leaseTransitions: transitions } = spec;
  if (duration !== undefined && duration <= 0) errors.push(invalid('spec.leaseDurationSeconds', duration, 'must be greater than 0'));
  if (transitions !== undefined && transitions < 0) {
    errors.push(invalid('spec.leaseTransitions', transitions, 'must be greater than or equal to 0'));
  }
  if (spec.strategy !== undefined) {
    const at = 'spec.strategy.strategy';
    if (spec.strategy.includes('/')) follow(errors, at, spec.strategy, qualifiedName);
    else if (!STRATEGIES.includes(spec.strategy)) errors.push(notSupported(at, spec.strategy, STRATEGIES));
  }
  if (spec.preferredHolder && !spec.strategy)
    errors.push(forbidden('spec.preferredHolder', 'may only be specified if `strategy` is defined'));
  return errors;
}

export function validateLeaseUpdate(next: Lease): readonly FieldError[] {
  return validateLease(next);
}
