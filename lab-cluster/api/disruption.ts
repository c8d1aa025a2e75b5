// The condition of a PodDisruptionBudget that says whether pods may be taken away now.
// Models component-helpers/apps/poddisruptionbudget and apimachinery's SetStatusCondition.
import type { PodDisruptionBudgetStatus } from './kinds/pod-disruption-budget.ts';
import type { Condition } from './object.ts';
import { timestamp } from './time.ts';

const TYPE = 'DisruptionAllowed';

/** The same status with the condition that follows from its count. */
export function allowsDisruptions(status: PodDisruptionBudgetStatus, nowUs: number): PodDisruptionBudgetStatus {
  const allowed = status.disruptionsAllowed > 0;
  return withCondition(status, allowed ? 'True' : 'False', allowed ? 'SufficientPods' : 'InsufficientPods', '', nowUs);
}

/** After a pass that could not count: nobody may be evicted on numbers that mean nothing. */
export function syncFailed(status: PodDisruptionBudgetStatus, message: string, nowUs: number): PodDisruptionBudgetStatus {
  return withCondition({ ...status, disruptionsAllowed: 0 }, 'False', 'SyncFailed', message, nowUs);
}

/** Models ConditionsAreUpToDate. */
export function saysSo({ conditions, disruptionsAllowed, observedGeneration }: PodDisruptionBudgetStatus): boolean {
  const condition = conditions?.find(({ type }) => type === TYPE);
  if (condition === undefined || condition.observedGeneration !== observedGeneration) return false;
  return disruptionsAllowed > 0
    ? condition.status === 'True' && condition.reason === 'SufficientPods'
    : condition.status === 'False' && condition.reason === 'InsufficientPods';
}

function withCondition(
  status: PodDisruptionBudgetStatus,
  value: Condition['status'],
  reason: string,
  message: string,
  nowUs: number,
): PodDisruptionBudgetStatus {
  const { conditions = [], observedGeneration } = status;
  const had = conditions.find(({ type }) => type === TYPE);
  const since = had?.status === value ? had.lastTransitionTime : undefined;
  const condition: Condition = {
    type: TYPE,
    status: value,
    ...(observedGeneration === undefined ? {} : { observedGeneration }),
    lastTransitionTime: since ?? timestamp(nowUs),
    reason,
    message,
  };
  const next = had === undefined ? [...conditions, condition] : conditions.map((one) => (one === had ? condition : one));
  return { ...status, conditions: next };
}
