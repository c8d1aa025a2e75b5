// An answer as protobuf: the envelope, and inside it the object, field by field, as Go writes it.
// Models apimachinery/pkg/runtime/serializer/protobuf and the generated Marshal methods.
// Simplified: of times that are no pointers and unset only creationTimestamp is written; readers take it for the same.
import { bytesOfBase64 } from '../../api/base64.ts';
import { isAlwaysThere } from '../../api/facts/always-there.ts';
import { isPointer } from '../../api/facts/pointers.ts';
import { type Scalar, structOf, structOfKind, type StructSchema, type ValueSchema } from '../../api/schema/schema-types.ts';
import { fieldNumbers } from './field-numbers.ts';
import { WireWriter } from './wire-writer.ts';

const MAGIC = [0x6b, 0x38, 0x73, 0];

type Value = Readonly<Record<string, unknown>>;

/** Undefined where the type is none that protobuf knows here: metrics, tables. */
export function encodeProtobuf(body: object): Uint8Array | undefined {
  const object = body as Value;
  const { apiVersion = '', kind = '' } = object as { readonly apiVersion?: string; readonly kind?: string };
  const raw = encodeBody(object, apiVersion, kind);
  if (raw === undefined) return undefined;
  const type = new WireWriter().text(1, apiVersion).text(2, kind);
  const envelope = new WireWriter().message(1, type).message(2, raw).text(3, '').text(4, '').bytes;
  const bytes = new Uint8Array(MAGIC.length + envelope.length);
  bytes.set(MAGIC);
  bytes.set(envelope, MAGIC.length);
  return bytes;
}

/** Whether objects of a kind can be written so. */
export function isInProtobuf(kind: { readonly apiVersion: string; readonly kind: string }): boolean {
  const struct = structOfKind(kind);
  return struct !== undefined && fieldNumbers(struct.name).size > 0;
}

function encodeBody(object: Value, apiVersion: string, kind: string): WireWriter | undefined {
  const { items } = object;
  if (Array.isArray(items) && kind.endsWith('List')) return encodeList(object, items, apiVersion, kind.slice(0, -'List'.length));
  const struct = kind === 'Status' ? structOf('Status') : structOfKind({ apiVersion, kind });
  if (struct !== undefined) return fieldNumbers(struct.name).size === 0 ? undefined : encodeStruct(object, struct, struct.name);
  const meta = structOf('ObjectMeta');
  return kind === 'PartialObjectMetadata' && meta !== undefined
    ? new WireWriter().message(1, encodeStruct(object['metadata'] as Value, meta, meta.name))
    : undefined;
}

function encodeList(list: Value, items: readonly unknown[], apiVersion: string, kind: string): WireWriter | undefined {
  const meta = structOf('ListMeta');
  if (meta === undefined) return undefined;
  const writer = new WireWriter().message(1, encodeStruct((list['metadata'] ?? {}) as Value, meta, meta.name));
  for (const item of items) {
    const encoded = encodeBody(item as Value, apiVersion, kind);
    if (encoded === undefined) return undefined;
    writer.message(2, encoded);
  }
  return writer;
}

/** The fields of the message `type`, whose values are those of a `struct`. */
function encodeStruct(object: Value, struct: StructSchema, type: string): WireWriter {
  const writer = new WireWriter();
  for (const [number, field] of fieldNumbers(type)) {
    if ('inlined' in field) {
      writer.message(number, encodeStruct(object, struct, field.inlined));
      continue;
    }
    const schema = struct.fields[field.name];
    if (schema !== undefined)
      encodeField(
        writer,
        number,
        schema.value,
        object[field.name] === undefined ? emptyOf(struct.name, field.name, schema.value) : object[field.name],
      );
  }
  return writer;
}

/** What Go has where JSON has nothing: an empty value, or nothing where the field is a pointer. */
function emptyOf(owner: string, name: string, value: ValueSchema): unknown {
  if (value.form === 'struct') return isAlwaysThere(owner, name) ? {} : undefined;
  if (value.form !== 'scalar' || isPointer(owner, name)) return undefined;
  if (name === 'creationTimestamp') return null;
  const { scalar } = value;
  if (scalar === 'string') return '';
  if (scalar === 'bool') return false;
  return scalar === 'int32' || scalar === 'int64' ? 0 : undefined;
}

function encodeField(writer: WireWriter, number: number, schema: ValueSchema, value: unknown): void {
  if (value === undefined) return;
  if (value === null) {
    // What JSON calls null is the zero time, a message with nothing in it.
    if (schema.form === 'scalar' && schema.scalar.endsWith('Time')) writer.message(number, new WireWriter());
    return;
  }
  if (schema.form === 'list') {
    if (Array.isArray(value)) for (const item of value) encodeField(writer, number, schema.item, item);
  } else if (schema.form === 'map') {
    for (const key of Object.keys(value as Value).sort()) {
      writer.message(number, entry(key, schema.item, (value as Value)[key]));
    }
  } else if (schema.form === 'struct') {
    writer.message(number, encodeStruct(value as Value, schema.struct, schema.struct.name));
  } else if (schema.form === 'scalar') encodeScalar(writer, number, schema.scalar, value);
}

function entry(key: string, item: ValueSchema, value: unknown): WireWriter {
  const writer = new WireWriter().text(1, key);
  if (item.form !== 'list') encodeField(writer, 2, item, value);
  else {
    // A list inside a map is a message of its own around the list.
    const list = new WireWriter();
    encodeField(list, 1, item, value);
    writer.message(2, list);
  }
  return writer;
}

function encodeScalar(writer: WireWriter, number: number, scalar: Scalar, value: unknown): void {
  switch (scalar) {
    case 'bool':
      writer.integer(number, value === true ? 1 : 0);
      break;
    case 'int32':
    case 'int64':
      writer.integer(number, Number(value));
      break;
    case 'double':
      writer.double(number, Number(value));
      break;
    case 'string':
      writer.text(number, String(value));
      break;
    case 'bytes':
      writer.binary(number, bytesOfBase64(String(value)));
      break;
    case 'Quantity':
      writer.message(number, new WireWriter().text(1, String(value)));
      break;
    case 'IntOrString':
      writer.message(number, intOrString(value));
      break;
    case 'Time':
    case 'MicroTime':
      writer.message(number, instant(String(value)));
      break;
    case 'any':
      writer.message(number, new WireWriter().text(1, JSON.stringify(value)));
      break;
  }
}

function intOrString(value: unknown): WireWriter {
  const isText = typeof value === 'string';
  return new WireWriter()
    .integer(1, isText ? 1 : 0)
    .integer(2, isText ? 0 : Number(value))
    .text(3, isText ? value : '');
}

function instant(text: string): WireWriter {
  const nanos = Number((/\.(\d{1,9})/.exec(text)?.[1] ?? '').padEnd(9, '0'));
  return new WireWriter().integer(1, Math.floor(Date.parse(text) / 1000)).integer(2, nanos);
}
