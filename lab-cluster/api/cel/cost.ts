// What evaluating costs, in upstream's unit, so that a policy is stopped here where it would be stopped there.
// Models cel-go's interpreter/runtimecost.go and apiserver/pkg/cel/library/cost.go.
import { type Cost } from './overload.ts';
import { CelMap, isList, sizeOf, type Value } from './values.ts';

/** One character costs a tenth. */
const PER_CHARACTER = 0.1;
const PER_PATTERN_CHARACTER = 0.25;
export const LIST_COST = 10;
export const MAP_COST = 30;

export function characters(count: number): number {
  // Rounded first: 3 × 0.1 is a little more than 0.3.
  return Math.ceil(Math.round(count * PER_CHARACTER * 1000) / 1000);
}

const sizeAt = (args: readonly Value[], index: number): number => sizeOf(args[index] ?? null);

export const FREE: Cost = () => 0;

/** Each character of an argument is looked at so many times. */
export function traverses(index: number, times: number = 1): Cost {
  return (args) => characters(sizeAt(args, index) * times);
}

export const comparesBoth: Cost = (args) => characters(Math.min(sizeAt(args, 0), sizeAt(args, 1)));
export const joinsBoth: Cost = (args) => characters(sizeAt(args, 0) + sizeAt(args, 1));
export const searches: Cost = (args) => characters(sizeAt(args, 0)) * characters(sizeAt(args, 1));
export const matchesPattern: Cost = (args) => patternCost(sizeAt(args, 0), sizeAt(args, 1));
export const joinsResult: Cost = (_, result) => characters(sizeOf(result) * 2);
export const looksThrough: Cost = (args) => sizeAt(args, 1);
export const wholeTree: Cost = (args) => treeCost(args[0] ?? null);
export const containsAll: Cost = (args) => 1 + sizeAt(args, 0) * sizeAt(args, 1);
/** A selector is parsed, and a requirement made of every second character. */
export const parsesSelector: Cost = (args) => {
  const size = sizeAt(args, 1);
  return LIST_COST + characters(size) + Math.ceil(Math.ceil(size * 0.5) * (LIST_COST + 40));
};

export function patternCost(textSize: number, patternSize: number): number {
  return characters(textSize + 1) * Math.ceil(patternSize * PER_PATTERN_CHARACTER);
}

function treeCost(value: Value): number {
  if (typeof value === 'string' || value instanceof Uint8Array) return Math.floor(sizeOf(value) * PER_CHARACTER);
  if (isList(value)) return value.reduce<number>((sum, item) => sum + treeCost(item), 0);
  if (!(value instanceof CelMap)) return 1;
  return value.keys().reduce<number>((sum, key) => sum + treeCost(key) + treeCost(value.get(key) ?? null), 0);
}
