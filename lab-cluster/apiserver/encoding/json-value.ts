// Values from outside, before anything is known of them: copied within bounds, so that nothing later can trip over them.
import { ManagedFieldsList } from '../../api/managed-fields.ts';

/** Deeper than any Kubernetes object; upstream's decoder stops at 10,000. */
const MAX_DEPTH = 200;

export type Copied = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly problem: string };

/** Thrown and caught in this file only. */
class NotJson {
  readonly problem: string;
  constructor(problem: string) {
    this.problem = problem;
  }
}

/** A private deep copy of a JSON value. Nesting without end and values JSON does not have are refused. */
export function copyJson(value: unknown): Copied {
  try {
    return { ok: true, value: copy(value, 0) };
  } catch (stop) {
    if (stop instanceof NotJson) return { ok: false, problem: stop.problem };
    throw stop;
  }
}

function copy(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null) {
    if (typeof value === 'function' || typeof value === 'symbol' || typeof value === 'bigint')
      throw new NotJson(`a ${typeof value} is not JSON`);
    if (typeof value === 'number' && !Number.isFinite(value)) throw new NotJson(`${value} is not JSON`);
    return value;
  }
  if (depth > MAX_DEPTH) throw new NotJson('exceeded max depth');
  if (Array.isArray(value)) {
    if (value instanceof ManagedFieldsList) return value;
    const items: unknown[] = new Array(value.length);
    for (let index = 0; index < value.length; index++) items[index] = copy(value[index], depth + 1);
    return items;
  }
  // A copy made at once has its fields where the original has them, which is quicker and smaller than adding one by one.
  const fields: Record<string, unknown> = { ...value };
  for (const key in fields) {
    if (key === '__proto__') throw new NotJson('invalid field name "__proto__"');
    const part = fields[key];
    if (part === undefined) return copyDefined(value as Record<string, unknown>, depth);
    if (typeof part === 'string') continue;
    const copied = copy(part, depth + 1);
    if (copied !== part) fields[key] = copied;
  }
  return fields;
}

/** Fields without a value are none in JSON. */
function copyDefined(value: Readonly<Record<string, unknown>>, depth: number): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    if (key === '__proto__') throw new NotJson('invalid field name "__proto__"');
    if (value[key] !== undefined) fields[key] = copy(value[key], depth + 1);
  }
  return fields;
}

/** Whether a value is JSON within bounds; for what is only read, and copied where it is kept. */
export function jsonValueProblem(value: unknown, depth = 0): string | undefined {
  if (typeof value !== 'object' || value === null) {
    if (typeof value === 'function' || typeof value === 'symbol' || typeof value === 'bigint') return `a ${typeof value} is not JSON`;
    return typeof value === 'number' && !Number.isFinite(value) ? `${value} is not JSON` : undefined;
  }
  if (depth > MAX_DEPTH) return 'exceeded max depth';
  for (const key in value) {
    if (key === '__proto__') return 'invalid field name "__proto__"';
    const problem = jsonValueProblem((value as Record<string, unknown>)[key], depth + 1);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** The same of a value that was just read out of a JSON text, which nobody else has, and how many keys it has. */
export function inspectJson(value: unknown): { readonly problem: string | undefined; readonly keys: number } {
  let keys = 0;
  const problemOf = (part: unknown, depth: number): string | undefined => {
    if (typeof part !== 'object' || part === null)
      return typeof part === 'number' && !Number.isFinite(part) ? `${part} is not JSON` : undefined;
    if (depth > MAX_DEPTH) return 'exceeded max depth';
    if (Array.isArray(part)) {
      for (const item of part) {
        const problem = typeof item === 'string' ? undefined : problemOf(item, depth + 1);
        if (problem !== undefined) return problem;
      }
      return undefined;
    }
    for (const key in part) {
      if (key === '__proto__') return 'invalid field name "__proto__"';
      keys++;
      const field = (part as Readonly<Record<string, unknown>>)[key];
      const problem = typeof field === 'string' ? undefined : problemOf(field, depth + 1);
      if (problem !== undefined) return problem;
    }
    return undefined;
  };
  return { problem: problemOf(value, 0), keys };
}

/** Go's name for what kind of JSON value this is. */
export function jsonTypeName(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'boolean') return 'bool';
  return typeof value;
}
