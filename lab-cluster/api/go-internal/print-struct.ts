// Values as Go's internal structs print them: capital letters, every field, null for what is absent.
import { CORE_TYPES } from './core-types.ts';

interface GoField {
  readonly goName: string;
  readonly jsonName: string;
  readonly type: string;
}

type Json = Readonly<Record<string, unknown>>;

const types = new Map<string, readonly GoField[]>();

/** `value`, which may lack anything, in the form of a type of `core-types.ts`. */
export function goStruct(type: string, value: Json): Json {
  const fields = fieldsOf(type);
  if (fields === undefined) return capitalised(value);
  return Object.fromEntries(fields.map(({ goName, jsonName, type: of }) => [goName, goValue(of, value[jsonName])]));
}

function fieldsOf(type: string): readonly GoField[] | undefined {
  const known = types.get(type);
  const text = CORE_TYPES[type];
  if (known !== undefined || text === undefined) return known;
  const fields = text.split(',').map((part) => {
    const [goName = '', of = ''] = part.split(' ');
    return { goName, jsonName: jsonNameOf(goName), type: of };
  });
  types.set(type, fields);
  return fields;
}

/** `DNSPolicy` → `dnsPolicy`, `HTTPGet` → `httpGet`, `OS` → `os`, `SELinuxOptions` → `seLinuxOptions`. */
function jsonNameOf(goName: string): string {
  if (goName.startsWith('SELinux')) return `se${goName.slice(2)}`;
  if (goName === 'HostPID' || goName === 'HostIPC' || goName === 'HostIP') return `h${goName.slice(1)}`;
  if (goName.startsWith('GMSA')) return `gmsa${goName.slice(4)}`;
  const initials = /^[A-Z]+(?=[A-Z][a-z]|$)/.exec(goName)?.[0] ?? goName.slice(0, 1);
  return initials.toLowerCase() + goName.slice(initials.length);
}

function goValue(type: string, value: unknown): unknown {
  switch (type) {
    case 's':
      return value ?? '';
    case 'n':
      return value ?? 0;
    case 'b':
      return value ?? false;
    case 'q':
      return value ?? '0';
    case '-':
      return value ?? null;
  }
  if (type.startsWith('[]')) return Array.isArray(value) ? value.map((item) => goStruct(type.slice(2), item as Json)) : null;
  if (type.startsWith('*')) return value === undefined ? null : goStruct(type.slice(1), value as Json);
  return goStruct(type, (value ?? {}) as Json);
}

function capitalised(value: Json): Json {
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [key.slice(0, 1).toUpperCase() + key.slice(1), capitalisedValue(part)]),
  );
}

function capitalisedValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(capitalisedValue);
  return typeof value === 'object' && value !== null ? capitalised(value as Json) : value;
}
