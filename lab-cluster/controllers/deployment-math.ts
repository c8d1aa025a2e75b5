// The arithmetic of a Deployment: how many more, how many fewer, how many at most. Pure numbers, no writes.
// Models pkg/controller/deployment/util/deployment_util.go.
import type { Deployment } from '../api/kinds/deployment.ts';
import type { ReplicaSet } from '../api/kinds/replica-set.ts';
import type { IntOrString } from '../api/pods/container.ts';
import { maxReplicasAnnotation } from './deployment-annotations.ts';

const maxInt32 = 2_147_483_647;

export function replicasOf(object: { readonly spec: { readonly replicas?: number } }): number {
  return object.spec.replicas ?? 1;
}

/** Pods asked for by all these ReplicaSets. */
export function wantedReplicas(sets: readonly ReplicaSet[]): number {
  return sets.reduce((sum, set) => sum + replicasOf(set), 0);
}

export function availableReplicas(sets: readonly ReplicaSet[]): number {
  return sets.reduce((sum, set) => sum + (set.status.availableReplicas ?? 0), 0);
}

export function isRollingUpdate(deployment: Deployment): boolean {
  return deployment.spec.strategy?.type !== 'Recreate';
}

export function hasProgressDeadline(deployment: Deployment): boolean {
  const seconds = deployment.spec.progressDeadlineSeconds;
  return seconds !== undefined && seconds !== maxInt32;
}

export function hasRevisionHistoryLimit(deployment: Deployment): boolean {
  const limit = deployment.spec.revisionHistoryLimit;
  return limit !== undefined && limit !== maxInt32;
}

/** Pods that may exist beyond the wanted number while rolling. */
export function maxSurge(deployment: Deployment): number {
  return isRollingUpdate(deployment) ? fenceposts(deployment).surge : 0;
}

/** Pods that may be missing while rolling. */
export function maxUnavailable(deployment: Deployment): number {
  const wanted = replicasOf(deployment);
  if (!isRollingUpdate(deployment) || wanted === 0) return 0;
  return Math.min(fenceposts(deployment).unavailable, wanted);
}

/** Surge rounds up, unavailability down; if both come to nothing one pod may be missing, or nothing could ever move. */
function fenceposts(deployment: Deployment): { readonly surge: number; readonly unavailable: number } {
  const wanted = replicasOf(deployment);
  const { maxSurge: surgeText, maxUnavailable: unavailableText } = deployment.spec.strategy?.rollingUpdate ?? {};
  const surge = Math.ceil(share(surgeText, wanted));
  const unavailable = Math.floor(share(unavailableText, wanted));
  return { surge, unavailable: surge === 0 && unavailable === 0 ? 1 : unavailable };
}

function share(value: IntOrString | undefined, total: number): number {
  if (value === undefined) return 0;
  if (typeof value === 'number') return value;
  return (Number.parseInt(value, 10) * total) / 100;
}

/** How many pods the new ReplicaSet should have now, given what all of them have. */
export function newReplicasWanted(deployment: Deployment, all: readonly ReplicaSet[], newReplicas: number): number {
  const wanted = replicasOf(deployment);
  if (!isRollingUpdate(deployment)) return wanted;
  const room = wanted + maxSurge(deployment) - wantedReplicas(all);
  if (room <= 0) return newReplicas;
  return newReplicas + Math.min(room, wanted - newReplicas);
}

/** A ReplicaSet's part of `toAdd` pods (negative: to remove), proportional to its size. */
export function proportionOf(set: ReplicaSet, deployment: Deployment, toAdd: number, added: number): number {
  const size = replicasOf(set);
  if (size === 0 || toAdd === 0 || toAdd === added) return 0;
  const fraction = fractionOf(set, size, deployment);
  const left = toAdd - added;
  return toAdd > 0 ? Math.min(fraction, left) : Math.max(fraction, left);
}

function fractionOf(set: ReplicaSet, size: number, deployment: Deployment): number {
  const wanted = replicasOf(deployment);
  if (wanted === 0) return -size;
  const most = wanted + maxSurge(deployment);
  const annotated = Number(set.metadata.annotations?.[maxReplicasAnnotation]);
  const mostBefore = annotated > 0 ? annotated : (deployment.status.replicas ?? 0);
  if (mostBefore === 0) return 0;
  return Math.round((size * most) / mostBefore) - size;
}
