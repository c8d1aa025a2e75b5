// Objects with one field at a time at its emptiest, for every field of every kind: what people forget to write.

import { kinds } from '../api/registry.ts';
import type { Kind } from '../api/kind.ts';
import { structOfKind, type StructSchema, type ValueSchema } from '../api/schema/schema-types.ts';
import { leastObject } from './least-objects.ts';

type Path = readonly (string | number)[];

interface Field {
  readonly path: Path;
  readonly value: ValueSchema;
}

export interface Sparse {
  readonly kind: Kind;
  /** `spec.affinity={}` */
  readonly what: string;
  readonly body: object;
}

const MAX_DEPTH = 6;
/** Looked into once, in the kind that is theirs. */
const SHARED = new Set(['ObjectMeta', 'PodTemplateSpec', 'ManagedFieldsEntry']);

export function* sparseObjects(): Generator<Sparse> {
  for (const kind of kinds) {
    const struct = structOfKind(kind);
    if (struct === undefined || kind.computed === true) continue;
    const least = leastObject(kind.group, kind.version, kind.kind);
    for (const { path, value } of fieldsOf(struct, [], MAX_DEPTH, [])) {
      for (const emptiest of emptiestOf(value)) {
        const body = withValue(least, path, emptiest) as object;
        yield { kind, what: `${kind.kind} ${path.join('.')}=${JSON.stringify(emptiest)}`, body };
      }
    }
  }
}

function* fieldsOf(struct: StructSchema, path: Path, depth: number, around: readonly string[]): Generator<Field> {
  for (const { name, value } of Object.values(struct.fields)) yield* fieldsAt([...path, name], value, depth, [...around, struct.name]);
}

function* fieldsAt(path: Path, value: ValueSchema, depth: number, around: readonly string[]): Generator<Field> {
  yield { path, value };
  if (value.form === 'scalar' || depth === 0) return;
  if (value.form !== 'struct') yield* fieldsAt([...path, value.form === 'list' ? 0 : 'a'], value.item, depth, around);
  else if (!around.includes(value.struct.name) && !SHARED.has(value.struct.name)) yield* fieldsOf(value.struct, path, depth - 1, around);
}

function emptiestOf(value: ValueSchema): readonly unknown[] {
  switch (value.form) {
    case 'struct':
      return [{}];
    case 'list':
      return [[], [null]];
    case 'map':
      return [{ '': value.item.form === 'struct' ? {} : '' }];
    case 'scalar':
      return value.scalar === 'string' || value.scalar === 'bytes' ? [''] : value.scalar === 'bool' ? [false] : [0, '', -1];
  }
}

function withValue(around: unknown, path: Path, value: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  if (typeof key === 'number') return [withValue(Array.isArray(around) ? around[key] : undefined, rest, value)];
  const fields = { ...(around as Readonly<Record<string, unknown>> | undefined) };
  return { ...fields, [key]: withValue(fields[key], rest, value) };
}
