// HorizontalPodAutoscaler as autoscaling/v1 tells it: one percentage of cpu. It is stored as v2.
import { autoscalerFromV1, autoscalerToV1 } from '../convert/autoscaler.ts';
import { type Kind, defineKind } from '../kind.ts';
import type { KubeObject } from '../object.ts';
import { writable } from '../writable.ts';
import { type CrossVersionObjectReference, type HorizontalPodAutoscaler, horizontalPodAutoscalers } from './horizontal-pod-autoscaler.ts';

export interface HorizontalPodAutoscalerV1 extends KubeObject {
  readonly apiVersion: 'autoscaling/v1';
  readonly kind: 'HorizontalPodAutoscaler';
  readonly spec: {
    readonly scaleTargetRef: CrossVersionObjectReference;
    readonly minReplicas?: number;
    readonly maxReplicas: number;
    readonly targetCPUUtilizationPercentage?: number;
  };
  readonly status: {
    readonly observedGeneration?: number;
    readonly lastScaleTime?: string;
    readonly currentReplicas: number;
    readonly desiredReplicas: number;
    readonly currentCPUUtilizationPercentage?: number;
  };
}

export const horizontalPodAutoscalersV1: Kind<HorizontalPodAutoscalerV1> = defineKind<HorizontalPodAutoscalerV1>({
  group: 'autoscaling',
  version: 'v1',
  kind: 'HorizontalPodAutoscaler',
  plural: 'horizontalpodautoscalers',
  singular: 'horizontalpodautoscaler',
  shortNames: ['hpa'],
  categories: ['all'],
  namespaced: true,
  simplified: 'Stored and checked as in Kubernetes; no controller scales anything by it yet.',
  subresources: ['status'],
  storedAs: {
    kind: horizontalPodAutoscalers as unknown as Kind,
    toStored: autoscalerFromV1,
    fromStored: (stored) => autoscalerToV1(stored as HorizontalPodAutoscaler),
  },
  setDefaults: (autoscaler) => {
    const object = writable(autoscaler);
    object.spec ??= { scaleTargetRef: { kind: '', name: '' }, maxReplicas: 0 };
    object.spec.minReplicas ??= 1;
  },
  columns: horizontalPodAutoscalers.columns as unknown as Kind<HorizontalPodAutoscalerV1>['columns'],
});
