// The operators of CEL. They see values of any type, and say when they cannot. Models cel-go's common/stdlib and common/types.
import { comparesBoth, joinsBoth, looksThrough } from '../cost.ts';
import { MAX_INT, MAX_UINT, MIN_INT } from '../literals.ts';
import { overload, type Overload, type Run } from '../overload.ts';
import {
  CelDuration,
  CelError,
  CelMap,
  CelTimestamp,
  CelUint,
  compareValues,
  isEqual,
  isList,
  type KeyedMap,
  keyName,
  type Value,
} from '../values.ts';

const NO_OVERLOAD = new CelError('no such overload');
const TYPES = ['int', 'uint', 'double', 'string', 'bytes', 'bool', 'timestamp', 'duration'];

export function noSuchOperator(name: string): CelError {
  return new CelError(`no such overload: ${name}`);
}

function int(value: bigint): Value {
  return value < MIN_INT || value > MAX_INT ? new CelError('integer overflow') : value;
}

function uint(value: bigint): Value {
  return value < 0n || value > MAX_UINT ? new CelError('unsigned integer overflow') : new CelUint(value);
}

/** Years 1 to 9999. */
const MIN_TIME = -62_135_596_800n * 1_000_000_000n;
const MAX_TIME = 253_402_300_800n * 1_000_000_000n;

export function timestampOf(nanos: bigint): Value {
  return nanos < MIN_TIME || nanos >= MAX_TIME ? new CelError('timestamp overflow') : new CelTimestamp(nanos);
}

export function durationOf(nanos: bigint): Value {
  return nanos < MIN_INT || nanos > MAX_INT ? new CelError('duration overflow') : new CelDuration(nanos);
}

function add(left: Value, right: Value): Value {
  if (typeof left === 'bigint') return typeof right === 'bigint' ? int(left + right) : NO_OVERLOAD;
  if (typeof left === 'string') return typeof right === 'string' ? left + right : NO_OVERLOAD;
  if (typeof left === 'number') return typeof right === 'number' ? left + right : NO_OVERLOAD;
  if (left instanceof CelUint) return right instanceof CelUint ? uint(left.value + right.value) : NO_OVERLOAD;
  if (left === null) return noSuchOperator('_+_');
  if (typeof left === 'object' && isList(left)) return isList(right) ? [...left, ...right] : NO_OVERLOAD;
  if (left instanceof Uint8Array) return right instanceof Uint8Array ? Uint8Array.from([...left, ...right]) : NO_OVERLOAD;
  if (left instanceof CelTimestamp) return right instanceof CelDuration ? timestampOf(left.nanos + right.nanos) : NO_OVERLOAD;
  if (!(left instanceof CelDuration)) return noSuchOperator('_+_');
  if (right instanceof CelTimestamp) return timestampOf(left.nanos + right.nanos);
  return right instanceof CelDuration ? durationOf(left.nanos + right.nanos) : NO_OVERLOAD;
}

function subtract(left: Value, right: Value): Value {
  if (left instanceof CelTimestamp) {
    if (right instanceof CelTimestamp) return durationOf(left.nanos - right.nanos);
    return right instanceof CelDuration ? timestampOf(left.nanos - right.nanos) : NO_OVERLOAD;
  }
  if (left instanceof CelDuration) return right instanceof CelDuration ? durationOf(left.nanos - right.nanos) : NO_OVERLOAD;
  return arithmetic(
    '_-_',
    (one, other) => one - other,
    (one, other) => one - other,
  )(left, right);
}

function arithmetic(
  name: string,
  whole: (left: bigint, right: bigint) => bigint,
  real: ((left: number, right: number) => number) | undefined,
): Run {
  return (left: Value = null, right: Value = null) => {
    if (typeof left === 'bigint') return typeof right === 'bigint' ? int(whole(left, right)) : NO_OVERLOAD;
    if (left instanceof CelUint) return right instanceof CelUint ? uint(whole(left.value, right.value)) : NO_OVERLOAD;
    if (typeof left !== 'number' || real === undefined) return noSuchOperator(name);
    return typeof right === 'number' ? real(left, right) : NO_OVERLOAD;
  };
}

function dividing(
  name: string,
  problem: string,
  whole: (left: bigint, right: bigint) => bigint,
  real?: (left: number, right: number) => number,
): Run {
  const run = arithmetic(name, whole, real);
  return (left: Value = null, right: Value = null) => {
    const divisor = right instanceof CelUint ? right.value : right;
    const isWhole = typeof left === 'bigint' || left instanceof CelUint;
    return isWhole && divisor === 0n ? new CelError(problem) : run(left, right);
  };
}

const multiply = arithmetic(
  '_*_',
  (left, right) => left * right,
  (left, right) => left * right,
);
const divide = dividing(
  '_/_',
  'division by zero',
  (left, right) => left / right,
  (left, right) => left / right,
);
const modulo = dividing('_%_', 'modulus by zero', (left, right) => left % right);

function comparison(name: string, test: (order: number) => boolean): readonly Overload[] {
  const run = (left: Value, right: Value): Value => {
    if (left === null || (typeof left === 'object' && (isList(left) || left instanceof CelMap))) return noSuchOperator(name);
    const order = compareValues(left, right);
    // Not a number is neither less nor more.
    if (order === undefined) return Number.isNaN(left) || Number.isNaN(right) ? false : NO_OVERLOAD;
    return test(order);
  };
  const numbers = ['int', 'uint', 'double'];
  const mixed = numbers.flatMap((left) => numbers.filter((right) => right !== left).map((right) => [left, right] as const));
  return [...TYPES.map((type) => [type, type] as const), ...mixed].map(([left, right]) => {
    const isText = left === 'string' || left === 'bytes';
    return overload(`${name}(${left}, ${right}): bool`, run, isText ? comparesBoth : undefined);
  });
}

function negate(value: Value): Value {
  if (typeof value === 'bigint') return int(-value);
  return typeof value === 'number' ? -value : noSuchOperator('-_');
}

function contains(value: Value, container: Value): Value {
  if (container instanceof CelMap) return container.get(value) !== undefined;
  if (container === null || typeof container !== 'object' || !isList(container)) return noSuchOperator('@in');
  return container.some((item) => isEqual(item, value));
}

/** One element; used for `[]` and, by its absence, for `[?]`. */
export function elementOf(container: Value, key: Value): Value | undefined {
  if (container instanceof CelMap) return container.get(key);
  if (container === null || typeof container !== 'object' || !isList(container)) return undefined;
  const index = key instanceof CelUint ? Number(key.value) : Number(key);
  return typeof key === 'string' || !Number.isInteger(index) ? undefined : container[index];
}

/** Loops own what they carry, so it may be changed in place. */
function mapInsert(map: Value, key: Value, value?: Value): Value {
  const target = map as KeyedMap;
  const entries: (readonly [Value, Value])[] = [];
  if (value !== undefined) entries.push([key, value]);
  else if (key instanceof CelMap) for (const each of key.keys()) entries.push([each, key.get(each) ?? null]);
  for (const [name, content] of entries) {
    if (!target.add(name, content)) return new CelError(`insert failed: key ${keyName(name)} already exists`);
  }
  return map;
}

/** Never called: the program decides itself what of its arguments it needs. */
const special: Run = () => NO_OVERLOAD;

export const OPERATORS: readonly Overload[] = [
  overload('_?_:_(bool, A, A): A', special),
  overload('_&&_(bool, bool): bool', special),
  overload('_||_(bool, bool): bool', special),
  overload('@not_strictly_false(bool): bool', special),
  overload('!_(bool): bool', (value: Value) => (typeof value === 'boolean' ? !value : noSuchOperator('!_'))),
  overload('_==_(A, A): bool', isEqual, comparesBoth),
  overload('_!=_(A, A): bool', (left: Value, right: Value) => !isEqual(left, right), comparesBoth),
  ...['double', 'int', 'uint', 'duration'].map((type) => overload(`_+_(${type}, ${type}): ${type}`, add)),
  overload('_+_(duration, timestamp): timestamp', add),
  overload('_+_(timestamp, duration): timestamp', add),
  overload('_+_(list<A>, list<A>): list<A>', add),
  overload('_+_(string, string): string', add, joinsBoth),
  overload('_+_(bytes, bytes): bytes', add, joinsBoth),
  ...['double', 'int', 'uint', 'duration'].map((type) => overload(`_-_(${type}, ${type}): ${type}`, subtract)),
  overload('_-_(timestamp, duration): timestamp', subtract),
  overload('_-_(timestamp, timestamp): duration', subtract),
  ...['double', 'int', 'uint'].map((type) => overload(`_*_(${type}, ${type}): ${type}`, multiply)),
  ...['double', 'int', 'uint'].map((type) => overload(`_/_(${type}, ${type}): ${type}`, divide)),
  ...['int', 'uint'].map((type) => overload(`_%_(${type}, ${type}): ${type}`, modulo)),
  ...['double', 'int'].map((type) => overload(`-_(${type}): ${type}`, negate)),
  ...comparison('_<_', (order) => order < 0),
  ...comparison('_<=_', (order) => order <= 0),
  ...comparison('_>_', (order) => order > 0),
  ...comparison('_>=_', (order) => order >= 0),
  overload('_[_](list<A>, int): A', special),
  overload('_[_](map<A, B>, A): B', special),
  overload('_[_](optional<list<A>>, int): optional<A>', special),
  overload('_[_](optional<map<A, B>>, A): optional<B>', special),
  overload('_[?_](list<A>, int): optional<A>', special),
  overload('_[?_](map<A, B>, A): optional<B>', special),
  overload('_[?_](optional<list<A>>, int): optional<A>', special),
  overload('_[?_](optional<map<A, B>>, A): optional<B>', special),
  overload('@in(A, list<A>): bool', contains, looksThrough),
  overload('@in(A, map<A, B>): bool', contains),
  overload('cel.@mapInsert(map<A, B>, A, B): map<A, B>', mapInsert),
  overload('cel.@mapInsert(map<A, B>, map<A, B>): map<A, B>', mapInsert),
];
