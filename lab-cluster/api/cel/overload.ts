// One way to call a function of CEL, told by a signature: `(list<T>).indexOf(T): int`. A receiver stands in round brackets.
import {
  BOOL,
  BYTES,
  type CelType,
  DOUBLE,
  DURATION,
  DYN,
  INT,
  listType,
  mapType,
  NULL,
  opaqueType,
  optionalType,
  paramType,
  STRING,
  structType,
  TIMESTAMP,
  typeType,
  UINT,
} from './types.ts';
import {
  CelDuration,
  CelError,
  CelMap,
  CelObject,
  CelOptional,
  CelTimestamp,
  CelTypeValue,
  CelUint,
  isList,
  type Value,
} from './values.ts';

export type Run = (...args: readonly Value[]) => Value;
/** What a call costs, above its arguments; 1 where nothing is said. */
export type Cost = (args: readonly Value[], result: Value) => number;

export interface Overload {
  readonly name: string;
  readonly isMember: boolean;
  /** The receiver first. */
  readonly args: readonly CelType[];
  readonly result: CelType;
  /** Names of type parameters. */
  readonly params: readonly string[];
  readonly run: Run;
  readonly cost?: Cost;
}

export type FunctionTable = ReadonlyMap<string, readonly Overload[]>;

/** The lambda may name the types its signature promises: calls of others never reach it. */
export function overload<Args extends readonly (Value | undefined)[]>(
  signature: string,
  run: (...args: Args) => Value,
  cost?: Cost,
): Overload {
  return new SignedOverload(signature, run as unknown as Run, cost);
}

interface Signature {
  readonly isMember: boolean;
  readonly args: readonly CelType[];
  readonly result: CelType;
  readonly params: readonly string[];
}

/** Signatures are read when the first expression asks: there are hundreds, and most labs have no policy. */
class SignedOverload implements Overload {
  readonly name: string;
  readonly run: Run;
  readonly cost?: Cost;
  readonly #text: string;
  #read: Signature | undefined;

  constructor(text: string, run: Run, cost: Cost | undefined) {
    this.#text = text;
    this.run = run;
    if (cost !== undefined) this.cost = cost;
    const start = text.startsWith('(') ? text.indexOf(').') + 2 : 0;
    this.name = text.slice(start, text.indexOf('(', start));
  }

  get isMember(): boolean {
    return this.#signature.isMember;
  }

  get args(): readonly CelType[] {
    return this.#signature.args;
  }

  get result(): CelType {
    return this.#signature.result;
  }

  get params(): readonly string[] {
    return this.#signature.params;
  }

  get #signature(): Signature {
    return (this.#read ??= readSignature(this.#text));
  }
}

function readSignature(text: string): Signature {
  const [, receiver, , inside = '', result = ''] = SIGNATURE.exec(text) ?? [];
  const args = [...(receiver === undefined ? [] : [receiver]), ...splitTypes(inside)].map(readType);
  const params = [...new Set(text.match(/\b[A-Z]\b/g) ?? [])];
  return { isMember: receiver !== undefined, args, result: readType(result), params };
}

export function functionTable(overloads: readonly Overload[]): FunctionTable {
  const table = new Map<string, Overload[]>();
  for (const each of overloads) {
    const same = table.get(each.name);
    if (same === undefined) table.set(each.name, [each]);
    else same.push(each);
  }
  return table;
}

const SIGNATURE = /^(?:\(([^)]*)\)\.)?([^(]+)\((.*)\): (.+)$/;

const NAMED: Readonly<Record<string, CelType>> = {
  dyn: DYN,
  bool: BOOL,
  int: INT,
  uint: UINT,
  double: DOUBLE,
  string: STRING,
  bytes: BYTES,
  null: NULL,
  timestamp: TIMESTAMP,
  duration: DURATION,
};

function splitTypes(text: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (const [index, character] of Array.from(text).entries()) {
    if (character === '<') depth++;
    else if (character === '>') depth--;
    else if (character === ',' && depth === 0) {
      parts.push(text.slice(start, index).trim());
      start = index + 1;
    }
  }
  const last = text.slice(start).trim();
  return last === '' ? parts : [...parts, last];
}

function readType(text: string): CelType {
  const [, name = text, inside] = /^([^<]+)(?:<(.*)>)?$/.exec(text) ?? [];
  const [first = DYN, second = DYN] = splitTypes(inside ?? '').map(readType);
  if (name === 'list') return listType(first);
  if (name === 'map') return mapType(first, second);
  if (name === 'optional') return optionalType(first);
  if (name === 'type') return typeType(first);
  if (/^[A-Z]$/.test(name)) return paramType(name);
  return NAMED[name] ?? (name.startsWith('net.') ? opaqueType(name) : structType(name));
}

/** Whether a value is of a type, as far as calls look: not into lists and maps. */
export function accepts(type: CelType, value: Value): boolean {
  switch (type.kind) {
    case 'int':
      return typeof value === 'bigint';
    case 'double':
      return typeof value === 'number';
    case 'string':
      return typeof value === 'string';
    case 'bool':
      return typeof value === 'boolean';
    case 'uint':
      return value instanceof CelUint;
    case 'bytes':
      return value instanceof Uint8Array;
    case 'null':
      return value === null;
    case 'list':
      return isList(value) && (value.length === 0 || accepts(type.params[0] ?? DYN, value[0] ?? null));
    case 'map':
      return value instanceof CelMap;
    case 'timestamp':
      return value instanceof CelTimestamp;
    case 'duration':
      return value instanceof CelDuration;
    case 'type':
      return value instanceof CelTypeValue;
    case 'opaque':
      return value instanceof CelOptional ? type.name === 'optional_type' : value instanceof CelObject && value.typeName === type.name;
    case 'struct':
      return value instanceof CelObject && value.typeName === type.name;
    default:
      return !(value instanceof CelError);
  }
}
