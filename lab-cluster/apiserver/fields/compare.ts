// Which fields of an object a write took, and which it removed, in terms of who owns what. Walks only what is not shared
// between the two states. Models structured-merge-diff/typed Compare; added and modified fields are one set, as nobody asks.
import { deepEqual } from '../../api/equal.ts';
import { isPlainObject } from '../../api/plain-object.ts';
import { addChild, beginNode, endNode, type RecentNodes } from './build-set.ts';
import { type FieldSet, LEAF, nodeOf } from './field-set.ts';
import { elementOf } from './list-items.ts';
import type { ListType, MergeField, MergeType, StructType } from './merge-type.ts';
import { fieldElement } from './path-element.ts';

export interface Changes {
  readonly taken: FieldSet | undefined;
  readonly removed: FieldSet | undefined;
}

type Fields = Readonly<Record<string, unknown>>;

const NOTHING: Fields = Object.freeze({});
const NO_CHANGES: Changes = { taken: undefined, removed: undefined };
/** Of longer lists, an index is the shorter way. */
const SHORT = 16;
const EMPTY_LIST: readonly unknown[] = [];

const recentNodes = new WeakMap<object, RecentNodes>();
const FREE_NODES: RecentNodes = [];

/** Both are objects of the kind; top fields named in `reset` are left out, whatever they hold. */
export function compareObjects(type: StructType, before: object, after: object, reset?: string): Changes {
  if (before === after) return NO_CHANGES;
  return compareStructs(type, before as Fields, after as Fields, reset);
}

/** What it takes to own all of a value where there was nothing before: everything in it, containers included. */
function everythingIn(type: MergeType, value: unknown): FieldSet {
  if (typeof value !== 'object' || value === null) return LEAF;
  switch (type.form) {
    case 'whole':
      return LEAF;
    case 'list':
      return Array.isArray(value) ? allItems(type, value, true) : LEAF;
    case 'struct':
      return Array.isArray(value) ? LEAF : allFields(type, value as Fields);
    case 'map':
    case 'free':
      return Array.isArray(value) ? LEAF : allEntries(type, value as Fields);
  }
}

function allFields(type: StructType, fields: Fields): FieldSet {
  const start = beginNode();
  for (const name in fields) {
    const value = fields[name];
    const field = type.fields[name];
    if (field !== undefined && value !== undefined) addChild(field.element, everythingIn(field.type, value));
  }
  for (const field of type.always) if (fields[field.name] === undefined) addChild(field.element, LEAF);
  return endNode(start, true, recentOf(type)) ?? LEAF;
}

function allEntries(type: MergeType, entries: Fields): FieldSet {
  const item = type.form === 'map' ? type.item : type;
  const start = beginNode();
  for (const name in entries) if (entries[name] !== undefined) addChild(fieldElement(name), everythingIn(item, entries[name]));
  return endNode(start, true, recentOf(type)) ?? LEAF;
}

/** `isMember`: whether the list itself is owned, or only what is in it. */
function allItems(type: ListType, items: readonly unknown[], isMember: boolean): FieldSet {
  const byElement = indexItems(type, items);
  const start = beginNode();
  for (const [element, same] of byElement) addChild(element, same.length > 1 ? LEAF : everythingIn(type.item, same[0]));
  return endNode(start, isMember, recentOf(type)) ?? LEAF;
}

function compareValues(type: MergeType, before: unknown, after: unknown): Changes {
  if (before === after) return NO_CHANGES;
  switch (type.form) {
    case 'whole':
      return deepEqual(before, after) ? NO_CHANGES : { taken: LEAF, removed: undefined };
    case 'struct':
      return compareStructs(type, fieldsOf(before), fieldsOf(after));
    case 'list':
      return compareLists(type, itemsOf(before), itemsOf(after));
    case 'map':
      return compareMaps(type, type.item, fieldsOf(before), fieldsOf(after));
    case 'free':
      if (isPlainObject(before) && isPlainObject(after)) return compareMaps(type, type, before, after);
      return deepEqual(before, after) ? NO_CHANGES : { taken: LEAF, removed: undefined };
  }
}

function compareStructs(type: StructType, before: Fields, after: Fields, reset?: string): Changes {
  let removed: Record<string, FieldSet> | undefined;
  const start = beginNode();
  for (const name in after) {
    const value = after[name];
    const previous = before[name];
    if (value === previous || value === undefined || name === reset) continue;
    const field = type.fields[name];
    if (field === undefined) continue;
    if (previous === undefined && !field.alwaysThere) {
      addChild(field.element, everythingIn(field.type, value));
      continue;
    }
    const inner = compareValues(field.type, previous ?? emptyOf(field), value);
    if (inner.taken !== undefined) addChild(field.element, inner.taken);
    if (inner.removed !== undefined) (removed ??= {})[field.element] = inner.removed;
  }
  const taken = endNode(start, false, recentOf(type));
  for (const name in before) {
    if (before[name] === undefined || after[name] !== undefined || name === reset) continue;
    const field = type.fields[name];
    if (field === undefined) continue;
    const gone = field.alwaysThere
      ? compareValues(field.type, before[name], emptyOf(field)).removed
      : everythingIn(field.type, before[name]);
    if (gone !== undefined) (removed ??= {})[field.element] = gone;
  }
  return changesOf(taken, removed);
}

function compareMaps(type: MergeType, item: MergeType, before: Fields, after: Fields): Changes {
  let removed: Record<string, FieldSet> | undefined;
  const start = beginNode();
  for (const name in after) {
    const value = after[name];
    const previous = before[name];
    if (value === previous || value === undefined) continue;
    if (previous === undefined) {
      addChild(fieldElement(name), everythingIn(item, value));
      continue;
    }
    const inner = compareValues(item, previous, value);
    if (inner.taken !== undefined) addChild(fieldElement(name), inner.taken);
    if (inner.removed !== undefined) (removed ??= {})[fieldElement(name)] = inner.removed;
  }
  const taken = endNode(start, false, recentOf(type));
  for (const name in before) {
    if (before[name] !== undefined && after[name] === undefined) (removed ??= {})[fieldElement(name)] = everythingIn(item, before[name]);
  }
  return changesOf(taken, removed);
}

function compareLists(type: ListType, before: readonly unknown[], after: readonly unknown[]): Changes {
  return compareInPlace(type, before, after) ?? compareByElement(type, before, after);
}

/** Nearly always the same items stand in the same order; undefined where they do not. */
function compareInPlace(type: ListType, before: readonly unknown[], after: readonly unknown[]): Changes | undefined {
  if (before.length !== after.length || type.keys.length === 0) return undefined;
  const repeated = after.length > SHORT ? repeatedElements(type, after) : undefined;
  for (let index = 0; index < after.length; index++) {
    if (before[index] === after[index]) continue;
    if (!sameKeys(type, before[index], after[index])) return undefined;
    const isOne = repeated === undefined ? isAlone(type, after, index) : !repeated.has(elementOf(type, after[index]));
    if (!isOne) return undefined;
  }
  let removed: Record<string, FieldSet> | undefined;
  const start = beginNode();
  for (let index = 0; index < after.length; index++) {
    if (before[index] === after[index]) continue;
    const inner = compareValues(type.item, before[index], after[index]);
    const element = elementOf(type, after[index]) as string;
    if (inner.taken !== undefined) addChild(element, inner.taken);
    if (inner.removed !== undefined) (removed ??= {})[element] = inner.removed;
  }
  return changesOf(endNode(start, false, recentOf(type)), removed);
}

function sameKeys({ keys }: ListType, one: unknown, other: unknown): boolean {
  if (!isPlainObject(one) || !isPlainObject(other)) return false;
  for (const key of keys) if (one[key] === undefined || one[key] !== other[key]) return false;
  return true;
}

function isAlone(type: ListType, items: readonly unknown[], at: number): boolean {
  for (let index = 0; index < items.length; index++) if (index !== at && sameKeys(type, items[index], items[at])) return false;
  return true;
}

/** The same for all items of a long list in one walk. */
function repeatedElements(type: ListType, items: readonly unknown[]): ReadonlySet<unknown> {
  const seen = new Set<unknown>();
  const repeated = new Set<unknown>();
  for (const item of items) {
    const element = elementOf(type, item);
    (seen.has(element) ? repeated : seen).add(element);
  }
  return repeated;
}

function compareByElement(type: ListType, before: readonly unknown[], after: readonly unknown[]): Changes {
  const old = indexItems(type, before);
  const next = indexItems(type, after);
  let removed: Record<string, FieldSet> | undefined;
  const start = beginNode();
  for (const [element, items] of next) {
    const inner = compareItems(type, old.get(element) ?? EMPTY_LIST, items);
    if (inner.taken !== undefined) addChild(element, inner.taken);
    if (inner.removed !== undefined) (removed ??= {})[element] = inner.removed;
  }
  const taken = endNode(start, false, recentOf(type));
  for (const [element, items] of old) {
    if (!next.has(element)) (removed ??= {})[element] = items.length > 1 ? LEAF : everythingIn(type.item, items[0]);
  }
  return changesOf(taken, removed);
}

function changesOf(taken: FieldSet | undefined, removed: Readonly<Record<string, FieldSet>> | undefined): Changes {
  if (removed !== undefined) return { taken, removed: nodeOf(removed) };
  return taken === undefined ? NO_CHANGES : { taken, removed };
}

/** Items with one key that are several are a whole together: nobody can tell them apart. */
function compareItems({ item }: ListType, before: readonly unknown[], after: readonly unknown[]): Changes {
  if (before.length > 1 && after.length > 1) return deepEqual(before, after) ? NO_CHANGES : { taken: LEAF, removed: undefined };
  if (before.length > 1) return { taken: everythingIn(item, after[0]), removed: LEAF };
  if (after.length > 1) return { taken: LEAF, removed: before.length === 0 ? undefined : everythingIn(item, before[0]) };
  return before.length === 0 ? { taken: everythingIn(item, after[0]), removed: undefined } : compareValues(item, before[0], after[0]);
}

/** In order of first appearance. What cannot be told apart has no owner. */
function indexItems(type: ListType, items: readonly unknown[]): ReadonlyMap<string, readonly unknown[]> {
  const index = new Map<string, unknown[]>();
  for (const item of items) {
    const element = elementOf(type, item);
    if (typeof element !== 'string') continue;
    const same = index.get(element);
    if (same === undefined) index.set(element, [item]);
    else same.push(item);
  }
  return index;
}

function recentOf(type: MergeType): RecentNodes {
  if (type.form === 'free') return FREE_NODES;
  let recent = recentNodes.get(type);
  if (recent === undefined) recentNodes.set(type, (recent = []));
  return recent;
}

function emptyOf({ type }: MergeField): unknown {
  if (type.form === 'whole') return type.schema.form === 'struct' ? NOTHING : null;
  return type.form === 'struct' || type.form === 'map' ? NOTHING : type.form === 'list' ? EMPTY_LIST : null;
}

function fieldsOf(value: unknown): Fields {
  return isPlainObject(value) ? value : NOTHING;
}

function itemsOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : EMPTY_LIST;
}
