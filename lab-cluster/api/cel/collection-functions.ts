// CEL functions on lists, sets and strings that Kubernetes adds to the language's own.
// Models apiserver/pkg/cel/library/{lists,regex}.go and the sets and strings extensions of cel-go.
import type { Environment } from '@marcbachmann/cel-js';
import { deepEqual } from '../equal.ts';

const SETS = 'kubernetes.Sets';

class SetsNamespace {}

type Comparable = bigint | number | string | boolean;

export function addCollectionFunctions(env: Environment): void {
  addLists(env);
  addSets(env);
  addStrings(env);
}

function addLists(env: Environment): void {
  env.registerFunction('list.isSorted(): bool', (list: readonly Comparable[]) =>
    list.every((item, index) => index === 0 || (list[index - 1] as Comparable) <= item),
  );
  env.registerFunction('list.sum(): dyn', (list: readonly (bigint | number)[]) => {
    let total: bigint | number = typeof list[0] === 'number' ? 0 : 0n;
    for (const item of list) total = (total as number) + (item as number);
    return total;
  });
  const extreme = (name: string, isBetter: (item: Comparable, best: Comparable) => boolean): void => {
    env.registerFunction(`list.${name}(): dyn`, (list: readonly Comparable[]) => {
      const [first] = list;
      if (first === undefined) throw new Error(`${name} called on empty list`);
      return list.reduce((best, item) => (isBetter(item, best) ? item : best), first);
    });
  };
  extreme('min', (item, best) => item < best);
  extreme('max', (item, best) => item > best);
  const place = (list: readonly unknown[], value: unknown): number => list.findIndex((item) => deepEqual(item, value));
  const lastPlace = (list: readonly unknown[], value: unknown): number => list.findLastIndex((item) => deepEqual(item, value));
  env.registerFunction('list.indexOf(dyn): int', (list: readonly unknown[], value: unknown) => BigInt(place(list, value)));
  env.registerFunction('list.lastIndexOf(dyn): int', (list: readonly unknown[], value: unknown) => BigInt(lastPlace(list, value)));
}

function addSets(env: Environment): void {
  const contains = (list: readonly unknown[], part: readonly unknown[]): boolean =>
    part.every((item) => list.some((other) => deepEqual(item, other)));
  const tests: Readonly<Record<string, (left: readonly unknown[], right: readonly unknown[]) => boolean>> = {
    contains,
    equivalent: (left, right) => contains(left, right) && contains(right, left),
    intersects: (left, right) => left.some((item) => contains(right, [item])),
  };
  // `sets` looks like a package, and is a value with functions of its own.
  env.registerType(SETS, { ctor: SetsNamespace, fields: {} });
  env.registerConstant('sets', SETS, new SetsNamespace());
  for (const [name, test] of Object.entries(tests)) {
    env.registerFunction(`${SETS}.${name}(list, list): bool`, (_: unknown, left: readonly unknown[], right: readonly unknown[]) =>
      test(left, right),
    );
  }
}

function addStrings(env: Environment): void {
  env.registerFunction('string.find(string): string', (text: string, pattern: string) => new RegExp(pattern).exec(text)?.[0] ?? '');
  env.registerFunction('string.findAll(string): list<string>', (text: string, pattern: string) => findAll(text, pattern, -1n));
  env.registerFunction('string.findAll(string, int): list<string>', findAll);
  env.registerFunction('string.charAt(int): string', (text: string, index: bigint) => text[Number(index)] ?? '');
  env.registerFunction('string.replace(string, string): string', (text: string, old: string, fresh: string) => text.split(old).join(fresh));
  env.registerFunction('string.format(list): string', (text: string, values: readonly unknown[]) => format(text, values));
}

function findAll(text: string, pattern: string, limit: bigint): readonly string[] {
  const found = [...text.matchAll(new RegExp(pattern, 'g'))].map((match) => match[0]);
  return limit < 0n ? found : found.slice(0, Number(limit));
}

/** `%s`, `%d`, `%f`, `%x` and `%%`, as cel-go's strings extension prints them. */
function format(text: string, values: readonly unknown[]): string {
  let next = 0;
  return text.replace(/%(?:\.(\d+))?([sdfexXob%])/g, (_, precision: string | undefined, verb: string) => {
    if (verb === '%') return '%';
    const value = values[next++];
    if (value === undefined) throw new Error(`index ${next - 1} out of range`);
    if (verb === 's') return printed(value);
    if (verb === 'd') return printed(value);
    if (verb === 'f') return Number(value).toFixed(precision === undefined ? 6 : Number(precision));
    if (verb === 'e') return Number(value).toExponential(precision === undefined ? 6 : Number(precision));
    const radix = verb === 'o' ? 8 : verb === 'b' ? 2 : 16;
    const digits = (value as bigint).toString(radix);
    return verb === 'X' ? digits.toUpperCase() : digits;
  });
}

function printed(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(printed).join(', ')}]`;
  if (typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype) {
    const pairs = Object.entries(value).map(([key, part]) => `${key}: ${printed(part)}`);
    return `{${pairs.sort().join(', ')}}`;
  }
  if (typeof value === 'string') return value;
  if (typeof value === 'bigint' || typeof value === 'number' || typeof value === 'boolean') return value.toString();
  if (value === null) return 'null';
  throw new Error('unsupported type for %s');
}
