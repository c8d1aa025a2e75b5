// Strategic merge patch: lists that have a merge key are merged item by item instead of being replaced.
// Models apimachinery/pkg/util/strategicpatch, on immutable values: what does not change is shared with the original.
import { deepEqual } from '../../api/equal.ts';
import { badRequest } from '../../api/errors.ts';
import { LISTS, REPLACED } from '../../api/facts/lists.ts';
import type { Kind } from '../../api/kind.ts';
import { isPlainObject } from '../../api/plain-object.ts';
import { type FieldSchema, type StructSchema, structOfKind, type ValueSchema } from '../../api/schema/schema-types.ts';
import type { Result } from '../../api/status.ts';
import { inElementOrder } from './element-order.ts';
import { goValue } from './go-value.ts';
import { BAD_ELEMENT_ORDER, BAD_RETAIN_KEYS, badDirective, badType, noMergeKey, PatchProblem } from './patch-problem.ts';

type Json = Readonly<Record<string, unknown>>;
type List = readonly unknown[];

const DIRECTIVE = '$patch';
const RETAIN_KEYS = '$retainKeys';
const DELETE_FROM = '$deleteFromPrimitiveList/';
const ELEMENT_ORDER = '$setElementOrder/';

const NO_KEYS: ReadonlySet<string> = new Set();

/** The kind's schema decides which lists have merge keys. */
export function strategicMergePatch(kind: Kind, target: Json, patch: unknown): Result<Json> {
  if (!isPlainObject(patch))
    return { ok: false, status: badRequest('json: cannot unmarshal array into Go value of type map[string]interface {}') };
  const result = mergeMap(target, patch, structOfKind(kind));
  return result instanceof PatchProblem ? { ok: false, status: result.status() } : { ok: true, value: result };
}

/** A map on its way, copied when it changes first. */
class Draft {
  readonly #base: Json;
  #copy: Record<string, unknown> | undefined;

  constructor(base: Json) {
    this.#base = base;
  }

  get value(): Json {
    return this.#copy ?? this.#base;
  }

  set(key: string, value: unknown): void {
    if (this.value[key] !== value) (this.#copy ??= { ...this.#base })[key] = value;
  }

  remove(key: string): void {
    if (Object.hasOwn(this.value, key)) delete (this.#copy ??= { ...this.#base })[key];
  }
}

function mergeMap(base: Json, patch: Json, struct: StructSchema | undefined): Json | PatchProblem {
  if (Object.hasOwn(patch, DIRECTIVE)) return directed(patch);
  const draft = new Draft(base);
  const refused = retainKeys(draft, patch);
  if (refused !== undefined) return refused;
  const ordered = mergeOrderedLists(draft, patch, struct);
  if (ordered instanceof PatchProblem) return ordered;
  for (const key of Object.keys(patch)) {
    if (ordered.has(key)) continue;
    const isDirective = key.startsWith('$');
    if (isDirective && (key === RETAIN_KEYS || key.startsWith(ELEMENT_ORDER))) continue;
    const problem =
      isDirective && key.startsWith(DELETE_FROM)
        ? deleteFrom(draft, key.slice(DELETE_FROM.length), patch[key])
        : mergeField(draft, key, patch[key], struct?.fields[key]);
    if (problem !== undefined) return problem;
  }
  return draft.value;
}

/** `$patch` in a map: it is the new value, or the end of the old one. */
function directed(patch: Json): Json | PatchProblem {
  const { [DIRECTIVE]: directive, ...rest } = patch;
  if (directive === 'replace') return rest;
  return directive === 'delete' ? {} : badDirective(directive, patch);
}

function retainKeys(draft: Draft, patch: Json): PatchProblem | undefined {
  if (!Object.hasOwn(patch, RETAIN_KEYS)) return undefined;
  const retained = patch[RETAIN_KEYS];
  if (!Array.isArray(retained)) return BAD_RETAIN_KEYS;
  const isSet = (key: string): boolean =>
    key !== RETAIN_KEYS && patch[key] !== null && !key.startsWith(DELETE_FROM) && !key.startsWith(ELEMENT_ORDER);
  if (Object.keys(patch).some((key) => isSet(key) && !retained.includes(key))) return BAD_RETAIN_KEYS;
  for (const key of Object.keys(draft.value)) if (!retained.includes(key)) draft.remove(key);
  return undefined;
}

/** Lists for which the patch says in which order they are to be; the keys of what was merged by that. */
function mergeOrderedLists(draft: Draft, patch: Json, struct: StructSchema | undefined): ReadonlySet<string> | PatchProblem {
  let done: Set<string> | undefined;
  for (const directive of Object.keys(patch)) {
    if (!directive.startsWith('$') || !directive.startsWith(ELEMENT_ORDER)) continue;
    const order = patch[directive];
    if (!Array.isArray(order)) return badType('list', order);
    const key = directive.slice(ELEMENT_ORDER.length);
    const present = draft.value[key];
    const given = patch[key];
    if (present !== undefined && !Array.isArray(present)) return badType('list', present);
    if (given !== undefined && given !== null && !Array.isArray(given)) return badType('list', given);
    if (given === null) continue;
    const field = struct?.fields[key];
    const mergeKey = mergeKeyOf(field) ?? '';
    const problem = checkOrder((given ?? []) as List, order as List, mergeKey);
    if (problem !== undefined) return problem;
    (done ??= new Set()).add(key);
    if (present === undefined && given === undefined) continue;
    const merged =
      present === undefined
        ? withoutDirectives(given)
        : given === undefined
          ? present
          : mergeLists(present, given as List, field, asTheyCome);
    if (merged instanceof PatchProblem) return merged;
    const idOf = idBy(mergeKey);
    const list = inElementOrder(merged as List, order.map(idOf), (present ?? []) as List, idOf);
    draft.set(key, sameItems(list, present) ? present : list);
  }
  return done ?? NO_KEYS;
}

/** What the patch brings has to stand in the order it asks for. */
function checkOrder(given: List, order: List, mergeKey: string): PatchProblem | undefined {
  if (given.length === 0 || order.length === 0) return undefined;
  const idOf = idBy(mergeKey);
  const items = given.filter((item) => !(isPlainObject(item) && Object.hasOwn(item, DIRECTIVE)));
  let next = 0;
  for (const item of order) {
    if (mergeKey !== '' && !isPlainObject(item)) return BAD_ELEMENT_ORDER;
    if (next < items.length && idOf(items[next]) === idOf(item)) next++;
  }
  if (next === items.length) return undefined;
  return new PatchProblem(`The order in patch list:\n${goValue(given)}\n doesn't match $setElementOrder list:\n${goValue(order)}\n`);
}

function deleteFrom(draft: Draft, key: string, doomed: unknown): PatchProblem | undefined {
  const present = draft.value[key];
  if (doomed === null) {
    draft.remove(key);
    return undefined;
  }
  if (!Array.isArray(present)) return undefined;
  if (!Array.isArray(doomed)) return badType('list', doomed);
  const kept = present.filter((item) => !doomed.includes(item));
  if (kept.length < present.length) draft.set(key, kept);
  return undefined;
}

function mergeField(draft: Draft, key: string, value: unknown, field: FieldSchema | undefined): PatchProblem | undefined {
  if (value === null || value === undefined) {
    draft.remove(key);
    return undefined;
  }
  const present = Object.hasOwn(draft.value, key) ? draft.value[key] : undefined;
  const merged = mergeValue(present, value, field);
  if (merged instanceof PatchProblem) return merged;
  if (merged === undefined) draft.remove(key);
  else draft.set(key, merged);
  return undefined;
}

/** Undefined when the patch's value is a directive that leaves nothing. */
function mergeValue(present: unknown, value: unknown, field: FieldSchema | undefined): unknown {
  const isReplaced = field !== undefined && REPLACED.has(`${field.owner}.${field.name}`);
  if (isPlainObject(present) && isPlainObject(value) && !isReplaced) return mergeMap(present, value, innerStruct(field?.value));
  if (Array.isArray(present) && Array.isArray(value)) return mergeLists(present, value, field);
  return present === value ? present : withoutDirectives(value);
}

/** What is new is taken as it is, but for nulls and for what only tells how to merge. */
function withoutDirectives(value: unknown): unknown {
  if (typeof value !== 'object') return value;
  if (Array.isArray(value)) return (value as List).map(withoutDirectives).filter((item) => item !== undefined);
  if (!isPlainObject(value)) return value;
  if (Object.hasOwn(value, DIRECTIVE)) return undefined;
  const kept: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    const inner = value[key];
    const rest = inner === null ? undefined : withoutDirectives(inner);
    if (rest !== undefined) kept[key] = rest;
  }
  return kept;
}

/** The key items are told apart by; '' for sets of plain values, undefined for lists that are replaced. */
function mergeKeyOf(field: FieldSchema | undefined): string | undefined {
  return field === undefined ? undefined : LISTS[`${field.owner}.${field.name}`]?.mergeKey;
}

function innerStruct(value: ValueSchema | undefined): StructSchema | undefined {
  if (value === undefined || value.form === 'scalar') return undefined;
  return value.form === 'struct' ? value.struct : innerStruct(value.item);
}

/** For lists whose order is seen to afterwards. */
const asTheyCome: typeof inElementOrder = (items) => items;

function mergeLists(present: List, patch: List, field: FieldSchema | undefined, arrange = inElementOrder): List | PatchProblem {
  const key = mergeKeyOf(field);
  if (key === undefined) return deepEqual(present, patch) ? present : patch;
  if (present.length === 0 && patch.length === 0) return present;
  const areMaps = isPlainObject(present[0] ?? patch[0]);
  const isOther = (item: unknown): boolean => isPlainObject(item) !== areMaps;
  if (present.some(isOther) || patch.some(isOther))
    return new PatchProblem(`list element types are not identical: ${goValue([present, patch])}`);
  const merged = areMaps
    ? mergeItems(present as readonly Json[], patch as readonly Json[], key, field, arrange)
    : mergeScalars(present, patch, arrange);
  return merged instanceof PatchProblem || !sameItems(merged, present) ? merged : present;
}

function mergeScalars(present: List, patch: List, arrange: typeof inElementOrder): List {
  const idOf = (item: unknown): unknown => item;
  return arrange([...new Set([...present, ...patch])], patch, present, idOf);
}

function mergeItems(
  present: readonly Json[],
  patch: readonly Json[],
  key: string,
  field: FieldSchema | undefined,
  arrange: typeof inElementOrder,
): List | PatchProblem {
  const special = applyItemDirectives(present, patch, key);
  if (special instanceof PatchProblem) return special;
  const { base, items } = special;
  const merged: Json[] = [...base];
  const places = new Map<unknown, number>();
  for (const [at, item] of merged.entries()) if (!places.has(item[key])) places.set(item[key], at);
  for (const item of items) {
    const id = item[key];
    if (id === undefined) return noMergeKey(item, key);
    const at = places.get(id);
    if (at === undefined) {
      places.set(id, merged.length);
      merged.push(withoutNulls(item));
      continue;
    }
    const next = mergeMap(merged[at] as Json, item, innerStruct(field?.value));
    if (next instanceof PatchProblem) return next;
    merged[at] = next;
  }
  const lacking = merged.find((item) => item[key] === undefined);
  if (lacking !== undefined) return noMergeKey(lacking, key);
  const idOf = idBy(key);
  return arrange(merged, items.map(idOf), base, idOf);
}

interface Special {
  readonly base: readonly Json[];
  readonly items: readonly Json[];
}

/** Items that say what is to become of the list, or of one of its items, instead of what to merge. */
function applyItemDirectives(present: readonly Json[], patch: readonly Json[], key: string): Special | PatchProblem {
  const deleted = new Set<unknown>();
  let replaces = false;
  const items: Json[] = [];
  for (const item of patch) {
    const directive = item[DIRECTIVE];
    if (!Object.hasOwn(item, DIRECTIVE)) {
      items.push(item);
    } else if (directive === 'delete') {
      const id = item[key];
      if (id === undefined) return noMergeKey(item, key);
      deleted.add(id);
    } else if (directive === 'replace') {
      replaces = true;
    } else if (directive === 'merge') {
      return new PatchProblem('merging lists cannot yet be specified in the patch');
    } else {
      return badDirective(directive, item);
    }
  }
  if (replaces) return { base: items, items: [] };
  return { base: deleted.size === 0 ? present : present.filter((candidate) => !deleted.has(candidate[key])), items };
}

function withoutNulls(item: Json): Json {
  if (!Object.values(item).includes(null)) return item;
  return Object.fromEntries(Object.entries(item).filter(([, value]) => value !== null));
}

function idBy(mergeKey: string): (item: unknown) => unknown {
  return mergeKey === '' ? (item) => item : (item) => (isPlainObject(item) ? item[mergeKey] : item);
}

function sameItems(list: List, present: unknown): boolean {
  return Array.isArray(present) && list.length === present.length && list.every((item, index) => item === present[index]);
}
