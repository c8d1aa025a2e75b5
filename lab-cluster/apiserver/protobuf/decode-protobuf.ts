// A protobuf body made the value that the same object has as JSON; from there it goes the way of every body.
// Models apimachinery/pkg/runtime/serializer/protobuf and the generated Unmarshal methods.
import { append } from '../../api/append.ts';
import { base64Of } from '../../api/base64.ts';
import {
  type FieldSchema,
  type Scalar,
  type StructSchema,
  structOf,
  structOfKind,
  type ValueSchema,
} from '../../api/schema/schema-types.ts';
import { inspectJson } from '../encoding/json-value.ts';
import { fieldNumbers } from './field-numbers.ts';
import { Malformed, readFields, readPacked, textOf, type WireValue } from './wire-reader.ts';

export type Decoded = { readonly ok: true; readonly value: Record<string, unknown> } | { readonly ok: false; readonly problem: string };

/** `k8s` and a zero byte, before the envelope (runtime.Unknown). */
const MAGIC = [0x6b, 0x38, 0x73, 0];
const ENVELOPE_TYPE = 1;
const ENVELOPE_RAW = 2;
/** The calendar that times are written in: years 1 to 9999. */
const EARLIEST_SECOND = -62_135_596_800;
const LATEST_SECOND = 253_402_300_799;

export function decodeProtobuf(body: Uint8Array): Decoded {
  if (MAGIC.some((byte, index) => body[index] !== byte)) {
    const problem = `provided data does not appear to be a protobuf message, expected prefix [${MAGIC.join(' ')}]`;
    return { ok: false, problem };
  }
  try {
    return { ok: true, value: readEnvelope(body.subarray(MAGIC.length)) };
  } catch (stop) {
    if (stop instanceof Malformed) return { ok: false, problem: stop.problem };
    throw stop;
  }
}

function readEnvelope(bytes: Uint8Array): Record<string, unknown> {
  let apiVersion = '';
  let kind = '';
  let raw: Uint8Array = new Uint8Array();
  readFields(bytes, (number, value) => {
    if (number === ENVELOPE_RAW) raw = bytesOf(value);
    if (number !== ENVELOPE_TYPE) return;
    readFields(bytesOf(value), (part, text) => {
      if (part === 1) apiVersion = textOf(bytesOf(text));
      if (part === 2) kind = textOf(bytesOf(text));
    });
  });
  const object: Record<string, unknown> = { apiVersion, kind };
  const struct = structNamed(apiVersion, kind);
  if (struct !== undefined) readMessage(raw, struct, struct.name, object);
  return object;
}

/** Options and bodies of subresources are no kinds of their own: they are found by name, with or without their group. */
function structNamed(apiVersion: string, kind: string): StructSchema | undefined {
  const group = /^([a-z]+)[^/]*\//.exec(apiVersion)?.[1] ?? '';
  return structOfKind({ apiVersion, kind }) ?? structOf(`${group}.${kind}`) ?? structOf(kind);
}

/** Reads the fields of the message `type` into `target`, which is a `struct`. */
function readMessage(bytes: Uint8Array, struct: StructSchema, type: string, target: Record<string, unknown>): void {
  const numbers = fieldNumbers(type);
  readFields(bytes, (number, value) => {
    const field = numbers.get(number);
    if (field === undefined) return;
    if ('inlined' in field) return readMessage(bytesOf(value), struct, field.inlined, target);
    const schema = struct.fields[field.name];
    if (schema !== undefined) readField(schema, value, target);
  });
}

function readField({ name, value: schema, keepsZero }: FieldSchema, wire: WireValue, target: Record<string, unknown>): void {
  if (schema.form === 'list') {
    const list = (target[name] ??= []) as unknown[];
    if (wire.wire === 'bytes' && isVarint(schema.item))
      append(
        list,
        readPacked(wire.bytes).map((one) => varintOf(one, schema.item)),
      );
    else list.push(valueOf(schema.item, wire));
  } else if (schema.form === 'map') {
    readEntry(schema.item, wire, (target[name] ??= {}) as Record<string, unknown>);
  } else {
    const value = valueOf(schema, wire);
    // Go writes empty values of fields that are no pointers; in JSON they are left out.
    if (keepsZero || (value !== '' && value !== 0 && value !== false)) target[name] = value;
  }
}

function readEntry(item: ValueSchema, wire: WireValue, map: Record<string, unknown>): void {
  let key = '';
  let value: unknown = emptyOf(item);
  readFields(bytesOf(wire), (number, part) => {
    if (number === 1) key = textOf(bytesOf(part));
    if (number === 2) value = valueOf(item, part);
  });
  // As in JSON: a field of this name would not stay one.
  if (key === '__proto__') throw new Malformed('invalid field name "__proto__"');
  Object.defineProperty(map, key, { value, enumerable: true, writable: true, configurable: true });
}

function emptyOf(schema: ValueSchema): unknown {
  if (schema.form === 'list') return [];
  if (schema.form === 'scalar') return isVarint(schema) ? varintOf(0, schema) : '';
  return {};
}

function valueOf(schema: ValueSchema, wire: WireValue): unknown {
  switch (schema.form) {
    case 'struct': {
      const object: Record<string, unknown> = {};
      readMessage(bytesOf(wire), schema.struct, schema.struct.name, object);
      return object;
    }
    // A list inside a map is a message of its own around the list.
    case 'list': {
      const list: unknown[] = [];
      readFields(bytesOf(wire), (number, part) => {
        if (number === 1) list.push(valueOf(schema.item, part));
      });
      return list;
    }
    case 'map': {
      const map: Record<string, unknown> = {};
      readEntry(schema.item, wire, map);
      return map;
    }
    case 'scalar':
      return scalarOf(schema.scalar, schema, wire);
  }
}

function scalarOf(scalar: Scalar, schema: ValueSchema, wire: WireValue): unknown {
  switch (scalar) {
    case 'bool':
    case 'int32':
    case 'int64':
      if (wire.wire !== 'varint') throw new Malformed(`proto: wrong wireType = 2 for field of type ${scalar}`);
      return varintOf(wire.value, schema);
    case 'double':
      if (wire.wire !== 'fixed64') throw new Malformed('proto: wrong wireType for field of type double');
      return new DataView(wire.bytes.buffer, wire.bytes.byteOffset, 8).getFloat64(0, true);
    case 'string':
      return textOf(bytesOf(wire));
    case 'bytes':
      return base64Of(bytesOf(wire));
    case 'Quantity':
      return firstText(bytesOf(wire));
    case 'IntOrString':
      return intOrString(bytesOf(wire));
    case 'Time':
    case 'MicroTime':
      return instant(bytesOf(wire), scalar);
    case 'any':
      return embedded(bytesOf(wire));
  }
}

function isVarint(schema: ValueSchema): boolean {
  return schema.form === 'scalar' && (schema.scalar === 'bool' || schema.scalar === 'int32' || schema.scalar === 'int64');
}

function varintOf(value: number, schema: ValueSchema): number | boolean {
  if (schema.form === 'scalar' && schema.scalar === 'bool') return value !== 0;
  return value;
}

function bytesOf(wire: WireValue): Uint8Array {
  if (wire.wire !== 'bytes') throw new Malformed('proto: wrong wireType = 0 for a field with a length');
  return wire.bytes;
}

/** A message whose one field is a text. */
function firstText(bytes: Uint8Array): string {
  let text = '';
  readFields(bytes, (number, value) => {
    if (number === 1) text = textOf(bytesOf(value));
  });
  return text;
}

function intOrString(bytes: Uint8Array): number | string {
  let isText = false;
  let number = 0;
  let text = '';
  readFields(bytes, (field, value) => {
    if (field === 1 && value.wire === 'varint') isText = value.value === 1;
    if (field === 2 && value.wire === 'varint') number = value.value;
    if (field === 3) text = textOf(bytesOf(value));
  });
  return isText ? text : number;
}

/** Nothing in it is the zero time, which JSON calls null. */
function instant(bytes: Uint8Array, scalar: 'Time' | 'MicroTime'): string | null {
  if (bytes.length === 0) return null;
  let seconds = 0;
  let nanos = 0;
  readFields(bytes, (field, value) => {
    if (value.wire !== 'varint') return;
    if (field === 1) seconds = value.value;
    if (field === 2) nanos = value.value;
  });
  if (seconds < EARLIEST_SECOND || seconds > LATEST_SECOND) throw new Malformed('a time that is in no calendar');
  if (nanos < 0 || nanos >= 1e9) throw new Malformed('a time with more or less than a second beside its seconds');
  const text = new Date(seconds * 1000).toISOString();
  if (scalar === 'Time') return `${text.slice(0, 19)}Z`;
  return `${text.slice(0, 19)}.${String(Math.floor(nanos / 1000)).padStart(6, '0')}Z`;
}

/** JSON inside of protobuf: raw extensions and the trees of managed fields. What JSON may not be elsewhere it may not be here. */
function embedded(bytes: Uint8Array): unknown {
  const text = firstText(bytes);
  if (text === '') return null;
  try {
    const value: unknown = JSON.parse(text);
    const { problem } = inspectJson(value);
    if (problem === undefined) return value;
    throw new Malformed(problem);
  } catch (stop) {
    throw stop instanceof Malformed ? stop : new Malformed('the raw value inside is no JSON');
  }
}
