// CronJob: makes a Job each time its schedule says so.
import { ageOf } from '../columns/age.ts';
import { type Column, type Kind, defineKind } from '../kind.ts';
import { NONE, ageColumn, column, integerColumn, nameColumn, wideColumn } from '../columns/columns.ts';
import { setCronJobDefaults } from '../defaults/job.ts';
import { deepEqual } from '../equal.ts';
import type { KubeObject, ObjectMeta } from '../object.ts';
import type { ObjectReference } from '../object-reference.ts';
import { printSelector } from '../selector.ts';
import { beginGeneration, countGeneration, keepSpec, keepStatus } from '../strategy.ts';
import { templateColumns } from '../columns/template-columns.ts';
import { validateCronJob, validateCronJobUpdate } from '../validate/cron-job.ts';
import type { JobSpec } from './job.ts';
import { warningsOfCronJob } from '../warnings/workload-warnings.ts';

export interface CronJobSpec {
  readonly schedule: string;
  readonly timeZone?: string;
  readonly startingDeadlineSeconds?: number;
  readonly concurrencyPolicy?: 'Allow' | 'Forbid' | 'Replace';
  readonly suspend?: boolean;
  readonly jobTemplate: { readonly metadata?: Partial<ObjectMeta>; readonly spec: JobSpec };
  readonly successfulJobsHistoryLimit?: number;
  readonly failedJobsHistoryLimit?: number;
}

export interface CronJobStatus {
  readonly active?: readonly ObjectReference[];
  readonly lastScheduleTime?: string;
  readonly lastSuccessfulTime?: string;
}

export interface CronJob extends KubeObject {
  readonly apiVersion: 'batch/v1';
  readonly kind: 'CronJob';
  readonly spec: CronJobSpec;
  readonly status: CronJobStatus;
}

const suspendColumn: Column<CronJob> = {
  ...column<CronJob>('Suspend', 'Whether it makes no Jobs for now.', ({ spec }) =>
    spec.suspend === undefined ? '<unset>' : spec.suspend ? 'True' : 'False',
  ),
  type: 'boolean',
};

export const cronJobs: Kind<CronJob> = defineKind<CronJob>({
  group: 'batch',
  version: 'v1',
  kind: 'CronJob',
  plural: 'cronjobs',
  singular: 'cronjob',
  shortNames: ['cj'],
  categories: ['all'],
  namespaced: true,
  simplified: 'Stored and checked as in Kubernetes; no controller runs it on its schedule yet.',
  subresources: ['status'],
  setDefaults: setCronJobDefaults,
  prepareForCreate: (cronJob) => {
    (cronJob as { status: CronJobStatus }).status = {};
    beginGeneration(cronJob);
  },
  prepareForUpdate: (next, previous) => {
    keepStatus(next, previous);
    countGeneration(next, previous, !deepEqual(next.spec, previous.spec));
  },
  prepareForStatusUpdate: keepSpec,
  validate: validateCronJob,
  validateUpdate: validateCronJobUpdate,
  validateStatusUpdate: () => [],
  warnings: warningsOfCronJob,
  columns: [
    nameColumn,
    column('Schedule', 'When, as five fields: minute, hour, day of month, month, day of week.', ({ spec }) => spec.schedule),
    column('Timezone', 'Where the clock hangs that it goes by.', ({ spec }) => spec.timeZone ?? NONE),
    suspendColumn,
    integerColumn('Active', 'Jobs of it that run now.', ({ status }) => (status.active ?? []).length),
    column('Last Schedule', 'How long ago it made its last Job.', ({ status }, nowUs) =>
      status.lastScheduleTime === undefined ? NONE : ageOf(status.lastScheduleTime, nowUs),
    ),
    ageColumn,
    ...templateColumns<CronJob>(({ spec }) => spec.jobTemplate.spec.template),
    wideColumn('Selector', 'Labels of the pods that belong to its Jobs.', ({ spec }) => printSelector(spec.jobTemplate.spec.selector)),
  ],
});
