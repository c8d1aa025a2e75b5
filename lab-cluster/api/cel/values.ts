// What CEL computes with: values, what type they have at run time, and when two are equal. Models cel-go's common/types.

/** Something went wrong; errors travel as values, because `||` and `&&` may not need them. */
export class CelError {
  readonly message: string;
  /** Out of budget: nothing saves the expression. */
  readonly isFatal: boolean;

  constructor(message: string, isFatal: boolean = false) {
    this.message = message;
    this.isFatal = isFatal;
  }
}

export class CelUint {
  readonly value: bigint;

  constructor(value: bigint) {
    this.value = value;
  }
}

export class CelTimestamp {
  /** Nanoseconds since 1970. */
  readonly nanos: bigint;

  constructor(nanos: bigint) {
    this.nanos = nanos;
  }
}

export class CelDuration {
  readonly nanos: bigint;

  constructor(nanos: bigint) {
    this.nanos = nanos;
  }
}

export class CelOptional {
  readonly value: Value | undefined;

  constructor(value: Value | undefined) {
    this.value = value;
  }
}

export const NONE: CelOptional = new CelOptional(undefined);

/** A type as a value: what `type(1)` gives. */
export class CelTypeValue {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/** Values of a library: quantities, addresses, authorisers. */
export abstract class CelObject {
  abstract readonly typeName: string;
  abstract equals(other: CelObject): boolean;

  /** For cost. */
  get size(): number {
    return 1;
  }
}

export abstract class CelMap {
  abstract readonly size: number;
  abstract get(key: Value): Value | undefined;
  abstract keys(): readonly Value[];
}

export type Value =
  | bigint
  | number
  | string
  | boolean
  | null
  | Uint8Array
  | CelUint
  | CelTimestamp
  | CelDuration
  | CelOptional
  | CelTypeValue
  | CelObject
  | CelMap
  | CelError
  | readonly Value[];

/** An object of a Kubernetes request, read in place. */
class JsonMap extends CelMap {
  readonly #object: Readonly<Record<string, unknown>>;

  constructor(object: Readonly<Record<string, unknown>>) {
    super();
    this.#object = object;
  }

  get size(): number {
    return this.keys().length;
  }

  get(key: Value): Value | undefined {
    if (typeof key !== 'string' || !Object.hasOwn(this.#object, key)) return undefined;
    const found = this.#object[key];
    return found === undefined ? undefined : fromJson(found);
  }

  keys(): readonly string[] {
    return Object.keys(this.#object).filter((key) => this.#object[key] !== undefined);
  }
}

/** A map an expression made. */
export class KeyedMap extends CelMap {
  readonly #entries = new Map<string, readonly [Value, Value]>();

  get size(): number {
    return this.#entries.size;
  }

  get(key: Value): Value | undefined {
    return this.#entries.get(keyText(key))?.[1];
  }

  keys(): readonly Value[] {
    return [...this.#entries.values()].map(([key]) => key);
  }

  /** False when the key is there already. Only whoever made the map may add. */
  add(key: Value, value: Value): boolean {
    const text = keyText(key);
    if (this.#entries.has(text)) return false;
    this.#entries.set(text, [key, value]);
    return true;
  }
}

/** Equal keys have equal texts: 1, 1u and 1.0 are one key. */
function keyText(key: Value): string {
  if (typeof key === 'string') return `s${key}`;
  if (key instanceof CelUint) return `n${key.value}`;
  if (typeof key === 'number' || typeof key === 'bigint') return `n${key}`;
  return typeof key === 'boolean' ? `b${key}` : 'x';
}

/** JSON as CEL sees it: whole numbers are ints. */
export function fromJson(value: unknown): Value {
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value) : value;
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (Array.isArray(value)) return value.map(fromJson);
  if (typeof value !== 'object' || value === null) return null;
  return new JsonMap(value as Readonly<Record<string, unknown>>);
}

export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

/** The name a type goes by at run time. */
export function typeNameOf(value: Value): string {
  switch (typeof value) {
    case 'bigint':
      return 'int';
    case 'number':
      return 'double';
    case 'string':
      return 'string';
    case 'boolean':
      return 'bool';
    default:
  }
  if (value === null) return 'null_type';
  if (isList(value)) return 'list';
  if (value instanceof CelMap) return 'map';
  if (value instanceof Uint8Array) return 'bytes';
  if (value instanceof CelUint) return 'uint';
  if (value instanceof CelTimestamp) return 'google.protobuf.Timestamp';
  if (value instanceof CelDuration) return 'google.protobuf.Duration';
  if (value instanceof CelOptional) return 'optional_type';
  if (value instanceof CelTypeValue) return 'type';
  return value instanceof CelError ? 'error' : value.typeName;
}

/** What `size()` says, and what costs are counted by; 1 for what has no size. */
export function sizeOf(value: Value): number {
  if (typeof value === 'string') return characterCount(value);
  if (value instanceof Uint8Array || isList(value)) return value.length;
  if (value instanceof CelMap || value instanceof CelObject) return value.size;
  if (value instanceof CelOptional && value.value !== undefined) return sizeOf(value.value);
  return 1;
}

/** The characters of a text, as Go counts runes. */
export function charactersOf(text: string): readonly string[] {
  return Array.from(text);
}

/** A key or an index, as errors name it. */
export function keyName(key: Value): string {
  if (key instanceof CelUint) return key.value.toString();
  return typeof key === 'object' ? typeNameOf(key) : key.toString();
}

function characterCount(text: string): number {
  let count = text.length;
  for (let index = 0; index < text.length - 1; index++) {
    const code = text.charCodeAt(index);
    if (code >= 0xd800 && code < 0xdc00) count--;
  }
  return count;
}

/** The number a value is; undefined for every other. */
function numberOf(value: Value): bigint | number | undefined {
  if (typeof value === 'bigint' || typeof value === 'number') return value;
  return value instanceof CelUint ? value.value : undefined;
}

/** 1 and 1.0 are the same. */
function isSameNumber(left: bigint | number, right: bigint | number): boolean {
  return left <= right ? left >= right : false;
}

export function isEqual(left: Value, right: Value): boolean {
  if (left === right) return true;
  const [leftNumber, rightNumber] = [numberOf(left), numberOf(right)];
  if (leftNumber !== undefined || rightNumber !== undefined) {
    return leftNumber !== undefined && rightNumber !== undefined && isSameNumber(leftNumber, rightNumber);
  }
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false;
  if (isList(left)) {
    return isList(right) && left.length === right.length && left.every((item, index) => isEqual(item, right[index] ?? null));
  }
  if (left instanceof CelMap) return right instanceof CelMap && sameMap(left, right);
  if (left instanceof Uint8Array) {
    return right instanceof Uint8Array && left.length === right.length && left.every((byte, index) => byte === right[index]);
  }
  if (left instanceof CelTimestamp) return right instanceof CelTimestamp && left.nanos === right.nanos;
  if (left instanceof CelDuration) return right instanceof CelDuration && left.nanos === right.nanos;
  if (left instanceof CelTypeValue) return right instanceof CelTypeValue && left.name === right.name;
  if (left instanceof CelOptional) return right instanceof CelOptional && sameOptional(left, right);
  return left instanceof CelObject && right instanceof CelObject && left.typeName === right.typeName && left.equals(right);
}

function sameMap(left: CelMap, right: CelMap): boolean {
  if (left.size !== right.size) return false;
  return left.keys().every((key) => {
    const [one, other] = [left.get(key), right.get(key)];
    return one !== undefined && other !== undefined && isEqual(one, other);
  });
}

function sameOptional({ value: left }: CelOptional, { value: right }: CelOptional): boolean {
  return left === undefined || right === undefined ? left === right : isEqual(left, right);
}

/** Below 0, 0 or above 0 as for sorting; undefined for what has no order, or not with each other. */
export function compareValues(left: Value, right: Value): number | undefined {
  const [leftNumber, rightNumber] = [numberOf(left), numberOf(right)];
  if (leftNumber !== undefined && rightNumber !== undefined) {
    return leftNumber < rightNumber ? -1 : leftNumber > rightNumber ? 1 : isSameNumber(leftNumber, rightNumber) ? 0 : undefined;
  }
  if (typeof left === 'string') return typeof right === 'string' ? order(left, right) : undefined;
  if (typeof left === 'boolean') return typeof right === 'boolean' ? Number(left) - Number(right) : undefined;
  if (left instanceof CelTimestamp) return right instanceof CelTimestamp ? order(left.nanos, right.nanos) : undefined;
  if (left instanceof CelDuration) return right instanceof CelDuration ? order(left.nanos, right.nanos) : undefined;
  if (!(left instanceof Uint8Array) || !(right instanceof Uint8Array)) return undefined;
  const index = left.findIndex((byte, at) => byte !== right[at]);
  return index < 0 ? left.length - right.length : order(left[index] ?? 0, right[index] ?? -1);
}

function order<T extends bigint | number | string>(left: T, right: T): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
