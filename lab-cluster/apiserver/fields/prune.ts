// Takes away what its manager applied before and no longer does, unless somebody else owns it.
// Models structured-merge-diff/merge Updater.prune and typed RemoveItems.
import { isPlainObject } from '../../api/plain-object.ts';
import { difference, type FieldSet, intersection, isMember, SELF, union } from './field-set.ts';
import { elementOf } from './list-items.ts';
import type { ListType, MergeType } from './merge-type.ts';
import { fieldElement } from './path-element.ts';
import { toFieldSet, typeAt, withNamedFields } from './to-field-set.ts';

type Fields = Readonly<Record<string, unknown>>;

/** `last`: what the manager applied last time; `managed`: what anybody owns now, itself included. */
export function prune(type: MergeType, merged: unknown, last: FieldSet | undefined, managed: FieldSet | undefined): unknown {
  if (last === undefined) return merged;
  const named = (set: FieldSet | undefined): FieldSet | undefined => withNamedFields(type, set);
  const mergedSet = named(toFieldSet(type, merged));
  const without = removeItems(type, merged, named(last));
  const kept = union(named(toFieldSet(type, without)), named(managed));
  const withOwned = removeItems(type, merged, difference(mergedSet, kept));
  const gone = intersection(difference(mergedSet, named(toFieldSet(type, withOwned))), named(last));
  return removeItems(type, merged, gone);
}

/** What is left of a value without the members of a set; null where nothing is. */
function removeItems(type: MergeType, value: unknown, doomed: FieldSet | undefined): unknown {
  if (doomed === undefined) return value;
  switch (type.form) {
    case 'struct':
    case 'map':
      return isPlainObject(value) ? removeFields(type, value, doomed) : value;
    case 'free':
      return isPlainObject(value) ? removeFields(type, value, doomed) : null;
    case 'list':
      return Array.isArray(value) ? removeListItems(type, value, doomed) : value;
    case 'whole':
      return typeof value === 'object' ? null : value;
  }
}

function removeFields(type: MergeType, fields: Fields, doomed: FieldSet): unknown {
  let result: Record<string, unknown> | undefined;
  for (const name of Object.keys(fields)) {
    const element = fieldElement(name);
    const set = doomed[element];
    if (set === undefined) continue;
    if (isMember(set)) {
      result ??= { ...fields };
      delete result[name];
      continue;
    }
    const inner = typeAt(type, element);
    const rest = inner === undefined ? fields[name] : removeItems(inner, fields[name], set);
    if (rest !== fields[name]) (result ??= { ...fields })[name] = rest;
  }
  if (result === undefined) return fields;
  return Object.keys(result).length === 0 ? null : result;
}

function removeListItems(type: ListType, items: readonly unknown[], doomed: FieldSet): unknown {
  const kept: unknown[] = [];
  for (const item of items) {
    const element = elementOf(type, item);
    const set = typeof element === 'string' && element !== SELF ? doomed[element] : undefined;
    if (set === undefined) kept.push(item);
    else if (!isMember(set)) kept.push(removeItems(type.item, item, set));
  }
  if (kept.length === items.length && kept.every((item, index) => item === items[index])) return items;
  return kept.length === 0 ? null : kept;
}
