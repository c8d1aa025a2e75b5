// One metric of an autoscaler as autoscaling/v1 spells it inside an annotation: flat, where v2 has identifiers and targets.
// Models pkg/apis/autoscaling/v1/conversion.go, the functions for metric sources.
import type {
  CrossVersionObjectReference,
  MetricIdentifier,
  MetricSpec,
  MetricStatus,
  MetricTarget,
} from '../kinds/horizontal-pod-autoscaler.ts';
import type { LabelSelector } from '../label-selector.ts';

interface SourceV1 {
  readonly name?: string;
  readonly container?: string;
  readonly metricName?: string;
  readonly selector?: LabelSelector;
  readonly metricSelector?: LabelSelector;
  readonly target?: CrossVersionObjectReference;
  readonly targetValue?: string;
  readonly averageValue?: string;
  readonly targetAverageValue?: string;
  readonly targetAverageUtilization?: number;
  readonly currentValue?: string;
  readonly currentAverageValue?: string;
  readonly currentAverageUtilization?: number;
}

export interface MetricV1 {
  readonly type: string;
  readonly object?: SourceV1;
  readonly pods?: SourceV1;
  readonly resource?: SourceV1;
  readonly containerResource?: SourceV1;
  readonly external?: SourceV1;
}

export function metricToV1({ type, object, pods, resource, containerResource, external }: MetricSpec): MetricV1 {
  return defined({
    type,
    object: object && objectToV1(object.describedObject, object.metric, object.target, 'targetValue'),
    pods: pods && podsToV1(pods.metric, pods.target, 'targetAverageValue'),
    resource: resource && usageToV1(resource.name, resource.target, 'target'),
    containerResource: containerResource && {
      ...usageToV1(containerResource.name, containerResource.target, 'target'),
      container: containerResource.container,
    },
    external:
      external &&
      defined({
        metricName: external.metric.name,
        metricSelector: external.metric.selector,
        targetValue: external.target.value,
        targetAverageValue: external.target.averageValue,
      }),
  });
}

export function metricStatusToV1({ type, object, pods, resource, containerResource, external }: MetricStatus): MetricV1 {
  return defined({
    type,
    object: object && objectToV1(object.describedObject, object.metric, object.current, 'currentValue'),
    pods: pods && podsToV1(pods.metric, pods.current, 'currentAverageValue'),
    resource: resource && usageToV1(resource.name, resource.current, 'current'),
    containerResource: containerResource && {
      ...usageToV1(containerResource.name, containerResource.current, 'current'),
      container: containerResource.container,
    },
    external:
      external &&
      defined({
        metricName: external.metric.name,
        metricSelector: external.metric.selector,
        currentValue: external.current.value ?? '0',
        currentAverageValue: external.current.averageValue,
      }),
  });
}

function objectToV1(
  target: CrossVersionObjectReference,
  metric: MetricIdentifier,
  { value = '0', averageValue }: MetricTarget,
  field: 'targetValue' | 'currentValue',
): SourceV1 {
  return defined({ target, metricName: metric.name, [field]: value, selector: metric.selector, averageValue });
}

function podsToV1(metric: MetricIdentifier, target: MetricTarget, field: 'targetAverageValue' | 'currentAverageValue'): SourceV1 {
  return defined({ metricName: metric.name, [field]: target.averageValue ?? '0', selector: metric.selector });
}

function usageToV1(name: string, { averageUtilization, averageValue }: MetricTarget, prefix: 'target' | 'current'): SourceV1 {
  // A status has its value always, a target only when it was given.
  const value = prefix === 'current' ? (averageValue ?? '0') : averageValue;
  return defined({ name, [`${prefix}AverageUtilization`]: averageUtilization, [`${prefix}AverageValue`]: value });
}

export function metricFromV1({ type, object, pods, resource, containerResource, external }: MetricV1): MetricSpec {
  return defined({
    type,
    object: object && {
      describedObject: object.target ?? { kind: '', name: '' },
      target: target(object.averageValue === undefined ? 'Value' : 'AverageValue', object.targetValue, object.averageValue),
      metric: identifier(object),
    },
    pods: pods && { metric: identifier(pods), target: target('AverageValue', undefined, pods.targetAverageValue) },
    resource: resource && { name: resource.name ?? '', target: usageTarget(resource) },
    containerResource: containerResource && {
      name: containerResource.name ?? '',
      target: usageTarget(containerResource),
      container: containerResource.container ?? '',
    },
    external: external && {
      metric: identifier(external),
      target: target(external.targetValue === undefined ? 'AverageValue' : 'Value', external.targetValue, external.targetAverageValue),
    },
  });
}

export function metricStatusFromV1({ type, object, pods, resource, containerResource, external }: MetricV1): MetricStatus {
  return defined({
    type,
    object: object && {
      metric: identifier(object),
      current: current(object.currentValue, object.averageValue),
      describedObject: object.target ?? { kind: '', name: '' },
    },
    pods: pods && { metric: identifier(pods), current: current(undefined, pods.currentAverageValue) },
    resource: resource && { name: resource.name ?? '', current: usageStatus(resource) },
    containerResource: containerResource && {
      name: containerResource.name ?? '',
      current: usageStatus(containerResource),
      container: containerResource.container ?? '',
    },
    external: external && { metric: identifier(external), current: current(external.currentValue, external.currentAverageValue) },
  });
}

function identifier({ metricName = '', selector, metricSelector }: SourceV1): MetricIdentifier {
  return defined({ name: metricName, selector: selector ?? metricSelector });
}

function target(type: string, value: string | undefined, averageValue: string | undefined): MetricTarget {
  return defined({ type, value, averageValue });
}

function current(value: string | undefined, averageValue: string | undefined): MetricTarget {
  return defined({ value, averageValue });
}

function usageTarget({ targetAverageUtilization: averageUtilization, targetAverageValue: averageValue }: SourceV1): MetricTarget {
  return defined({ type: averageUtilization === undefined ? 'AverageValue' : 'Utilization', averageValue, averageUtilization });
}

function usageStatus({ currentAverageUtilization: averageUtilization, currentAverageValue: averageValue }: SourceV1): MetricTarget {
  return defined({ averageValue, averageUtilization });
}

type Defined<T> = { [Key in keyof T as undefined extends T[Key] ? never : Key]: T[Key] } & {
  [Key in keyof T as undefined extends T[Key] ? Key : never]?: Exclude<T[Key], undefined>;
};

/** Without the fields that have no value. */
function defined<T extends object>(fields: T): Defined<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Defined<T>;
}
