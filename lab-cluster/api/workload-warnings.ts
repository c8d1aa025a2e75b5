// What the server accepts of workloads but warns of. Models the WarningsOnCreate of pkg/registry/{apps,batch,core} and pkg/api/job.
import type { Job } from './kinds/job.ts';
import type { StatefulSet } from './kinds/stateful-set.ts';
import { dns1123Label } from './names.ts';
import type { KubeObject } from './object.ts';

const MANY_COMPLETIONS = 100_000;
const MANY_AT_ONCE = 10_000;

/** Pods are called after what makes them, and their hosts after them. */
export function warningsOfName({ metadata }: Pick<KubeObject, 'metadata'>): readonly string[] {
  const problems = dns1123Label(metadata.name ?? '');
  if (problems.length === 0) return [];
  return [
    `metadata.name: this is used in Pod names and hostnames, which can result in surprising behavior; a DNS label is recommended: [${problems.join(' ')}]`,
  ];
}

export function warningsOfJob(job: Job): readonly string[] {
  const { completionMode, completions = 0, parallelism = 0 } = job.spec;
  const isHuge = completionMode === 'Indexed' && completions > MANY_COMPLETIONS && parallelism > MANY_AT_ONCE;
  const huge =
    'In Indexed Jobs with a number of completions higher than 10^5 and a parallelism higher than 10^4, Kubernetes might not be able to track completedIndexes when a big number of indexes fail';
  return isHuge ? [...warningsOfName(job), huge] : warningsOfName(job);
}

export function warningsOfStatefulSet({ spec }: StatefulSet): readonly string[] {
  return (spec.revisionHistoryLimit ?? 0) < 0
    ? ['spec.revisionHistoryLimit: a negative value retains all historical revisions; a value >= 0 is recommended']
    : [];
}
