// What the author of a HorizontalPodAutoscaler may leave out. Models pkg/apis/autoscaling/v2/defaults.go.
import type { AutoscalerSpec, HorizontalPodAutoscaler, MetricSpec, ScalingRules } from '../kinds/horizontal-pod-autoscaler.ts';
import { writable } from '../writable.ts';

const CPU_PERCENT = 80;
const PERIOD_SECONDS = 15;

/** Half of what a node could give, and a little more: what an autoscaler aims at when nobody says. */
export function defaultMetrics(): MetricSpec[] {
  return [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: CPU_PERCENT } } }];
}

export function setAutoscalerDefaults(autoscaler: HorizontalPodAutoscaler): void {
  const object = autoscaler as { spec?: AutoscalerSpec; status?: HorizontalPodAutoscaler['status'] };
  object.spec ??= { scaleTargetRef: { kind: '', name: '' }, maxReplicas: 0 };
  object.status ??= { desiredReplicas: 0, currentMetrics: null };
  const spec = object.spec as { -readonly [Key in keyof AutoscalerSpec]: AutoscalerSpec[Key] };
  spec.scaleTargetRef ??= { kind: '', name: '' };
  spec.maxReplicas ??= 0;
  spec.minReplicas ??= 1;
  if ((spec.metrics ?? []).length === 0) spec.metrics = defaultMetrics();
  if (spec.behavior === undefined) return;
  const behavior = writable(spec) as { behavior: { scaleUp?: ScalingRules; scaleDown?: ScalingRules } };
  behavior.behavior = {
    scaleUp: {
      stabilizationWindowSeconds: 0,
      selectPolicy: 'Max',
      policies: [
        { type: 'Pods', value: 4, periodSeconds: PERIOD_SECONDS },
        { type: 'Percent', value: 100, periodSeconds: PERIOD_SECONDS },
      ],
      ...spec.behavior.scaleUp,
    },
    scaleDown: {
      selectPolicy: 'Max',
      policies: [{ type: 'Percent', value: 100, periodSeconds: PERIOD_SECONDS }],
      ...spec.behavior.scaleDown,
    },
  };
}
