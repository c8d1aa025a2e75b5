// A plain value as YAML text, letter for letter as Kubernetes prints it: keys in order, lists not indented.
// Models sigs.k8s.io/yaml.
// Simplified: keys of more than 128 characters are written like any other.
import { yamlScalar } from './yaml-scalar.ts';

export function yamlText(value: unknown): string {
  return `${block(value, 0, 0).replace(/^\n/, '')}\n`;
}

/**
 * What follows a key or a dash: on the same line where it is one line, else a line break and the lines. `indent` is where
 * lines of this value begin; `column` is where the line is already.
 */
function block(value: unknown, indent: number, column: number): string {
  if (Array.isArray(value))
    return value.length === 0 ? '[]' : value.map((item) => `\n${' '.repeat(indent)}- ${inItem(item, indent)}`).join('');
  if (typeof value === 'object' && value !== null) {
    const entries = entriesOf(value);
    return entries.length === 0 ? '{}' : entries.map(([key, part]) => `\n${' '.repeat(indent)}${entry(key, part, indent)}`).join('');
  }
  return scalar(value, indent + 2, column);
}

/** The first line of a map in a list stands right behind the dash. */
function inItem(item: unknown, indent: number): string {
  return block(item, indent + 2, indent + 2).replace(/^\n +/, '');
}

function entry(key: string, value: unknown, indent: number): string {
  const name = yamlScalar(key, { indent: indent + 2, column: indent, isKey: true });
  // A list's dashes stand below the key's first letter.
  const inner = Array.isArray(value) ? indent : indent + 2;
  const isScalar = typeof value !== 'object' || value === null;
  const text = isScalar ? scalar(value, indent + 2, indent + name.length + 2) : block(value, inner, indent + name.length + 2);
  return text.startsWith('\n') ? `${name}:${text}` : `${name}: ${text}`;
}

function entriesOf(value: object): readonly (readonly [string, unknown])[] {
  return Object.entries(value)
    .filter(([, part]) => part !== undefined)
    .sort(([left], [right]) => compareKeys(left, right));
}

function scalar(value: unknown, indent: number, column: number): string {
  if (typeof value === 'string') return yamlScalar(value, { indent, column, isKey: false });
  if (typeof value === 'number' && !Number.isInteger(value)) return String(value).replace(/e([-+])(\d)$/, 'e$10$2');
  return String(value);
}

/** Models go-yaml's keyList: numbers in names by their value, letters after all else. */
function compareKeys(left: string, right: string): number {
  const [first, second] = [Array.from(left), Array.from(right)];
  for (let at = 0; at < first.length && at < second.length; at++) {
    const [one, other] = [first[at] as string, second[at] as string];
    if (one === other) continue;
    const [isLetter, isOtherLetter] = [/\p{L}/u.test(one), /\p{L}/u.test(other)];
    if (isLetter && isOtherLetter) return one < other ? -1 : 1;
    if (isLetter || isOtherLetter) return isOtherLetter ? -1 : 1;
    const [number, otherNumber] = [numberAt(left, at), numberAt(right, at)];
    if (number !== otherNumber) return number - otherNumber;
    return one < other ? -1 : 1;
  }
  return first.length - second.length;
}

function numberAt(text: string, at: number): number {
  return Number(/^\d*/.exec(text.slice(at))?.[0] ?? '0');
}
