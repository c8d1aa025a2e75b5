// What upstream says of a field, for hovers. Apart from the schema because the prose is ten times its size: load it late.
import type { Path } from '../field-path.ts';
import { descriptions } from '../generated/descriptions.ts';
import type { Kind } from '../kind.ts';
import { type FieldFacts, fieldAt } from './schema-lookup.ts';
import { structOfKind } from './schema-types.ts';

export interface FieldDescription extends FieldFacts {
  readonly description: string;
}

/** The field at `path` in upstream's words; the kind itself for the empty path. */
export function describeField(kind: Pick<Kind, 'apiVersion' | 'kind'>, path: Path): FieldDescription | undefined {
  if (path.length === 0) return describeKind(kind);
  const field = fieldAt(kind, path);
  return field === undefined ? undefined : { ...field, description: ofField(field) };
}

function ofField({ owner, name, type }: FieldFacts): string {
  const texts = descriptions();
  return texts[`${owner}.${name}`] ?? texts[type.replace(/^\[\]/, '')] ?? '';
}

function describeKind(kind: Pick<Kind, 'apiVersion' | 'kind'>): FieldDescription | undefined {
  const struct = structOfKind(kind);
  if (struct === undefined) return undefined;
  const facts = { name: kind.kind, owner: '', type: struct.goName, required: true, values: [], isList: false, hasFields: true };
  return { ...facts, description: descriptions()[struct.name] ?? '' };
}
