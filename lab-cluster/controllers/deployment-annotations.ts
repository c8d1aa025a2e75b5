// What a Deployment writes on its ReplicaSets to remember: revisions for undo, sizes for scaling in proportion.
// Models pkg/controller/deployment/util/deployment_util.go.
import type { Deployment } from '../api/kinds/deployment.ts';
import type { ReplicaSet } from '../api/kinds/replica-set.ts';

type Annotations = Readonly<Record<string, string>>;

export const revisionAnnotation = 'deployment.kubernetes.io/revision';
export const desiredReplicasAnnotation = 'deployment.kubernetes.io/desired-replicas';
export const maxReplicasAnnotation = 'deployment.kubernetes.io/max-replicas';
const revisionHistoryAnnotation = 'deployment.kubernetes.io/revision-history';
const rollbackAnnotation = 'deprecated.deployment.rollback.to';
const lastAppliedAnnotation = 'kubectl.kubernetes.io/last-applied-configuration';

const notCopied: ReadonlySet<string> = new Set([
  lastAppliedAnnotation,
  revisionAnnotation,
  revisionHistoryAnnotation,
  desiredReplicasAnnotation,
  maxReplicasAnnotation,
  rollbackAnnotation,
]);

const historyMostCharacters = 2000;

export function revisionOf(set: ReplicaSet): number {
  return Number(set.metadata.annotations?.[revisionAnnotation] ?? 0) || 0;
}

export function maxRevision(sets: readonly ReplicaSet[]): number {
  return sets.reduce((most, set) => Math.max(most, revisionOf(set)), 0);
}

/** The annotations of the ReplicaSet of `revision`, following the Deployment's own; the same object when nothing changes. */
export function revisionAnnotations(deployment: Deployment, before: Annotations | undefined, revision: number): Annotations | undefined {
  const next: Record<string, string> = { ...before };
  let changed = false;
  for (const [key, value] of Object.entries(deployment.metadata.annotations ?? {})) {
    if (notCopied.has(key) || next[key] === value) continue;
    next[key] = value;
    changed = true;
  }
  const previous = before?.[revisionAnnotation];
  if ((Number(previous ?? 0) || 0) < revision) {
    next[revisionAnnotation] = String(revision);
    changed = true;
    // A ReplicaSet that comes back by undo remembers which revisions it has been.
    if (previous !== undefined) next[revisionHistoryAnnotation] = withRevision(before?.[revisionHistoryAnnotation], previous);
  }
  return changed ? next : before;
}

/** The annotations with the sizes that scaling in proportion needs; the same object when nothing changes. */
export function sizeAnnotations(before: Annotations | undefined, desired: number, most: number): Annotations {
  if (before?.[desiredReplicasAnnotation] === String(desired) && before[maxReplicasAnnotation] === String(most)) return before;
  return { ...before, [desiredReplicasAnnotation]: String(desired), [maxReplicasAnnotation]: String(most) };
}

function withRevision(history: string | undefined, revision: string): string {
  const revisions = history === undefined || history === '' ? [] : history.split(',');
  revisions.push(revision);
  while (revisions.join(',').length > historyMostCharacters) revisions.shift();
  return revisions.join(',');
}
