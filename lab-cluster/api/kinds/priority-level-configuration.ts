// PriorityLevelConfiguration: how many requests of a level run at once, and what becomes of the others.
import { NONE, ageColumn, column, nameColumn } from '../columns/columns.ts';
import { deepEqual } from '../equal.ts';
import { type Kind, defineKind } from '../kind.ts';
import type { Condition, KubeObject } from '../object.ts';
import { beginGeneration, countGeneration, keepSpec, keepStatus } from '../strategy.ts';
import { validatePriorityLevel } from '../validate/flow-schema.ts';
import { writable } from '../writable.ts';

export interface Queuing {
  readonly queues?: number;
  readonly handSize?: number;
  readonly queueLengthLimit?: number;
}

export interface PriorityLevelSpec {
  readonly type: string;
  readonly limited?: {
    readonly nominalConcurrencyShares?: number;
    readonly lendablePercent?: number;
    readonly borrowingLimitPercent?: number;
    readonly limitResponse?: { readonly type?: string; readonly queuing?: Queuing };
  };
  readonly exempt?: { readonly nominalConcurrencyShares?: number; readonly lendablePercent?: number };
}

export interface PriorityLevelConfiguration extends KubeObject {
  readonly apiVersion: 'flowcontrol.apiserver.k8s.io/v1';
  readonly kind: 'PriorityLevelConfiguration';
  readonly spec: PriorityLevelSpec;
  readonly status: { readonly conditions?: readonly Condition[] };
}

const DEFAULT_SHARES = 30;
const DEFAULT_QUEUING = { queues: 64, handSize: 8, queueLengthLimit: 50 };

export const priorityLevelConfigurations: Kind<PriorityLevelConfiguration> = defineKind<PriorityLevelConfiguration>({
  group: 'flowcontrol.apiserver.k8s.io',
  version: 'v1',
  kind: 'PriorityLevelConfiguration',
  plural: 'prioritylevelconfigurations',
  singular: 'prioritylevelconfiguration',
  shortNames: [],
  categories: [],
  namespaced: false,
  simplified: 'Listed and checked; requests are not queued by it.',
  unconditionalUpdate: false,
  subresources: ['status'],
  setDefaults: (level) => {
    const draft = level as { spec?: PriorityLevelSpec; status?: PriorityLevelConfiguration['status'] };
    const { limited, exempt } = writable((draft.spec ??= { type: '' }));
    draft.status ??= {};
    if (exempt !== undefined) {
      exempt.nominalConcurrencyShares ??= 0;
      exempt.lendablePercent ??= 0;
    }
    if (limited === undefined) return;
    limited.nominalConcurrencyShares ??= DEFAULT_SHARES;
    limited.lendablePercent ??= 0;
    const queuing = limited.limitResponse?.queuing;
    if (queuing === undefined) return;
    queuing.queues ||= DEFAULT_QUEUING.queues;
    queuing.handSize ||= DEFAULT_QUEUING.handSize;
    queuing.queueLengthLimit ||= DEFAULT_QUEUING.queueLengthLimit;
  },
  prepareForCreate: (level) => {
    beginGeneration(level);
    writable(level).status = {};
  },
  prepareForUpdate: (next, previous) => {
    keepStatus(next, previous);
    countGeneration(next, previous, !deepEqual(next.spec, previous.spec));
  },
  prepareForStatusUpdate: keepSpec,
  validate: validatePriorityLevel,
  validateUpdate: validatePriorityLevel,
  validateStatusUpdate: () => [],
  columns: [
    nameColumn,
    column('Type', 'Limited, or Exempt from all limits.', ({ spec }) => spec.type),
    column(
      'NominalConcurrencyShares',
      'Its share of what the server does at once.',
      ({ spec }) => spec.limited?.nominalConcurrencyShares ?? NONE,
    ),
    column('Queues', 'In how many queues the others wait.', ({ spec }) => spec.limited?.limitResponse?.queuing?.queues ?? NONE),
    column('HandSize', 'Among how many queues a flow chooses.', ({ spec }) => spec.limited?.limitResponse?.queuing?.handSize ?? NONE),
    column(
      'QueueLengthLimit',
      'How many may wait in one queue.',
      ({ spec }) => spec.limited?.limitResponse?.queuing?.queueLengthLimit ?? NONE,
    ),
    ageColumn,
  ],
});
