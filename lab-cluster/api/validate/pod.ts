// Rules for pods, and for the templates that workloads make them from.
// Models pkg/apis/core/validation ValidatePodCreate and ValidatePodTemplateSpec.
import type { Container } from '../pods/container.ts';
import type { FieldError } from '../field.ts';
import { forbidden, invalid } from '../field-errors.ts';
import type { Pod } from '../kinds/pod.ts';
import type { PodTemplateSpec } from '../pods/pod-spec.ts';
import { validatePodAnnotations, validateProfilesAgree } from './pod-annotations.ts';
import { TEMPLATE, validatePodSpec } from './pod-spec.ts';
import { type Errors, validateAnnotations, validateLabels } from './primitives.ts';

export function validatePod(pod: Pod): readonly FieldError[] {
  const errors: Errors = [];
  validatePodItself(errors, pod);
  const { ephemeralContainers, nodeName, schedulingGates = [] } = pod.spec;
  if (ephemeralContainers !== undefined && ephemeralContainers.length > 0) {
    errors.push(forbidden('spec.ephemeralContainers', 'cannot be set on create'));
  }
  if (nodeName && schedulingGates.length > 0) {
    errors.push(forbidden('spec.nodeName', 'cannot be set until all schedulingGates have been cleared'));
  }
  validateProfilesAgree(errors, 'spec', pod.metadata, pod.spec);
  return errors;
}

/** What holds for a pod at any time. Models validatePodMetadataAndSpec but for the metadata of all kinds. */
export function validatePodItself(errors: Errors, { metadata, spec }: Pod): void {
  validatePodAnnotations(errors, 'metadata.annotations', metadata.annotations, spec);
  validatePodSpec(errors, 'spec', spec, { isPod: true, podName: metadata.name });
  if (!spec.serviceAccountName) validateNoTokens(errors, spec.volumes ?? []);
  validateImageNames(errors, 'spec.containers', spec.containers);
  if (spec.initContainers !== undefined) validateImageNames(errors, 'spec.initContainers', spec.initContainers);
}

/** A token is somebody's. */
function validateNoTokens(errors: Errors, volumes: NonNullable<Pod['spec']['volumes']>): void {
  for (const [index, { projected }] of volumes.entries())
    for (const [place, source] of (projected?.sources ?? []).entries()) {
      if (source.serviceAccountToken === undefined) continue;
      const at = `spec.volumes[${index}].projected.sources[${place}].serviceAccountToken`;
      errors.push(forbidden(at, 'must not be specified when serviceAccountName is not set'));
    }
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
  validatePodAnnotations(errors, `${at}.annotations`, metadata?.annotations, spec);
  validatePodSpec(errors, `${at}.spec`, spec, TEMPLATE);
  validateProfilesAgree(errors, `${at}.spec`, metadata ?? {}, spec);
  if ((spec.ephemeralContainers ?? []).length > 0) {
    errors.push(forbidden(`${at}.spec.ephemeralContainers`, 'ephemeral containers not allowed in pod template'));
  }
}
