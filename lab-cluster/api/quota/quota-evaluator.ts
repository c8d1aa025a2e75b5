// What a quota asks of a kind: how much an object of it takes, and whether a scope takes the object in.
// Models apiserver/pkg/quota/v1 Evaluator.
import type { ScopeRequirement } from '../kinds/resource-quota.ts';
import type { KubeObject } from '../object.ts';
import type { ResourceList } from '../resources.ts';
import type { Micros } from '../../sim/sim.ts';

export interface QuotaEvaluator {
  /** Whether a quota on this name is about objects of this kind. */
  counts(resource: string): boolean;
  usage(object: KubeObject, nowUs: Micros): ResourceList;
  /** Requests that change what is used: creations always, updates of some kinds. */
  charges(operation: string, subresource: string | undefined): boolean;
  /** What the object must say for itself when these resources are limited; undefined when it does. */
  objection?(object: KubeObject, limited: readonly string[]): string | undefined;
  /** Absent: the kind knows no scopes, and quotas with scopes pass it by. */
  isInScope?(object: KubeObject, scope: ScopeRequirement): boolean;
  /** Whether an update gives back what was counted, so that the controller should look. */
  releases?(next: KubeObject, previous: KubeObject, nowUs: Micros): boolean;
}
