// What a ReplicaSet says of itself, and how it is written down.
// Models pkg/controller/replicaset/replica_set_utils.go.
import { deepEqual } from '../api/equal.ts';
import { replicaSets } from '../api/kinds/replica-set.ts';
import type { ReplicaSet, ReplicaSetStatus } from '../api/kinds/replica-set.ts';
import type { Result, Status } from '../api/status.ts';
import { timestamp } from '../api/time.ts';
import type { Client } from '../client/client.ts';
import type { Context, Task } from '../sim/sim.ts';
import { conditionOf, withCondition, withoutCondition } from './conditions.ts';

export interface Census {
  readonly active: number;
  readonly fullyLabeled: number;
  readonly ready: number;
  readonly available: number;
}

/** Why pods could not be made or removed. */
export interface ReplicaFailure {
  readonly reason: 'FailedCreate' | 'FailedDelete';
  readonly problem: Status;
}

export function replicaSetStatus(
  replicaSet: ReplicaSet,
  census: Census,
  failure: ReplicaFailure | undefined,
  nowUs: number,
): ReplicaSetStatus {
  const before = replicaSet.status.conditions;
  const failed = conditionOf(before, 'ReplicaFailure');
  let conditions = before;
  if (failure !== undefined && failed === undefined) {
    const { reason, problem } = failure;
    const condition = {
      type: 'ReplicaFailure',
      status: 'True',
      reason,
      message: problem.message ?? '',
      lastTransitionTime: timestamp(nowUs),
    } as const;
    conditions = withCondition(before, condition);
  } else if (failure === undefined && failed !== undefined) {
    conditions = withoutCondition(before, 'ReplicaFailure');
  }
  return {
    replicas: census.active,
    ...(census.fullyLabeled > 0 ? { fullyLabeledReplicas: census.fullyLabeled } : {}),
    ...(census.ready > 0 ? { readyReplicas: census.ready } : {}),
    ...(census.available > 0 ? { availableReplicas: census.available } : {}),
    ...(replicaSet.metadata.generation === undefined ? {} : { observedGeneration: replicaSet.metadata.generation }),
    ...(conditions === undefined || conditions.length === 0 ? {} : { conditions }),
  };
}

/** Writes the status unless it is so already; after a conflict it looks once more and writes over the newer version. */
export function* writeReplicaSetStatus(
  ctx: Context,
  client: Client,
  replicaSet: ReplicaSet,
  status: ReplicaSetStatus,
): Task<Result<ReplicaSet> | undefined> {
  if (deepEqual(replicaSet.status, status)) return undefined;
  const first = yield* client.updateStatus(ctx, replicaSets, { ...replicaSet, status });
  if (first.ok) return first;
  const { namespace, name } = replicaSet.metadata;
  const fresh = yield* client.get(ctx, replicaSets, namespace, name);
  if (!fresh.ok) return fresh;
  return yield* client.updateStatus(ctx, replicaSets, { ...fresh.value, status });
}
