// One control loop as the picture shows it: what was asked for, what there is, and why the two differ.
import type { Deployment } from '../api/kinds/deployment.ts';
import type { ReplicaSet } from '../api/kinds/replica-set.ts';
import type { Condition } from '../api/object.ts';
import type { LoopRow, PodRow } from './picture-types.ts';

/** Pods of one workload that are not ready, counted by their word. */
export type Unready = Map<string, number>;

export function countUnready(unready: Map<string, Unready>, row: PodRow): void {
  if (row.ready || row.workload === '') return;
  let words = unready.get(row.workload);
  if (words === undefined) {
    words = new Map();
    unready.set(row.workload, words);
  }
  // "Running" alone would sound as if nothing were missing.
  const word = row.status === 'Running' ? 'not ready' : row.status;
  words.set(word, (words.get(word) ?? 0) + 1);
}

const rows = new WeakMap<Deployment | ReplicaSet, LoopRow>();

/** The same row for the same object, as long as its pods give the same reason. */
export function loopRow(object: Deployment | ReplicaSet, unready: ReadonlyMap<string, Unready>): LoopRow {
  const plural = object.kind === 'Deployment' ? 'deployments' : 'replicasets';
  const { namespace = '', name } = object.metadata;
  const key = `${plural}/${namespace}/${name}`;
  const reason = reasonOf(object, unready.get(key));
  const known = rows.get(object);
  if (known !== undefined && known.reason === reason) return known;
  const desired = object.spec.replicas ?? 1;
  const row: LoopRow = { key, kind: object.kind, namespace, name, desired, actual: object.status.readyReplicas ?? 0, reason };
  rows.set(object, row);
  return row;
}

/** Empty when the loop is closed. */
function reasonOf(object: Deployment | ReplicaSet, unready: Unready | undefined): string {
  const { status } = object;
  const desired = object.spec.replicas ?? 1;
  const failure = conditionOf(status.conditions, 'ReplicaFailure');
  if (failure?.status === 'True') return failure.message ?? failure.reason ?? '';
  if (object.kind === 'Deployment') {
    if (object.spec.paused === true) return 'paused';
    const { updatedReplicas = 0, replicas = 0 } = object.status;
    const progressing = conditionOf(status.conditions, 'Progressing');
    if (progressing?.status === 'False') return progressing.message ?? progressing.reason ?? '';
    if (updatedReplicas < replicas && updatedReplicas < desired) return `${updatedReplicas} of ${desired} updated`;
  }
  if ((status.readyReplicas ?? 0) >= desired) return '';
  return [...(unready ?? [])].map(([word, count]) => `${count} ${word}`).join(', ');
}

function conditionOf(conditions: readonly Condition[] | undefined, type: string): Condition | undefined {
  return conditions?.find((condition) => condition.type === type);
}
