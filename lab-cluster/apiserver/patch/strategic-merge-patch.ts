// Strategic merge patch: lists that have a merge key are merged item by item instead of being replaced.
// Models apimachinery/pkg/util/strategicpatch, on immutable values: what does not change is shared with the original.
import { deepEqual } from '../../api/equal.ts';
import { badRequest } from '../../api/errors.ts';
import { LISTS } from '../../api/facts/lists.ts';
import type { Kind } from '../../api/kind.ts';
import { type FieldSchema, type StructSchema, structOfKind, type ValueSchema } from '../../api/schema-types.ts';
import type { Result } from '../../api/status.ts';
import { isPlainObject } from './merge-patch.ts';

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

/** The kind's schema decides which lists have merge keys. */
export function strategicMergePatch(kind: Kind, target: Json, patch: unknown): Result<Json> {
  if (!isPlainObject(patch))
    return { ok: false, status: badRequest('json: cannot unmarshal array into Go value of type map[string]interface {}') };
  const result = mergeMap(target, patch, structOfKind(kind));
  return result instanceof BadPatch ? { ok: false, status: badRequest(result.message) } : { ok: true, value: result };
}

function mergeMap(base: Json, patch: Json, struct: StructSchema | undefined): Json | BadPatch {
  const directive = patch[DIRECTIVE];
  if (directive !== undefined) {
    if (directive === 'replace') return without(patch, DIRECTIVE);
    if (directive === 'delete') return {};
    if (directive !== 'merge') return new BadPatch(`Unknown patch type: ${JSON.stringify(directive)}`);
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
    const merged = mergeValue((result ?? base)[key], value, struct?.fields[key]);
    if (merged instanceof BadPatch) return merged;
    if (merged !== base[key]) change()[key] = merged;
  }
  for (const key of Object.keys(patch)) {
    if (!key.startsWith(ELEMENT_ORDER)) continue;
    const field = key.slice(ELEMENT_ORDER.length);
    const list = (result ?? base)[field];
    const order = patch[key];
    if (!Array.isArray(list) || !Array.isArray(order)) continue;
    const ordered = inOrder(list, order, mergeKeyOf(struct?.fields[field]));
    if (ordered !== list) change()[field] = ordered;
  }
  return result ?? base;
}

function mergeValue(base: unknown, value: unknown, field: FieldSchema | undefined): unknown {
  const struct = innerStruct(field?.value);
  if (isPlainObject(value)) return mergeMap(isPlainObject(base) ? base : {}, value, struct);
  if (!Array.isArray(value)) return value;
  const key = mergeKeyOf(field);
  if (key === undefined) return deepEqual(base, value) ? base : value;
  const present: readonly unknown[] = Array.isArray(base) ? base : [];
  if (key === '') {
    const added = value.filter((item, index) => !present.includes(item) && value.indexOf(item) === index);
    return added.length === 0 && Array.isArray(base) ? base : [...present, ...added];
  }
  return mergeList(present, value, key, struct);
}

/** The key items are told apart by; '' for sets of plain values, undefined for lists that are replaced. */
function mergeKeyOf(field: FieldSchema | undefined): string | undefined {
  return field === undefined ? undefined : LISTS[`${field.owner}.${field.name}`]?.mergeKey;
}

function innerStruct(value: ValueSchema | undefined): StructSchema | undefined {
  if (value === undefined || value.form === 'scalar') return undefined;
  return value.form === 'struct' ? value.struct : innerStruct(value.item);
}

function mergeList(
  base: readonly unknown[],
  patch: readonly unknown[],
  key: string,
  struct: StructSchema | undefined,
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
    const merged = mergeMap(at < 0 ? {} : (list[at] as Json), item, struct);
    if (merged instanceof BadPatch) return merged;
    if (at >= 0 && merged === list[at]) continue;
    // Lists are kept for as long as the object is: concat makes them no longer than they are.
    if (at < 0) result = (result ?? base).concat(merged);
    else (result ??= [...base])[at] = merged;
  }
  return result ?? base;
}

/** Items the patch names stand in the patch's order; others keep their place behind the one they followed. */
function inOrder(list: readonly unknown[], order: readonly unknown[], key: string | undefined): readonly unknown[] {
  const idOf = (item: unknown): unknown => (key !== undefined && key !== '' && isPlainObject(item) ? item[key] : item);
  const rank = new Map(order.map((item, index) => [idOf(item), index]));
  if (isInOrder(list, rank, idOf)) return list;
  let last = -1;
  const ranked = list.map((item, index) => {
    last = rank.get(idOf(item)) ?? last;
    return { item, rank: last, index };
  });
  ranked.sort((left, right) => left.rank - right.rank || left.index - right.index);
  return ranked.map(({ item }) => item);
}

/** Nearly always it is: then nothing has to be sorted or made. */
function isInOrder(list: readonly unknown[], rank: ReadonlyMap<unknown, number>, idOf: (item: unknown) => unknown): boolean {
  let last = -1;
  for (const item of list) {
    const next = rank.get(idOf(item)) ?? last;
    if (next < last) return false;
    last = next;
  }
  return true;
}

function without(patch: Json, key: string): Json {
  const { [key]: _, ...rest } = patch;
  return rest;
}
