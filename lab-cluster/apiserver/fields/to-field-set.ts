// The fields an applied configuration mentions. Models structured-merge-diff/typed ToFieldSet and Set.EnsureNamedFieldsAreMembers.
import { isPlainObject } from '../../api/plain-object.ts';
import { type FieldSet, isLeaf, isMember, LEAF, nodeOf, SELF } from './field-set.ts';
import { elementOf } from './list-items.ts';
import type { ListType, MergeType } from './merge-type.ts';
import { fieldElement } from './path-element.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Every leaf and every item; the containers around them are not owned by who applies what is in them. */
export function toFieldSet(type: MergeType, value: unknown): FieldSet | undefined {
  switch (type.form) {
    case 'whole':
      return LEAF;
    case 'struct':
      return isPlainObject(value) ? ofFields(value, (name) => type.fields[name]?.type, false) : undefined;
    case 'map':
      return isPlainObject(value) ? ofFields(value, () => type.item, true) : undefined;
    case 'list':
      return Array.isArray(value) ? ofItems(type, value) : undefined;
    case 'free':
      return isPlainObject(value) ? ofFields(value, () => type, true) : LEAF;
  }
}

function ofFields(fields: Fields, typeOf: (name: string) => MergeType | undefined, areEntries: boolean): FieldSet | undefined {
  const children: Record<string, FieldSet> = {};
  for (const name of Object.keys(fields)) {
    const value = fields[name];
    const type = typeOf(name);
    if (type === undefined || value === undefined) continue;
    const inner = toFieldSet(type, value);
    const isEmpty = value === null || (isPlainObject(value) && isLeaf(value as FieldSet));
    const set = areEntries || isEmpty ? asMember(inner) : inner;
    if (set !== undefined) children[fieldElement(name)] = set;
  }
  return isLeaf(children) ? undefined : nodeOf(children);
}

function ofItems(type: ListType, items: readonly unknown[]): FieldSet | undefined {
  const children: Record<string, FieldSet> = {};
  for (const item of items) {
    const element = elementOf(type, item);
    if (typeof element !== 'string') continue;
    // Items that nobody can tell apart are one member together.
    children[element] = children[element] === undefined ? asMember(toFieldSet(type.item, item)) : LEAF;
  }
  return isLeaf(children) ? undefined : nodeOf(children);
}

function asMember(set: FieldSet | undefined): FieldSet {
  return set === undefined ? LEAF : isMember(set) ? set : nodeOf({ [SELF]: LEAF, ...set });
}

/** The same with every field of a struct a member as soon as anything in it is. */
export function withNamedFields(type: MergeType, set: FieldSet | undefined): FieldSet | undefined {
  if (set === undefined) return undefined;
  const children: Record<string, FieldSet> = {};
  for (const element of Object.keys(set)) {
    const child = set[element] as FieldSet;
    const inner = typeAt(type, element);
    const named = inner === undefined || isLeaf(child) ? child : (withNamedFields(inner, child) as FieldSet);
    children[element] = type.form === 'struct' && inner !== undefined ? asMember(named) : named;
  }
  return nodeOf(children);
}

/** What stands below a path element. */
export function typeAt(type: MergeType, element: string): MergeType | undefined {
  switch (type.form) {
    case 'struct':
      return element.startsWith('f:') ? type.fields[element.slice(2)]?.type : undefined;
    case 'map':
    case 'list':
      return type.item;
    case 'free':
      return type;
    case 'whole':
      return undefined;
  }
}
