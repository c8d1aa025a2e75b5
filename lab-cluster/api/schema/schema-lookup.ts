// What the schema knows of a place in a document: for hover, completion and quick fixes. Prose is in describe.ts.
import { ENUMS } from '../facts/enums.ts';
import type { Path } from '../field-path.ts';
import type { Kind } from '../kind.ts';
import { type FieldSchema, type StructSchema, type ValueSchema, structOfKind } from './schema-types.ts';

export interface FieldFacts {
  readonly name: string;
  /** The type that has this field: `Container`. */
  readonly owner: string;
  /** For people: `string`, `integer`, `[]Container`, `map[string]string`, `PodSpec`. */
  readonly type: string;
  readonly required: boolean;
  /** The words it takes, where they are few. */
  readonly values: readonly string[];
  readonly isList: boolean;
  /** Whether it holds further fields, in itself or in each of its items. */
  readonly hasFields: boolean;
}

/** The field at `path`; an index or a map's key stands for the list or map it is in. */
export function fieldAt(kind: Pick<Kind, 'apiVersion' | 'kind'>, path: Path): FieldFacts | undefined {
  const found = find(structOfKind(kind), path);
  return found?.field === undefined ? undefined : factsOf(found.field);
}

/** Fields an object at `path` may have, required ones first, then by name. Empty where there are none. */
export function fieldsAt(kind: Pick<Kind, 'apiVersion' | 'kind'>, path: Path): readonly FieldFacts[] {
  const struct = structAt(kind, path);
  if (struct === undefined) return [];
  const fields = Object.values(struct.fields).map(factsOf);
  return fields.sort((left, right) => Number(right.required) - Number(left.required) || (left.name < right.name ? -1 : 1));
}

/** The type of the object at `path`, seen through lists and maps. */
function structAt(kind: Pick<Kind, 'apiVersion' | 'kind'>, path: Path): StructSchema | undefined {
  const found = find(structOfKind(kind), path);
  return found === undefined ? undefined : innermostStruct(found.value);
}

interface Found {
  readonly field: FieldSchema | undefined;
  readonly value: ValueSchema;
}

function find(root: StructSchema | undefined, path: Path): Found | undefined {
  if (root === undefined) return undefined;
  let found: Found = { field: undefined, value: { form: 'struct', struct: root, goType: root.goName } };
  for (const step of path) {
    const { value }: Found = found;
    if (value.form === 'list') {
      if (typeof step !== 'number') return undefined;
      found = { field: found.field, value: value.item };
    } else if (value.form === 'map') {
      found = { field: found.field, value: value.item };
    } else if (value.form === 'struct') {
      const field: FieldSchema | undefined = value.struct.fields[step];
      if (field === undefined) return undefined;
      found = { field, value: field.value };
    } else {
      return undefined;
    }
  }
  return found;
}

function innermostStruct(value: ValueSchema): StructSchema | undefined {
  if (value.form === 'struct') return value.struct;
  return value.form === 'scalar' ? undefined : innermostStruct(value.item);
}

function factsOf(field: FieldSchema): FieldFacts {
  const { name, owner, value, required } = field;
  const key = `${owner}.${name}`;
  return {
    name,
    owner,
    type: printType(value),
    required,
    values: ENUMS[key] ?? [],
    isList: value.form === 'list',
    hasFields: innermostStruct(value) !== undefined,
  };
}

const WORDS: Readonly<Record<string, string>> = {
  bool: 'boolean',
  int32: 'integer',
  int64: 'integer',
  double: 'number',
  Quantity: 'quantity',
  IntOrString: 'integer or string',
  Time: 'time',
  MicroTime: 'time',
  bytes: 'base64',
};

function printType(value: ValueSchema): string {
  switch (value.form) {
    case 'scalar':
      return WORDS[value.scalar] ?? value.scalar;
    case 'struct':
      return value.struct.goName;
    case 'list':
      return `[]${printType(value.item)}`;
    case 'map':
      return `map[string]${printType(value.item)}`;
  }
}
