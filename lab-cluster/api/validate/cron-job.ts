// Rules for CronJobs. Models pkg/apis/batch/validation/validation.go.
import { cronProblem } from '../cron.ts';
import type { FieldError } from '../field.ts';
import { invalid, notSupported, required } from '../field-errors.ts';
import type { CronJob, CronJobSpec } from '../kinds/cron-job.ts';
import { timeZoneProblem } from '../time-zone.ts';
import { validateJobSpec } from './job.ts';
import { type Errors, notNegative, printedLabelSelector } from './primitives.ts';

const POLICIES = ['Allow', 'Forbid', 'Replace'];
/** Eleven signs are added to make the name of a Job, and that may have 63. */
const NAME_MAX = 52;
const ZONE_PART = /^[A-Za-z.\-_0-9+]{1,14}$/;

export function validateCronJob({ metadata, spec }: CronJob): readonly FieldError[] {
  const errors = validateSpec(spec, undefined);
  if (metadata.name.length > NAME_MAX) errors.push(invalid('metadata.name', metadata.name, `must be no more than ${NAME_MAX} characters`));
  return errors;
}

export function validateCronJobUpdate(next: CronJob, previous: CronJob): readonly FieldError[] {
  return next.spec === previous.spec ? [] : validateSpec(next.spec, previous.spec);
}

function validateSpec(spec: CronJobSpec, previous: CronJobSpec | undefined): Errors {
  const errors: Errors = [];
  const { schedule = '', timeZone, jobTemplate } = spec;
  if (schedule === '') errors.push(required('spec.schedule'));
  else validateSchedule(errors, schedule, timeZone, previous?.schedule.includes('TZ') ?? false);
  notNegative(errors, 'spec.startingDeadlineSeconds', spec.startingDeadlineSeconds);
  if (previous === undefined || previous.timeZone !== timeZone) validateTimeZone(errors, timeZone);
  const policy: string = spec.concurrencyPolicy ?? '';
  if (policy === '') errors.push(required('spec.concurrencyPolicy'));
  else if (!POLICIES.includes(policy)) errors.push(notSupported('spec.concurrencyPolicy', policy, POLICIES));
  validateJobSpec(errors, 'spec.jobTemplate.spec', jobTemplate.spec);
  const { selector, manualSelector } = jobTemplate.spec;
  if (selector !== undefined)
    errors.push(invalid('spec.jobTemplate.spec.selector', printedLabelSelector(selector), '`selector` will be auto-generated'));
  if (manualSelector === true) errors.push(notSupported('spec.jobTemplate.spec.manualSelector', true, ['nil', 'false']));
  notNegative(errors, 'spec.successfulJobsHistoryLimit', spec.successfulJobsHistoryLimit);
  notNegative(errors, 'spec.failedJobsHistoryLimit', spec.failedJobsHistoryLimit);
  return errors;
}

function validateSchedule(errors: Errors, schedule: string, timeZone: string | undefined, hadZone: boolean): void {
  const problem = cronProblem(schedule);
  if (problem !== undefined) errors.push(invalid('spec.schedule', schedule, problem));
  if (!schedule.includes('TZ')) return;
  if (!hadZone) errors.push(invalid('spec.schedule', schedule, 'cannot use TZ or CRON_TZ in schedule, use timeZone field instead'));
  else if (timeZone !== undefined)
    errors.push(invalid('spec.schedule', schedule, 'cannot use both timeZone field and TZ or CRON_TZ in schedule'));
}

function validateTimeZone(errors: Errors, zone: string | undefined): void {
  const at = 'spec.timeZone';
  if (zone === undefined) return;
  if (zone === '') {
    errors.push(invalid(at, zone, 'timeZone must be nil or non-empty string'));
    return;
  }
  if (zone.split('/').some((part) => part === '.' || part === '..' || part.startsWith('-') || !ZONE_PART.test(part))) {
    errors.push(invalid(at, zone, `unknown time zone ${zone}`));
    return;
  }
  if (zone.toLowerCase() === 'local')
    errors.push(invalid(at, zone, 'timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones'));
  const problem = timeZoneProblem(zone);
  if (problem !== undefined) errors.push(invalid(at, zone, problem));
}
