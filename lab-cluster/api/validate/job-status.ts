// Rules for what is reported of a Job: a finished Job stays finished, counters only go up, and the parts agree.
// Models validateJobStatus and ValidateJobStatusUpdate of pkg/apis/batch/validation, with the options of its strategy.
import { deepEqual } from '../equal.ts';
import type { FieldError } from '../field.ts';
import { duplicate, invalid, invalidTogether, required } from '../field-errors.ts';
import type { Job, JobStatus } from '../kinds/job.ts';
import { instantOf } from '../time.ts';
import { firstCommonIndex, parseIndexes } from './job-indexes.ts';
import { type Errors, notNegative } from './primitives.ts';

const TERMINAL = ['Failed', 'Complete', 'FailureTarget'];

interface Change {
  readonly next: Job;
  readonly previous: Job;
  readonly finishedChanged: boolean;
}

export function validateJobStatus(next: Job, previous: Job): readonly FieldError[] {
  const errors: Errors = [];
  const { status } = next;
  const changed = (type: string): boolean => holds(next.status, type) !== holds(previous.status, type);
  const change: Change = { next, previous, finishedChanged: isFinished(status) !== isFinished(previous.status) };
  for (const field of ['active', 'succeeded', 'failed', 'ready', 'terminating'] as const)
    notNegative(errors, `status.${field}`, status[field]);
  validateUncounted(errors, status);
  const together = (first: string, second: string, rule: string): void => {
    if (holds(status, first) && holds(status, second)) errors.push(invalidTogether('status.conditions', rule));
  };
  if (changed('Complete') || changed('Failed')) together('Complete', 'Failed', 'cannot set Complete=True and Failed=true conditions');
  if (changed('Complete') || changed('FailureTarget'))
    together('Complete', 'FailureTarget', 'cannot set Complete=True and FailureTarget=true conditions');
  validateTimes(errors, change, changed('Complete'));
  const without = (outcome: string, sign: string, rule: string): void => {
    if (holds(status, outcome) && !holds(status, sign)) errors.push(invalidTogether('status.conditions', rule));
  };
  if (changed('Failed') || status.failedIndexes !== previous.status.failedIndexes)
    without('Failed', 'FailureTarget', 'cannot set Failed=True condition without the FailureTarget=true condition');
  if (changed('Complete') || changed('SuccessCriteriaMet'))
    without('Complete', 'SuccessCriteriaMet', 'cannot set Complete=True condition without the SuccessCriteriaMet=true condition');
  validateFinished(errors, change);
  validateIndexes(errors, change);
  validatePodsLeft(errors, change);
  together('SuccessCriteriaMet', 'Failed', 'cannot set SuccessCriteriaMet=True and Failed=true conditions');
  together('SuccessCriteriaMet', 'FailureTarget', 'cannot set SuccessCriteriaMet=True and FailureTarget=true conditions');
  if (next.spec.successPolicy !== undefined && !holds(status, 'SuccessCriteriaMet') && holds(status, 'Complete')) {
    const rule = 'cannot set Complete=True for Job with SuccessPolicy unless SuccessCriteriaMet=True';
    errors.push(invalidTogether('status.conditions', rule));
  }
  validateTransition(errors, change);
  return errors;
}

function holds({ conditions }: JobStatus, type: string): boolean {
  return conditions?.some((condition) => condition.type === type && condition.status === 'True') ?? false;
}

function isFinished(status: JobStatus): boolean {
  return holds(status, 'Complete') || holds(status, 'Failed');
}

function validateUncounted(errors: Errors, { uncountedTerminatedPods: pods }: JobStatus): void {
  const seen = new Set<string>();
  for (const list of ['succeeded', 'failed'] as const) {
    for (const [index, uid] of (pods?.[list] ?? []).entries()) {
      const at = `status.uncountedTerminatedPods.${list}[${index}]`;
      if (uid === '') errors.push(invalid(at, uid, 'must not be empty'));
      else if (seen.has(uid)) errors.push(duplicate(at, uid));
      seen.add(uid);
    }
  }
}

function validateTimes(errors: Errors, { next, previous }: Change, completeChanged: boolean): void {
  const { startTime, completionTime } = next.status;
  const isComplete = holds(next.status, 'Complete');
  const completionChanged = completionTime !== previous.status.completionTime;
  if (completeChanged || completionChanged) {
    if (completionTime !== undefined && !isComplete) {
      const rule = 'cannot set completionTime when there is no Complete=True condition';
      errors.push(invalid('status.completionTime', completionTime, rule));
    }
    if (completionTime === undefined && isComplete)
      errors.push(required('status.completionTime', 'completionTime is required for Complete jobs'));
  }
  if (startTime === previous.status.startTime && !completionChanged) return;
  if (startTime !== undefined && completionTime !== undefined && instantOf(completionTime) < instantOf(startTime))
    errors.push(invalid('status.completionTime', completionTime, 'completionTime cannot be set before startTime'));
}

function validateFinished(errors: Errors, { next, previous, finishedChanged }: Change): void {
  const { active = 0, startTime, uncountedTerminatedPods: pods } = next.status;
  if (!isFinished(next.status)) return;
  if ((finishedChanged || active !== (previous.status.active ?? 0)) && active > 0)
    errors.push(invalid('status.active', active, 'active>0 is invalid for finished job'));
  if ((finishedChanged || startTime !== previous.status.startTime) && startTime === undefined)
    errors.push(required('status.startTime', 'startTime is required for finished job'));
  const uncounted = (pods?.succeeded ?? []).length + (pods?.failed ?? []).length;
  if ((finishedChanged || !deepEqual(pods, previous.status.uncountedTerminatedPods)) && uncounted > 0) {
    const internal = { Succeeded: pods?.succeeded ?? null, Failed: pods?.failed ?? null };
    const rule = 'uncountedTerminatedPods needs to be empty for finished job';
    errors.push(invalid('status.uncountedTerminatedPods', internal, rule));
  }
}

/** Who is ready is active, and of a finished Job nobody is on his way out any more. */
function validatePodsLeft(errors: Errors, { next, previous, finishedChanged }: Change): void {
  const { active = 0, ready, terminating } = next.status;
  const isLeft = isFinished(next.status) && terminating !== undefined && terminating > 0;
  if (isLeft && (finishedChanged || terminating !== previous.status.terminating))
    errors.push(invalid('status.terminating', terminating, 'terminating>0 is invalid for finished job'));
  const changed = ready !== previous.status.ready || active !== (previous.status.active ?? 0);
  if (changed && ready !== undefined && ready > active)
    errors.push(invalid('status.ready', ready, 'cannot set more ready pods than active'));
}

function validateIndexes(errors: Errors, { next, previous }: Change): void {
  const { completions, backoffLimitPerIndex, completionMode } = next.spec;
  const { completedIndexes: completed = '', failedIndexes: failed } = next.status;
  const completedChanged = completed !== (previous.status.completedIndexes ?? '');
  const failedChanged = failed !== previous.status.failedIndexes;
  if (completedChanged && completions !== undefined) {
    const parsed = parseIndexes(completed, completions);
    if (typeof parsed === 'string') errors.push(invalid('status.completedIndexes', completed, `error parsing completedIndexes: ${parsed}`));
  }
  if (failedChanged && completions !== undefined && backoffLimitPerIndex !== undefined && failed !== undefined) {
    const parsed = parseIndexes(failed, completions);
    if (typeof parsed === 'string') errors.push(invalid('status.failedIndexes', failed, `error parsing failedIndexes: ${parsed}`));
  }
  if (completedChanged && completed !== '' && completionMode !== 'Indexed') {
    const rule = 'cannot set non-empty completedIndexes when non-indexed completion mode';
    errors.push(invalid('status.completedIndexes', completed, rule));
  }
  if (failed === undefined) return;
  if (failedChanged && backoffLimitPerIndex === undefined) {
    const rule = 'cannot set non-null failedIndexes when backoffLimitPerIndex is null';
    errors.push(invalid('status.failedIndexes', failed, rule));
  }
  if ((!failedChanged && !completedChanged) || completions === undefined) return;
  const common = firstCommonIndex(completed, failed, completions);
  if (common !== undefined)
    errors.push(invalid('status.failedIndexes', failed, `failedIndexes and completedIndexes overlap at index: ${common}`));
}

/** What a Job once was it stays. */
function validateTransition(errors: Errors, { next, previous }: Change): void {
  const { status, spec } = next;
  for (const type of TERMINAL) {
    if (holds(previous.status, type) && !holds(status, type))
      errors.push(invalidTogether('status.conditions', `cannot disable the terminal ${type}=True condition`));
  }
  const { failed = 0, succeeded = 0, completionTime, startTime } = status;
  if (failed < (previous.status.failed ?? 0)) errors.push(invalid('status.failed', failed, 'cannot decrease the failed counter'));
  const mayShrink = spec.completionMode === 'Indexed' && spec.completions === spec.parallelism;
  if (!mayShrink && succeeded < (previous.status.succeeded ?? 0))
    errors.push(invalid('status.succeeded', succeeded, 'cannot decrease the succeeded counter'));
  const completed = previous.status.completionTime;
  if (completionTime !== undefined && completed !== undefined && completionTime !== completed)
    errors.push(invalid('status.completionTime', completionTime, 'completionTime cannot be mutated'));
  const started = previous.status.startTime;
  if (started !== undefined && started !== startTime && spec.suspend !== true)
    errors.push(required('status.startTime', 'startTime cannot be removed for unsuspended job'));
  if (holds(previous.status, 'SuccessCriteriaMet') && !holds(status, 'SuccessCriteriaMet'))
    errors.push(invalidTogether('status.conditions', 'cannot disable the SuccessCriteriaMet=True condition'));
  if (holds(previous.status, 'Complete') && !holds(previous.status, 'SuccessCriteriaMet') && holds(status, 'SuccessCriteriaMet'))
    errors.push(invalidTogether('status.conditions', 'cannot set SuccessCriteriaMet=True for Job already has Complete=true conditions'));
}
