// One metric of an autoscaler as autoscaling/v1 spells it inside an annotation: flat, where v2 has identifiers and targets.
// Models pkg/apis/autoscaling/v1/conversion.go, the functions for metric sources.
import type {
  CrossVersionObjectReference,
  Metric,
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

type Word = 'target' | 'current';

/** What `word` names of each source are its numbers. */
export function metricToV1<W extends Word>(metric: Metric<W>, word: W): MetricV1 {
  const { type, object, pods, resource, containerResource, external } = metric;
  return defined({
    type,
    object: object && objectToV1(object.describedObject, object.metric, object[word], word),
    pods: pods && podsToV1(pods.metric, pods[word], word),
    resource: resource && usageToV1(resource.name, resource[word], word),
    containerResource: containerResource && {
      ...usageToV1(containerResource.name, containerResource[word], word),
      container: containerResource.container,
    },
    external: external && externalToV1(external.metric, external[word], word),
  });
}

function objectToV1(target: CrossVersionObjectReference, metric: MetricIdentifier, amount: MetricTarget, word: Word): SourceV1 {
  const { value = '0', averageValue } = amount;
  return defined({ target, metricName: metric.name, [`${word}Value`]: value, selector: metric.selector, averageValue });
}

function podsToV1(metric: MetricIdentifier, { averageValue = '0' }: MetricTarget, word: Word): SourceV1 {
  return defined({ metricName: metric.name, [`${word}AverageValue`]: averageValue, selector: metric.selector });
}

function usageToV1(name: string, { averageUtilization, averageValue }: MetricTarget, word: Word): SourceV1 {
  return defined({ name, [`${word}AverageUtilization`]: averageUtilization, [`${word}AverageValue`]: told(averageValue, word) });
}

function externalToV1({ name, selector }: MetricIdentifier, { value, averageValue }: MetricTarget, word: Word): SourceV1 {
  return defined({
    metricName: name,
    metricSelector: selector,
    [`${word}Value`]: told(value, word),
    [`${word}AverageValue`]: averageValue,
  });
}

/** A status has its value always, a target only when it was given. */
function told(value: string | undefined, word: Word): string | undefined {
  return word === 'current' ? (value ?? '0') : value;
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
