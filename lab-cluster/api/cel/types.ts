// Types of CEL: what the checker reasons with, and how they are printed. Models cel-go's common/types.

export type TypeKind =
  | 'dyn'
  | 'error'
  | 'bool'
  | 'int'
  | 'uint'
  | 'double'
  | 'string'
  | 'bytes'
  | 'null'
  | 'timestamp'
  | 'duration'
  | 'type'
  | 'list'
  | 'map'
  | 'struct'
  | 'opaque'
  | 'param';

export interface CelType {
  readonly kind: TypeKind;
  readonly name: string;
  readonly params: readonly CelType[];
  /** Of structs: the type of a field. A struct without is one whose fields nobody knows. */
  readonly field?: (name: string) => CelType | undefined;
}

function simple(kind: TypeKind, name: string = kind): CelType {
  return { kind, name, params: [] };
}

export const DYN: CelType = simple('dyn');
export const ERROR: CelType = simple('error', '!error!');
export const BOOL: CelType = simple('bool');
export const INT: CelType = simple('int');
export const UINT: CelType = simple('uint');
export const DOUBLE: CelType = simple('double');
export const STRING: CelType = simple('string');
export const BYTES: CelType = simple('bytes');
export const NULL: CelType = simple('null', 'null_type');
export const TIMESTAMP: CelType = simple('timestamp', 'google.protobuf.Timestamp');
export const DURATION: CelType = simple('duration', 'google.protobuf.Duration');
const OPTIONAL_NAME = 'optional_type';

export function listType(item: CelType): CelType {
  return { kind: 'list', name: 'list', params: [item] };
}

export function mapType(key: CelType, value: CelType): CelType {
  return { kind: 'map', name: 'map', params: [key, value] };
}

export function optionalType(value: CelType): CelType {
  return { kind: 'opaque', name: OPTIONAL_NAME, params: [value] };
}

export function typeType(of?: CelType): CelType {
  return { kind: 'type', name: 'type', params: of === undefined ? [] : [of] };
}

export function structType(name: string, field?: (name: string) => CelType | undefined): CelType {
  return { kind: 'struct', name, params: [], ...(field === undefined ? {} : { field }) };
}

/** A struct whose fields are these, and no others. */
export function recordType(name: string, fields: Readonly<Record<string, CelType>>): CelType {
  const known = new Map(Object.entries(fields));
  return structType(name, (field) => known.get(field));
}

export function opaqueType(name: string): CelType {
  return { kind: 'opaque', name, params: [] };
}

export function paramType(name: string): CelType {
  return { kind: 'param', name, params: [] };
}

export function isDyn(type: CelType): boolean {
  return type.kind === 'dyn';
}

export function isDynOrError({ kind }: CelType): boolean {
  return kind === 'dyn' || kind === 'error';
}

export function sameType(left: CelType, right: CelType): boolean {
  if (left === right) return true;
  if (left.kind !== right.kind || left.name !== right.name || left.params.length !== right.params.length) return false;
  return left.params.every((param, index) => sameType(param, right.params[index] ?? ERROR));
}

/** The type inside of an optional one; undefined when it is none. */
export function insideOptional(type: CelType): CelType | undefined {
  return type.kind === 'opaque' && type.name === OPTIONAL_NAME ? type.params[0] : undefined;
}

const SHORT: Partial<Record<TypeKind, string>> = { timestamp: 'timestamp', duration: 'duration', null: 'null' };

/** `list(int)`, `map(string, dyn)`, as messages of the checker have it. */
export function typeText(type: CelType): string {
  const name = SHORT[type.kind] ?? type.name;
  return type.params.length === 0 ? name : `${name}(${type.params.map(typeText).join(', ')})`;
}

/** Types that can be named in an expression: `type(x) == string`. */
export const TYPE_NAMES: Readonly<Record<string, CelType>> = {
  bool: BOOL,
  bytes: BYTES,
  double: DOUBLE,
  int: INT,
  list: listType(DYN),
  map: mapType(DYN, DYN),
  null_type: NULL,
  string: STRING,
  type: typeType(),
  uint: UINT,
  'google.protobuf.Timestamp': TIMESTAMP,
  'google.protobuf.Duration': DURATION,
  'net.IP': structType('net.IP'),
  'net.CIDR': structType('net.CIDR'),
  'kubernetes.URL': structType('kubernetes.URL'),
  'kubernetes.Quantity': structType('kubernetes.Quantity'),
  'kubernetes.Semver': structType('kubernetes.Semver'),
};
