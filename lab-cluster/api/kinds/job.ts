// Job: pods that run until enough of them have finished well.
import { ageOf, humanDuration } from '../columns/age.ts';
import { ageColumn, column, nameColumn, wideColumn } from '../columns/columns.ts';
import { setJobDefaults } from '../defaults/job.ts';
import { deepEqual } from '../equal.ts';
import { generateJobSelector } from '../job-selector.ts';
import { type Kind, defineKind } from '../kind.ts';
import type { LabelSelector } from '../label-selector.ts';
import type { Condition, KubeObject } from '../object.ts';
import type { PodTemplateSpec } from '../pods/pod-spec.ts';
import { printSelector } from '../selector.ts';
import { beginGeneration, countGeneration, keepSpec, keepStatus } from '../strategy.ts';
import { templateColumns } from '../columns/template-columns.ts';
import { instantOf } from '../time.ts';
import { validateJobStatus } from '../validate/job-status.ts';
import { validateJob, validateJobUpdate } from '../validate/job.ts';
import { warningsOfJob } from '../warnings/workload-warnings.ts';

export interface PodFailurePolicyRule {
  readonly action?: string;
  readonly onExitCodes?: { readonly containerName?: string; readonly operator?: string; readonly values?: readonly number[] };
  readonly onPodConditions?: readonly { readonly type?: string; readonly status?: string }[];
}

export interface SuccessPolicyRule {
  readonly succeededIndexes?: string;
  readonly succeededCount?: number;
}

export interface JobSpec {
  readonly parallelism?: number;
  readonly completions?: number;
  readonly activeDeadlineSeconds?: number;
  readonly podFailurePolicy?: { readonly rules?: readonly PodFailurePolicyRule[] };
  readonly successPolicy?: { readonly rules?: readonly SuccessPolicyRule[] };
  readonly backoffLimit?: number;
  readonly backoffLimitPerIndex?: number;
  readonly maxFailedIndexes?: number;
  readonly selector?: LabelSelector;
  readonly manualSelector?: boolean;
  readonly template: PodTemplateSpec;
  readonly ttlSecondsAfterFinished?: number;
  readonly completionMode?: 'NonIndexed' | 'Indexed';
  readonly suspend?: boolean;
  readonly podReplacementPolicy?: 'TerminatingOrFailed' | 'Failed';
  readonly managedBy?: string;
}

export interface JobStatus {
  readonly conditions?: readonly Condition[];
  readonly startTime?: string;
  readonly completionTime?: string;
  readonly active?: number;
  readonly succeeded?: number;
  readonly failed?: number;
  readonly terminating?: number;
  readonly completedIndexes?: string;
  readonly failedIndexes?: string;
  readonly uncountedTerminatedPods?: { readonly succeeded?: readonly string[]; readonly failed?: readonly string[] };
  readonly ready?: number;
}

export interface Job extends KubeObject {
  readonly apiVersion: 'batch/v1';
  readonly kind: 'Job';
  readonly spec: JobSpec;
  readonly status: JobStatus;
}

export const jobs: Kind<Job> = defineKind<Job>({
  group: 'batch',
  version: 'v1',
  kind: 'Job',
  plural: 'jobs',
  singular: 'job',
  shortNames: [],
  categories: ['all'],
  namespaced: true,
  simplified: 'Stored and checked as in Kubernetes; no controller runs it yet.',
  defaultPropagation: 'Orphan',
  // Models pkg/registry/batch/job/storage Delete.
  propagationWarning:
    'child pods are preserved by default when jobs are deleted; set propagationPolicy=Background to remove them or set propagationPolicy=Orphan to suppress this warning',
  subresources: ['status'],
  setDefaults: setJobDefaults,
  prepareForCreate: (job) => {
    (job as { status: JobStatus }).status = {};
    generateJobSelector(job);
    beginGeneration(job);
  },
  prepareForUpdate: (next, previous) => {
    keepStatus(next, previous);
    countGeneration(next, previous, !deepEqual(next.spec, previous.spec));
  },
  prepareForStatusUpdate: keepSpec,
  validate: validateJob,
  validateUpdate: validateJobUpdate,
  validateStatusUpdate: validateJobStatus,
  warnings: warningsOfJob,
  rechecksMetadata: true,
  columns: [
    nameColumn,
    column('Status', 'How it stands, in a word.', printedStatus),
    column('Completions', 'Pods that finished well, of those wanted.', printedCompletions),
    column('Duration', 'From its start to its completion, or until now.', (job, nowUs) => printedDuration(job, nowUs)),
    ageColumn,
    ...templateColumns<Job>(({ spec }) => spec.template),
    wideColumn('Selector', 'Labels of the pods that belong to it.', ({ spec }) => printSelector(spec.selector)),
  ],
  selectableFields: ({ status }) => ({ 'status.successful': String(status.succeeded ?? 0) }),
});

/** Models printers/internalversion printJob. */
function printedStatus({ metadata, status }: Job): string {
  const holds = (type: string): boolean => status.conditions?.find((condition) => condition.type === type)?.status === 'True';
  for (const type of ['Complete', 'Failed']) if (holds(type)) return type;
  if (metadata.deletionTimestamp !== undefined) return 'Terminating';
  for (const type of ['Suspended', 'FailureTarget', 'SuccessCriteriaMet']) if (holds(type)) return type;
  return 'Running';
}

function printedCompletions({ spec, status }: Job): string {
  const done = status.succeeded ?? 0;
  if (spec.completions !== undefined) return `${done}/${spec.completions}`;
  const parallelism = spec.parallelism ?? 0;
  return parallelism > 1 ? `${done}/1 of ${parallelism}` : `${done}/1`;
}

function printedDuration({ status }: Job, nowUs: number): string {
  const { startTime, completionTime } = status;
  if (startTime === undefined) return '';
  return completionTime === undefined ? ageOf(startTime, nowUs) : humanDuration(instantOf(completionTime) - instantOf(startTime));
}
