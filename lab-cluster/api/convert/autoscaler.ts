// HorizontalPodAutoscalers between autoscaling/v1 and v2. What v1 has no words for travels in annotations.
// Models pkg/apis/autoscaling/v1/conversion.go.
import { defaultMetrics } from '../defaults/autoscaler.ts';
import type { HorizontalPodAutoscalerV1 } from '../kinds/horizontal-pod-autoscaler-v1.ts';
import type {
  AutoscalerStatus,
  HorizontalPodAutoscaler,
  MetricSpec,
  MetricStatus,
  ScalingRules,
} from '../kinds/horizontal-pod-autoscaler.ts';
import type { Condition } from '../object.ts';
import { conformShape, decodeProblem } from '../schema/schema.ts';
import { type MetricV1, metricFromV1, metricStatusFromV1, metricToV1 } from './autoscaler-metric.ts';

const METRICS = 'autoscaling.alpha.kubernetes.io/metrics';
const CURRENT = 'autoscaling.alpha.kubernetes.io/current-metrics';
const BEHAVIOR = 'autoscaling.alpha.kubernetes.io/behavior';
const CONDITIONS = 'autoscaling.alpha.kubernetes.io/conditions';
const BEHAVIOR_DEPTH = 4;

type Behavior = NonNullable<HorizontalPodAutoscaler['spec']['behavior']>;

export function autoscalerToV1({ metadata, spec, status }: HorizontalPodAutoscaler): HorizontalPodAutoscalerV1 {
  const { metrics = [], behavior, scaleTargetRef, minReplicas, maxReplicas } = spec;
  const others = metrics.filter((metric) => !isCpuShare(metric));
  const share = metrics.find((metric) => metric.type === 'Resource' && metric.resource?.name === 'cpu')?.resource?.target
    .averageUtilization;
  const annotations: Record<string, string> = {};
  if (others.length > 0) annotations[METRICS] = JSON.stringify(others.map((metric) => metricToV1(metric, 'target')));
  const current = status.currentMetrics ?? [];
  if (current.length > 0) annotations[CURRENT] = JSON.stringify(current.map((metric) => metricToV1(metric, 'current')));
  if (behavior !== undefined) annotations[BEHAVIOR] = JSON.stringify(goBehavior(behavior));
  if ((status.conditions ?? []).length > 0) annotations[CONDITIONS] = JSON.stringify((status.conditions ?? []).map(ordered));
  const { annotations: own, ...rest } = metadata;
  const all = { ...own, ...annotations };
  return {
    apiVersion: 'autoscaling/v1',
    kind: 'HorizontalPodAutoscaler',
    metadata: Object.keys(all).length === 0 ? rest : { ...rest, annotations: all },
    spec: {
      scaleTargetRef,
      ...(minReplicas === undefined ? {} : { minReplicas }),
      maxReplicas,
      ...(share === undefined ? {} : { targetCPUUtilizationPercentage: share }),
    },
    status: statusToV1(status, current),
  };
}

function statusToV1(status: AutoscalerStatus, current: readonly MetricStatus[]): HorizontalPodAutoscalerV1['status'] {
  const { observedGeneration, lastScaleTime, currentReplicas = 0, desiredReplicas } = status;
  const share = current.find((metric) => metric.resource?.name === 'cpu')?.resource?.current.averageUtilization;
  return {
    ...(observedGeneration === undefined ? {} : { observedGeneration }),
    ...(lastScaleTime === undefined ? {} : { lastScaleTime }),
    currentReplicas,
    desiredReplicas,
    ...(share === undefined ? {} : { currentCPUUtilizationPercentage: share }),
  };
}

export function autoscalerFromV1(autoscaler: HorizontalPodAutoscalerV1): HorizontalPodAutoscaler {
  const { metadata, spec, status } = autoscaler;
  const { targetCPUUtilizationPercentage: share, ...rest } = spec;
  const own = share === undefined ? [] : [cpuShare(share)];
  const notes = metadata.annotations ?? {};
  const others = fitting({ spec: { metrics: readList<MetricV1>(notes[METRICS])?.map(metricFromV1) } })?.spec?.metrics;
  const metrics = others === undefined ? own : [...others, ...own];
  const behavior = fitting({ spec: { behavior: lowerKeys(readJson(notes[BEHAVIOR])) as Behavior | undefined } })?.spec?.behavior;
  return {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: withoutNotes(metadata),
    spec: { ...rest, metrics: metrics.length === 0 ? defaultMetrics() : metrics, ...(behavior === undefined ? {} : { behavior }) },
    status: statusFromV1(status, notes),
  };
}

function statusFromV1(status: HorizontalPodAutoscalerV1['status'], notes: Readonly<Record<string, string>>): AutoscalerStatus {
  const { currentCPUUtilizationPercentage: share, desiredReplicas, currentReplicas, ...rest } = status ?? {};
  const told = fitting({ status: { currentMetrics: readList<MetricV1>(notes[CURRENT])?.map(metricStatusFromV1) } })?.status?.currentMetrics;
  const own: MetricStatus[] =
    share === undefined ? [] : [{ type: 'Resource', resource: { name: 'cpu', current: { averageUtilization: share } } }];
  const conditions = fitting({ status: { conditions: readList<Condition>(notes[CONDITIONS]) } })?.status?.conditions;
  const current = told ?? own;
  return {
    ...rest,
    ...(currentReplicas ? { currentReplicas } : {}),
    desiredReplicas: desiredReplicas ?? 0,
    currentMetrics: current.length === 0 ? null : current,
    ...(conditions === undefined ? {} : { conditions }),
  };
}

function isCpuShare({ type, resource }: MetricSpec): boolean {
  return type === 'Resource' && resource?.name === 'cpu' && resource.target.averageUtilization !== undefined;
}

function cpuShare(averageUtilization: number): MetricSpec {
  return { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization } } };
}

/** Metadata is the request's own, and what was told in annotations is now said in the object. */
function withoutNotes(metadata: HorizontalPodAutoscalerV1['metadata']): HorizontalPodAutoscalerV1['metadata'] {
  if (metadata.annotations === undefined) return metadata;
  const { [METRICS]: _m, [CURRENT]: _c, [BEHAVIOR]: _b, [CONDITIONS]: _k, ...kept } = metadata.annotations;
  const { annotations: _annotations, ...rest } = metadata;
  return Object.keys(kept).length === 0 ? rest : { ...rest, annotations: kept };
}

interface Parts {
  readonly spec?: { readonly metrics?: readonly MetricSpec[] | undefined; readonly behavior?: Behavior | undefined };
  readonly status?: {
    readonly currentMetrics?: readonly MetricStatus[] | undefined;
    readonly conditions?: readonly Condition[] | undefined;
  };
}

/** Annotations are anybody's text: what does not fit the types of an autoscaler is ignored, as upstream does. Writes into `parts`. */
function fitting(parts: Parts): Parts | undefined {
  const problems = conformShape({ apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler' }, parts);
  return decodeProblem(problems) === undefined ? parts : undefined;
}

function readList<T>(text: string | undefined): readonly T[] | undefined {
  const value = readJson(text);
  return Array.isArray(value) && value.every((item) => typeof item === 'object' && item !== null) ? (value as T[]) : undefined;
}

function readJson(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Upstream marshals its internal struct here, capital letters and all. */
function goBehavior({ scaleUp, scaleDown }: Behavior): unknown {
  return { ScaleUp: goRules(scaleUp), ScaleDown: goRules(scaleDown) };
}

function goRules(rules: ScalingRules | undefined): unknown {
  if (rules === undefined) return null;
  return {
    StabilizationWindowSeconds: rules.stabilizationWindowSeconds ?? null,
    SelectPolicy: rules.selectPolicy ?? null,
    Policies: rules.policies?.map(({ type, value, periodSeconds }) => ({ Type: type, Value: value, PeriodSeconds: periodSeconds })) ?? null,
    Tolerance: rules.tolerance ?? null,
  };
}

/** As deep as rules of scaling are, and no deeper: what is below fits nothing. */
function lowerKeys(value: unknown, depth = 0): unknown {
  if (typeof value !== 'object' || value === null || depth > BEHAVIOR_DEPTH) return value;
  if (Array.isArray(value)) return value.map((item) => lowerKeys(item, depth + 1));
  const entries = Object.entries(value).filter(([, part]) => part !== null);
  return Object.fromEntries(entries.map(([key, part]) => [key.slice(0, 1).toLowerCase() + key.slice(1), lowerKeys(part, depth + 1)]));
}

function ordered({ type, status, lastTransitionTime, reason, message }: Condition): unknown {
  return { type, status, lastTransitionTime: lastTransitionTime ?? null, reason, message };
}
