// One step of a path to a field, as FieldsV1 spells it: `f:name`, `k:{"name":"c"}`, `v:"x"`, `i:0`.
// Models structured-merge-diff/fieldpath PathElement and its serialization.

type KeyValue = string | number | boolean | null;

/** Steps that are asked for again and again, so that equal ones are one string. Forgotten together when they are many. */
const KEPT_LIMIT = 4096;
/** Longer names than any field has. */
const KEPT_LENGTH = 256;
const fieldElements = new Map<string, string>();

export function fieldElement(name: string): string {
  let element = fieldElements.get(name);
  if (element === undefined) {
    element = `f:${name}`;
    if (name.length > KEPT_LENGTH) return element;
    if (fieldElements.size >= KEPT_LIMIT) fieldElements.clear();
    fieldElements.set(name, element);
  }
  return element;
}

/** `names` in order, and what the item has under each; what it does not have and may lack is left out. */
export function keyElement(names: readonly string[], values: readonly unknown[]): string {
  let text = '';
  for (let index = 0; index < names.length; index++) {
    if (values[index] === undefined) continue;
    text += `${text === '' ? '' : ','}${goJson(names[index])}:${goJson(values[index])}`;
  }
  return `k:{${text}}`;
}

export function valueElement(value: unknown): string {
  return `v:${goJson(value)}`;
}

/** Go's encoder escapes what could end a script in a page. */
function goJson(value: unknown): string {
  return JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

export type Element =
  | { readonly type: 'field'; readonly name: string }
  | { readonly type: 'key'; readonly fields: readonly (readonly [string, KeyValue])[] }
  | { readonly type: 'value'; readonly value: KeyValue }
  | { readonly type: 'index'; readonly index: number };

/** Undefined for what is no path element. */
export function parseElement(text: string): Element | undefined {
  if (text[1] !== ':') return undefined;
  const rest = text.slice(2);
  switch (text[0]) {
    case 'f':
      return { type: 'field', name: rest };
    case 'i':
      return /^[-+]?\d+$/.test(rest) ? { type: 'index', index: Number(rest) } : undefined;
    case 'k': {
      const fields = parsed(rest);
      if (typeof fields !== 'object' || fields === null || Array.isArray(fields)) return undefined;
      return { type: 'key', fields: Object.entries(fields as Record<string, KeyValue>).sort(([one], [other]) => order(one, other)) };
    }
    case 'v': {
      const value = parsed(rest);
      return value === undefined ? undefined : { type: 'value', value: value as KeyValue };
    }
    default:
      return undefined;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // Whoever wrote it meant something else: it names nothing.
    return undefined;
  }
}

export function spellElement(element: Element): string {
  switch (element.type) {
    case 'field':
      return `f:${element.name}`;
    case 'index':
      return `i:${element.index}`;
    case 'value':
      return valueElement(element.value);
    case 'key': {
      const names = element.fields.map(([name]) => name);
      return keyElement(
        names,
        element.fields.map(([, value]) => value),
      );
    }
  }
}

/** `.spec.containers[name="c"].image`: how messages name a field. */
export function printElements(path: readonly string[]): string {
  return path.map(printElement).join('');
}

export function printElement(text: string): string {
  const element = parseElement(text);
  switch (element?.type) {
    case 'field':
      return `.${element.name}`;
    case 'index':
      return `[${element.index}]`;
    case 'value':
      return `[=${JSON.stringify(element.value)}]`;
    case 'key':
      return `[${element.fields.map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(',')}]`;
    case undefined:
      return '{{invalid path element}}';
  }
}

const RANKS: Readonly<Record<string, number>> = { '.': 0, f: 1, k: 2, v: 3, i: 4 };

/** The order in which upstream writes them. */
export function compareElements(one: string, other: string): number {
  const rank = (RANKS[one[0] ?? ''] ?? 5) - (RANKS[other[0] ?? ''] ?? 5);
  if (rank !== 0 || one[0] === 'f' || one === other) return rank !== 0 ? rank : order(one, other);
  const left = parseElement(one);
  const right = parseElement(other);
  if (left?.type === 'value' && right?.type === 'value') return compareValues(left.value, right.value);
  if (left?.type === 'index' && right?.type === 'index') return left.index - right.index;
  if (left?.type !== 'key' || right?.type !== 'key') return order(one, other);
  for (let index = 0; index < Math.min(left.fields.length, right.fields.length); index++) {
    const [leftName, leftValue] = left.fields[index] as readonly [string, KeyValue];
    const [rightName, rightValue] = right.fields[index] as readonly [string, KeyValue];
    const difference = order(leftName, rightName) || compareValues(leftValue, rightValue);
    if (difference !== 0) return difference;
  }
  return left.fields.length - right.fields.length;
}

/** Numbers before texts before truth values before nothing. */
function compareValues(one: KeyValue, other: KeyValue): number {
  const rankOf = (value: KeyValue): number => (typeof value === 'number' ? 0 : typeof value === 'string' ? 1 : value === null ? 3 : 2);
  const rank = rankOf(one) - rankOf(other);
  if (rank !== 0 || one === null || other === null) return rank;
  if (typeof one === 'number') return one - Number(other);
  return typeof one === 'string' ? order(one, String(other)) : Number(one) - Number(other);
}

function order(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
