// A document in the hands of the library that upstream patches with: text, until somebody reaches into it. What was opened is
// printed with its fields sorted, what was not as it came: the object as Go printed it, values of the patch as they were sent.
// Models evanphx/json-patch lazyNode, MergePatch and Patch.Apply, for messages that quote what a patch led to.
import type { Kind } from '../../api/kind.ts';
import { isPlainObject } from '../../api/plain-object.ts';
import { structOfKind, type ValueSchema } from '../../api/schema/schema-types.ts';
import { valueText } from '../encoding/wire-json.ts';

type Lazy =
  | { readonly form: 'stored'; readonly value: unknown; readonly schema: ValueSchema | undefined }
  | { readonly form: 'sent'; readonly value: unknown }
  | { readonly form: 'fields'; readonly fields: Map<string, Lazy> }
  | { readonly form: 'items'; readonly items: Lazy[] };

type Opened = Extract<Lazy, { form: 'fields' | 'items' }>;

export interface PatchOperation {
  readonly op: string;
  readonly path: string;
  readonly from?: string;
  readonly value?: unknown;
}

/** The text that a merge patch makes of an object. */
export function mergePatchedText(kind: Kind, object: unknown, patch: unknown): string {
  return printed(merged(storedRoot(kind, object), { form: 'sent', value: patch }));
}

/** The text that operations make of an object to which they can be applied. */
export function jsonPatchedText(kind: Kind, object: unknown, operations: readonly PatchOperation[]): string {
  const root = opened(storedRoot(kind, object)) as Opened;
  for (const operation of operations) applyOperation(root, operation);
  return printed(root);
}

function storedRoot(kind: Kind, value: unknown): Lazy {
  const struct = structOfKind(kind);
  return { form: 'stored', value, schema: struct === undefined ? undefined : { form: 'struct', struct, goType: struct.goName } };
}

/** The same, one level deep in parts; what is neither object nor list stays as it is. */
function opened(lazy: Lazy): Lazy {
  if (lazy.form === 'fields' || lazy.form === 'items') return lazy;
  const { value } = lazy;
  const part = (inner: unknown, key: string | undefined): Lazy =>
    lazy.form === 'sent' ? { form: 'sent', value: inner } : { form: 'stored', value: inner, schema: schemaWithin(lazy.schema, key) };
  if (Array.isArray(value)) return { form: 'items', items: value.map((item) => part(item, undefined)) };
  if (!isPlainObject(value)) return lazy;
  return { form: 'fields', fields: new Map(Object.entries(value).map(([key, inner]) => [key, part(inner, key)])) };
}

function schemaWithin(schema: ValueSchema | undefined, key: string | undefined): ValueSchema | undefined {
  if (schema === undefined || schema.form === 'scalar') return undefined;
  return schema.form === 'struct' ? schema.struct.fields[key ?? '']?.value : schema.item;
}

function merged(current: Lazy, patch: Lazy): Lazy {
  const target = opened(current);
  if (target.form !== 'fields') return withoutNulls(patch);
  const changes = opened(patch);
  if (changes.form !== 'fields') return patch;
  for (const [key, change] of changes.fields) {
    const before = target.fields.get(key);
    if (isNull(change)) target.fields.delete(key);
    else target.fields.set(key, before === undefined || isNull(before) ? withoutNulls(change) : merged(before, change));
  }
  return target;
}

/** A value that takes the place of nothing: nulls in it mean nothing. */
function withoutNulls(lazy: Lazy): Lazy {
  const open = opened(lazy);
  if (open.form === 'items') return { form: 'items', items: open.items.map((item) => (isNull(item) ? item : withoutNulls(item))) };
  if (open.form !== 'fields') return open;
  const kept = [...open.fields].filter(([, value]) => !isNull(value));
  return { form: 'fields', fields: new Map(kept.map(([key, value]) => [key, withoutNulls(value)])) };
}

function isNull(lazy: Lazy): boolean {
  return 'value' in lazy && lazy.value === null;
}

function applyOperation(root: Opened, { op, path, from = '', value }: PatchOperation): void {
  if (op === 'test') {
    const place = placeOf(root, path);
    const found = place.read();
    if (found !== undefined) place.replace(openedThroughout(found));
  } else if (op === 'remove') placeOf(root, path).remove();
  else if (op === 'replace') placeOf(root, path).replace({ form: 'sent', value });
  else if (op === 'add') placeOf(root, path).add({ form: 'sent', value });
  else {
    const source = placeOf(root, from);
    const found = source.read();
    if (found === undefined) return;
    if (op === 'move') source.remove();
    // A copy is made by way of its text.
    placeOf(root, path).add(op === 'move' ? found : { form: 'sent', value: JSON.parse(printed(found)) });
  }
}

function openedThroughout(lazy: Lazy): Lazy {
  const open = opened(lazy);
  if (open.form === 'items') return { form: 'items', items: open.items.map(openedThroughout) };
  if (open.form !== 'fields') return open;
  return { form: 'fields', fields: new Map([...open.fields].map(([key, value]) => [key, openedThroughout(value)])) };
}

interface Place {
  read(): Lazy | undefined;
  add(lazy: Lazy): void;
  replace(lazy: Lazy): void;
  remove(): void;
}

/** Whoever goes to a place opens everything on the way. */
function placeOf(root: Opened, path: string): Place {
  const steps = path
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  let container = root;
  for (const step of steps.slice(0, -1)) {
    const place = within(container, step);
    const next = opened(place.read() ?? { form: 'sent', value: null });
    if (next.form !== 'fields' && next.form !== 'items') break;
    place.replace(next);
    container = next;
  }
  return within(container, steps.at(-1) ?? '');
}

function within(container: Opened, step: string): Place {
  if (container.form === 'fields') {
    const { fields } = container;
    const set = (lazy: Lazy): void => {
      fields.set(step, lazy);
    };
    return { read: () => fields.get(step), add: set, replace: set, remove: () => void fields.delete(step) };
  }
  const { items } = container;
  const index = step === '-' ? items.length : Number(step);
  return {
    read: () => items[index],
    add: (lazy) => void items.splice(index, 0, lazy),
    replace: (lazy) => void items.splice(index, 1, lazy),
    remove: () => void items.splice(index, 1),
  };
}

function printed(lazy: Lazy): string {
  switch (lazy.form) {
    case 'items':
      return `[${lazy.items.map(printed).join(',')}]`;
    case 'fields':
      return printedFields(
        [...lazy.fields].sort(([left], [right]) => (left < right ? -1 : 1)),
        printed,
      );
    case 'sent':
      return valueText(lazy.value ?? null, undefined);
    case 'stored':
      return valueText(lazy.value ?? null, lazy.schema);
  }
}

function printedFields<T>(entries: readonly (readonly [string, T])[], print: (value: T, key: string) => string): string {
  return `{${entries.map(([key, value]) => `${valueText(key, undefined)}:${print(value, key)}`).join(',')}}`;
}
