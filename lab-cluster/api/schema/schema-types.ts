// The types of all registered kinds as a graph, read once from the generated tables and the hand-written facts beside them.
import { goNameOf } from '../facts/go-types.ts';
import { isPointer } from '../facts/pointers.ts';
import { QUANTITY_FIELDS } from '../facts/quantities.ts';
import { NOT_REALLY_REQUIRED, REALLY_REQUIRED } from '../facts/required.ts';
import { kindTypes, typeFields } from '../generated/schemas.ts';
import type { Kind } from '../kind.ts';

export type Scalar = 'string' | 'bool' | 'int32' | 'int64' | 'double' | 'Quantity' | 'IntOrString' | 'Time' | 'MicroTime' | 'bytes' | 'any';

export type ValueSchema =
  | { readonly form: 'scalar'; readonly scalar: Scalar; readonly goType: string }
  | { readonly form: 'struct'; readonly struct: StructSchema; readonly goType: string }
  | { readonly form: 'list' | 'map'; readonly item: ValueSchema; readonly goType: string };

export interface FieldSchema {
  readonly name: string;
  /** The type that has this field. */
  readonly owner: string;
  readonly value: ValueSchema;
  /** An object without it is refused. */
  readonly required: boolean;
  /** 0, false and "" are values here, not absence. */
  readonly keepsZero: boolean;
}

export interface StructSchema {
  /** As in the generated table: `Container`, `discovery.EndpointPort`. */
  readonly name: string;
  readonly goName: string;
  readonly fields: Readonly<Record<string, FieldSchema>>;
  /** Those that are written down even when nobody set them: as null. */
  readonly printedTimes: readonly string[];
}

const SCALARS: Readonly<Record<string, string>> = {
  string: 'string',
  bool: 'bool',
  int32: 'int32',
  int64: 'int64',
  double: 'float64',
  Quantity: 'resource.Quantity',
  IntOrString: 'intstr.IntOrString',
  Time: 'v1.Time',
  MicroTime: 'v1.MicroTime',
  bytes: '[]uint8',
  any: 'interface {}',
};

/** Bodies of subresources that are objects of a kind which no URL names. */
const BODY_TYPES: Readonly<Record<string, string>> = {
  'autoscaling/v1/Scale': 'Scale',
  'authentication.k8s.io/v1/TokenRequest': 'authentication.TokenRequest',
  'policy/v1/Eviction': 'Eviction',
};

const structs = new Map<string, StructSchema>();
const structsOfKinds = new WeakMap<Pick<Kind, 'apiVersion' | 'kind'>, StructSchema>();

export function structOfKind(kind: Pick<Kind, 'apiVersion' | 'kind'>): StructSchema | undefined {
  let struct = structsOfKinds.get(kind);
  if (struct === undefined) {
    const key = `${kind.apiVersion}/${kind.kind}`;
    const name = kindTypes[key] ?? BODY_TYPES[key];
    struct = name === undefined ? undefined : structOf(name);
    if (struct !== undefined) structsOfKinds.set(kind, struct);
  }
  return struct;
}

/** By upstream's name, for bodies that are no kind of their own: `structOf('Binding')`. */
export function structOf(name: string): StructSchema | undefined {
  const known = structs.get(name);
  if (known !== undefined) return known;
  const text = typeFields[name];
  if (text === undefined) return undefined;
  const fields: Record<string, FieldSchema> = Object.create(null) as Record<string, FieldSchema>;
  const printedTimes: string[] = [];
  const struct: StructSchema = { name, goName: name.slice(name.lastIndexOf('.') + 1), fields, printedTimes };
  // Known before its fields are read, because types may contain themselves.
  structs.set(name, struct);
  for (const part of text.split(';')) {
    const field = readField(name, part);
    fields[field.name] = field;
    if (isPrintedTime(field)) printedTimes.push(field.name);
  }
  return struct;
}

/** Times print as null in Go even where their tag says omitempty, because they are structs; only those of metadata may be absent. */
export function isPrintedTime({ value, owner, name }: Pick<FieldSchema, 'value' | 'owner' | 'name'>): boolean {
  if (value.form !== 'scalar' || (value.scalar !== 'Time' && value.scalar !== 'MicroTime')) return false;
  return owner !== 'ObjectMeta' && !isPointer(owner, name);
}

function readField(owner: string, text: string): FieldSchema {
  const space = text.indexOf(' ');
  const marked = text.startsWith('!');
  const name = text.slice(marked ? 1 : 0, space);
  const key = `${owner}.${name}`;
  const required = REALLY_REQUIRED.has(key) || (marked && !NOT_REALLY_REQUIRED.has(key));
  return { name, owner, value: readValue(text.slice(space + 1), owner, name), required, keepsZero: marked || isPointer(owner, name) };
}

function readValue(text: string, owner: string, field: string): ValueSchema {
  const container = text.slice(0, 2);
  if (container === '[]' || container === '{}') {
    const item = readValue(text.slice(2), owner, field);
    const isResourceList = item.form === 'scalar' && item.scalar === 'Quantity';
    const goType = container === '[]' ? `[]${item.goType}` : isResourceList ? 'v1.ResourceList' : `map[string]${item.goType}`;
    return { form: container === '[]' ? 'list' : 'map', item, goType };
  }
  if (text === 'string' && QUANTITY_FIELDS.has(`${owner}.${field}`))
    return { form: 'scalar', scalar: 'Quantity', goType: 'resource.Quantity' };
  const goType = SCALARS[text];
  if (goType !== undefined) return { form: 'scalar', scalar: text as Scalar, goType: goNameOf(owner, field) ?? goType };
  return {
    form: 'struct',
    get struct() {
      return requireStruct(text);
    },
    goType: `${/^v\d\w*(?=\.)/.exec(text)?.[0] ?? 'v1'}.${text.slice(text.lastIndexOf('.') + 1)}`,
  };
}

function requireStruct(name: string): StructSchema {
  const struct = structOf(name);
  if (struct === undefined) throw new Error(`the generated schemas lack ${name}: run node .ci/generate-schemas.mjs --force`);
  return struct;
}
