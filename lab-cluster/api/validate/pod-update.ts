// What may change in a pod that exists: next to nothing. Models pkg/apis/core/validation ValidatePodUpdate.
import type { Container } from '../container.ts';
import { deepEqual } from '../equal.ts';
import type { FieldError } from '../field.ts';
import { forbidden, invalid, required } from '../field-errors.ts';
import type { Pod } from '../kinds/pod.ts';
import type { PodSpec, Toleration } from '../pod-spec.ts';
import { validatePodSpec } from './pod-spec.ts';
import type { Errors } from './primitives.ts';
import { validateTolerations } from './scheduling.ts';

const FIXED =
  'pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)';

export function validatePodUpdate(next: Pod, previous: Pod): readonly FieldError[] {
  // Writers of labels, finalizers and status share the spec they read: nothing in it can be wrong now.
  if (next.spec === previous.spec) return [];
  const errors: Errors = [];
  validatePodSpec(errors, 'spec', next.spec);
  if (next.spec.containers.length !== previous.spec.containers.length) {
    errors.push(forbidden('spec.containers', 'pod updates may not add or remove containers'));
    return errors;
  }
  if ((next.spec.initContainers ?? []).length !== (previous.spec.initContainers ?? []).length) {
    errors.push(forbidden('spec.initContainers', 'pod updates may not add or remove containers'));
    return errors;
  }
  validateImages(errors, 'spec.containers', next.spec.containers, previous.spec.containers);
  validateImages(errors, 'spec.initContainers', next.spec.initContainers ?? [], previous.spec.initContainers ?? []);
  validateDeadline(errors, next.spec, previous.spec);
  validateAddedTolerations(errors, next.spec.tolerations ?? [], previous.spec.tolerations ?? []);
  if (!deepEqual(withAllowedChanges(next.spec, previous.spec), previous.spec)) {
    // Simplified: upstream appends a line diff of Go's internal structs.
    errors.push(forbidden('spec', FIXED));
  }
  return errors;
}

function validateImages(errors: Errors, at: string, next: readonly Container[], previous: readonly Container[]): void {
  for (const [index, { image = '' }] of next.entries()) {
    if (image === '') errors.push(required(`${at}[${index}].image`));
    else if (image !== previous[index]?.image && image !== image.trim()) {
      errors.push(invalid(`${at}[${index}].image`, image, 'must not have leading or trailing whitespace'));
    }
  }
}

function validateDeadline(errors: Errors, next: PodSpec, previous: PodSpec): void {
  const before = previous.activeDeadlineSeconds;
  const after = next.activeDeadlineSeconds;
  if (before === undefined || before === after) return;
  if (after === undefined) errors.push(invalid('spec.activeDeadlineSeconds', null, 'must not update from a positive integer to nil value'));
  else if (after > before) {
    errors.push(invalid('spec.activeDeadlineSeconds', after, `must be less than or equal to previous value`));
  }
}

function validateAddedTolerations(errors: Errors, next: readonly Toleration[], previous: readonly Toleration[]): void {
  const kept = previous.every((toleration) => next.some((other) => deepEqual(other, { ...toleration, ...seconds(other) })));
  if (!kept) errors.push(forbidden('spec.tolerations', 'existing toleration can not be modified except its tolerationSeconds'));
  validateTolerations(errors, 'spec.tolerations', next);
}

function seconds({ tolerationSeconds }: Toleration): Pick<Toleration, 'tolerationSeconds'> {
  return tolerationSeconds === undefined ? {} : { tolerationSeconds };
}

/** `next` with everything that may change put back, so that what remains different may not. */
function withAllowedChanges(next: PodSpec, previous: PodSpec): PodSpec {
  const restored: Record<string, unknown> = { ...next };
  restored['containers'] = withImagesOf(next.containers, previous.containers);
  if (next.initContainers !== undefined) restored['initContainers'] = withImagesOf(next.initContainers, previous.initContainers ?? []);
  for (const field of ['activeDeadlineSeconds', 'tolerations'] as const) {
    if (previous[field] === undefined) delete restored[field];
    else restored[field] = previous[field];
  }
  if ((previous.terminationGracePeriodSeconds ?? 0) < 0 && next.terminationGracePeriodSeconds === 1) {
    restored['terminationGracePeriodSeconds'] = previous.terminationGracePeriodSeconds;
  }
  const gates = next.schedulingGates ?? [];
  if (gates.every((gate) => previous.schedulingGates?.some((other) => other.name === gate.name))) {
    // Gates may be taken away; while one is left the scheduler's own fields may still be narrowed.
    if (previous.schedulingGates !== undefined) restored['schedulingGates'] = previous.schedulingGates;
  }
  return restored as unknown as PodSpec;
}

function withImagesOf(next: readonly Container[], previous: readonly Container[]): readonly Container[] {
  return next.map((container, index) => {
    const image = previous[index]?.image;
    return image === undefined ? container : { ...container, image };
  });
}
