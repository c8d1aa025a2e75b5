// A value as Go's internal type prints it in JSON: every field, by its Go name, in Go's order, zero values included.
// Manifests are of the versioned types; the server works on internal ones, and its messages show them.
import { INTERNAL_TYPES } from './internal-types.ts';

interface Field {
  readonly goName: string;
  readonly json: string;
  readonly type: string;
}

type Fields = Readonly<Record<string, unknown>>;

/** Types whose fields stand elsewhere inside than in a manifest. */
const MOVED: Readonly<Record<string, (manifest: Fields) => Fields>> = { PodSpec: hostNamespacesInSecurityContext };

/** A part of the table with embedded types spelt out, read once. */
const read = new Map<string, readonly Field[]>();

/** `type` as in the table: `*Name` prints null for what is absent, `Name` a struct of zero values. */
export function internalForm(type: string, value: unknown): unknown {
  return printed(type, value);
}

function printedStruct(type: string, value: unknown): Fields {
  const manifest = (value ?? {}) as Fields;
  const source = MOVED[type]?.(manifest) ?? manifest;
  const form: Record<string, unknown> = {};
  for (const { goName, json, type: fieldType } of fieldsOf(type)) {
    if (goName === '') Object.assign(form, inlineMetadata(source[json]));
    else form[goName] = printed(fieldType, source[json]);
  }
  return form;
}

/** The manifest's names of a type's fields. */
export function internalFields(type: string): readonly { readonly json: string }[] {
  return fieldsOf(type);
}

function hostNamespacesInSecurityContext(spec: Fields): Fields {
  const { hostNetwork, hostPID, hostIPC, hostUsers, shareProcessNamespace, securityContext } = spec;
  const inside = { hostNetwork, hostPID, hostIPC, hostUsers, shareProcessNamespace };
  return { ...spec, securityContext: { ...(securityContext as Fields | undefined), ...inside } };
}

/** Metadata is of the same type inside and outside; of its fields two are maps. */
function inlineMetadata(metadata: unknown): Fields {
  const fields = { ...(metadata as Fields | undefined) };
  for (const map of ['labels', 'annotations']) if (fields[map] !== undefined) fields[map] = sorted(fields[map] as Fields);
  return fields;
}

function fieldsOf(type: string): readonly Field[] {
  const known = read.get(type);
  if (known !== undefined) return known;
  const fields = (INTERNAL_TYPES[type] ?? '').split(';').flatMap(readField);
  read.set(type, fields);
  return fields;
}

function readField(text: string): readonly Field[] {
  if (text.startsWith('…json ')) return [{ goName: '', json: text.slice('…json '.length), type: 'json' }];
  if (text.startsWith('…')) return fieldsOf(text.slice(1));
  const [names = '', type = ''] = text.split(' ');
  const [goName = '', json = manifestName(goName)] = names.split('=');
  return [{ goName, json, type }];
}

/** `DNSPolicy` → `dnsPolicy`, `TTY` → `tty`: of a run of capitals the last begins the next word. */
function manifestName(goName: string): string {
  const capitals = /^[A-Z]+/.exec(goName)?.[0].length ?? 0;
  const small = capitals === goName.length || capitals === 1 ? capitals : capitals - 1;
  return goName.slice(0, small).toLowerCase() + goName.slice(small);
}

function printed(type: string, value: unknown): unknown {
  if (type.startsWith('*')) return value === undefined || value === null ? null : printed(type.slice(1), value);
  if (type.startsWith('[]')) return Array.isArray(value) ? value.map((item) => printed(type.slice(2), item)) : null;
  if (type.startsWith('{}')) return value === undefined || value === null ? null : sorted(value as Fields);
  switch (type) {
    case 'string':
      return value ?? '';
    case 'quantity':
      return value ?? '0';
    case 'bool':
      return value ?? false;
    case 'int':
    case 'port':
      return value ?? 0;
    case 'json':
      return value;
    default:
      return printedStruct(type, value);
  }
}

/** Go prints maps in the order of their keys. */
function sorted(map: Fields): Fields {
  return Object.fromEntries(
    Object.keys(map)
      .sort()
      .map((key) => [key, map[key]]),
  );
}
