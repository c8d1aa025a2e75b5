// What the parts of one pass over a Deployment share: the objects it works on and the story it will tell.
import { deployments } from '../api/kinds/deployment.ts';
import type { Deployment } from '../api/kinds/deployment.ts';
import type { ReplicaSet } from '../api/kinds/replica-set.ts';
import type { Condition } from '../api/object.ts';
import type { Status } from '../api/status.ts';
import { timestamp } from '../api/time.ts';
import type { Context, Task } from '../sim/sim.ts';
import type { Tools } from './define-controller.ts';

export interface DeploymentPass {
  readonly tools: Tools;
  readonly ctx: Context;
  /**
   * The Deployment as this pass has it. As upstream, a status written in the middle of a pass does not renew its
   * resourceVersion: the next write meets a conflict and the pass is made again on fresh data.
   */
  deployment: Deployment;
  readonly decided: string[];
  readonly wrote: string[];
}

/** The ReplicaSets of a Deployment: the one of its present template, and those of former ones. */
export interface Rollout {
  readonly current: ReplicaSet | undefined;
  readonly old: readonly ReplicaSet[];
}

/** A step of a pass: a value, or the answer that ends the pass. */
export type Step<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly status: Status };

export function step<T>(value: T): Step<T> {
  return { ok: true, value };
}

export function allOf({ current, old }: Rollout): readonly ReplicaSet[] {
  return current === undefined ? old : [...old, current];
}

/** Those that want at least one pod. */
export function activeOf(sets: readonly ReplicaSet[]): readonly ReplicaSet[] {
  return sets.filter((set) => (set.spec.replicas ?? 1) > 0);
}

export function byCreation(left: ReplicaSet, right: ReplicaSet): number {
  const [one, other] = [left.metadata.creationTimestamp, right.metadata.creationTimestamp];
  if (one !== other) return one < other ? -1 : 1;
  return left.metadata.name < right.metadata.name ? -1 : left.metadata.name > right.metadata.name ? 1 : 0;
}

export function deploymentCondition(
  pass: DeploymentPass,
  type: 'Progressing' | 'Available',
  status: Condition['status'],
  reason: string,
  message: string,
): Condition {
  const now = timestamp(pass.tools.sim.clock.nowUs);
  return { type, status, lastUpdateTime: now, lastTransitionTime: now, reason, message };
}

/** Writes the status of the Deployment as this pass has it now. */
export function* writeDeploymentStatus(pass: DeploymentPass, what: string): Task<Status | undefined> {
  const written = yield* pass.tools.client.updateStatus(pass.ctx, deployments, pass.deployment);
  if (!written.ok) return written.status;
  pass.wrote.push(`status: ${what}`);
  return undefined;
}
