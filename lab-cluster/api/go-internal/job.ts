// Policies of Jobs as Go's internal structs print them.
import type { JobSpec } from '../kinds/job.ts';

export function goSuccessPolicy(policy: JobSpec['successPolicy']): unknown {
  if (policy === undefined) return null;
  const rules = policy.rules?.map(({ succeededIndexes, succeededCount }) => ({
    SucceededIndexes: succeededIndexes ?? null,
    SucceededCount: succeededCount ?? null,
  }));
  return { Rules: rules ?? null };
}

export function goPodFailurePolicy(policy: JobSpec['podFailurePolicy']): unknown {
  if (policy === undefined) return null;
  const rules = policy.rules?.map(({ action, onExitCodes, onPodConditions }) => ({
    Action: action ?? '',
    OnExitCodes:
      onExitCodes === undefined
        ? null
        : { ContainerName: onExitCodes.containerName ?? null, Operator: onExitCodes.operator ?? '', Values: onExitCodes.values ?? null },
    OnPodConditions: onPodConditions?.map(({ type, status }) => ({ Type: type ?? '', Status: status ?? '' })) ?? null,
  }));
  return { Rules: rules ?? null };
}
