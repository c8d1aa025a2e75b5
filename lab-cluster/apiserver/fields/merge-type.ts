// How the parts of a kind are owned and merged: each type as a struct of fields, a map, a list told apart by keys or by
// values, or a whole. Made once from the schema and the facts beside it. Models the typed schema of structured-merge-diff.
import { isAlwaysThere } from '../../api/facts/always-there.ts';
import { ATOMIC_FIELDS, ATOMIC_TYPES, GRANULAR_FIELDS, KEY_DEFAULTS, OPTIONAL_KEYS } from '../../api/facts/atomic.ts';
import { LISTS } from '../../api/facts/lists.ts';
import type { Kind } from '../../api/kind.ts';
import { type FieldSchema, structOfKind, type StructSchema, type ValueSchema } from '../../api/schema/schema-types.ts';
import { fieldElement } from './path-element.ts';

export type MergeType =
  | { readonly form: 'whole'; readonly schema: ValueSchema }
  | StructType
  | { readonly form: 'map'; readonly item: MergeType }
  | ListType
  /** JSON that no schema describes: maps are granular, lists are wholes. */
  | { readonly form: 'free' };

export interface StructType {
  readonly form: 'struct';
  readonly fields: Readonly<Record<string, MergeField>>;
  /** Fields that Go writes whether they are set or not. */
  readonly always: readonly MergeField[];
}

export interface MergeField {
  readonly name: string;
  /** `f:name`. */
  readonly element: string;
  readonly type: MergeType;
  readonly alwaysThere: boolean;
}

export interface ListType {
  readonly form: 'list';
  /** In alphabetical order; none for sets of plain values. */
  readonly keys: readonly string[];
  /** What each key is for an item that does not say; undefined where it may lack it. */
  readonly defaults: readonly (string | number | undefined)[];
  readonly item: MergeType;
}

const FREE: MergeType = { form: 'free' };
const structs = new Map<StructSchema, StructType>();
const roots = new Map<string, StructType>();

/** The root of a kind; a kind without a schema is free JSON with metadata. */
export function mergeTypeOf(kind: Pick<Kind, 'apiVersion' | 'kind'>): StructType {
  const key = `${kind.apiVersion}/${kind.kind}`;
  let root = roots.get(key);
  if (root === undefined) {
    const schema = structOfKind(kind);
    root = schema === undefined ? { form: 'struct', fields: {}, always: [] } : structType(schema);
    roots.set(key, root);
  }
  return root;
}

function structType(schema: StructSchema): StructType {
  const known = structs.get(schema);
  if (known !== undefined) return known;
  const fields = Object.create(null) as Record<string, MergeField>;
  const always: MergeField[] = [];
  const type: StructType = { form: 'struct', fields, always };
  // Known before its fields are read, because types may contain themselves.
  structs.set(schema, type);
  for (const field of Object.values(schema.fields)) {
    const { name, owner } = field;
    const inner = fieldType(field);
    const nested = field.value.form !== 'scalar';
    const merged: MergeField = { name, element: fieldElement(name), type: inner, alwaysThere: nested && isAlwaysThere(owner, name) };
    fields[name] = merged;
    if (merged.alwaysThere) always.push(merged);
  }
  return type;
}

function fieldType({ owner, name, value }: FieldSchema): MergeType {
  const key = `${owner}.${name}`;
  if (ATOMIC_FIELDS.has(key)) return { form: 'whole', schema: value };
  if (value.form === 'list') return listType(key, value);
  return valueType(value, GRANULAR_FIELDS.has(key));
}

function valueType(value: ValueSchema, granular = false): MergeType {
  switch (value.form) {
    case 'scalar':
      return value.scalar === 'any' ? FREE : { form: 'whole', schema: value };
    case 'struct':
      return ATOMIC_TYPES.has(value.struct.name) && !granular ? { form: 'whole', schema: value } : structType(value.struct);
    case 'map':
      return { form: 'map', item: valueType(value.item) };
    case 'list':
      return { form: 'whole', schema: value };
  }
}

function listType(key: string, value: ValueSchema & { readonly form: 'list' | 'map' }): MergeType {
  const fact = LISTS[key];
  if (fact?.isSet === true) return { form: 'list', keys: [], defaults: [], item: valueType(value.item) };
  const struct = value.item.form === 'struct' ? value.item.struct : undefined;
  if (fact?.mapKeys === undefined || struct === undefined) return { form: 'whole', schema: value };
  const keys = fact.mapKeys.toSorted();
  // An item of an atomic type that stands in a list by keys is a whole, told apart by them.
  return { form: 'list', keys, defaults: keys.map((name) => keyDefault(struct, name)), item: valueType(value.item) };
}

function keyDefault(struct: StructSchema, name: string): string | number | undefined {
  const key = `${struct.name}.${name}`;
  if (OPTIONAL_KEYS.has(key)) return undefined;
  const named = KEY_DEFAULTS[key];
  if (named !== undefined) return named;
  const value = struct.fields[name]?.value;
  if (value?.form !== 'scalar') return undefined;
  return value.scalar === 'int32' || value.scalar === 'int64' ? 0 : '';
}
