// Rules for Jobs. Models pkg/apis/batch/validation/validation.go.
import { deepEqual } from '../equal.ts';
import type { FieldError } from '../field.ts';
import { invalid, notSupported, required, tooLong } from '../field-errors.ts';
import { internalForm } from '../internal/internal-form.ts';
import { CONTROLLER_UID, JOB_NAME, LEGACY_CONTROLLER_UID, LEGACY_JOB_NAME } from '../job-selector.ts';
import type { Job, JobSpec } from '../kinds/job.ts';
import { dns1123Label } from '../names.ts';
import type { PodTemplateSpec } from '../pods/pod-spec.ts';
import { matchesSelector } from '../selector.ts';
import { validatePodFailurePolicy, validateSuccessPolicy } from './job-policies.ts';
import { validatePodTemplate } from './pod.ts';
import {
  type Errors,
  IMMUTABLE,
  immutable,
  immutableSelector,
  notNegative,
  printedLabelSelector,
  sortedMap,
  validateDomainPath,
  validateSelector,
} from './primitives.ts';
import { isUsableSelector } from './workload.ts';

const MAX_INDEXED_PARALLELISM = 100_000;
const MAX_FAILED_INDEXES = 100_000;
const MANY_COMPLETIONS = 100_000;
const MAX_WITH_MANY = 10_000;
const MANAGED_BY_MAX = 63;
const MODES = ['NonIndexed', 'Indexed'];
const REPLACEMENT_POLICIES = ['Failed', 'TerminatingOrFailed'];
const RESTART_POLICIES = ['OnFailure', 'Never'];
const NEEDS_INDEXED = 'requires indexed completion mode';
const NOT_NEGATIVE_FIELDS = [
  'parallelism',
  'completions',
  'activeDeadlineSeconds',
  'backoffLimit',
  'ttlSecondsAfterFinished',
  'backoffLimitPerIndex',
  'maxFailedIndexes',
] as const;

export function validateJob(job: Job): readonly FieldError[] {
  return rulesOf(job, true);
}

function rulesOf({ metadata, spec }: Job, requirePrefixedLabels: boolean): Errors {
  const errors: Errors = [];
  validateGeneratedSelector(errors, { metadata, spec }, requirePrefixedLabels);
  validateWholeSpec(errors, spec);
  const { completionMode, completions = 0 } = spec;
  if (completionMode !== 'Indexed' || completions <= 0) return errors;
  // Pods of an indexed Job are called after it and their index.
  const last = `${metadata.name}-${completions - 1}`;
  if (dns1123Label(last).length > 0)
    errors.push(invalid('metadata.name', metadata.name, `will not able to create pod with invalid DNS label: ${last}`));
  return errors;
}

/** Models validateGeneratedSelector: what was made from name and uid must still be so. */
function validateGeneratedSelector(errors: Errors, { metadata, spec }: Pick<Job, 'metadata' | 'spec'>, prefixed: boolean): void {
  const { manualSelector, selector, template } = spec;
  if (manualSelector === true || selector === undefined) return;
  const uid = metadata.uid ?? '';
  const labels = template.metadata?.labels ?? {};
  const expected: Record<string, string> = { [LEGACY_CONTROLLER_UID]: uid, [LEGACY_JOB_NAME]: metadata.name };
  if (prefixed) Object.assign(expected, { [CONTROLLER_UID]: uid, [JOB_NAME]: metadata.name });
  for (const [key, value] of Object.entries(expected)) {
    const at = `spec.template.metadata.labels[${key}]`;
    if (labels[key] === undefined) errors.push(required(at, `must be '${value}'`));
    else if (labels[key] !== value) errors.push(invalid(at, sortedMap(labels), `must be '${value}'`));
  }
  if (isUsableSelector(selector) && !matchesSelector(selector, expected))
    errors.push(invalid('spec.selector', printedLabelSelector(selector), '`selector` not auto-generated'));
}

/** Models ValidateJobSpec. */
function validateWholeSpec(errors: Errors, spec: JobSpec): void {
  validateJobSpec(errors, 'spec', spec);
  const { selector, template } = spec;
  if (selector === undefined) errors.push(required('spec.selector'));
  else validateSelector(errors, 'spec.selector', selector);
  const labels = template.metadata?.labels;
  if ((selector === undefined || isUsableSelector(selector)) && !matchesSelector(selector, labels))
    errors.push(invalid('spec.template.metadata.labels', sortedMap(labels), '`selector` does not match template `labels`'));
}

/** Models validateJobSpec: what also a CronJob's template must obey. */
export function validateJobSpec(errors: Errors, at: string, spec: JobSpec): void {
  for (const field of NOT_NEGATIVE_FIELDS) notNegative(errors, `${at}.${field}`, spec[field]);
  if (spec.maxFailedIndexes !== undefined && spec.backoffLimitPerIndex === undefined)
    errors.push(required(`${at}.backoffLimitPerIndex`, 'when maxFailedIndexes is specified'));
  if (spec.managedBy !== undefined) {
    validateDomainPath(errors, `${at}.managedBy`, spec.managedBy);
    if (spec.managedBy.length > MANAGED_BY_MAX) errors.push(tooLong(`${at}.managedBy`, MANAGED_BY_MAX));
  }
  validateMode(errors, at, spec);
  if (spec.podFailurePolicy !== undefined) validatePodFailurePolicy(errors, `${at}.podFailurePolicy`, spec);
  if (spec.successPolicy !== undefined) {
    if (spec.completionMode !== 'Indexed')
      errors.push(invalid(`${at}.successPolicy`, internalForm('SuccessPolicy', spec.successPolicy), NEEDS_INDEXED));
    else validateSuccessPolicy(errors, `${at}.successPolicy`, spec);
  }
  validateReplacementPolicy(errors, `${at}.podReplacementPolicy`, spec);
  validatePodTemplate(errors, `${at}.template`, spec.template);
  validateRestartPolicy(errors, `${at}.template.spec.restartPolicy`, spec);
}

function validateMode(errors: Errors, at: string, spec: JobSpec): void {
  const { completionMode: mode, backoffLimitPerIndex, maxFailedIndexes } = spec;
  if (mode !== undefined && !MODES.includes(mode)) errors.push(notSupported(`${at}.completionMode`, mode, MODES));
  if (mode === 'Indexed') validateIndexed(errors, at, spec);
  if (mode !== undefined && mode !== 'NonIndexed') return;
  if (backoffLimitPerIndex !== undefined) errors.push(invalid(`${at}.backoffLimitPerIndex`, backoffLimitPerIndex, NEEDS_INDEXED));
  if (maxFailedIndexes !== undefined) errors.push(invalid(`${at}.maxFailedIndexes`, maxFailedIndexes, NEEDS_INDEXED));
}

function validateIndexed(errors: Errors, at: string, spec: JobSpec): void {
  const { completions, parallelism = 0, maxFailedIndexes: failed, backoffLimitPerIndex } = spec;
  if (completions === undefined) errors.push(required(`${at}.completions`, 'when completion mode is Indexed'));
  if (parallelism > MAX_INDEXED_PARALLELISM)
    errors.push(
      invalid(`${at}.parallelism`, parallelism, `must be less than or equal to ${MAX_INDEXED_PARALLELISM} when completion mode is Indexed`),
    );
  if (completions !== undefined && failed !== undefined && failed > completions)
    errors.push(invalid(`${at}.maxFailedIndexes`, failed, 'must be less than or equal to completions'));
  if (failed !== undefined && failed > MAX_FAILED_INDEXES)
    errors.push(invalid(`${at}.maxFailedIndexes`, failed, `must be less than or equal to ${MAX_FAILED_INDEXES}`));
  if (completions === undefined || completions <= MANY_COMPLETIONS || backoffLimitPerIndex === undefined) return;
  const rule = `must be less than or equal to ${MAX_WITH_MANY} when completions are above ${MANY_COMPLETIONS} and used with backoff limit per index`;
  if (failed === undefined)
    errors.push(required(`${at}.maxFailedIndexes`, `must be specified when completions is above ${MANY_COMPLETIONS}`));
  if (parallelism > MAX_WITH_MANY) errors.push(invalid(`${at}.parallelism`, parallelism, rule));
  if (failed !== undefined && failed > MAX_WITH_MANY) errors.push(invalid(`${at}.maxFailedIndexes`, failed, rule));
}

function validateReplacementPolicy(errors: Errors, at: string, { podReplacementPolicy: policy, podFailurePolicy }: JobSpec): void {
  if (policy === undefined) return;
  const supported = podFailurePolicy === undefined ? REPLACEMENT_POLICIES : ['Failed'];
  if (!supported.includes(policy)) errors.push(notSupported(at, policy, supported));
}

function validateRestartPolicy(errors: Errors, at: string, { template, podFailurePolicy }: JobSpec): void {
  const policy = template.spec.restartPolicy ?? '';
  if (policy === '' || policy === 'Always') errors.push(required(at, 'valid values: "OnFailure", "Never"'));
  else if (!RESTART_POLICIES.includes(policy)) errors.push(notSupported(at, policy, RESTART_POLICIES));
  else if (podFailurePolicy !== undefined && policy !== 'Never')
    errors.push(invalid(at, policy, 'only "Never" is supported when podFailurePolicy is specified'));
}

export function validateJobUpdate(next: Job, previous: Job): readonly FieldError[] {
  if (next.spec === previous.spec) return [];
  const had = previous.spec.template.metadata?.labels ?? {};
  const errors = rulesOf(next, had[JOB_NAME] !== undefined && had[CONTROLLER_UID] !== undefined);
  // Upstream applies the rules of a new spec once more before those of a change.
  validateWholeSpec(errors, next.spec);
  validateCompletions(errors, next.spec, previous.spec);
  immutableSelector(errors, 'spec.selector', next.spec.selector, previous.spec.selector);
  validateTemplateChange(errors, next, previous);
  immutable(errors, 'spec.completionMode', next.spec.completionMode, previous.spec.completionMode);
  if (!deepEqual(next.spec.podFailurePolicy, previous.spec.podFailurePolicy))
    errors.push(invalid('spec.podFailurePolicy', internalForm('*PodFailurePolicy', next.spec.podFailurePolicy), IMMUTABLE));
  immutable(errors, 'spec.backoffLimitPerIndex', next.spec.backoffLimitPerIndex, previous.spec.backoffLimitPerIndex);
  immutable(errors, 'spec.managedBy', next.spec.managedBy, previous.spec.managedBy);
  if (!deepEqual(next.spec.successPolicy, previous.spec.successPolicy))
    errors.push(invalid('spec.successPolicy', internalForm('*SuccessPolicy', next.spec.successPolicy), IMMUTABLE));
  return errors;
}

/** An indexed Job may grow and shrink, if its parallelism does so with it. */
function validateCompletions(errors: Errors, next: JobSpec, previous: JobSpec): void {
  if (next.completionMode !== 'Indexed') return immutable(errors, 'spec.completions', next.completions, previous.completions);
  if (next.completions === previous.completions || next.completions === undefined) return;
  if (next.completions !== next.parallelism)
    errors.push(invalid('spec.completions', next.completions, 'can only be modified in tandem with spec.parallelism'));
}

/** Where its pods go may change as long as there are none: suspended, and never started. */
function validateTemplateChange(errors: Errors, next: Job, previous: Job): void {
  const { template } = next.spec;
  const before = previous.spec.template;
  const isFree = previous.spec.suspend === true && previous.status.startTime === undefined;
  if (deepEqual(template, isFree ? withPlacementOf(before, template) : before)) return;
  errors.push(invalid('spec.template', internalForm('PodTemplateSpec', template), IMMUTABLE));
}

function withPlacementOf(before: PodTemplateSpec, now: PodTemplateSpec): PodTemplateSpec {
  const { affinity, nodeSelector, tolerations, schedulingGates } = now.spec;
  const had = before.spec.affinity;
  const { nodeAffinity: _, ...others } = had ?? {};
  const merged = affinity === undefined ? others : { ...others, nodeAffinity: affinity.nodeAffinity };
  const cleared = affinity === undefined && Object.keys(others).length === 0;
  const { labels, annotations } = now.metadata ?? {};
  const spec = { ...before.spec, affinity: cleared ? undefined : merged, nodeSelector, tolerations, schedulingGates };
  return { ...before, metadata: { ...before.metadata, labels, annotations }, spec } as PodTemplateSpec;
}
