// Whether a value has the types its kind's schema asks for. What an object shares with its last version is not looked at again.
import { cloneValue } from '../../api/equal.ts';
import type { Kind } from '../../api/kind.ts';
import type { KubeObject } from '../../api/object.ts';
import { structOfKind } from '../../api/schema/schema-types.ts';
import type { Result } from '../../api/status.ts';
import { admitShape, type Shaped } from '../../api/validation.ts';

/**
 * A private value made an object of its kind. With `known`, the value may share parts with that stored object: only top
 * fields that differ are copied and checked.
 */
export function conformObject(kind: Kind, value: Readonly<Record<string, unknown>>, known?: KubeObject): Result<Shaped> {
  if (known === undefined) return withParts(kind, admitShape(kind, value));
  const before = known as unknown as Readonly<Record<string, unknown>>;
  const changed: Record<string, unknown> = { apiVersion: kind.apiVersion, kind: kind.kind };
  for (const key of Object.keys(value)) if (value[key] !== before[key]) changed[key] = cloneValue(value[key]);
  const shaped = admitShape(kind, changed);
  if (!shaped.ok) return shaped;
  const object: Record<string, unknown> = {};
  const fresh = shaped.value.object as unknown as Readonly<Record<string, unknown>>;
  for (const key of Object.keys(value)) {
    if (value[key] === before[key]) object[key] = value[key];
    else if (Object.hasOwn(fresh, key)) object[key] = fresh[key];
  }
  return withParts(kind, { ok: true, value: { object: object as unknown as KubeObject, unknown: shaped.value.unknown } });
}

/** In Go a spec and a status are always there, if empty, and the code behind relies on it. */
function withParts(kind: Kind, shaped: Result<Shaped>): Result<Shaped> {
  if (!shaped.ok) return shaped;
  const draft = shaped.value.object as unknown as Record<string, unknown>;
  const fields = structOfKind(kind)?.fields;
  if (fields?.['spec'] !== undefined) draft['spec'] ??= {};
  if (fields?.['status'] !== undefined) draft['status'] ??= {};
  draft['metadata'] ??= {};
  return shaped;
}
