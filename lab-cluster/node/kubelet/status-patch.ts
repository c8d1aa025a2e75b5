// The smallest strategic merge patch that turns one pod status into another. Pure.
// Models pkg/util/pod/pod.go PatchPodStatus.
import { deepEqual } from '../../api/equal.ts';
import type { PodStatus } from '../../api/kinds/pod.ts';
import type { Condition } from '../../api/object.ts';

/** Undefined when nothing changes. */
export function statusPatch(uid: string, from: PodStatus, to: PodStatus): object | undefined {
  const changes: Record<string, unknown> = {};
  for (const key of Object.keys(to) as (keyof PodStatus)[]) {
    if (key !== 'conditions' && !deepEqual(from[key], to[key])) changes[key] = to[key];
  }
  for (const key of Object.keys(from)) if (!(key in to)) changes[key] = null;
  const conditions = changedConditions(from.conditions ?? [], to.conditions ?? []);
  if (conditions.length > 0) {
    changes['$setElementOrder/conditions'] = (to.conditions ?? []).map(({ type }) => ({ type }));
    changes['conditions'] = conditions;
  }
  return Object.keys(changes).length === 0 ? undefined : { metadata: { uid }, status: changes };
}

/** Each condition that differs, reduced to its key and what is new; null takes a field away. */
function changedConditions(from: readonly Condition[], to: readonly Condition[]): object[] {
  const changed: object[] = [];
  for (const next of to) {
    const old = from.find((condition) => condition.type === next.type);
    if (old === undefined) {
      changed.push(next);
      continue;
    }
    const fields: Record<string, unknown> = {};
    for (const key of Object.keys(next) as (keyof Condition)[]) {
      // The server prints a lastProbeTime of null whether it was sent or not.
      if (next[key] !== old[key] && !(next[key] === null && old[key] === undefined)) fields[key] = next[key];
    }
    for (const key of Object.keys(old)) if (!(key in next) && old[key as keyof Condition] !== null) fields[key] = null;
    if (Object.keys(fields).length > 0) changed.push({ ...fields, type: next.type });
  }
  return changed;
}
