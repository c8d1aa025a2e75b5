// Items of a list by the path element that tells them apart.
import { cannotKey, type ElementProblem } from './list-problems.ts';
import type { ListType } from './merge-type.ts';
import { keyElement, valueElement } from './path-element.ts';

/** A short text is remembered with its element: names, types and ports come again and again. */
const KEPT_LIMIT = 1024;
const KEPT_LENGTH = 256;
const kept = new Map<ListType, Map<unknown, string>>();

export function elementOf(type: ListType, item: unknown): string | ElementProblem {
  const problem = cannotKey(type, item);
  if (problem !== undefined) return problem;
  if (type.keys.length === 0) return valueElement(item);
  const fields = item as Readonly<Record<string, unknown>>;
  const [first] = type.keys as [string];
  if (type.keys.length > 1) return keyElement(type.keys, valuesOf(type, fields));
  const value = fields[first] ?? type.defaults[0];
  let known = kept.get(type);
  if (known === undefined) kept.set(type, (known = new Map<unknown, string>()));
  let element = known.get(value);
  if (element === undefined) {
    element = keyElement(type.keys, [value]);
    if (element.length > KEPT_LENGTH) return element;
    if (known.size >= KEPT_LIMIT) known.clear();
    known.set(value, element);
  }
  return element;
}

function valuesOf(type: ListType, fields: Readonly<Record<string, unknown>>): readonly unknown[] {
  return type.keys.map((name, index) => fields[name] ?? type.defaults[index]);
}
