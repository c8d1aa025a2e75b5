// Two lists of tolerations made one, without those that another says anyway. Pure. Models pkg/util/tolerations.
import { deepEqual } from '../../api/equal.ts';
import type { Toleration } from '../../api/pods/pod-spec.ts';

/** Of equal ones the first stays. */
export function mergeTolerations(first: readonly Toleration[], second: readonly Toleration[]): readonly Toleration[] {
  const all = [...first, ...second];
  const merged: Toleration[] = [];
  for (const [index, one] of all.entries()) {
    const isSaid =
      merged.some((other) => includes(other, one)) || all.slice(index + 1).some((other) => !deepEqual(one, other) && includes(other, one));
    if (!isSaid) merged.push(one);
  }
  return merged;
}

/** Whether whatever `one` tolerates, `wide` does too. */
function includes(wide: Toleration, one: Toleration): boolean {
  if (deepEqual(wide, one)) return true;
  const anyKey = !wide.key && wide.operator === 'Exists';
  if ((one.key ?? '') !== (wide.key ?? '') && !anyKey) return false;
  if ((one.effect ?? '') !== (wide.effect ?? '') && wide.effect) return false;
  if (wide.effect === 'NoExecute' && wide.tolerationSeconds !== undefined) {
    if (one.tolerationSeconds === undefined || one.tolerationSeconds > wide.tolerationSeconds) return false;
  }
  if (wide.operator === 'Exists') return true;
  return one.operator === 'Equal' && (one.value ?? '') === (wide.value ?? '');
}
