// A value as Go's internal type prints it in JSON: every field, by its Go name, in Go's order, zero values included.
// Manifests are of the versioned types; the server works on internal ones, and its messages show them.
import { INTERNAL_TYPES } from '../facts/internal-types.ts';
import type { PodSpec } from '../pod-spec.ts';

interface Field {
  readonly goName: string;
  readonly json: string;
  readonly type: string;
}

/** A part of the table with embedded types spelt out, read once. */
const read = new Map<string, readonly Field[]>();

export function internalForm(type: string, value: unknown): unknown {
  const source = (value ?? {}) as Readonly<Record<string, unknown>>;
  const form: Record<string, unknown> = {};
  for (const { goName, json, type: fieldType } of fieldsOf(type)) {
    if (goName === '') Object.assign(form, source[json]);
    else form[goName] = printed(fieldType, source[json]);
  }
  return form;
}

/** Internally a pod's host namespaces are part of its security context, and the deprecated account name is gone. */
export function internalPodSpec(spec: PodSpec): unknown {
  const { hostNetwork, hostPID, hostIPC, hostUsers, shareProcessNamespace, securityContext, ...rest } = spec;
  const inside = { hostNetwork, hostPID, hostIPC, hostUsers, shareProcessNamespace };
  return internalForm('PodSpec', { ...rest, securityContext: { ...securityContext, ...inside } });
}

export function internalTypes(): readonly string[] {
  return Object.keys(INTERNAL_TYPES);
}

/** The manifest's names of a type's fields, for the test that they exist. */
export function internalFields(type: string): readonly { readonly json: string; readonly type: string }[] {
  return fieldsOf(type);
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
  if (type.startsWith('{}')) return value === undefined || value === null ? null : sorted(value as Readonly<Record<string, unknown>>);
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
      return internalForm(type, value);
  }
}

/** Go prints maps in the order of their keys. */
function sorted(map: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.keys(map)
      .sort()
      .map((key) => [key, map[key]]),
  );
}
