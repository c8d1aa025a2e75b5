// Gives ReplicaSets new sizes: one of them, or all in proportion when the Deployment is scaled in the middle of a rollout.
// Models pkg/controller/deployment/sync.go (scale, scaleReplicaSet, cleanupDeployment).
import { replicaSets } from '../api/kinds/replica-set.ts';
import type { ReplicaSet } from '../api/kinds/replica-set.ts';
import type { Status } from '../api/status.ts';
import type { Task } from '../sim/sim.ts';
import { desiredReplicasAnnotation, revisionOf, sizeAnnotations } from './deployment-annotations.ts';
import { hasRevisionHistoryLimit, isRollingUpdate, maxSurge, proportionOf, replicasOf, wantedReplicas } from './deployment-math.ts';
import { activeOf, allOf, byCreation, step } from './deployment-pass.ts';
import type { DeploymentPass, Rollout, Step } from './deployment-pass.ts';

/** Sets the size unless it is so already, and tells of it in an event. */
export function* scaleTo(pass: DeploymentPass, set: ReplicaSet, size: number): Task<Step<ReplicaSet>> {
  if (replicasOf(set) === size) return step(set);
  return yield* resize(pass, set, size, size > replicasOf(set) ? 'up' : 'down');
}

function* resize(pass: DeploymentPass, set: ReplicaSet, size: number, direction: 'up' | 'down'): Task<Step<ReplicaSet>> {
  const { tools, ctx, deployment } = pass;
  const wanted = replicasOf(deployment);
  const before = replicasOf(set);
  const annotations = sizeAnnotations(set.metadata.annotations, wanted, wanted + maxSurge(deployment));
  if (before === size && annotations === set.metadata.annotations) return step(set);
  const next: ReplicaSet = { ...set, metadata: { ...set.metadata, annotations }, spec: { ...set.spec, replicas: size } };
  const updated = yield* tools.client.update(ctx, replicaSets, next);
  if (!updated.ok || before === size) return updated;
  const { name } = set.metadata;
  pass.decided.push(`scale ${name} ${direction} from ${before} to ${size}`);
  pass.wrote.push(`ReplicaSet ${name} with ${size} replicas`);
  tools.recorder.event(ctx, deployment, 'Normal', 'ScalingReplicaSet', `Scaled ${direction} replica set ${name} from ${before} to ${size}`);
  return updated;
}

/** Whether some ReplicaSet still has the size that an earlier number of replicas gave it. */
export function isScalingEvent(pass: DeploymentPass, rollout: Rollout): boolean {
  const wanted = replicasOf(pass.deployment);
  return activeOf(allOf(rollout)).some((set) => {
    const desired = set.metadata.annotations?.[desiredReplicasAnnotation];
    return desired !== undefined && Number(desired) !== wanted;
  });
}

/** Brings the ReplicaSets to the Deployment's number of replicas without moving the rollout on. */
export function* scaleRollout(pass: DeploymentPass, rollout: Rollout): Task<Status | undefined> {
  const { deployment } = pass;
  const wanted = replicasOf(deployment);
  const only = activeOrLatest(rollout);
  if (only !== undefined) {
    const scaled = yield* scaleTo(pass, only, wanted);
    return scaled.ok ? undefined : scaled.status;
  }
  if (isSaturated(rollout.current, wanted)) {
    for (const set of activeOf(rollout.old)) {
      const scaled = yield* scaleTo(pass, set, 0);
      if (!scaled.ok) return scaled.status;
    }
    return undefined;
  }
  return isRollingUpdate(deployment) ? yield* scaleInProportion(pass, activeOf(allOf(rollout)), wanted) : undefined;
}

function* scaleInProportion(pass: DeploymentPass, sets: readonly ReplicaSet[], wanted: number): Task<Status | undefined> {
  const allowed = wanted > 0 ? wanted + maxSurge(pass.deployment) : 0;
  const toAdd = allowed - wantedReplicas(sets);
  const growing = toAdd > 0;
  const ordered = [...sets].sort(
    (left, right) => replicasOf(right) - replicasOf(left) || (growing ? byCreation(right, left) : byCreation(left, right)),
  );
  const sizes: number[] = [];
  let added = 0;
  for (const set of ordered) {
    const part = proportionOf(set, pass.deployment, toAdd, added);
    sizes.push(replicasOf(set) + part);
    added += part;
  }
  // What rounding leaves over goes to the biggest.
  if (sizes[0] !== undefined && toAdd !== 0) sizes[0] = Math.max(0, sizes[0] + toAdd - added);
  for (const [index, set] of ordered.entries()) {
    const scaled = yield* resize(pass, set, sizes[index] ?? replicasOf(set), growing ? 'up' : 'down');
    if (!scaled.ok) return scaled.status;
  }
  return undefined;
}

/** The one ReplicaSet to scale when there is just one with pods, or none at all. */
function activeOrLatest({ current, old }: Rollout): ReplicaSet | undefined {
  const active = activeOf(allOf({ current, old }));
  if (active.length === 1) return active[0];
  if (active.length > 1) return undefined;
  return current ?? [...old].sort(byCreation).at(-1);
}

function isSaturated(current: ReplicaSet | undefined, wanted: number): boolean {
  if (current === undefined) return false;
  const desired = Number(current.metadata.annotations?.[desiredReplicasAnnotation]);
  return replicasOf(current) === wanted && desired === wanted && (current.status.availableReplicas ?? 0) === wanted;
}

/** Deletes the oldest empty ReplicaSets beyond the history limit. */
export function* forgetOldRevisions(pass: DeploymentPass, old: readonly ReplicaSet[]): Task<Status | undefined> {
  const { deployment, tools, ctx } = pass;
  if (!hasRevisionHistoryLimit(deployment)) return undefined;
  const alive = old.filter((set) => set.metadata.deletionTimestamp === undefined);
  const surplus = alive.length - (deployment.spec.revisionHistoryLimit ?? 0);
  if (surplus <= 0) return undefined;
  const oldest = [...alive].sort((left, right) => revisionOf(left) - revisionOf(right)).slice(0, surplus);
  for (const set of oldest) {
    const { namespace, name, generation = 0 } = set.metadata;
    if (set.status.replicas !== 0 || replicasOf(set) !== 0 || generation > (set.status.observedGeneration ?? 0)) continue;
    const deleted = yield* tools.client.delete(ctx, replicaSets, namespace, name);
    if (!deleted.ok && deleted.status.reason !== 'NotFound') return deleted.status;
    pass.wrote.push(`deleted ReplicaSet ${name} of revision ${revisionOf(set)}`);
  }
  return undefined;
}
