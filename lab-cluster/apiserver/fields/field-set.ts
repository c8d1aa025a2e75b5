// Sets of fields as FieldsV1 writes them: trees whose keys are path elements. A value here is the JSON that is stored, shared
// and never written into. Models structured-merge-diff/fieldpath Set.
import { compareElements } from './path-element.ts';

/**
 * A leaf is a member of the set. A node with children is one only with `.` among its keys. The root stands for no field, and
 * a set without members is `undefined`.
 */
export interface FieldSet {
  readonly [element: string]: FieldSet;
}

export const LEAF: FieldSet = Object.freeze({});
export const SELF = '.';

export function isLeaf(set: FieldSet): boolean {
  for (const _ in set) return false;
  return true;
}

export function isMember(set: FieldSet): boolean {
  return set[SELF] !== undefined || isLeaf(set);
}

/** Of keys that may be in any order. */
export function nodeOf(children: Readonly<Record<string, FieldSet>>): FieldSet {
  const keys = Object.keys(children);
  const known = keys.some((key) => children[key] === newest) ? undefined : findShared(children, keys.length);
  if (known !== undefined) return known;
  return share(isSorted(keys) ? children : inOrder(children, keys), keys.length);
}

function inOrder(children: Readonly<Record<string, FieldSet>>, keys: string[]): FieldSet {
  const node: Record<string, FieldSet> = {};
  for (const key of keys.sort(compareElements)) node[key] = children[key] as FieldSet;
  return node;
}

/**
 * The last nodes made, by how many keys they have, newest first. Thousands of objects go through the same few shapes, and
 * what is made for one is found again for the next. Nodes are compared by identity of their children, which were found first.
 */
const sharedNodes: FieldSet[][] = [];
const SHARED_LIMIT = 20;
/** Nodes with more keys, or with more letters in all their keys, are not shared: what is remembered has a limit. */
const SHARED_KEYS = 64;
const SHARED_WEIGHT = 8_000;
const large = new WeakSet<FieldSet>();

/** The last node that was made. Nothing contains it yet, so whoever holds it need not look for another like himself. */
let newest: FieldSet | undefined;

export function isNewest(set: FieldSet | undefined): boolean {
  return set === newest;
}

function findShared(node: FieldSet, count: number): FieldSet | undefined {
  const candidates = sharedNodes[count];
  if (candidates === undefined) return undefined;
  next: for (let place = 0; place < candidates.length; place++) {
    const candidate = candidates[place] as FieldSet;
    for (const key in node) if (candidate[key] !== node[key]) continue next;
    if (place > 0) {
      candidates.splice(place, 1);
      candidates.unshift(candidate);
    }
    return candidate;
  }
  return undefined;
}

function share(node: FieldSet, count: number): FieldSet {
  newest = node;
  if (count > SHARED_KEYS || weightOf(node, SHARED_WEIGHT) > SHARED_WEIGHT) {
    large.add(node);
    return node;
  }
  const candidates = (sharedNodes[count] ??= []);
  candidates.unshift(node);
  if (candidates.length > SHARED_LIMIT) candidates.pop();
  return node;
}

/** Whether a node is too large to be remembered by anybody: there would be room for few such, and their like seldom comes again. */
export function isLarge(set: FieldSet): boolean {
  return large.has(set);
}

/** Letters in the keys of all there is in a node; once it is more than `most`, just that. */
function weightOf(node: FieldSet, most: number): number {
  let weight = 0;
  for (const key in node) {
    weight += key.length;
    const child = node[key] as FieldSet;
    if (child !== LEAF && weight <= most) weight += large.has(child) ? most + 1 : weightOf(child, most - weight);
    if (weight > most) break;
  }
  return weight;
}

function isSorted(keys: readonly string[]): boolean {
  for (let index = 1; index < keys.length; index++) if (compareElements(keys[index - 1] as string, keys[index] as string) > 0) return false;
  return true;
}

export function union(one: FieldSet | undefined, other: FieldSet | undefined): FieldSet | undefined {
  if (one === undefined || one === other) return other;
  return other === undefined ? one : unionOf(one, other);
}

function unionOf(one: FieldSet, other: FieldSet): FieldSet {
  if (one === other) return one;
  if (isLeaf(one)) return asMember(other);
  if (isLeaf(other)) return asMember(one);
  let result: Record<string, FieldSet> | undefined;
  for (const key in other) {
    const added = other[key] as FieldSet;
    const present = one[key];
    const merged = present === undefined ? added : unionOf(present, added);
    if (merged !== present) (result ??= { ...one })[key] = merged;
  }
  return result === undefined ? one : nodeOf(result);
}

function asMember(set: FieldSet): FieldSet {
  return isMember(set) ? set : nodeOf({ [SELF]: LEAF, ...set });
}

/** What is in `one` and not in `other`; a parent goes without its children, and they without it. */
export function difference(one: FieldSet | undefined, other: FieldSet | undefined): FieldSet | undefined {
  return one === undefined || other === undefined ? one : differenceOf(one, other);
}

function differenceOf(one: FieldSet, other: FieldSet): FieldSet | undefined {
  if (isLeaf(one)) return isMember(other) ? undefined : one;
  const selfGoes = one[SELF] !== undefined && isMember(other);
  let changed = selfGoes;
  const rest: Record<string, FieldSet> = {};
  // Built anew rather than cut from a copy: objects from which properties were deleted are large.
  for (const key in one) {
    const present = one[key] as FieldSet;
    if (key === SELF) {
      if (!selfGoes) rest[key] = present;
      continue;
    }
    const counterpart = other[key];
    const left = counterpart === undefined ? present : differenceOf(present, counterpart);
    if (left !== present) changed = true;
    if (left !== undefined) rest[key] = left;
  }
  return changed ? settled(rest) : one;
}

/** Children may be all gone, or leave a bare member behind. */
function settled(children: Readonly<Record<string, FieldSet>>): FieldSet | undefined {
  let only = true;
  let count = 0;
  for (const key in children) {
    count++;
    if (key !== SELF) only = false;
  }
  return count === 0 ? undefined : only ? LEAF : nodeOf(children);
}

/** Without the members of `other` and everything below them. */
export function exclude(one: FieldSet | undefined, other: FieldSet): FieldSet | undefined {
  if (one === undefined) return undefined;
  let changed = false;
  const rest: Record<string, FieldSet> = {};
  for (const key in one) {
    const present = one[key] as FieldSet;
    const pattern = key === SELF ? undefined : other[key];
    const left = pattern === undefined ? present : isMember(pattern) ? undefined : exclude(present, pattern);
    if (left !== present) changed = true;
    if (left !== undefined) rest[key] = left;
  }
  return changed ? settled(rest) : one;
}

export function intersection(one: FieldSet | undefined, other: FieldSet | undefined): FieldSet | undefined {
  if (one === undefined || other === undefined) return undefined;
  if (one === other) return one;
  if (isLeaf(one)) return isMember(other) ? LEAF : undefined;
  if (isLeaf(other)) return isMember(one) ? LEAF : undefined;
  const result: Record<string, FieldSet> = {};
  for (const key in one) {
    const counterpart = other[key];
    const shared = counterpart === undefined ? undefined : key === SELF ? LEAF : intersection(one[key], counterpart);
    if (shared !== undefined) result[key] = shared;
  }
  return settled(result);
}
