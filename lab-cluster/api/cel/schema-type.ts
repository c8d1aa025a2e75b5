// A kind's schema as a type of CEL, for whoever checks expressions against it. Models apiserver/pkg/cel/common/schemas.go.
import { type StructSchema, structOfKind, type ValueSchema } from '../schema/schema-types.ts';
import type { Kind } from '../kind.ts';
import { BOOL, BYTES, type CelType, DOUBLE, DYN, INT, listType, mapType, STRING, structType, TIMESTAMP } from './types.ts';

const RESERVED = new Set(
  'true false null in as break const continue else for function if import let loop package namespace return var void while'.split(' '),
);
const SCALARS: Readonly<Record<string, CelType>> = {
  string: STRING,
  bool: BOOL,
  int32: INT,
  int64: INT,
  double: DOUBLE,
  IntOrString: DYN,
  Time: TIMESTAMP,
  MicroTime: TIMESTAMP,
  bytes: BYTES,
};

/** Undefined for a kind without a schema. */
export function typeOfKind(kind: Pick<Kind, 'apiVersion' | 'kind'>): CelType | undefined {
  const struct = structOfKind(kind);
  return struct === undefined ? undefined : structOf(struct, kind.kind);
}

function structOf({ fields }: StructSchema, path: string): CelType {
  const known = new Map<string, CelType | undefined>();
  return structType(path, (name) => {
    if (!known.has(name)) {
      const field = Object.values(fields).find((each) => escapedName(each.name) === name);
      known.set(name, field === undefined ? undefined : typeOf(field.value, `${path}.${field.name}`));
    }
    return known.get(name);
  });
}

/** Undefined where upstream's schema names no type, as for quantities: such a field is not there for the checker. */
function typeOf(value: ValueSchema, path: string): CelType | undefined {
  if (value.form === 'scalar') return SCALARS[value.scalar];
  if (value.form === 'struct') return structOf(value.struct, path);
  const item = typeOf(value.item, value.form === 'list' ? `${path}.@idx` : `${path}.@elem`);
  if (item === undefined) return undefined;
  return value.form === 'list' ? listType(item) : mapType(STRING, item);
}

/** How the checker calls a field: `namespace` is a word of the language, so it is `__namespace__`. */
function escapedName(name: string): string {
  if (RESERVED.has(name)) return `__${name}__`;
  const signs: Readonly<Record<string, string>> = { __: '__underscores__', '.': '__dot__', '-': '__dash__', '/': '__slash__' };
  return name.replace(/__|[-./]/g, (sign) => signs[sign] ?? sign);
}
