// Rules for Deployments and ReplicaSets. Models pkg/apis/apps/validation/validation.go.
import type { FieldError } from '../field.ts';
import { forbidden, invalid, notSupported, required } from '../field-errors.ts';
import { internalForm } from '../internal/internal-form.ts';
import type { DaemonSet } from '../kinds/daemon-set.ts';
import type { Deployment, DeploymentStrategy } from '../kinds/deployment.ts';
import type { ReplicaSet } from '../kinds/replica-set.ts';
import type { LabelSelector } from '../label-selector.ts';
import { labelValue, qualifiedName } from '../names.ts';
import type { PodTemplateSpec } from '../pods/pod-spec.ts';
import { isEmptySelector, matchesSelector } from '../selector.ts';
import { validatePodTemplate } from './pod.ts';
import { countsWithin, notDecremented } from './workload-status.ts';
import {
  type Errors,
  immutableSelector,
  intOrPercentValue,
  notMoreThan100Percent,
  notNegative,
  printedLabelSelector,
  sortedMap,
  validateIntOrPercent,
  validateSelector,
} from './primitives.ts';

const DEPLOYMENT_COUNTS = [
  'observedGeneration',
  'replicas',
  'updatedReplicas',
  'readyReplicas',
  'availableReplicas',
  'unavailableReplicas',
  'collisionCount',
] as const;
const OPERATORS = ['In', 'NotIn', 'Exists', 'DoesNotExist'];

export function validateDeployment({ spec }: Deployment): readonly FieldError[] {
  const errors: Errors = [];
  notNegative(errors, 'spec.replicas', spec.replicas);
  validateSelectorAndTemplate(errors, spec.selector, spec.template);
  validateStrategy(errors, spec.strategy ?? {});
  notNegative(errors, 'spec.minReadySeconds', spec.minReadySeconds);
  notNegative(errors, 'spec.revisionHistoryLimit', spec.revisionHistoryLimit);
  const deadline = spec.progressDeadlineSeconds;
  notNegative(errors, 'spec.progressDeadlineSeconds', deadline);
  if (deadline !== undefined && deadline <= (spec.minReadySeconds ?? 0)) {
    errors.push(invalid('spec.progressDeadlineSeconds', deadline, 'must be greater than minReadySeconds'));
  }
  return errors;
}

export function validateDeploymentUpdate(next: Deployment, previous: Deployment): readonly FieldError[] {
  // Writers of status share the spec they read: nothing in it can be wrong now.
  if (next.spec === previous.spec) return [];
  const errors: Errors = [...validateDeployment(next)];
  immutableSelector(errors, 'spec.selector', next.spec.selector, previous.spec.selector);
  return errors;
}

export function validateReplicaSet({ spec }: ReplicaSet): readonly FieldError[] {
  const errors: Errors = [];
  notNegative(errors, 'spec.replicas', spec.replicas);
  notNegative(errors, 'spec.minReadySeconds', spec.minReadySeconds);
  validateSelectorAndTemplate(errors, spec.selector, spec.template);
  return errors;
}

export function validateReplicaSetUpdate(next: ReplicaSet, previous: ReplicaSet): readonly FieldError[] {
  return updateErrors(next, previous, validateReplicaSet);
}

/** Upstream applies the rules of a new object, and then those of an update, which are the same and one more. */
export function updateErrors<T extends ReplicaSet | DaemonSet>(
  next: T,
  previous: T,
  validate: (object: T) => readonly FieldError[],
): readonly FieldError[] {
  if (next.spec === previous.spec) return [];
  const once = validate(next);
  const errors: Errors = [...once, ...once];
  immutableSelector(errors, 'spec.selector', next.spec.selector, previous.spec.selector);
  return errors;
}

export function validateDeploymentStatus({ status }: Deployment, previous: Deployment): readonly FieldError[] {
  const errors: Errors = [];
  for (const field of DEPLOYMENT_COUNTS) notNegative(errors, `status.${field}`, status[field]);
  const counts = status as unknown as Readonly<Record<string, number>>;
  countsWithin(errors, counts, ['updatedReplicas', 'readyReplicas', 'availableReplicas'], 'readyReplicas');
  notDecremented(errors, status.collisionCount, previous.status.collisionCount);
  return errors;
}

export function validateReplicaSetStatus({ status }: ReplicaSet): readonly FieldError[] {
  const errors: Errors = [];
  const parts = ['fullyLabeledReplicas', 'readyReplicas', 'availableReplicas'] as const;
  for (const field of ['replicas', ...parts, 'observedGeneration'] as const) notNegative(errors, `status.${field}`, status[field]);
  countsWithin(errors, status as unknown as Readonly<Record<string, number>>, parts, 'readyReplicas');
  return errors;
}

function validateSelectorAndTemplate(errors: Errors, selector: LabelSelector | undefined, template: PodTemplateSpec): void {
  if (selector === undefined) {
    errors.push(required('spec.selector'));
  } else {
    validateSelector(errors, 'spec.selector', selector);
    const printed = printedLabelSelector(selector);
    if (isEmptySelector(selector)) errors.push(invalid('spec.selector', printed, 'empty selector is invalid for deployment'));
    if (!isUsableSelector(selector)) {
      errors.push(invalid('spec.selector', printed, 'invalid label selector'));
      return;
    }
  }
  const labels = template.metadata?.labels;
  if (!matchesSelector(selector, labels)) {
    errors.push(invalid('spec.template.metadata.labels', sortedMap(labels), '`selector` does not match template `labels`'));
  }
  validatePodTemplate(errors, 'spec.template', template);
  validateEndless(errors, template, 'ReplicaSet');
}

/** The pods of most owners run until somebody ends them. */
export function validateEndless(errors: Errors, { spec }: PodTemplateSpec, owner: string): void {
  const { restartPolicy = '', activeDeadlineSeconds } = spec;
  if (restartPolicy !== 'Always') errors.push(notSupported('spec.template.spec.restartPolicy', restartPolicy, ['Always']));
  if (activeDeadlineSeconds !== undefined)
    errors.push(forbidden('spec.template.spec.activeDeadlineSeconds', `activeDeadlineSeconds in ${owner} is not Supported`));
}

/** Whether upstream could make a matcher of it at all. */
export function isUsableSelector(selector: LabelSelector): boolean {
  const isGood = (key: string, values: readonly string[]): boolean =>
    qualifiedName(key).length === 0 && values.every((value) => labelValue(value).length === 0);
  if (!Object.entries(selector.matchLabels ?? {}).every(([key, value]) => isGood(key, [value]))) return false;
  return (selector.matchExpressions ?? []).every(({ key = '', operator, values = [] }) => {
    if (!OPERATORS.includes(operator) || !isGood(key, values)) return false;
    return operator === 'In' || operator === 'NotIn' ? values.length > 0 : values.length === 0;
  });
}

function validateStrategy(errors: Errors, strategy: DeploymentStrategy): void {
  const { type, rollingUpdate } = strategy;
  const at = 'spec.strategy.rollingUpdate';
  if (type === 'Recreate') {
    if (rollingUpdate !== undefined) errors.push(forbidden(at, "may not be specified when strategy `type` is 'Recreate'"));
    return;
  }
  if (type !== 'RollingUpdate') {
    errors.push(notSupported('spec.strategy', internalForm('DeploymentStrategy', strategy), ['Recreate', 'RollingUpdate']));
    return;
  }
  if (rollingUpdate === undefined) {
    errors.push(required(at, 'this should be defaulted and never be nil'));
    return;
  }
  const { maxUnavailable, maxSurge } = rollingUpdate;
  validateIntOrPercent(errors, `${at}.maxUnavailable`, maxUnavailable);
  validateIntOrPercent(errors, `${at}.maxSurge`, maxSurge);
  if (intOrPercentValue(maxUnavailable) === 0 && intOrPercentValue(maxSurge) === 0) {
    errors.push(invalid(`${at}.maxUnavailable`, maxUnavailable ?? 0, 'may not be 0 when `maxSurge` is 0'));
  }
  notMoreThan100Percent(errors, `${at}.maxUnavailable`, maxUnavailable);
}
