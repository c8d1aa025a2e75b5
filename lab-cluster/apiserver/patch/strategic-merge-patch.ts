// Strategic merge patch: lists that have a merge key are merged item by item instead of being replaced.
// Models apimachinery/pkg/util/strategicpatch, on immutable values: what does not change is shared with the original.
import type { Result } from '../../api/status.ts';
import { deepEqual } from '../../api/equal.ts';
import { badRequest } from '../../api/errors.ts';
import { isPlainObject } from './merge-patch.ts';
import { type ListStrategy, strategyOf } from './merge-keys.ts';

type Json = Readonly<Record<string, unknown>>;

const DIRECTIVE = '$patch';
const RETAIN_KEYS = '$retainKeys';
const DELETE_FROM = '$deleteFromPrimitiveList/';
const ELEMENT_ORDER = '$setElementOrder/';

class BadPatch {
  readonly message: string;
  constructor(message: string) {
    this.message = message;
  }
}

/** `plural` and the path below it decide which lists have merge keys. */
export function strategicMergePatch(plural: string, target: Json, patch: unknown): Result<Json> {
  if (!isPlainObject(patch))
    return { ok: false, status: badRequest('json: cannot unmarshal array into Go value of type map[string]interface {}') };
  const result = mergeMap(target, patch, plural, '');
  return result instanceof BadPatch ? { ok: false, status: badRequest(result.message) } : { ok: true, value: result };
}

function mergeMap(base: Json, patch: Json, plural: string, path: string): Json | BadPatch {
  const directive = patch[DIRECTIVE];
  if (directive !== undefined) {
    if (directive === 'replace') return without(patch, DIRECTIVE);
    if (directive === 'delete') return {};
    if (directive !== 'merge') return new BadPatch(`Unknown patch type: ${String(directive)}`);
  }
  let result: Record<string, unknown> | undefined;
  const change = (): Record<string, unknown> => (result ??= { ...base });
  const retained = patch[RETAIN_KEYS];
  if (Array.isArray(retained)) for (const key of Object.keys(base)) if (!retained.includes(key)) delete change()[key];
  for (const key of Object.keys(patch)) {
    if (key === DIRECTIVE || key === RETAIN_KEYS || key.startsWith(ELEMENT_ORDER)) continue;
    const value = patch[key];
    if (key.startsWith(DELETE_FROM)) {
      const field = key.slice(DELETE_FROM.length);
      const present = base[field];
      if (Array.isArray(present) && Array.isArray(value)) change()[field] = present.filter((item) => !value.includes(item));
      continue;
    }
    if (value === null) {
      if (Object.hasOwn(base, key)) delete change()[key];
      continue;
    }
    const merged = mergeValue((result ?? base)[key], value, plural, path === '' ? key : `${path}.${key}`);
    if (merged instanceof BadPatch) return merged;
    if (merged !== base[key]) change()[key] = merged;
  }
  for (const key of Object.keys(patch)) {
    if (!key.startsWith(ELEMENT_ORDER)) continue;
    const field = key.slice(ELEMENT_ORDER.length);
    const list = (result ?? base)[field];
    const order = patch[key];
    if (Array.isArray(list) && Array.isArray(order))
      change()[field] = inOrder(list, order, strategyOf(plural, path === '' ? field : `${path}.${field}`));
  }
  return result ?? base;
}

function mergeValue(base: unknown, value: unknown, plural: string, path: string): unknown {
  if (isPlainObject(value)) return mergeMap(isPlainObject(base) ? base : {}, value, plural, path);
  if (!Array.isArray(value)) return value;
  const strategy = strategyOf(plural, path);
  if (strategy.type === 'replace') return deepEqual(base, value) ? base : value;
  const present: readonly unknown[] = Array.isArray(base) ? base : [];
  if (strategy.type === 'set') {
    const added = value.filter((item, index) => !present.includes(item) && value.indexOf(item) === index);
    return added.length === 0 && Array.isArray(base) ? base : [...present, ...added];
  }
  return mergeList(present, value, strategy.key, plural, path);
}

function mergeList(
  base: readonly unknown[],
  patch: readonly unknown[],
  key: string,
  plural: string,
  path: string,
): readonly unknown[] | BadPatch {
  if (patch.some((item) => isPlainObject(item) && item[DIRECTIVE] === 'replace')) {
    return patch.filter((item) => !(isPlainObject(item) && item[DIRECTIVE] === 'replace'));
  }
  let result: unknown[] | undefined;
  for (const item of patch) {
    if (!isPlainObject(item)) return new BadPatch(`map: ${String(item)} does not contain declared merge key: ${key}`);
    const id = item[key];
    if (id === undefined || id === null) return new BadPatch(`map: ${JSON.stringify(item)} does not contain declared merge key: ${key}`);
    const list = result ?? base;
    const at = list.findIndex((candidate) => isPlainObject(candidate) && candidate[key] === id);
    if (item[DIRECTIVE] === 'delete') {
      if (at >= 0) result = list.filter((_, index) => index !== at);
      continue;
    }
    const merged = mergeMap(at < 0 ? {} : (list[at] as Json), item, plural, path);
    if (merged instanceof BadPatch) return merged;
    if (at >= 0 && merged === list[at]) continue;
    result ??= [...base];
    if (at < 0) result.push(merged);
    else result[at] = merged;
  }
  return result ?? base;
}

/** Items the patch names stand in the patch's order; others keep their place behind the one they followed. */
function inOrder(list: readonly unknown[], order: readonly unknown[], strategy: ListStrategy): readonly unknown[] {
  const idOf = (item: unknown): unknown => (strategy.type === 'merge' && isPlainObject(item) ? item[strategy.key] : item);
  const rank = new Map(order.map((item, index) => [idOf(item), index]));
  let last = -1;
  const ranked = list.map((item, index) => {
    last = rank.get(idOf(item)) ?? last;
    return { item, rank: last, index };
  });
  ranked.sort((left, right) => left.rank - right.rank || left.index - right.index);
  return ranked.map(({ item }) => item);
}

function without(patch: Json, key: string): Json {
  const { [key]: _, ...rest } = patch;
  return rest;
}
