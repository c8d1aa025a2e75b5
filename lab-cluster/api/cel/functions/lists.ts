// Functions on lists, sets and optional values. Models apiserver/pkg/cel/library/lists.go, cel-go's ext/sets.go and optional types.
import { containsAll, FREE, wholeTree } from '../cost.ts';
import { overload, type Overload } from '../overload.ts';
import {
  CelDuration,
  CelError,
  CelMap,
  CelOptional,
  CelTimestamp,
  CelUint,
  compareValues,
  isEqual,
  isList,
  NONE,
  type Value,
} from '../values.ts';
import { OPERATORS } from './operators.ts';

const ORDERED = ['int', 'uint', 'double', 'bool', 'duration', 'timestamp', 'string', 'bytes'];
const SUMMED: Readonly<Record<string, Value>> = { int: 0n, uint: new CelUint(0n), double: 0, duration: new CelDuration(0n) };

type List = readonly Value[];

const LISTS: readonly Overload[] = [
  ...ORDERED.flatMap((type) => [
    overload(`(list<${type}>).isSorted(): bool`, isSorted, wholeTree),
    overload(`(list<${type}>).max(): ${type}`, (list: List) => extreme('max', list, (order) => order > 0), wholeTree),
    overload(`(list<${type}>).min(): ${type}`, (list: List) => extreme('min', list, (order) => order < 0), wholeTree),
  ]),
  ...Object.entries(SUMMED).map(([type, zero]) => overload(`(list<${type}>).sum(): ${type}`, (list: List) => sum(list, zero), wholeTree)),
  overload('(list<A>).indexOf(A): int', (list: List, value: Value) => BigInt(list.findIndex((item) => isEqual(item, value))), wholeTree),
  overload(
    '(list<A>).lastIndexOf(A): int',
    (list: List, value: Value) => BigInt(list.findLastIndex((item) => isEqual(item, value))),
    wholeTree,
  ),
];

function isSorted(list: List): Value {
  for (const [index, item] of list.entries()) {
    const order = index === 0 ? 0 : compareValues(list[index - 1] ?? null, item);
    if (order === undefined) return new CelError('no such overload');
    if (order > 0) return false;
  }
  return true;
}

function extreme(name: string, list: List, isBetter: (order: number) => boolean): Value {
  let [best] = list;
  if (best === undefined) return new CelError(`${name} called on empty list`);
  for (const item of list) {
    const order = compareValues(item, best);
    if (order === undefined) return new CelError('no such overload');
    if (isBetter(order)) best = item;
  }
  return best;
}

function sum(list: List, zero: Value): Value {
  const add = OPERATORS.find(({ name }) => name === '_+_')?.run;
  let total = zero;
  for (const item of list) {
    total = add?.(total, item) ?? null;
    if (total instanceof CelError) return total;
  }
  return total;
}

function holdsAll(list: List, part: List): boolean {
  return part.every((item) => list.some((other) => isEqual(item, other)));
}

const SETS: readonly Overload[] = [
  overload('sets.contains(list<T>, list<T>): bool', holdsAll, containsAll),
  overload(
    'sets.equivalent(list<T>, list<T>): bool',
    (left: List, right: List) => holdsAll(left, right) && holdsAll(right, left),
    (args, result) => {
      return containsAll(args, result) * 2 - 1;
    },
  ),
  overload(
    'sets.intersects(list<T>, list<T>): bool',
    (left: List, right: List) => left.some((item) => holdsAll(right, [item])),
    containsAll,
  ),
];

const OPTIONALS: readonly Overload[] = [
  overload('optional.of(V): optional<V>', (value: Value) => new CelOptional(value)),
  overload('optional.ofNonZeroValue(V): optional<V>', (value: Value) => (isZero(value) ? NONE : new CelOptional(value))),
  overload('optional.none(): optional<V>', () => NONE, FREE),
  overload('(optional<V>).hasValue(): bool', ({ value }: CelOptional) => value !== undefined),
  overload('(optional<V>).value(): V', ({ value }: CelOptional) => value ?? new CelError('optional.none() dereference')),
  overload('(optional<V>).or(optional<V>): optional<V>', (first: CelOptional, second: CelOptional) =>
    first.value === undefined ? second : first,
  ),
  overload('(optional<V>).orValue(V): V', ({ value }: CelOptional, other: Value) => (value === undefined ? other : value)),
  overload('(list<V>).first(): optional<V>', (list: List) => (list[0] === undefined ? NONE : new CelOptional(list[0]))),
  overload('(list<V>).last(): optional<V>', (list: List) => (list.length === 0 ? NONE : new CelOptional(list.at(-1)))),
  overload('optional.unwrap(list<optional<V>>): list<V>', unwrap),
  overload('(list<optional<V>>).unwrapOpt(): list<V>', unwrap),
];

function unwrap(list: List): Value {
  return list.flatMap((item) => (item instanceof CelOptional && item.value !== undefined ? [item.value] : []));
}

function isZero(value: Value): boolean {
  if (value === null || value === false || value === '' || value === 0n || value === 0) return true;
  if (typeof value !== 'object') return false;
  if (isList(value) || value instanceof Uint8Array) return value.length === 0;
  if (value instanceof CelMap) return value.size === 0;
  if (value instanceof CelUint) return value.value === 0n;
  if (value instanceof CelDuration || value instanceof CelTimestamp) return value.nanos === 0n;
  return value instanceof CelOptional && value.value === undefined;
}

export const COLLECTIONS: readonly Overload[] = [...LISTS, ...SETS, ...OPTIONALS];
