// Moves a Deployment from old ReplicaSets to the new one: a few pods at a time, or all at once (Recreate).
// Models pkg/controller/deployment/rolling.go and recreate.go.
import type { Pod } from '../api/kinds/pod.ts';
import type { ReplicaSet } from '../api/kinds/replica-set.ts';
import { isPodTerminal } from '../api/pods/pod-template.ts';
import type { Status } from '../api/status.ts';
import type { Task } from '../sim/sim.ts';
import { availableReplicas, maxUnavailable, newReplicasWanted, replicasOf, wantedReplicas } from './deployment-math.ts';
import { activeOf, allOf, byCreation, step } from './deployment-pass.ts';
import type { DeploymentPass, Rollout, Step } from './deployment-pass.ts';
import { findRollout } from './deployment-revisions.ts';
import { forgetOldRevisions, scaleTo } from './deployment-scale.ts';
import { isComplete, writeRolloutStatus } from './deployment-status.ts';

/** One step up or down, never both: the next pass sees what came of it. */
export function* rollForward(pass: DeploymentPass, sets: readonly ReplicaSet[]): Task<Status | undefined> {
  const found = yield* findRollout(pass, sets, 'create');
  if (!found.ok) return found.status;
  const rollout = found.value;
  const { current } = rollout;
  if (current === undefined) return undefined;
  const up = yield* growCurrent(pass, rollout, current);
  if (!up.ok) return up.status;
  // As upstream, the status counts the sizes that were there before this step.
  if (up.value) return yield* writeRolloutStatus(pass, rollout);
  const down = yield* shrinkOld(pass, rollout, current);
  if (!down.ok) return down.status;
  if (down.value) return yield* writeRolloutStatus(pass, rollout);
  return yield* finish(pass, rollout);
}

/** Removes every old pod, waits until the last is gone, then makes the new ones. */
export function* replaceAll(
  pass: DeploymentPass,
  sets: readonly ReplicaSet[],
  podsOf: (set: ReplicaSet) => readonly Pod[],
): Task<Status | undefined> {
  const before = yield* findRollout(pass, sets, 'leave');
  if (!before.ok) return before.status;
  const active = activeOf(before.value.old);
  for (const set of active) {
    const scaled = yield* scaleTo(pass, set, 0);
    if (!scaled.ok) return scaled.status;
  }
  if (active.length > 0) return yield* writeRolloutStatus(pass, before.value);
  const lingering = before.value.old.some((set) => set.status.replicas > 0 || podsOf(set).some((pod) => !isPodTerminal(pod)));
  if (lingering) {
    pass.decided.push('wait until the last old pod is gone');
    return yield* writeRolloutStatus(pass, before.value);
  }
  const found = before.value.current === undefined ? yield* findRollout(pass, sets, 'create') : before;
  if (!found.ok) return found.status;
  const { current } = found.value;
  if (current === undefined) return undefined;
  const scaled = yield* scaleTo(pass, current, replicasOf(pass.deployment));
  if (!scaled.ok) return scaled.status;
  return yield* finish(pass, { ...found.value, current: scaled.value });
}

function* finish(pass: DeploymentPass, rollout: Rollout): Task<Status | undefined> {
  if (isComplete(pass.deployment, pass.deployment.status)) {
    const problem = yield* forgetOldRevisions(pass, rollout.old);
    if (problem !== undefined) return problem;
  }
  return yield* writeRolloutStatus(pass, rollout);
}

/** Whether the new ReplicaSet got another size. */
function* growCurrent(pass: DeploymentPass, rollout: Rollout, current: ReplicaSet): Task<Step<boolean>> {
  const wanted = replicasOf(pass.deployment);
  const size = replicasOf(current);
  if (size === wanted) return step(false);
  const next = size > wanted ? wanted : newReplicasWanted(pass.deployment, allOf(rollout), size);
  if (next === size) return step(false);
  const scaled = yield* scaleTo(pass, current, next);
  return scaled.ok ? step(true) : scaled;
}

/** Whether old ReplicaSets got smaller: first pods that never came up, then as many as availability allows. */
function* shrinkOld(pass: DeploymentPass, rollout: Rollout, current: ReplicaSet): Task<Step<boolean>> {
  const active = activeOf(rollout.old);
  if (wantedReplicas(active) === 0) return step(false);
  const minAvailable = replicasOf(pass.deployment) - maxUnavailable(pass.deployment);
  const newUnavailable = replicasOf(current) - (current.status.availableReplicas ?? 0);
  const most = wantedReplicas(allOf(rollout)) - minAvailable - newUnavailable;
  if (most <= 0) return step(false);

  const unhealthy = yield* shrink(pass, [...active].sort(byCreation), most, (set) => replicasOf(set) - (set.status.availableReplicas ?? 0));
  if (!unhealthy.ok) return unhealthy;
  const spare = availableReplicas([...unhealthy.value.sets, current]) - minAvailable;
  const healthy = yield* shrink(pass, unhealthy.value.sets, Math.max(0, spare), replicasOf);
  if (!healthy.ok) return healthy;
  return step(unhealthy.value.removed + healthy.value.removed > 0);
}

interface Shrunk {
  readonly sets: readonly ReplicaSet[];
  readonly removed: number;
}

/** Takes at most `most` pods away, oldest ReplicaSet first, `spare` at most from each. */
function* shrink(pass: DeploymentPass, sets: readonly ReplicaSet[], most: number, spare: (set: ReplicaSet) => number): Task<Step<Shrunk>> {
  const after: ReplicaSet[] = [];
  let removed = 0;
  for (const set of sets) {
    const part = Math.max(0, Math.min(most - removed, spare(set), replicasOf(set)));
    const scaled = yield* scaleTo(pass, set, replicasOf(set) - part);
    if (!scaled.ok) return scaled;
    after.push(scaled.value);
    removed += part;
  }
  return step({ sets: after, removed });
}
