// Deep equality of plain JSON values, cheap where parts are shared, which between versions of an object most are.
import { ManagedFieldsList } from './managed-fields.ts';

/** Keys whose value is undefined count as absent; the order of keys does not matter. */
export function deepEqual(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false;
  if (Array.isArray(left)) {
    if (!Array.isArray(right) || left.length !== right.length) return false;
    for (let index = 0; index < left.length; index++) {
      if (!deepEqual(left[index], right[index])) return false;
    }
    return true;
  }
  if (Array.isArray(right)) return false;
  const one = left as Readonly<Record<string, unknown>>;
  const other = right as Readonly<Record<string, unknown>>;
  let present = 0;
  for (const key in one) {
    const value = one[key];
    if (value === undefined) continue;
    present++;
    if (!deepEqual(value, other[key])) return false;
  }
  for (const key in other) {
    if (other[key] !== undefined) present--;
  }
  return present === 0;
}

/** A deep copy of a plain JSON value: what a default may write into. */
export function cloneValue<T>(value: T): T {
  return clone(value) as T;
}

function clone(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    // Nobody writes into the server's own list of who owns what.
    if (value instanceof ManagedFieldsList) return value;
    const copy: unknown[] = new Array(value.length);
    for (let index = 0; index < value.length; index++) copy[index] = clone(value[index]);
    return copy;
  }
  // Copied at once, fields keep the places they have in the original: quicker and smaller than adding one by one.
  const copy: Record<string, unknown> = { ...value };
  for (const key in copy) {
    const part = copy[key];
    if (typeof part === 'object' && part !== null) copy[key] = clone(part);
  }
  return copy;
}
