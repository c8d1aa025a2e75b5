// Rules for ReplicationControllers. Models pkg/apis/core/validation ValidateReplicationController.
import type { FieldError } from '../field.ts';
import { invalid, required } from '../field-errors.ts';
import type { ReplicationController } from '../kinds/replication-controller.ts';
import { matchesSelector } from '../selector.ts';
import { validatePodTemplate } from './pod.ts';
import { type Errors, notNegative, sortedMap } from './primitives.ts';
import { validateEndless } from './workload.ts';
import { countsWithin } from './workload-status.ts';

export function validateReplicationController({ spec }: ReplicationController): readonly FieldError[] {
  const errors: Errors = [];
  const { replicas, minReadySeconds, selector = {}, template } = spec;
  notNegative(errors, 'spec.minReadySeconds', minReadySeconds);
  const isEmpty = Object.keys(selector).length === 0;
  if (isEmpty) errors.push(required('spec.selector'));
  if (replicas === undefined) errors.push(required('spec.replicas'));
  notNegative(errors, 'spec.replicas', replicas);
  if (template === undefined) {
    errors.push(required('spec.template'));
    return errors;
  }
  const labels = template.metadata?.labels;
  if (!isEmpty && !matchesSelector({ matchLabels: selector }, labels))
    errors.push(invalid('spec.template.metadata.labels', sortedMap(labels), '`selector` does not match template `labels`'));
  validatePodTemplate(errors, 'spec.template', template);
  validateEndless(errors, template, 'ReplicationController');
  return errors;
}

export function validateReplicationControllerUpdate(next: ReplicationController, previous: ReplicationController): readonly FieldError[] {
  if (next.spec === previous.spec) return [];
  // Upstream applies the rules of a new object, and then those of an update, which are the same.
  const once = validateReplicationController(next);
  return [...once, ...once];
}

export function validateReplicationControllerStatus({ status }: ReplicationController): readonly FieldError[] {
  const errors: Errors = [];
  const parts = ['fullyLabeledReplicas', 'readyReplicas', 'availableReplicas'] as const;
  for (const field of ['replicas', ...parts, 'observedGeneration'] as const) notNegative(errors, `status.${field}`, status[field]);
  countsWithin(errors, status as unknown as Record<string, number>, parts, 'readyReplicas');
  return errors;
}
