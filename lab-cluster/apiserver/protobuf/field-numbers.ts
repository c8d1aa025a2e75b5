// Which field of a type a number on the wire means.
import { CORE_FIELD_NUMBERS } from './field-numbers-core.ts';
import { GROUP_FIELD_NUMBERS } from './field-numbers-groups.ts';

/** A field by its JSON name, or a message whose fields belong to the owner (an embedded struct in Go). */
export type NumberedField = { readonly name: string } | { readonly inlined: string };

const read = new Map<string, ReadonlyMap<number, NumberedField>>();
const NONE: ReadonlyMap<number, NumberedField> = new Map();

/** By the name a type has in the generated schemas. Empty for types that are never sent. */
export function fieldNumbers(type: string): ReadonlyMap<number, NumberedField> {
  let known = read.get(type);
  if (known === undefined) {
    const text = CORE_FIELD_NUMBERS[type] ?? GROUP_FIELD_NUMBERS[type];
    known = text === undefined ? NONE : parse(text);
    read.set(type, known);
  }
  return known;
}

function parse(text: string): ReadonlyMap<number, NumberedField> {
  const fields = new Map<number, NumberedField>();
  let number = 0;
  for (const token of text.split(' ')) {
    const [, at, plus, name = ''] = /^(?:(\d+):)?(\+)?(\w+)$/.exec(token) ?? [];
    number = at === undefined ? number + 1 : Number(at);
    fields.set(number, plus === undefined ? { name } : { inlined: name });
  }
  return fields;
}
