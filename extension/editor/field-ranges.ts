// From a path inside an object to the characters that wrote it: keys for unknown fields, values for wrong ones. Pure.
import { isAlias, isMap, isScalar, isSeq, type Node, type Pair, type YAMLMap } from 'yaml';
import { keyText, type YamlDocument } from '../../lab-cluster/kubectl/yaml-documents.ts';

export type FieldPath = readonly (string | number)[];

export interface Range {
  readonly start: number;
  readonly end: number;
}

/** Where a field is written: its key, its value, and whether all of the path is there. */
export interface FieldPlace {
  readonly key: Range | undefined;
  readonly value: Range | undefined;
  readonly node: Node | undefined;
  readonly complete: boolean;
}

/** The place of `path`, or of the nearest parent that is written. */
export function placeOf(document: YamlDocument, path: FieldPath): FieldPlace {
  let node: Node | undefined = document.contents ?? undefined;
  let key: Range | undefined;
  for (const step of path) {
    const next = child(document, node, step);
    if (next === undefined) return { key, value: rangeOf(node), node, complete: false };
    // An item of a list has no key of its own: the list's stays the place to point at.
    if (next.key !== undefined) key = next.key;
    else if (isSeq(node)) key = undefined;
    node = next.node;
  }
  return { key, value: rangeOf(node), node, complete: true };
}

function child(document: YamlDocument, node: Node | undefined, step: string | number): { key?: Range; node: Node | undefined } | undefined {
  const target = isAlias(node) ? node.resolve(document) : node;
  if (isSeq(target)) {
    const item = target.items[Number(step)];
    return item === undefined ? undefined : { node: item as Node };
  }
  if (!isMap(target)) return undefined;
  const pair = pairOf(document, target, String(step));
  if (pair === undefined) return undefined;
  const range = rangeOf(pair.key as Node);
  return { ...(range && { key: range }), node: (pair.value ?? undefined) as Node | undefined };
}

/** The pair of that key, looked for in merged maps too. */
function pairOf(document: YamlDocument, map: YAMLMap, key: string): Pair | undefined {
  const own = map.items.find((pair) => keyText(pair) === key);
  if (own !== undefined) return own;
  for (const pair of map.items) {
    if (keyText(pair) !== '<<') continue;
    const merged = isAlias(pair.value) ? pair.value.resolve(document) : pair.value;
    for (const source of isSeq(merged) ? merged.items : [merged]) {
      const resolved = isAlias(source) ? source.resolve(document) : source;
      const found = isMap(resolved) ? pairOf(document, resolved, key) : undefined;
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

export function rangeOf(node: Node | null | undefined): Range | undefined {
  const range = node?.range;
  return range ? { start: range[0], end: range[1] } : undefined;
}

/** What a person would underline for a wrong value: the value when it is short, else the key it stands under. */
export function underline(place: FieldPlace, text: string): Range | undefined {
  const { key, value, node } = place;
  if (value !== undefined && (isScalar(node) || isAlias(node)) && value.end > value.start) return value;
  if (key !== undefined) return key;
  return value && firstLine(text, value);
}

/** The part of a range on its first line. */
export function firstLine(text: string, range: Range): Range {
  const newline = text.indexOf('\n', range.start);
  const end = newline < 0 ? range.end : Math.min(range.end, newline);
  return { start: range.start, end: Math.max(end, range.start) };
}

/** The chain of keys and positions that leads to the innermost node around `offset`. */
export function pathAt(document: YamlDocument, offset: number): { readonly path: FieldPath; readonly onKey: Range | undefined } {
  const path: (string | number)[] = [];
  let node: Node | null | undefined = document.contents;
  for (;;) {
    if (isMap(node)) {
      const pair = node.items.find((candidate) => contains(rangeOf(candidate.key as Node), offset) || spans(candidate, offset));
      const key = pair && keyText(pair);
      if (pair === undefined || key === undefined) return { path, onKey: undefined };
      path.push(key);
      const keyRange = rangeOf(pair.key as Node);
      if (contains(keyRange, offset)) return { path, onKey: keyRange };
      node = pair.value as Node | null;
    } else if (isSeq(node)) {
      const index = node.items.findIndex((item) => contains(rangeOf(item as Node), offset));
      if (index < 0) return { path, onKey: undefined };
      path.push(index);
      node = node.items[index] as Node;
    } else {
      return { path, onKey: undefined };
    }
  }
}

function contains(range: Range | undefined, offset: number): boolean {
  return range !== undefined && range.start <= offset && offset <= range.end;
}

function spans(pair: Pair, offset: number): boolean {
  return contains(rangeOf(pair.value as Node | null), offset);
}
