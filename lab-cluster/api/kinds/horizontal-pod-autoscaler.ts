// HorizontalPodAutoscaler: how many pods a workload has follows what they are doing. This version is the one that is stored.
import { ageColumn, column, nameColumn } from '../columns/columns.ts';
import { setAutoscalerDefaults } from '../defaults/autoscaler.ts';
import { type Kind, defineKind } from '../kind.ts';
import type { LabelSelector } from '../label-selector.ts';
import type { Condition, KubeObject } from '../object.ts';
import { validateAutoscaler, validateAutoscalerStatus, validateAutoscalerUpdate } from '../validate/autoscaler.ts';
import { writable } from '../writable.ts';
import { printedMetrics } from '../columns/autoscaler-printed.ts';

export interface CrossVersionObjectReference {
  readonly kind: string;
  readonly name: string;
  readonly apiVersion?: string;
}

export interface MetricIdentifier {
  readonly name: string;
  readonly selector?: LabelSelector;
}

/** Of a spec; the same numbers without `type` are a MetricValueStatus. */
export interface MetricTarget {
  readonly type?: string;
  readonly value?: string;
  readonly averageValue?: string;
  readonly averageUtilization?: number;
}

/** `Word` is what the numbers are called: those that are wanted, or those that are. */
export interface Metric<Word extends string> {
  readonly type: string;
  readonly object?: Measured<Word> & { readonly describedObject: CrossVersionObjectReference };
  readonly pods?: Measured<Word>;
  readonly resource?: Amount<Word> & { readonly name: string };
  readonly containerResource?: Amount<Word> & { readonly name: string; readonly container: string };
  readonly external?: Measured<Word>;
}

type Amount<Word extends string> = Readonly<Record<Word, MetricTarget>>;
type Measured<Word extends string> = Amount<Word> & { readonly metric: MetricIdentifier };

export type MetricSpec = Metric<'target'>;
export type MetricStatus = Metric<'current'>;

export interface ScalingRules {
  readonly stabilizationWindowSeconds?: number;
  readonly selectPolicy?: string;
  readonly policies?: readonly { readonly type: string; readonly value: number; readonly periodSeconds: number }[];
  readonly tolerance?: string;
}

export interface AutoscalerSpec {
  readonly scaleTargetRef: CrossVersionObjectReference;
  readonly minReplicas?: number;
  readonly maxReplicas: number;
  readonly metrics?: readonly MetricSpec[];
  readonly behavior?: { readonly scaleUp?: ScalingRules; readonly scaleDown?: ScalingRules };
}

export interface AutoscalerStatus {
  readonly observedGeneration?: number;
  readonly lastScaleTime?: string;
  readonly currentReplicas?: number;
  readonly desiredReplicas: number;
  readonly currentMetrics: readonly MetricStatus[] | null;
  readonly conditions?: readonly Condition[];
}

export interface HorizontalPodAutoscaler extends KubeObject {
  readonly apiVersion: 'autoscaling/v2';
  readonly kind: 'HorizontalPodAutoscaler';
  readonly spec: AutoscalerSpec;
  readonly status: AutoscalerStatus;
}

export const horizontalPodAutoscalers: Kind<HorizontalPodAutoscaler> = defineKind<HorizontalPodAutoscaler>({
  group: 'autoscaling',
  version: 'v2',
  kind: 'HorizontalPodAutoscaler',
  plural: 'horizontalpodautoscalers',
  singular: 'horizontalpodautoscaler',
  shortNames: ['hpa'],
  categories: ['all'],
  namespaced: true,
  simplified: 'Stored and checked as in Kubernetes; no controller scales anything by it yet.',
  subresources: ['status'],
  setDefaults: setAutoscalerDefaults,
  prepareForCreate: (autoscaler) => {
    writable(autoscaler).status = { desiredReplicas: 0, currentMetrics: null };
    dropTolerance(autoscaler.spec, undefined);
  },
  prepareForUpdate: (next, previous) => {
    (next as { status: AutoscalerStatus }).status = previous.status;
    dropTolerance(next.spec, previous.spec);
  },
  prepareForStatusUpdate: (next, previous) => {
    (next as { spec: AutoscalerSpec }).spec = previous.spec;
  },
  validate: validateAutoscaler,
  validateUpdate: validateAutoscalerUpdate,
  validateStatusUpdate: validateAutoscalerStatus,
  columns: [
    nameColumn,
    column('Reference', 'What it scales.', ({ spec }) => `${spec.scaleTargetRef.kind}/${spec.scaleTargetRef.name}`),
    column('Targets', 'What is measured, and what it is to be; the first two.', ({ spec, status }) => printedMetrics(spec, status)),
    column('MinPods', 'Never fewer pods than these.', ({ spec }) =>
      spec.minReplicas === undefined ? '<unset>' : String(spec.minReplicas),
    ),
    column('MaxPods', 'Never more pods than these.', ({ spec }) => spec.maxReplicas),
    column('Replicas', 'Pods there are.', ({ status }) => status.currentReplicas ?? 0),
    ageColumn,
  ],
});

/** Configurable tolerance is not on by default in 1.34: it goes, unless the object had it already. */
function dropTolerance(spec: AutoscalerSpec, previous: AutoscalerSpec | undefined): void {
  const { scaleUp, scaleDown } = previous?.behavior ?? {};
  if (scaleUp?.tolerance !== undefined || scaleDown?.tolerance !== undefined) return;
  for (const rules of [spec.behavior?.scaleUp, spec.behavior?.scaleDown])
    if (rules?.tolerance !== undefined) delete writable(rules).tolerance;
}
