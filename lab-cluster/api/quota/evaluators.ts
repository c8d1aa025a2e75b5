// The evaluator of every kind. The API server charges by it, the quota controller adds up by it. Models apiserver/pkg/quota/v1 and pkg/quota/v1/evaluator/core.
import type { Kind } from '../kind.ts';
import type { ResourceQuota, ScopeRequirement } from '../kinds/resource-quota.ts';
import type { KubeObject } from '../object.ts';
import type { ResourceList } from '../resources.ts';
import type { QuotaEvaluator } from './quota-evaluator.ts';
import { claimEvaluator } from './claims.ts';
import { podEvaluator } from './pods.ts';
import { serviceEvaluator } from './services.ts';

/** Older names of the counts of some kinds. */
const ALIASES = new Set(['configmaps', 'resourcequotas', 'replicationcontrollers', 'secrets']);

const SPECIAL: Readonly<Record<string, QuotaEvaluator>> = {
  pods: podEvaluator,
  services: serviceEvaluator,
  persistentvolumeclaims: claimEvaluator,
};

const counters = new Map<string, QuotaEvaluator>();

/** Every namespaced kind can at least be counted; events are not. */
export function evaluatorOf(kind: Kind): QuotaEvaluator | undefined {
  if (!kind.namespaced || kind.computed === true || kind.plural === 'events') return undefined;
  const { resource } = kind;
  const special = Object.hasOwn(SPECIAL, resource) ? SPECIAL[resource] : undefined;
  if (special !== undefined) return special;
  let counter = counters.get(resource);
  if (counter === undefined) {
    counter = objectCounter(resource);
    counters.set(resource, counter);
  }
  return counter;
}

function objectCounter(resource: string): QuotaEvaluator {
  const count = `count/${resource}`;
  const one: ResourceList = ALIASES.has(resource) ? { [count]: '1', [resource]: '1' } : { [count]: '1' };
  return {
    counts: (name) => Object.hasOwn(one, name),
    usage: () => one,
    charges: (operation, subresource) => operation === 'CREATE' && subresource === undefined,
  };
}

/** Whether the quota is about this object at all. Models generic.Matches. */
export function quotaMatches(
  quota: Pick<ResourceQuota, 'spec'>,
  hard: ResourceList | undefined,
  evaluator: QuotaEvaluator,
  object: KubeObject,
): boolean {
  let counts = false;
  for (const name in hard) if (evaluator.counts(name)) counts = true;
  return counts && isInScopes(quota, evaluator, object);
}

function isInScopes({ spec }: Pick<ResourceQuota, 'spec'>, evaluator: QuotaEvaluator, object: KubeObject): boolean {
  const matches = (scope: ScopeRequirement): boolean => evaluator.isInScope?.(object, scope) ?? false;
  if (!(spec.scopes ?? []).every((scopeName) => matches({ scopeName, operator: 'Exists' }))) return false;
  return (spec.scopeSelector?.matchExpressions ?? []).every(matches);
}
