// Rules for pods, and for the templates that workloads make them from.
// Models pkg/apis/core/validation ValidatePodCreate and ValidatePodTemplateSpec.
import type { Container } from '../container.ts';
import type { FieldError } from '../field.ts';
import { forbidden, invalid } from '../field-errors.ts';
import type { Pod } from '../kinds/pod.ts';
import type { PodTemplateSpec } from '../pod-spec.ts';
import { validatePodSpec } from './pod-spec.ts';
import { type Errors, validateAnnotations, validateLabels } from './primitives.ts';

export function validatePod(pod: Pod): readonly FieldError[] {
  const errors: Errors = [];
  validatePodSpec(errors, 'spec', pod.spec);
  const { containers, initContainers, ephemeralContainers } = pod.spec;
  validateImageNames(errors, 'spec.containers', containers);
  if (initContainers !== undefined) validateImageNames(errors, 'spec.initContainers', initContainers);
  if (ephemeralContainers !== undefined && ephemeralContainers.length > 0) {
    errors.push(forbidden('spec.ephemeralContainers', 'cannot be set on create'));
  }
  if (pod.spec.nodeName !== undefined && (pod.spec.schedulingGates ?? []).length > 0) {
    errors.push(forbidden('spec.nodeName', 'cannot be set until all schedulingGates have been cleared'));
  }
  return errors;
}

/** Upstream checks this for pods alone: templates in the wild carry blanks on purpose. */
function validateImageNames(errors: Errors, at: string, containers: readonly Container[]): void {
  for (const [index, { image = '' }] of containers.entries()) {
    if (image !== image.trim()) errors.push(invalid(`${at}[${index}].image`, image, 'must not have leading or trailing whitespace'));
  }
}

/** Its labels are named without `metadata`, as upstream names them. */
export function validatePodTemplate(errors: Errors, at: string, { metadata, spec }: PodTemplateSpec): void {
  validateLabels(errors, `${at}.labels`, metadata?.labels);
  validateAnnotations(errors, `${at}.annotations`, metadata?.annotations);
  validatePodSpec(errors, `${at}.spec`, spec);
  if ((spec.ephemeralContainers ?? []).length > 0) {
    errors.push(forbidden(`${at}.spec.ephemeralContainers`, 'ephemeral containers not allowed in pod template'));
  }
}
