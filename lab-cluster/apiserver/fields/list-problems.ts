// Why an item of a list by keys, or of a set, cannot be told apart from the others, in upstream's words.
// Models structured-merge-diff/typed listItemToPathElement.
import type { ListType } from './merge-type.ts';

export interface ElementProblem {
  readonly problem: string;
}

const NULL_IN_KEYED: ElementProblem = { problem: 'associative list with keys may not have a null element' };
const NOT_A_MAP: ElementProblem = { problem: 'associative list with keys may not have non-map elements' };
const MAP_IN_SET: ElementProblem = { problem: "associative list without keys has an element that's a map type" };
const LIST_IN_SET: ElementProblem = { problem: 'not supported: associative list with lists as elements' };
const NULL_IN_SET: ElementProblem = { problem: "associative list without keys has an element that's an explicit null" };

export function cannotKey(type: ListType, item: unknown): ElementProblem | undefined {
  if (type.keys.length === 0) {
    if (item === null || item === undefined) return NULL_IN_SET;
    if (typeof item !== 'object') return undefined;
    return Array.isArray(item) ? LIST_IN_SET : MAP_IN_SET;
  }
  if (item === null || item === undefined) return NULL_IN_KEYED;
  if (typeof item !== 'object' || Array.isArray(item)) return NOT_A_MAP;
  const fields = item as Readonly<Record<string, unknown>>;
  if (type.keys.some((name, index) => fields[name] !== undefined || type.defaults[index] !== undefined)) return undefined;
  const names = type.keys.map((name) => JSON.stringify(name)).join(' ');
  return {
    problem: `associative list with keys has an element that omits all key fields [${names}] (and doesn't have default values for any key fields)`,
  };
}
