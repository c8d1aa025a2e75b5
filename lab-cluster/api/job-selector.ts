// The labels by which a Job knows its pods: made from its own name and uid, so that no other Job can have the same.
// Models generateSelectorIfNeeded of pkg/registry/batch/job/strategy.go.
import type { Job } from './kinds/job.ts';
import type { ObjectMeta } from './object.ts';
import { type Errors, validateLabels } from './validate/primitives.ts';

export const CONTROLLER_UID = 'batch.kubernetes.io/controller-uid';
export const JOB_NAME = 'batch.kubernetes.io/job-name';
export const LEGACY_CONTROLLER_UID = 'controller-uid';
export const LEGACY_JOB_NAME = 'job-name';

/** Fills what its author left open; what contradicts it is left to validation. */
export function generateJobSelector(job: Job): void {
  const { metadata } = job;
  const spec = job.spec as { -readonly [Key in keyof Job['spec']]: Job['spec'][Key] };
  if (spec.manualSelector !== true) {
    const uid = metadata.uid ?? '';
    const made = { [LEGACY_JOB_NAME]: metadata.name, [JOB_NAME]: metadata.name, [LEGACY_CONTROLLER_UID]: uid, [CONTROLLER_UID]: uid };
    const template = spec.template;
    spec.template = { ...template, metadata: { ...template.metadata, labels: { ...made, ...template.metadata?.labels } } };
    spec.selector = { ...spec.selector, matchLabels: { [CONTROLLER_UID]: uid, ...spec.selector?.matchLabels } };
  }
  // What is stored passes through defaults once more, and a Job without labels then takes those of its template.
  const labels = spec.template.metadata?.labels;
  if (metadata.labels === undefined && labels !== undefined && areValid(labels))
    (job as { metadata: ObjectMeta }).metadata = { ...metadata, labels: { ...labels } };
}

function areValid(labels: Readonly<Record<string, string>>): boolean {
  const errors: Errors = [];
  validateLabels(errors, '', labels);
  return errors.length === 0;
}
