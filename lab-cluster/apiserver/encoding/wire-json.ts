// Answers as they stand on the wire, letter for letter as Go's encoder prints them: fields in the order of their type, keys of
// maps by their letters, and nothing that HTML would take for its own. Inside the lab objects keep whatever order they came in.
// Models encoding/json, and the list items of apimachinery/pkg/runtime/serializer/json.
import { isPlainObject } from '../../api/plain-object.ts';
import type { KubeObject } from '../../api/object.ts';
import type { ApiResponse, ObjectList } from '../../api/request.ts';
import { structOf, structOfKind, type StructSchema, type ValueSchema } from '../../api/schema/schema-types.ts';
import { fieldOrder } from './field-order.ts';

/** How values of a type are printed. Of what is `any` nothing is known: it stands as it was sent. */
type Form =
  | { readonly is: 'any' }
  | { readonly is: 'struct'; readonly fields: Fields }
  | { readonly is: 'list' | 'map'; readonly item: Form }
  /** Says itself what it is. */
  | { readonly is: 'object' }
  /** The same as an item of a list that says it for all. */
  | { readonly is: 'item' };

const ANY: Form = { is: 'any' };
const OBJECT: Form = { is: 'object' };

class Fields {
  readonly names: readonly string[];
  /** Each name as it stands before its value. */
  readonly labels: readonly string[];
  readonly #forms: (Form | undefined)[] = [];
  readonly #formOf: (name: string) => Form;

  constructor(names: readonly string[], formOf: (name: string) => Form) {
    this.names = names;
    this.labels = names.map((name) => `"${name}":`);
    this.#formOf = formOf;
  }

  /** Made when first asked for, because types may contain themselves. */
  form(at: number): Form {
    return (this.#forms[at] ??= this.#formOf(this.names[at] as string));
  }
}

const structs = new Map<string, Form>();

function formOfStruct(struct: StructSchema): Form {
  let form = structs.get(struct.name);
  if (form === undefined) {
    form = { is: 'struct', fields: new Fields(fieldOrder(struct.name), (name) => formOf(struct.fields[name]?.value)) };
    structs.set(struct.name, form);
  }
  return form;
}

function formOf(schema: ValueSchema | undefined): Form {
  if (schema === undefined || schema.form === 'scalar') return ANY;
  return schema.form === 'struct' ? formOfStruct(schema.struct) : { is: schema.form, item: formOf(schema.item) };
}

function named(type: string): Form {
  const struct = structOf(type);
  return struct === undefined ? ANY : formOfStruct(struct);
}

function document(names: string, forms: Readonly<Record<string, Form>>): Form {
  return { is: 'struct', fields: new Fields(names.split(' '), (name) => forms[name] ?? ANY) };
}

function listOf(item: Form): Form {
  return document('kind apiVersion metadata items', { metadata: named('ListMeta'), items: { is: 'list', item } });
}

const LIST = listOf({ is: 'item' });
const ROW = document('cells conditions object', { object: OBJECT });
const USER = named('UserInfo');

/** What is answered, or stands in the audit log, and is of no kind. */
const DOCUMENTS: Readonly<Record<string, Form>> = {
  Status: named('Status'),
  PartialObjectMetadata: document('kind apiVersion metadata', { metadata: named('ObjectMeta') }),
  PartialObjectMetadataList: listOf(OBJECT),
  Table: document('kind apiVersion metadata columnDefinitions rows', { rows: { is: 'list', item: ROW } }),
  /** The audit log's: an Event of the cluster has a schema. */
  Event: document(
    'kind apiVersion level auditID stage requestURI verb user impersonatedUser sourceIPs userAgent objectRef responseStatus requestObject responseObject requestReceivedTimestamp stageTimestamp annotations',
    {
      ...{ user: USER, impersonatedUser: USER, responseStatus: named('Status') },
      ...{ requestObject: OBJECT, responseObject: OBJECT, annotations: { is: 'map', item: ANY } },
    },
  ),
};

const kinds = new Map<string, Form>();

/** Nothing is kept of kinds that do not exist: anybody can name one. */
function formOfKind(apiVersion: string, kind: string): Form {
  const key = `${apiVersion}/${kind}`;
  const known = kinds.get(key);
  if (known !== undefined) return known;
  const struct = structOfKind({ apiVersion, kind });
  if (struct !== undefined) {
    const form = formOfStruct(struct);
    kinds.set(key, form);
    return form;
  }
  const isList = kind.endsWith('List') && structOfKind({ apiVersion, kind: kind.slice(0, -'List'.length) }) !== undefined;
  return isList ? LIST : (DOCUMENTS[kind] ?? ANY);
}

/** One object, whatever it is: each says so. */
export function objectText(object: object): string {
  return escaped(printObject(object));
}

/** A value of a type. */
export function valueText(value: unknown, schema: ValueSchema | undefined): string {
  return escaped(print(value, formOf(schema)));
}

/** Lists that say for all their items what these are. */
export function isTypedList(body: NonNullable<ApiResponse['body']>): body is ObjectList {
  return 'items' in body && Array.isArray(body.items) && formOfKind(body.apiVersion, body.kind) === LIST;
}

/** A list up to its items, which come last: what follows is an array, and the brace that ends it. */
export function listHead({ items: _, ...head }: ObjectList): string {
  return `${objectText(head).slice(0, -1)},"items":`;
}

/** How an object begins; what follows is left of it in a list that says of what it is. */
export function typeText({ kind, apiVersion }: Partial<KubeObject>): string {
  return `{"kind":"${kind}","apiVersion":"${apiVersion}",`;
}

/** For people: two spaces a level. Models json.Indent. */
export function indentedText(object: object): string {
  let indent = '\n';
  return objectText(object).replace(/"(?:[^"\\]|\\.)*"|\{\}|\[\]|[{}[\],:]/g, (token) => {
    if (token === '{' || token === '[') return token + (indent += '  ');
    if (token === '}' || token === ']') return (indent = indent.slice(0, -2)) + token;
    if (token === ',') return `,${indent}`;
    return token === ':' ? ': ' : token;
  });
}

function printObject(object: { readonly apiVersion?: unknown; readonly kind?: unknown }): string {
  const { apiVersion, kind } = object;
  return print(object, typeof apiVersion === 'string' && typeof kind === 'string' ? formOfKind(apiVersion, kind) : ANY);
}

function printItem(item: object): string {
  const text = printObject(item);
  const start = typeText(item);
  return text.startsWith(start) ? `{${text.slice(start.length)}` : text;
}

function print(value: unknown, form: Form): string {
  if (typeof value === 'string') return printString(value);
  if (typeof value !== 'object' || value === null || form.is === 'any') return JSON.stringify(value);
  switch (form.is) {
    case 'struct':
      return isPlainObject(value) ? printStruct(value, form.fields) : JSON.stringify(value);
    case 'list':
      return Array.isArray(value) && form.item !== ANY ? printList(value, form.item) : JSON.stringify(value);
    case 'map':
      return isPlainObject(value) ? printMap(value, form.item) : JSON.stringify(value);
    case 'object':
      return printObject(value);
    case 'item':
      return printItem(value);
  }
}

type Json = Readonly<Record<string, unknown>>;

/** What is there is looked at, not what could be there: most types have many more fields than an object of them. */
function printStruct(value: Json, fields: Fields): string {
  if (!isInOrder(value, fields.names)) return printReordered(value, fields);
  const { names, labels } = fields;
  let text = '';
  let at = 0;
  for (const name in value) {
    const part = value[name];
    if (part === undefined) continue;
    while (names[at] !== name) at++;
    text += (text === '' ? '{' : ',') + labels[at] + print(part, fields.form(at));
  }
  return text === '' ? '{}' : `${text}}`;
}

function isInOrder(value: Json, names: readonly string[]): boolean {
  let at = 0;
  for (const name in value) {
    if (value[name] === undefined) continue;
    while (at < names.length && names[at] !== name) at++;
    if (at === names.length) return false;
  }
  return true;
}

function printReordered(value: Json, fields: Fields): string {
  const { names, labels } = fields;
  let text = '';
  for (let at = 0; at < names.length; at++) {
    const part = value[names[at] as string];
    if (part !== undefined) text += (text === '' ? '{' : ',') + labels[at] + print(part, fields.form(at));
  }
  // What the type does not have is not lost.
  for (const name in value) {
    if (value[name] !== undefined && !names.includes(name))
      text += `${text === '' ? '{' : ','}${printString(name)}:${JSON.stringify(value[name])}`;
  }
  return text === '' ? '{}' : `${text}}`;
}

function printList(value: readonly unknown[], item: Form): string {
  let text = '';
  for (const part of value) text += (text === '' ? '[' : ',') + print(part, item);
  return text === '' ? '[]' : `${text}]`;
}

/** By hand, because JavaScript has keys that are numbers come first, whatever else is said. */
function printMap(value: Json, item: Form): string {
  const keys = Object.keys(value);
  if (keys.length > 1) keys.sort();
  let text = '';
  for (const key of keys) {
    if (value[key] !== undefined) text += `${text === '' ? '{' : ','}${printString(key)}:${print(value[key], item)}`;
  }
  return text === '' ? '{}' : `${text}}`;
}

/** Most strings are short and plain, and put between quotes sooner than handed over. */
const SHORT = 60;
const SPECIAL = /[^ !#-[\]-~]/;

function printString(text: string): string {
  return text.length > SHORT || SPECIAL.test(text) ? JSON.stringify(text) : `"${text}"`;
}

const UNSAFE = /[<>&\u2028\u2029]/;

/** To look through the text makes it one, too: until then it is as many as it was put together of, and those are kept with it. */
function escaped(json: string): string {
  if (!UNSAFE.test(json)) return json;
  return json.replace(/[<>&\u2028\u2029]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
