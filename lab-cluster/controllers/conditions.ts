// Lists of conditions, as statuses keep them: one entry a type, with the time of its last change.
import type { Condition } from '../api/object.ts';

export function conditionOf(conditions: readonly Condition[] | undefined, type: string): Condition | undefined {
  return conditions?.find((condition) => condition.type === type);
}

/** The list with `condition` in it; the same list when it says nothing new. */
export function withCondition(conditions: readonly Condition[] | undefined, condition: Condition): readonly Condition[] {
  const present = conditionOf(conditions, condition.type);
  if (present !== undefined && present.status === condition.status && present.reason === condition.reason) return conditions ?? [];
  const sameStatus = present !== undefined && present.status === condition.status && present.lastTransitionTime !== undefined;
  const entry = sameStatus ? { ...condition, lastTransitionTime: present.lastTransitionTime } : condition;
  return [...withoutCondition(conditions, condition.type), entry as Condition];
}

export function withoutCondition(conditions: readonly Condition[] | undefined, type: string): readonly Condition[] {
  return conditions?.filter((condition) => condition.type !== type) ?? [];
}
