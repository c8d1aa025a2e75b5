// Rules for DaemonSets. Models pkg/apis/apps/validation/validation.go and the update rules of pkg/registry/apps/daemonset.
import type { FieldError } from '../field.ts';
import { invalid, notSupported, required } from '../field-errors.ts';
import { internalForm } from '../internal/internal-form.ts';
import type { DaemonSet, DaemonSetSpec } from '../kinds/daemon-set.ts';
import { isEmptySelector, matchesSelector } from '../selector.ts';
import { validatePodTemplate } from './pod.ts';
import {
  type Errors,
  intOrPercentValue,
  notMoreThan100Percent,
  notNegative,
  printedLabelSelector,
  sortedMap,
  validateIntOrPercent,
  validateSelector,
} from './primitives.ts';
import { isUsableSelector, updateErrors, validateEndless } from './workload.ts';
import { notDecremented } from './workload-status.ts';

const COUNTS = [
  'currentNumberScheduled',
  'numberMisscheduled',
  'desiredNumberScheduled',
  'numberReady',
  'observedGeneration',
  'updatedNumberScheduled',
  'numberAvailable',
  'numberUnavailable',
  'collisionCount',
] as const;

export function validateDaemonSet({ spec }: DaemonSet): readonly FieldError[] {
  const errors: Errors = [];
  const { selector, template } = spec;
  validateSelector(errors, 'spec.selector', selector);
  const labels = template.metadata?.labels;
  if (((selector as unknown) === undefined || isUsableSelector(selector)) && !matchesSelector(selector, labels))
    errors.push(invalid('spec.template.metadata.labels', sortedMap(labels), '`selector` does not match template `labels`'));
  if (selector !== undefined && isEmptySelector(selector))
    errors.push(invalid('spec.selector', printedLabelSelector(selector), 'empty selector is invalid for daemonset'));
  validatePodTemplate(errors, 'spec.template', template);
  validateEndless(errors, template, 'DaemonSet');
  notNegative(errors, 'spec.minReadySeconds', spec.minReadySeconds);
  validateUpdateStrategy(errors, spec);
  notNegative(errors, 'spec.revisionHistoryLimit', spec.revisionHistoryLimit);
  return errors;
}

function validateUpdateStrategy(errors: Errors, { updateStrategy }: DaemonSetSpec): void {
  const type: string = updateStrategy?.type ?? '';
  const rolling = updateStrategy?.rollingUpdate;
  const at = 'spec.updateStrategy';
  if (type === 'OnDelete') return;
  if (type !== 'RollingUpdate') {
    errors.push(notSupported(at, internalForm('DaemonSetUpdateStrategy', updateStrategy), ['RollingUpdate', 'OnDelete']));
    return;
  }
  if (rolling === undefined) {
    errors.push(required(`${at}.rollingUpdate`));
    return;
  }
  const { maxUnavailable, maxSurge } = rolling;
  validateIntOrPercent(errors, `${at}.rollingUpdate.maxUnavailable`, maxUnavailable);
  validateIntOrPercent(errors, `${at}.rollingUpdate.maxSurge`, maxSurge);
  notMoreThan100Percent(errors, `${at}.rollingUpdate.maxUnavailable`, maxUnavailable);
  notMoreThan100Percent(errors, `${at}.rollingUpdate.maxSurge`, maxSurge);
  const unavailable = intOrPercentValue(maxUnavailable) !== 0;
  const surge = intOrPercentValue(maxSurge) !== 0;
  if (unavailable && surge)
    errors.push(invalid(`${at}.rollingUpdate.maxSurge`, maxSurge, 'may not be set when maxUnavailable is non-zero'));
  if (!unavailable && !surge) errors.push(required(`${at}.rollingUpdate.maxUnavailable`, 'cannot be 0 when maxSurge is 0'));
}

export function validateDaemonSetUpdate(next: DaemonSet, previous: DaemonSet): readonly FieldError[] {
  return updateErrors(next, previous, validateDaemonSet);
}

export function validateDaemonSetStatus({ status }: DaemonSet, previous: DaemonSet): readonly FieldError[] {
  const errors: Errors = [];
  for (const field of COUNTS) notNegative(errors, `status.${field}`, status[field]);
  notDecremented(errors, status.collisionCount, previous.status.collisionCount);
  return errors;
}
