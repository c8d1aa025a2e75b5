// The nodes of a YAML document made plain values: references followed, merges merged, each in a step, however many there are.
// Models sigs.k8s.io/yaml/goyaml.v2/decode.go.
import { isAlias, isMap, isPair, isScalar, isSeq, type Node, type Pair, type YAMLMap } from 'yaml';

export type YamlValue = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly problem: string };

type Fields = Record<string, unknown>;

/** Thrown and caught in this file only. */
class Stop {
  readonly problem: string;
  constructor(problem: string) {
    this.problem = problem;
  }
}

const NO_MAP = 'map merge requires map or sequence of maps as the value';

export function yamlValue(contents: unknown): YamlValue {
  try {
    return { ok: true, value: new Reader().valueOf(contents) };
  } catch (stop) {
    if (stop instanceof Stop) return { ok: false, problem: stop.problem };
    throw stop;
  }
}

class Reader {
  /** The last node of each name so far. */
  readonly #anchors = new Map<string, Node>();
  /** What anchored nodes have become; those still being read are missing. */
  readonly #values = new Map<Node, unknown>();

  valueOf(node: unknown): unknown {
    if (isAlias(node)) return this.#referred(node.source);
    const { anchor } = (node ?? {}) as { anchor?: string };
    if (anchor !== undefined) this.#anchors.set(anchor, node as Node);
    const value = this.#read(node);
    if (anchor !== undefined) this.#values.set(node as Node, value);
    return value;
  }

  #read(node: unknown): unknown {
    if (isSeq(node)) return node.items.map((item) => this.valueOf(item));
    if (isMap(node)) return this.#fields(node);
    // In a list `[a: b]` is a map of one.
    if (isPair(node)) return this.#put({}, node);
    if (!isScalar(node)) return null;
    const { value } = node;
    return typeof value === 'bigint' ? Number(value) : typeof value === 'symbol' ? value.description : value;
  }

  #referred(name: string): unknown {
    const target = this.#anchors.get(name);
    if (target === undefined) throw new Stop(`unknown anchor '${name}' referenced`);
    if (!this.#values.has(target)) throw new Stop(`anchor '${name}' value contains itself`);
    return this.#values.get(target);
  }

  #fields(map: YAMLMap): Fields {
    const fields: Fields = {};
    for (const pair of map.items) this.#put(fields, pair);
    return fields;
  }

  #put(fields: Fields, { key, value }: Pair): Fields {
    if (isMergeKey(key)) this.#merge(fields, value);
    else set(fields, keyText(this.valueOf(key)), this.valueOf(value));
    return fields;
  }

  /** Earlier members of a list have precedence; over what stands above, the merged has. */
  #merge(fields: Fields, node: unknown): void {
    const sources = isSeq(node) ? node.items.map((item) => this.valueOf(item)) : [this.valueOf(node)];
    for (const source of sources.toReversed()) {
      if (typeof source !== 'object' || source === null || Array.isArray(source)) throw new Stop(NO_MAP);
      for (const [key, value] of Object.entries(source)) set(fields, key, value);
    }
  }
}

/** As a field of its own, whatever it is called. */
function set(fields: Fields, key: string, value: unknown): void {
  if (key !== '__proto__') fields[key] = value;
  else Object.defineProperty(fields, key, { value, writable: true, enumerable: true, configurable: true });
}

function isMergeKey(key: unknown): boolean {
  return isScalar(key) && (key.type === undefined || key.type === 'PLAIN') && typeof key.value === 'symbol';
}

function keyText(key: unknown): string {
  if (typeof key === 'object' && key !== null) throw new Stop(`invalid map key: ${goSyntax(key)}`);
  return key === null ? '' : String(key as string | number | boolean);
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
