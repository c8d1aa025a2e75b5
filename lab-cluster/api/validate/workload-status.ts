// Rules for what controllers report of workloads: parts are no larger than the whole, and counters only go up.
// Models the status functions of pkg/apis/apps/validation/validation.go.
import { invalid } from '../field-errors.ts';
import type { Errors } from './primitives.ts';

/** Each part against `replicas`, then `availableReplicas` against the ready ones, which upstream names by `readyName`. */
export function countsWithin(errors: Errors, counts: Readonly<Record<string, number>>, parts: readonly string[], readyName: string): void {
  const total = counts['replicas'] ?? 0;
  for (const part of parts) {
    const count = counts[part] ?? 0;
    if (count > total) errors.push(invalid(`status.${part}`, count, 'cannot be greater than status.replicas'));
  }
  const available = counts['availableReplicas'] ?? 0;
  if (available > (counts['readyReplicas'] ?? 0))
    errors.push(invalid('status.availableReplicas', available, `cannot be greater than ${readyName}`));
}

/** Models IsDecremented: a count that was there may not go or shrink. */
export function notDecremented(errors: Errors, next: number | undefined, previous: number | undefined): void {
  if (previous === undefined || (next !== undefined && next >= previous)) return;
  errors.push(invalid('status.collisionCount', next ?? 0, 'cannot be decremented'));
}
