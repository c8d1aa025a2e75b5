// What a Deployment says of itself: counts, whether it is available, whether its rollout makes progress.
// Models pkg/controller/deployment/progress.go and sync.go (calculateStatus).
import { deepEqual } from '../api/equal.ts';
import type { Deployment, DeploymentStatus } from '../api/kinds/deployment.ts';
import type { Condition } from '../api/object.ts';
import { keyOf } from '../api/object.ts';
import type { Status } from '../api/status.ts';
import { instantOf } from '../api/time.ts';
import type { Task } from '../sim/sim.ts';
import { conditionOf, withCondition, withoutCondition } from './conditions.ts';
import { availableReplicas, hasProgressDeadline, maxUnavailable, replicasOf, wantedReplicas } from './deployment-math.ts';
import { allOf, deploymentCondition, writeDeploymentStatus } from './deployment-pass.ts';
import type { DeploymentPass, Rollout } from './deployment-pass.ts';

/** Every wanted pod is of the new template and available, and no other is left. */
export function isComplete(deployment: Deployment, status: DeploymentStatus): boolean {
  const wanted = replicasOf(deployment);
  return (
    (status.updatedReplicas ?? 0) === wanted &&
    (status.replicas ?? 0) === wanted &&
    (status.availableReplicas ?? 0) === wanted &&
    (status.observedGeneration ?? 0) >= (deployment.metadata.generation ?? 0)
  );
}

/** Writes counts and availability only: for Deployments that are paused, being scaled or being deleted. */
export function* writeCounts(pass: DeploymentPass, rollout: Rollout): Task<Status | undefined> {
  return yield* writeIfNew(pass, calculateStatus(pass, rollout));
}

/** Writes counts, availability and progress; a rollout that stands still is looked at again at its deadline. */
export function* writeRolloutStatus(pass: DeploymentPass, rollout: Rollout): Task<Status | undefined> {
  const { deployment } = pass;
  const counted = calculateStatus(pass, rollout);
  let conditions = counted.conditions ?? [];
  if (!hasProgressDeadline(deployment)) conditions = withoutCondition(conditions, 'Progressing');
  const present = conditionOf(deployment.status.conditions, 'Progressing');
  const wasComplete = (counted.replicas ?? 0) === (counted.updatedReplicas ?? 0) && present?.reason === 'NewReplicaSetAvailable';
  if (hasProgressDeadline(deployment) && !wasComplete) conditions = withProgress(pass, rollout, counted, conditions, present);
  const failure = replicaFailure(rollout);
  conditions = failure === undefined ? withoutCondition(conditions, 'ReplicaFailure') : withCondition(conditions, failure);
  const status = { ...counted, conditions };
  if (deepEqual(deployment.status, status)) {
    lookAgainAtDeadline(pass, status);
    return undefined;
  }
  return yield* writeIfNew(pass, status);
}

function* writeIfNew(pass: DeploymentPass, status: DeploymentStatus): Task<Status | undefined> {
  if (deepEqual(pass.deployment.status, status)) return undefined;
  pass.deployment = { ...pass.deployment, status };
  return yield* writeDeploymentStatus(
    pass,
    `${status.replicas ?? 0} pods, ${status.updatedReplicas ?? 0} of the new template, ${status.availableReplicas ?? 0} available`,
  );
}

function calculateStatus(pass: DeploymentPass, rollout: Rollout): DeploymentStatus {
  const { deployment } = pass;
  const all = allOf(rollout);
  const available = availableReplicas(all);
  const unavailable = Math.max(0, wantedReplicas(all) - available);
  const replicas = all.reduce((sum, set) => sum + set.status.replicas, 0);
  const ready = all.reduce((sum, set) => sum + (set.status.readyReplicas ?? 0), 0);
  const updated = rollout.current?.status.replicas ?? 0;
  const enough = available >= replicasOf(deployment) - maxUnavailable(deployment);
  const condition = enough
    ? deploymentCondition(pass, 'Available', 'True', 'MinimumReplicasAvailable', 'Deployment has minimum availability.')
    : deploymentCondition(pass, 'Available', 'False', 'MinimumReplicasUnavailable', 'Deployment does not have minimum availability.');
  const { collisionCount } = deployment.status;
  return {
    ...(deployment.metadata.generation === undefined ? {} : { observedGeneration: deployment.metadata.generation }),
    ...(replicas > 0 ? { replicas } : {}),
    ...(updated > 0 ? { updatedReplicas: updated } : {}),
    ...(ready > 0 ? { readyReplicas: ready } : {}),
    ...(available > 0 ? { availableReplicas: available } : {}),
    ...(unavailable > 0 ? { unavailableReplicas: unavailable } : {}),
    conditions: withCondition(deployment.status.conditions, condition),
    ...(collisionCount === undefined ? {} : { collisionCount }),
  };
}

function withProgress(
  pass: DeploymentPass,
  { current }: Rollout,
  status: DeploymentStatus,
  conditions: readonly Condition[],
  present: Condition | undefined,
): readonly Condition[] {
  const { deployment } = pass;
  const what = current === undefined ? `Deployment "${deployment.metadata.name}"` : `ReplicaSet "${current.metadata.name}"`;
  if (isComplete(deployment, status)) {
    return withCondition(
      conditions,
      deploymentCondition(pass, 'Progressing', 'True', 'NewReplicaSetAvailable', `${what} has successfully progressed.`),
    );
  }
  if (madeProgress(deployment.status, status)) {
    const condition = deploymentCondition(pass, 'Progressing', 'True', 'ReplicaSetUpdated', `${what} is progressing.`);
    const since = present?.status === 'True' ? present.lastTransitionTime : undefined;
    // Taken out first, so that its time of update is renewed although status and reason stay: the deadline counts from it.
    return withCondition(
      withoutCondition(conditions, 'Progressing'),
      since === undefined ? condition : { ...condition, lastTransitionTime: since },
    );
  }
  if (hasTimedOut(pass, present)) {
    pass.decided.push('the rollout has made no progress for too long');
    return withCondition(
      conditions,
      deploymentCondition(pass, 'Progressing', 'False', 'ProgressDeadlineExceeded', `${what} has timed out progressing.`),
    );
  }
  return conditions;
}

function madeProgress(before: DeploymentStatus, after: DeploymentStatus): boolean {
  const oldPods = (status: DeploymentStatus): number => (status.replicas ?? 0) - (status.updatedReplicas ?? 0);
  return (
    (after.updatedReplicas ?? 0) > (before.updatedReplicas ?? 0) ||
    oldPods(after) < oldPods(before) ||
    (after.readyReplicas ?? 0) > (before.readyReplicas ?? 0) ||
    (after.availableReplicas ?? 0) > (before.availableReplicas ?? 0)
  );
}

function hasTimedOut(pass: DeploymentPass, present: Condition | undefined): boolean {
  if (present === undefined || present.reason === 'NewReplicaSetAvailable') return false;
  if (present.reason === 'ProgressDeadlineExceeded') return true;
  return deadlineUs(pass, present) < pass.tools.sim.clock.nowUs;
}

function deadlineUs({ deployment }: DeploymentPass, condition: Condition): number {
  return (
    instantOf(condition.lastUpdateTime ?? deployment.metadata.creationTimestamp) +
    (deployment.spec.progressDeadlineSeconds ?? 0) * 1_000_000
  );
}

function lookAgainAtDeadline(pass: DeploymentPass, status: DeploymentStatus): void {
  const { deployment, tools, ctx } = pass;
  const present = conditionOf(deployment.status.conditions, 'Progressing');
  if (!hasProgressDeadline(deployment) || present === undefined) return;
  if (isComplete(deployment, status) || present.reason === 'ProgressDeadlineExceeded') return;
  const leftMs = (deadlineUs(pass, present) - tools.sim.clock.nowUs) / 1000;
  if (leftMs < 1000) tools.queue.addRateLimited(keyOf(deployment), ctx);
  // A deadline ten minutes away is no reason to call the lab busy; the pass it brings is as real as any.
  else tools.queue.addAfter(keyOf(deployment), leftMs + 1000, ctx, 'background');
}

/** The failure of the new ReplicaSet, or else of an old one. */
function replicaFailure({ current, old }: Rollout): Condition | undefined {
  for (const set of current === undefined ? old : [current, ...old]) {
    const failure = conditionOf(set.status.conditions, 'ReplicaFailure');
    if (failure?.status === 'True') return { ...failure };
  }
  return undefined;
}
