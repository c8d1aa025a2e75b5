// PodDisruptionBudget: how many pods may be taken away on purpose at the same time.
import { ageColumn, column, integerColumn, nameColumn } from '../columns/columns.ts';
import type { IntOrString } from '../pods/container.ts';
import { deepEqual } from '../equal.ts';
import { type Kind, defineKind } from '../kind.ts';
import type { LabelSelector } from '../label-selector.ts';
import type { Condition, KubeObject } from '../object.ts';
import { beginGeneration, countGeneration, keepSpec, keepStatus } from '../strategy.ts';
import { validateDisruptionBudget, validateDisruptionBudgetStatus } from '../validate/disruption-budget.ts';
import { writable } from '../writable.ts';

export interface PodDisruptionBudgetSpec {
  readonly minAvailable?: IntOrString;
  readonly selector?: LabelSelector;
  readonly maxUnavailable?: IntOrString;
  readonly unhealthyPodEvictionPolicy?: 'IfHealthyBudget' | 'AlwaysAllow';
}

export interface PodDisruptionBudgetStatus {
  readonly observedGeneration?: number;
  /** Pods whose eviction was granted and that are not gone yet, with the instant of the grant. */
  readonly disruptedPods?: Readonly<Record<string, string>>;
  readonly disruptionsAllowed: number;
  readonly currentHealthy: number;
  readonly desiredHealthy: number;
  readonly expectedPods: number;
  readonly conditions?: readonly Condition[];
}

export interface PodDisruptionBudget extends KubeObject {
  readonly apiVersion: 'policy/v1';
  readonly kind: 'PodDisruptionBudget';
  readonly spec: PodDisruptionBudgetSpec;
  readonly status: PodDisruptionBudgetStatus;
}

export const podDisruptionBudgets: Kind<PodDisruptionBudget> = defineKind<PodDisruptionBudget>({
  group: 'policy',
  version: 'v1',
  kind: 'PodDisruptionBudget',
  plural: 'poddisruptionbudgets',
  singular: 'poddisruptionbudget',
  shortNames: ['pdb'],
  categories: [],
  namespaced: true,
  nameRule: 'path-segment',
  checksMetadata: false,
  unconditionalUpdate: false,
  subresources: ['status'],
  setDefaults: (budget) => {
    const object = budget as { spec?: PodDisruptionBudgetSpec; status?: PodDisruptionBudgetStatus };
    object.spec ??= {};
    const status = writable((object.status ??= {} as PodDisruptionBudgetStatus));
    for (const count of ['disruptionsAllowed', 'currentHealthy', 'desiredHealthy', 'expectedPods'] as const) status[count] ??= 0;
  },
  prepareForCreate: (budget) => {
    (budget as { status: PodDisruptionBudgetStatus }).status = {
      disruptionsAllowed: 0,
      currentHealthy: 0,
      desiredHealthy: 0,
      expectedPods: 0,
    };
    beginGeneration(budget);
  },
  prepareForUpdate: (next, previous) => {
    keepStatus(next, previous);
    countGeneration(next, previous, !deepEqual(next.spec, previous.spec));
  },
  prepareForStatusUpdate: keepSpec,
  validate: validateDisruptionBudget,
  validateUpdate: (next, previous) => (next.spec === previous.spec ? [] : validateDisruptionBudget(next)),
  validateStatusUpdate: validateDisruptionBudgetStatus,
  columns: [
    nameColumn,
    column('Min Available', 'Pods that must be left.', ({ spec }) => String(spec.minAvailable ?? 'N/A')),
    column('Max Unavailable', 'Pods that may be missing.', ({ spec }) => String(spec.maxUnavailable ?? 'N/A')),
    integerColumn('Allowed Disruptions', 'Pods that may be taken away now.', ({ status }) => status.disruptionsAllowed),
    ageColumn,
  ],
});
