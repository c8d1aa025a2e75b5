// Values while a YAML text is read: what was named and is referred to, maps and what is merged into them, keys written twice, and
// whether the text is small only because it repeats itself by reference. Models goyaml.v2/decode.go.
import { YamlStop } from './yaml-cursor.ts';

type Fields = Record<string, unknown>;

/** The key `<<`, written plainly. */
export const MERGE = Symbol('<<');

const NO_MAP = 'map merge requires map or sequence of maps as the value';
const MAX_DUPLICATES = 20;
const FEW_ALIASED = 100;
const FEW_NODES = 1000;
const LOOSE_NODES = 400_000;
const STRICT_NODES = 4_000_000;

/** A part of the text that has a name. */
interface Anchor {
  /** Nodes read before it. */
  readonly before: number;
  /** Nodes in it, once it is read. */
  size: number | undefined;
  value: unknown;
}

export class YamlValues {
  /** The last part of each name so far. */
  readonly #anchors = new Map<string, Anchor>();
  /** As many as there would be without references. */
  #nodes = 0;
  /** Those of them that were referred to. */
  #aliased = 0;
  readonly duplicates: string[] = [];
  /** What no value can be made of; whatever is wrong with the text itself is told before it. */
  problem: string | undefined;

  fail(problem: string): void {
    this.problem ??= problem;
  }

  count(): void {
    this.#nodes++;
  }

  /** Before a node is read. */
  begin(name: string | undefined): Anchor | undefined {
    this.#nodes++;
    if (name === undefined) return undefined;
    const anchor = { before: this.#nodes - 1, size: undefined, value: null };
    this.#anchors.set(name, anchor);
    return anchor;
  }

  end(anchor: Anchor, value: unknown): void {
    anchor.size = this.#nodes - anchor.before;
    anchor.value = value;
  }

  referred(name: string): unknown {
    const anchor = this.#anchors.get(name);
    if (anchor === undefined) throw new YamlStop(`unknown anchor '${name}' referenced`);
    this.#nodes++;
    if (anchor.size === undefined) this.fail(`anchor '${name}' value contains itself`);
    this.#nodes += anchor.size ?? 0;
    this.#aliased += anchor.size ?? 0;
    if (this.#aliased > FEW_ALIASED && this.#nodes > FEW_NODES && this.#aliased / this.#nodes > allowedRatio(this.#nodes))
      throw new YamlStop('document contains excessive aliasing');
    return anchor.value;
  }

  map(): YamlMap {
    return new YamlMap(this);
  }
}

/** Large texts may owe less of their size to references. */
function allowedRatio(nodes: number): number {
  if (nodes <= LOOSE_NODES) return 0.99;
  if (nodes >= STRICT_NODES) return 0.1;
  return 0.99 - (0.89 * (nodes - LOOSE_NODES)) / (STRICT_NODES - LOOSE_NODES);
}

export class YamlMap {
  readonly fields: Fields = {};
  readonly #values: YamlValues;
  /** Keys that were written here, as they were read: 1 and "1" are two. */
  #written: Set<unknown> | undefined;
  #first: unknown = MERGE;

  constructor(values: YamlValues) {
    this.#values = values;
  }

  /** `line` is that of the value, from 0. */
  put(key: unknown, value: unknown, line: number): void {
    if (key === MERGE) return this.#merge(value);
    if (this.#isWritten(key)) {
      const { duplicates } = this.#values;
      if (duplicates.length < MAX_DUPLICATES) duplicates.push(`  line ${line + 1}: key ${goSyntax(key)} already set in map`);
    }
    if (typeof key === 'object' && key !== null) this.#values.fail(`invalid map key: ${goSyntax(key)}`);
    else this.#set(key === null ? '' : String(key as string | number | boolean), value);
  }

  /** Most maps of hostile texts have one field, and need no set. */
  #isWritten(key: unknown): boolean {
    if (this.#first === MERGE) {
      this.#first = key;
      return false;
    }
    this.#written ??= new Set([this.#first]);
    if (this.#written.has(key)) return true;
    this.#written.add(key);
    return false;
  }

  /** Earlier members of a list have precedence; over what stands above, the merged has. */
  #merge(merged: unknown): void {
    const sources: readonly unknown[] = Array.isArray(merged) ? merged.toReversed() : [merged];
    for (const source of sources) {
      if (typeof source !== 'object' || source === null || Array.isArray(source)) return this.#values.fail(NO_MAP);
      for (const [key, value] of Object.entries(source)) this.#set(key, value);
    }
  }

  /** As a field of its own, whatever it is called. */
  #set(key: string, value: unknown): void {
    if (key !== '__proto__') this.fields[key] = value;
    else Object.defineProperty(this.fields, key, { value, writable: true, enumerable: true, configurable: true });
  }
}

/** As Go writes a value in its own language. */
function goSyntax(value: unknown): string {
  if (value === null) return 'interface {}(nil)';
  if (typeof value === 'string') return JSON.stringify(value);
  if (Array.isArray(value)) return `[]interface {}{${value.map(goSyntax).join(', ')}}`;
  if (typeof value !== 'object') return String(value as number | boolean);
  const fields = Object.entries(value).map(([key, part]) => `${JSON.stringify(key)}:${goSyntax(part)}`);
  return `map[interface {}]interface {}{${fields.join(', ')}}`;
}
