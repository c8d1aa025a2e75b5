// What a quota counts of a pod: itself while it lives, and what its containers ask for. Models pkg/quota/v1/evaluator/core/pods.go.
import type { PodAffinityTerm } from '../pods/affinity.ts';
import type { Container } from '../pods/container.ts';
import { deepEqual } from '../equal.ts';
import type { Pod } from '../kinds/pod.ts';
import type { ScopeRequirement } from '../kinds/resource-quota.ts';
import { qosClassOf } from '../pods/pod-resources.ts';
import { podAmounts } from '../resource-sums.ts';
import type { ResourceList } from '../resources.ts';
import { instantOf } from '../time.ts';
import { isExtendedResource } from '../validate/resource-names.ts';
import type { Micros } from '../../sim/sim.ts';
import type { QuotaEvaluator } from './quota-evaluator.ts';

const COUNT = 'count/pods';
const NAMES = new Set([
  COUNT,
  'pods',
  'cpu',
  'memory',
  'ephemeral-storage',
  'requests.cpu',
  'requests.memory',
  'requests.ephemeral-storage',
  'limits.cpu',
  'limits.memory',
  'limits.ephemeral-storage',
]);
/** Where these are limited every container must say its own: a mistake of old that is kept. */
const EXPLICIT = new Set(['cpu', 'memory', 'requests.cpu', 'requests.memory', 'limits.cpu', 'limits.memory']);
const PLAIN = ['cpu', 'memory', 'ephemeral-storage'];

export const podEvaluator: QuotaEvaluator = {
  counts: (name) => {
    if (NAMES.has(name) || name.startsWith('hugepages-') || name.startsWith('requests.hugepages-')) return true;
    return name.startsWith('requests.') && isExtendedResource(name.slice('requests.'.length));
  },
  usage: (object, nowUs) => {
    const { spec } = object as Pod;
    if (!isCounted(object as Pod, nowUs)) return { [COUNT]: '1' };
    return { [COUNT]: '1', ...computeUsage(podAmounts(spec, 'requests'), podAmounts(spec, 'limits')) };
  },
  charges: (operation, subresource) =>
    subresource === undefined ? operation === 'CREATE' : subresource === 'resize' && operation === 'UPDATE',
  objection: (object, limited) => mustSpecify(object as Pod, limited),
  isInScope: (object, scope) => isInScope(object as Pod, scope),
  releases: (next, previous, nowUs) =>
    isResized(next as Pod, previous as Pod) || (isCounted(previous as Pod, nowUs) && !isCounted(next as Pod, nowUs)),
};

/** Models hasResourcesChanged of pkg/quota/v1/install/update_filter.go. */
function isResized({ spec: next }: Pod, { spec: previous }: Pod): boolean {
  if (next === previous) return false;
  const resources = (containers: readonly Container[] = []): unknown => containers.map((container) => container.resources ?? {});
  const same = (left: readonly Container[] | undefined, right: readonly Container[] | undefined): boolean =>
    left === right || deepEqual(resources(left), resources(right));
  return !(
    same(next.containers, previous.containers) &&
    same(next.initContainers, previous.initContainers) &&
    deepEqual(next.resources ?? {}, previous.resources ?? {})
  );
}

/** Pods that are over, or that a node has failed to end in time, cost nothing any more. Models QuotaV1Pod. */
function isCounted({ status, metadata }: Pod, nowUs: Micros): boolean {
  if (status?.phase === 'Failed' || status?.phase === 'Succeeded') return false;
  const { deletionTimestamp, deletionGracePeriodSeconds } = metadata;
  if (deletionTimestamp === undefined || deletionGracePeriodSeconds === undefined) return true;
  return nowUs <= instantOf(deletionTimestamp) + deletionGracePeriodSeconds * 1_000_000;
}

function computeUsage(requests: ResourceList, limits: ResourceList): ResourceList {
  const usage: Record<string, string> = { pods: '1' };
  for (const name of PLAIN) {
    const request = requests[name];
    const limit = limits[name];
    if (request !== undefined) usage[name] = usage[`requests.${name}`] = request;
    if (limit !== undefined) usage[`limits.${name}`] = limit;
  }
  for (const name in requests) {
    const request = requests[name] ?? '0';
    if (name.startsWith('hugepages-')) usage[name] = usage[`requests.${name}`] = request;
    else if (isExtendedResource(name)) usage[`requests.${name}`] = request;
  }
  return usage;
}

function mustSpecify({ spec }: Pod, limited: readonly string[]): string | undefined {
  // Who speaks for the pod as a whole speaks for its containers.
  if (Object.keys(spec.resources?.requests ?? {}).length > 0 || Object.keys(spec.resources?.limits ?? {}).length > 0) return undefined;
  const required = limited.filter((name) => EXPLICIT.has(name)).sort();
  const containers: readonly Container[] = [...spec.containers, ...(spec.initContainers ?? [])];
  const missing = required.flatMap((name) => {
    const silent = containers.filter(
      ({ resources }) => computeUsage(resources?.requests ?? {}, resources?.limits ?? {})[name] === undefined,
    );
    const names = [...new Set(silent.map((container) => container.name))].sort();
    return names.length === 0 ? [] : [`${name} for: ${names.join(',')}`];
  });
  return missing.length === 0 ? undefined : `must specify ${missing.join('; ')}`;
}

function isInScope(pod: Pod, scope: ScopeRequirement): boolean {
  const { spec } = pod;
  switch (scope.scopeName) {
    case 'Terminating':
      return spec.activeDeadlineSeconds !== undefined;
    case 'NotTerminating':
      return spec.activeDeadlineSeconds === undefined;
    case 'BestEffort':
      return qosClassOf(spec) === 'BestEffort';
    case 'NotBestEffort':
      return qosClassOf(spec) !== 'BestEffort';
    case 'PriorityClass':
      return matchesName(spec.priorityClassName ?? '', scope);
    case 'CrossNamespacePodAffinity':
      return looksElsewhere(pod);
    default:
      return false;
  }
}

/** A name as the one label that the scope's expression is about; no name is no label. */
export function matchesName(name: string, { operator, values = [] }: ScopeRequirement): boolean {
  switch (operator) {
    case 'Exists':
      return name !== '';
    case 'DoesNotExist':
      return name === '';
    case 'In':
      return name !== '' && values.includes(name);
    case 'NotIn':
      return name === '' || !values.includes(name);
    default:
      return false;
  }
}

function looksElsewhere({ spec }: Pod): boolean {
  const { podAffinity, podAntiAffinity } = spec.affinity ?? {};
  const terms: (PodAffinityTerm | undefined)[] = [podAffinity, podAntiAffinity].flatMap((affinity) => [
    ...(affinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []),
    ...(affinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []).map((weighted) => weighted.podAffinityTerm),
  ]);
  return terms.some((term) => (term?.namespaces?.length ?? 0) > 0 || term?.namespaceSelector !== undefined);
}
