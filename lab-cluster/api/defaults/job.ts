// What the author of a Job or CronJob may leave out. Models pkg/apis/batch/v1/defaults.go.
import type { CronJob } from '../kinds/cron-job.ts';
import type { Job, JobSpec } from '../kinds/job.ts';
import type { ObjectMeta } from '../object.ts';
import { type Writable, writable } from '../writable.ts';
import { setTemplateDefaults } from './workload.ts';

const BACKOFF_LIMIT = 6;
const MAX_INT32 = 2_147_483_647;
const SUCCESSFUL_JOBS_KEPT = 3;
const FAILED_JOBS_KEPT = 1;

export function setJobDefaults(job: Job): void {
  const object = job as { metadata: ObjectMeta; spec?: JobSpec; status?: object };
  object.spec ??= {} as JobSpec;
  object.status ??= {};
  const spec = writable(object.spec);
  if (spec.completions === undefined && spec.parallelism === undefined) spec.completions = 1;
  spec.parallelism ??= 1;
  spec.backoffLimit ??= spec.backoffLimitPerIndex === undefined ? BACKOFF_LIMIT : MAX_INT32;
  setJobTemplateDefaults(spec);
  const labels = spec.template.metadata?.labels;
  if (labels !== undefined && Object.keys(object.metadata.labels ?? {}).length === 0)
    object.metadata = { ...object.metadata, labels: { ...labels } };
  spec.completionMode ??= 'NonIndexed';
  spec.suspend ??= false;
  spec.manualSelector ??= false;
  spec.podReplacementPolicy ??= spec.podFailurePolicy === undefined ? 'TerminatingOrFailed' : 'Failed';
}

/** The part of the defaults that also a CronJob's template gets: all else is filled in when its Jobs are made. */
function setJobTemplateDefaults(spec: Writable<JobSpec>): void {
  setTemplateDefaults(spec);
  for (const rule of spec.podFailurePolicy?.rules ?? []) for (const pattern of rule.onPodConditions ?? []) pattern.status ||= 'True';
}

export function setCronJobDefaults(cronJob: CronJob): void {
  const object = cronJob as { spec?: CronJob['spec']; status?: object };
  object.spec ??= {} as CronJob['spec'];
  object.status ??= {};
  const spec = writable(object.spec);
  spec.schedule ??= '';
  spec.concurrencyPolicy ||= 'Allow';
  spec.suspend ??= false;
  spec.successfulJobsHistoryLimit ??= SUCCESSFUL_JOBS_KEPT;
  spec.failedJobsHistoryLimit ??= FAILED_JOBS_KEPT;
  spec.jobTemplate ??= {} as typeof spec.jobTemplate;
  spec.jobTemplate.metadata ??= {};
  spec.jobTemplate.spec ??= {} as typeof spec.jobTemplate.spec;
  setJobTemplateDefaults(spec.jobTemplate.spec);
}
