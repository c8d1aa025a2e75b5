// Holds a decoded value against its kind's schema, as the API server's strict decoder does, in the same words.
// Models sigs.k8s.io/json and encoding/json's type errors.
import { firstIllegalByte, isBase64 } from '../base64.ts';
import { NULLABLE_FIELDS } from '../facts/nullable.ts';
import { type Path, printPath } from '../field-path.ts';
import { type GoTimeType, readGoTime } from '../go-time.ts';
import type { Kind } from '../kind.ts';
import { ManagedFieldsList } from '../managed-fields.ts';
import { nearestName } from '../nearest-name.ts';
import { QUANTITY_SHAPE_PROBLEM, parseQuantity, roundedUp, spellQuantity } from '../quantity.ts';
import { type FieldSchema, type Scalar, type StructSchema, type ValueSchema, isPrintedTime, structOfKind } from './schema-types.ts';

export interface ShapeProblem {
  /** unknown: the schema has no such field. type: the value is of another JSON type. format: the text is no time, quantity or base64. */
  readonly what: 'unknown' | 'type' | 'format';
  readonly path: Path;
  /** The path as upstream prints it. */
  readonly field: string;
  /** What the server's decoder says. */
  readonly message: string;
  /** For unknown fields, what was probably meant. */
  readonly suggestion?: string;
}

/** Every place where `object` does not fit its kind, in document order. Changes nothing. */
export function checkShape(kind: Pick<Kind, 'apiVersion' | 'kind'>, object: unknown): readonly ShapeProblem[] {
  return walk(structOfKind(kind), object, false);
}

/**
 * The same, and makes the value what Go's decoder would: unknown fields, nulls and meaningless zeros go, quantities are
 * spelled canonically. Writes into `object`, which must be private.
 */
export function conformShape(kind: Pick<Kind, 'apiVersion' | 'kind'>, object: unknown): readonly ShapeProblem[] {
  return walk(structOfKind(kind), object, true);
}

/** The decoder's own refusal, if any: the first value that would not go in. A text that is no quantity stops Go at once. */
export function decodeProblem(problems: readonly ShapeProblem[]): ShapeProblem | undefined {
  return problems.find((problem) => problem.what === 'format') ?? problems.find((problem) => problem.what === 'type');
}

const NONE: readonly ShapeProblem[] = [];
const INT32_MAX = 2_147_483_647;

/** One walk over one value. */
interface Walk {
  readonly path: (string | number)[];
  problems: ShapeProblem[] | undefined;
  readonly prune: boolean;
}

function walk(struct: StructSchema | undefined, object: unknown, prune: boolean): readonly ShapeProblem[] {
  if (struct === undefined) return NONE;
  const state: Walk = { path: [], problems: undefined, prune };
  if (typeof object !== 'object' || object === null || Array.isArray(object)) {
    return [
      {
        what: 'type',
        path: [],
        field: '',
        message: `json: cannot unmarshal ${jsonType(object)} into Go value of type v1.${struct.goName}`,
      },
    ];
  }
  walkStruct(state, struct, object as Record<string, unknown>);
  return state.problems ?? NONE;
}

function walkStruct(state: Walk, struct: StructSchema, object: Record<string, unknown>): void {
  const { path, prune } = state;
  for (const key in object) {
    const value = object[key];
    const field = struct.fields[key];
    if (field === undefined) {
      reportUnknown(state, struct, key, object);
      if (prune) delete object[key];
      continue;
    }
    if (value === undefined || value === null) {
      if (prune && !(value === null && keepsNull(field))) delete object[key];
      continue;
    }
    path.push(key);
    const next = walkValue(state, field.value, value, field);
    path.pop();
    if (!prune) continue;
    if (next !== value) object[key] = next;
    if (!field.keepsZero && isZero(field.value, next)) delete object[key];
  }
  if (prune) for (const name of struct.printedTimes) object[name] ??= null;
}

/** What it becomes: the value itself but for canonical spelling. */
function walkValue(state: Walk, schema: ValueSchema, value: unknown, field: FieldSchema): unknown {
  switch (schema.form) {
    case 'scalar':
      return walkScalar(state, schema.scalar, schema.goType, value, field);
    case 'struct':
      if (typeof value !== 'object' || Array.isArray(value)) reportType(state, value, schema.goType, field);
      else if (value !== null) walkStruct(state, schema.struct, value as Record<string, unknown>);
      return value;
    case 'list':
      if (!Array.isArray(value)) reportType(state, value, schema.goType, field);
      else walkItems(state, schema.item, value, field);
      return value;
    case 'map':
      if (typeof value !== 'object' || Array.isArray(value)) reportType(state, value, schema.goType, field);
      else if (value !== null) walkEntries(state, schema.item, value as Record<string, unknown>, field);
      return value;
  }
}

function walkItems(state: Walk, schema: ValueSchema, items: unknown[], field: FieldSchema): void {
  // The server's own list of who owns what has been through here.
  if (items instanceof ManagedFieldsList) return;
  for (let index = 0; index < items.length; index++) {
    const item = items[index];
    if (item === null || item === undefined) {
      // A null item is Go's zero value of its type.
      if (state.prune) items[index] = schema.form === 'scalar' ? zeroOf(schema.scalar) : schema.form === 'list' ? [] : {};
      continue;
    }
    state.path.push(index);
    const next = walkValue(state, schema, item, field);
    state.path.pop();
    if (state.prune && next !== item) items[index] = next;
  }
}

function walkEntries(state: Walk, schema: ValueSchema, entries: Record<string, unknown>, field: FieldSchema): void {
  const isQuantity = schema.form === 'scalar' && schema.scalar === 'Quantity';
  for (const key in entries) {
    const entry = entries[key];
    if (entry === null || entry === undefined) {
      if (state.prune) entries[key] = schema.form === 'scalar' ? zeroOf(schema.scalar) : schema.form === 'list' ? [] : {};
      continue;
    }
    state.path.push(key);
    const walked = walkValue(state, schema, entry, field);
    // Every map of quantities is one of resources. Models SetDefaults_ResourceList.
    const next = isQuantity && state.prune && typeof walked === 'string' ? roundedUp(walked) : walked;
    state.path.pop();
    if (state.prune && next !== entry) entries[key] = next;
  }
}

function walkScalar(state: Walk, scalar: Scalar, goType: string, value: unknown, field: FieldSchema): unknown {
  switch (scalar) {
    case 'string':
      if (typeof value !== 'string') reportType(state, value, goType, field);
      return value;
    case 'bool':
      if (typeof value !== 'boolean') reportType(state, value, goType, field);
      return value;
    case 'int32':
    case 'int64':
      if (!isInteger(value, scalar)) reportType(state, value, goType, field, isNumber(value));
      return value;
    case 'double':
      if (typeof value !== 'number') reportType(state, value, goType, field);
      return value;
    case 'IntOrString':
      if (typeof value !== 'string' && !isInteger(value, 'int32')) reportFormat(state, cannotUnmarshal(value, 'int32'));
      return value;
    case 'Quantity':
      return walkQuantity(state, value);
    case 'Time':
    case 'MicroTime':
      return walkTime(state, scalar, value);
    case 'bytes':
      if (typeof value !== 'string') reportType(state, value, goType, field);
      else if (!isBase64(value)) reportFormat(state, `illegal base64 data at input byte ${firstIllegalByte(value)}`);
      return value;
    case 'any':
      return value;
  }
}

function walkQuantity(state: Walk, value: unknown): unknown {
  if (typeof value !== 'string' && typeof value !== 'number') {
    reportFormat(state, QUANTITY_SHAPE_PROBLEM);
    return value;
  }
  const text = typeof value === 'string' ? value.trim() : value;
  const canonical = spellQuantity(text);
  if (canonical !== undefined) return state.prune ? canonical : value;
  const problem = parseQuantity(text);
  reportFormat(state, typeof problem === 'string' ? problem : QUANTITY_SHAPE_PROBLEM);
  return value;
}

function walkTime(state: Walk, type: GoTimeType, value: unknown): unknown {
  if (typeof value !== 'string') {
    reportFormat(state, `json: cannot unmarshal ${jsonType(value)} into Go value of type string`);
    return value;
  }
  const time = readGoTime(value, type);
  if ('text' in time) return state.prune ? time.text : value;
  reportFormat(state, time.problem);
  return value;
}

function isInteger(value: unknown, scalar: 'int32' | 'int64'): boolean {
  if (typeof value !== 'number' || !Number.isInteger(value)) return false;
  return scalar === 'int64' || (value <= INT32_MAX && value >= -INT32_MAX - 1);
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number';
}

function keepsNull(field: FieldSchema): boolean {
  return field.value.form === 'scalar' ? isPrintedTime(field) : NULLABLE_FIELDS.has(`${field.owner}.${field.name}`);
}

function isZero(schema: ValueSchema, value: unknown): boolean {
  if (schema.form === 'scalar')
    return schema.scalar !== 'Quantity' && schema.scalar !== 'IntOrString' && (value === '' || value === 0 || value === false);
  if (schema.form === 'list') return Array.isArray(value) && value.length === 0;
  if (schema.form !== 'map') return false;
  for (const _ in value as object) return false;
  return true;
}

function zeroOf(scalar: Scalar): unknown {
  return scalar === 'bool' ? false : scalar === 'int32' || scalar === 'int64' || scalar === 'double' || scalar === 'IntOrString' ? 0 : '';
}

function reportUnknown(state: Walk, struct: StructSchema, key: string, object: Readonly<Record<string, unknown>>): void {
  const path = [...state.path, key];
  const field = printPath(path);
  // The server has no suggestions to make.
  const suggestion = state.prune
    ? undefined
    : nearestName(
        key,
        Object.keys(struct.fields).filter((name) => object[name] === undefined),
      );
  report(state, {
    what: 'unknown',
    path,
    field,
    message: `unknown field ${JSON.stringify(field)}`,
    ...(suggestion === undefined ? {} : { suggestion }),
  });
}

/** `field` names the innermost struct; its path in the message has no indexes, as Go's has none. */
function reportType(state: Walk, value: unknown, goType: string, field: FieldSchema, withNumber = false): void {
  const owner = field.owner.slice(field.owner.lastIndexOf('.') + 1);
  const steps = state.path.slice(0, lastIndexOf(state.path, field.name) + 1).filter((step) => typeof step === 'string');
  const type = withNumber ? `number ${String(value)}` : jsonType(value);
  const message = `json: cannot unmarshal ${type} into Go struct field ${owner}.${steps.join('.')} of type ${goType}`;
  report(state, { what: 'type', path: [...state.path], field: printPath(state.path), message });
}

function lastIndexOf(path: readonly (string | number)[], name: string): number {
  for (let index = path.length - 1; index >= 0; index--) if (path[index] === name) return index;
  return path.length - 1;
}

function reportFormat(state: Walk, message: string): void {
  report(state, { what: 'format', path: [...state.path], field: printPath(state.path), message });
}

function report(state: Walk, problem: ShapeProblem): void {
  state.problems ??= [];
  state.problems.push(problem);
}

function cannotUnmarshal(value: unknown, goType: string): string {
  const type = typeof value === 'number' ? `number ${value}` : jsonType(value);
  return `json: cannot unmarshal ${type} into Go value of type ${goType}`;
}

function jsonType(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  if (value === null || value === undefined) return 'null';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}
