// Rules for HorizontalPodAutoscalers. Models pkg/apis/autoscaling/validation/validation.go.
import type { FieldError } from '../field.ts';
import { forbidden, invalid, notSupported, required } from '../field-errors.ts';
import type {
  AutoscalerSpec,
  CrossVersionObjectReference,
  HorizontalPodAutoscaler,
  MetricIdentifier,
  MetricSpec,
  MetricTarget,
  ScalingRules,
} from '../kinds/horizontal-pod-autoscaler.ts';
import { dns1123Label, pathSegment, qualifiedName } from '../names.ts';
import { milliValue } from '../quantity.ts';
import { type Errors, follow, notNegative } from './primitives.ts';

const MAX_PERIOD_SECONDS = 1800;
const MAX_WINDOW_SECONDS = 3600;
const METRIC_TYPES = ['ContainerResource', 'External', 'Object', 'Pods', 'Resource'];
const SELECT_POLICIES = ['Disabled', 'Max', 'Min'];
const POLICY_TYPES = ['Percent', 'Pods'];
const TARGET_TYPES = ['Utilization', 'Value', 'AverageValue'];
const UNPOPULATED = 'must populate information for the given metric source';
const NO_TARGET = 'must set either a target raw value or a target utilization';
const BOTH_TARGETS = 'may not set both a target raw value and a target utilization';
const CONTAINER_RESOURCES = ['cpu', 'ephemeral-storage', 'memory'];

interface ReferenceRules {
  readonly allowInvalidVersion: boolean;
  readonly allowCoreGroup: boolean;
}

export function validateAutoscaler({ spec }: HorizontalPodAutoscaler): readonly FieldError[] {
  return validateSpec(spec, 1, { allowInvalidVersion: false, allowCoreGroup: isCoreScalable(spec) });
}

export function validateAutoscalerUpdate(next: HorizontalPodAutoscaler, previous: HorizontalPodAutoscaler): readonly FieldError[] {
  const had = versionProblem(previous.spec.scaleTargetRef, { allowInvalidVersion: false, allowCoreGroup: isCoreScalable(next.spec) });
  return validateSpec(next.spec, previous.spec.minReplicas === 0 ? 0 : 1, {
    allowInvalidVersion: had !== undefined,
    allowCoreGroup: isCoreScalable(next.spec),
  });
}

export function validateAutoscalerStatus({ status }: HorizontalPodAutoscaler): readonly FieldError[] {
  const errors: Errors = [];
  notNegative(errors, 'status.currentReplicas', status.currentReplicas);
  notNegative(errors, 'status.desiredReplicas', status.desiredReplicas);
  return errors;
}

/** ReplicationControllers are the one thing in the core group that can be scaled. */
function isCoreScalable(spec: AutoscalerSpec): boolean {
  return spec.scaleTargetRef.kind === 'ReplicationController';
}

function validateSpec(spec: AutoscalerSpec, lowest: number, rules: ReferenceRules): readonly FieldError[] {
  const errors: Errors = [];
  const { minReplicas: min, maxReplicas: max = 0, metrics = [], behavior } = spec;
  if (min !== undefined && min < lowest) errors.push(invalid('spec.minReplicas', min, `must be greater than or equal to ${lowest}`));
  if (max < 1) errors.push(invalid('spec.maxReplicas', max, 'must be greater than 0'));
  if (min !== undefined && max < min) errors.push(invalid('spec.maxReplicas', max, 'must be greater than or equal to `minReplicas`'));
  validateReference(errors, 'spec.scaleTargetRef', spec.scaleTargetRef, rules);
  for (const [index, metric] of metrics.entries()) validateMetric(errors, `spec.metrics[${index}]`, metric);
  if (min === 0 && !metrics.some(({ type }) => type === 'Object' || type === 'External')) {
    errors.push(forbidden('spec.metrics', 'must specify at least one Object or External metric to support scaling to zero replicas'));
  }
  validateRules(errors, 'spec.behavior.scaleUp', behavior?.scaleUp);
  validateRules(errors, 'spec.behavior.scaleDown', behavior?.scaleDown);
  return errors;
}

function validateReference(errors: Errors, at: string, reference: CrossVersionObjectReference, rules: ReferenceRules): void {
  for (const field of ['kind', 'name'] as const) {
    const value = reference[field] ?? '';
    if (value === '') errors.push(required(`${at}.${field}`));
    else follow(errors, `${at}.${field}`, value, pathSegment);
  }
  const problem = versionProblem(reference, rules);
  if (problem !== undefined) errors.push(invalid(`${at}.apiVersion`, reference.apiVersion ?? '', problem));
}

function versionProblem({ apiVersion = '' }: CrossVersionObjectReference, rules: ReferenceRules): string | undefined {
  if (rules.allowInvalidVersion) return undefined;
  const parts = apiVersion === '/' ? [''] : apiVersion.split('/');
  if (parts.length > 2) return `unexpected GroupVersion string: ${apiVersion}`;
  const group = parts.length === 2 ? parts[0] : '';
  return group === '' && !rules.allowCoreGroup ? 'apiVersion must specify API group' : undefined;
}

/** In the order in which upstream looks for them: only the first that is there is looked into. */
const SOURCES = {
  object: validateObject,
  external: validateExternal,
  pods: validatePods,
  resource: validateResource,
  containerResource: validateContainerResource,
} as const;
type Source = keyof typeof SOURCES;

function validateMetric(errors: Errors, at: string, metric: MetricSpec): void {
  const { type = '' } = metric;
  if (type === '') errors.push(required(`${at}.type`, 'must specify a metric source type'));
  if (!METRIC_TYPES.includes(type)) errors.push(notSupported(`${at}.type`, type, METRIC_TYPES));
  const present = (Object.keys(SOURCES) as Source[]).filter((source) => metric[source] !== undefined);
  const [first] = present;
  if (first !== undefined) SOURCES[first](errors, `${at}.${first}`, metric);
  const expected = METRIC_TYPES.includes(type) ? (type[0] ?? '').toLowerCase() + type.slice(1) : '';
  if (expected === '') errors.push(notSupported(`${at}.type`, type, METRIC_TYPES));
  else if (metric[expected as Source] === undefined) errors.push(required(`${at}.${expected}`, UNPOPULATED));
  if (present.length === 1) return;
  for (const source of present)
    if (source !== expected) errors.push(forbidden(`${at}.${source}`, 'must populate the given metric source only'));
}

function validateObject(errors: Errors, at: string, { object }: MetricSpec): void {
  if (object === undefined) return;
  validateReference(errors, `${at}.describedObject`, object.describedObject ?? {}, { allowInvalidVersion: false, allowCoreGroup: true });
  validateIdentifier(errors, `${at}.metric`, object.metric);
  const target = validateTarget(errors, `${at}.target`, object.target);
  if (target.value === undefined && target.averageValue === undefined)
    errors.push(required(`${at}.target.averageValue`, 'must set either a target value or averageValue'));
}

function validateExternal(errors: Errors, at: string, { external }: MetricSpec): void {
  if (external === undefined) return;
  validateIdentifier(errors, `${at}.metric`, external.metric);
  const target = validateTarget(errors, `${at}.target`, external.target);
  if (target.value === undefined && target.averageValue === undefined)
    errors.push(required(`${at}.target.averageValue`, 'must set either a target value for metric or a per-pod target'));
  if (target.value !== undefined && target.averageValue !== undefined)
    errors.push(forbidden(`${at}.target.value`, 'may not set both a target value for metric and a per-pod target'));
}

function validatePods(errors: Errors, at: string, { pods }: MetricSpec): void {
  if (pods === undefined) return;
  validateIdentifier(errors, `${at}.metric`, pods.metric);
  const target = validateTarget(errors, `${at}.target`, pods.target);
  if (target.averageValue === undefined) errors.push(required(`${at}.target.averageValue`, 'must specify a positive target averageValue'));
}

function validateResource(errors: Errors, at: string, { resource }: MetricSpec): void {
  if (resource === undefined) return;
  if (!resource.name) errors.push(required(`${at}.name`, 'must specify a resource name'));
  validateUsage(errors, at, resource.target);
}

function validateContainerResource(errors: Errors, at: string, { containerResource }: MetricSpec): void {
  if (containerResource === undefined) return;
  const { name, container, target } = containerResource;
  if (!name) errors.push(required(`${at}.name`, 'must specify a resource name'));
  else validateResourceName(errors, `${at}.name`, name);
  if (!container) errors.push(required(`${at}.container`, 'must specify a container'));
  else follow(errors, `${at}.container`, container, dns1123Label);
  validateUsage(errors, at, target);
}

/** Models core/v1/validation ValidateContainerResourceName. */
function validateResourceName(errors: Errors, at: string, name: string): void {
  follow(errors, at, name, qualifiedName);
  if (!name.includes('/') && !CONTAINER_RESOURCES.includes(name) && !name.startsWith('hugepages-'))
    errors.push(invalid(at, name, 'must be a standard resource for containers'));
}

function validateUsage(errors: Errors, at: string, given: MetricTarget | undefined): void {
  const target = validateTarget(errors, `${at}.target`, given);
  if (target.averageUtilization === undefined && target.averageValue === undefined)
    errors.push(required(`${at}.target.averageUtilization`, NO_TARGET));
  if (target.averageUtilization !== undefined && target.averageValue !== undefined)
    errors.push(forbidden(`${at}.target.averageValue`, BOTH_TARGETS));
}

function validateTarget(errors: Errors, at: string, target: MetricTarget = {}): MetricTarget {
  const { type = '', averageUtilization } = target;
  if (type === '') errors.push(required(`${at}.type`, 'must specify a metric target type'));
  if (!TARGET_TYPES.includes(type)) errors.push(invalid(`${at}.type`, type, 'must be either Utilization, Value, or AverageValue'));
  for (const field of ['value', 'averageValue'] as const) {
    const quantity = target[field];
    if (quantity !== undefined && milliValue(quantity) <= 0) errors.push(invalid(`${at}.${field}`, quantity, 'must be positive'));
  }
  if (averageUtilization !== undefined && averageUtilization < 1)
    errors.push(invalid(`${at}.averageUtilization`, averageUtilization, 'must be greater than 0'));
  return target;
}

function validateIdentifier(errors: Errors, at: string, metric: MetricIdentifier | undefined): void {
  const name = metric?.name ?? '';
  if (name === '') errors.push(required(`${at}.name`, 'must specify a metric name'));
  else follow(errors, `${at}.name`, name, pathSegment);
}

function validateRules(errors: Errors, at: string, rules: ScalingRules | undefined): void {
  if (rules === undefined) return;
  const { stabilizationWindowSeconds: window, selectPolicy, policies = [] } = rules;
  if (window !== undefined && window < 0)
    errors.push(invalid(`${at}.stabilizationWindowSeconds`, window, 'must be greater than or equal to zero'));
  if (window !== undefined && window > MAX_WINDOW_SECONDS)
    errors.push(invalid(`${at}.stabilizationWindowSeconds`, window, `must be less than or equal to ${MAX_WINDOW_SECONDS}`));
  if (selectPolicy !== undefined && !SELECT_POLICIES.includes(selectPolicy))
    errors.push(notSupported(`${at}.selectPolicy`, selectPolicy, SELECT_POLICIES));
  if (policies.length === 0) errors.push(required(`${at}.policies`, 'must specify at least one Policy'));
  for (const [index, { type = '', value = 0, periodSeconds: period = 0 }] of policies.entries()) {
    const here = `${at}.policies[${index}]`;
    if (!POLICY_TYPES.includes(type)) errors.push(notSupported(`${here}.type`, type, POLICY_TYPES));
    if (value <= 0) errors.push(invalid(`${here}.value`, value, 'must be greater than zero'));
    if (period <= 0) errors.push(invalid(`${here}.periodSeconds`, period, 'must be greater than zero'));
    if (period > MAX_PERIOD_SECONDS)
      errors.push(invalid(`${here}.periodSeconds`, period, `must be less than or equal to ${MAX_PERIOD_SECONDS}`));
  }
}
