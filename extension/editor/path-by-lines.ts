// Where in an object a line of half-written YAML stands, told by indentation alone: completion cannot wait for text that parses. Pure.
import type { FieldPath } from './field-ranges.ts';

export interface LinePlace {
  /** Path of the map the line is a field of. */
  readonly parent: FieldPath;
  /** The key on the line, when a value is being written. */
  readonly key: string | undefined;
  /** Column of the key. */
  readonly column: number;
  /** Column of the first character of the line. */
  readonly indent: number;
  /** Keys that this map has already, as far as they can be seen. */
  readonly siblings: ReadonlySet<string>;
}

interface Line {
  readonly column: number;
  readonly key: string | undefined;
  /** Columns of the `- ` before the key. */
  readonly dashes: readonly number[];
}

/** Place of the end of `before`, which is the document's text up to the cursor. `after` is the rest of it. */
export function placeByLines(before: string, after = ''): LinePlace | undefined {
  const lines = before.split('\n');
  const last = lines.pop() ?? '';
  const current = /^([ ]*)((?:- +)*)(?:([A-Za-z][\w.-]*):[ ]+)?([\w.-]*)$/.exec(last);
  if (current === null) return undefined;
  const column = (current[1] ?? '').length + (current[2] ?? '').length;
  const above = lines.map(parseLine).filter((line) => line !== undefined);
  const dashes = dashColumns((current[1] ?? '').length, current[2] ?? '');
  const { path, siblings } = climb(above, column, dashes);
  for (const sibling of siblingsBelow(after, column)) siblings.add(sibling);
  return { parent: path, key: current[3], column, indent: (current[1] ?? '').length, siblings };
}

function parseLine(text: string): Line | undefined {
  const match = /^([ ]*)((?:- +)*)(?:["']?([\w./-]+)["']?:(?:[ ]|$))?/.exec(text);
  const indent = (match?.[1] ?? '').length;
  const dash = match?.[2] ?? '';
  if (match === null || /^\s*(?:#|$)/.test(text)) return undefined;
  return { column: indent + dash.length, key: match[3], dashes: dashColumns(indent, dash) };
}

function dashColumns(indent: number, dashes: string): readonly number[] {
  return [...dashes.matchAll(/-/g)].map((match) => indent + match.index);
}

/** Up the lines: each one further left is a parent; a dash on the way is an item of the list it stands in. */
function climb(
  above: readonly Line[],
  column: number,
  dashes: readonly number[],
): { readonly path: FieldPath; readonly siblings: Set<string> } {
  const path: (string | number)[] = [];
  const siblings = new Set<string>();
  let limit = column;
  let inItem = false;
  let own = true;
  for (const dash of [...dashes].reverse()) {
    path.unshift(0);
    limit = dash;
    inItem = true;
    own = false;
  }
  for (const line of [...above].reverse()) {
    if (own && line.column === limit && line.key !== undefined) siblings.add(line.key);
    if (!inItem && line.column === limit && line.dashes.length > 0) {
      path.unshift(0);
      limit = line.dashes[0] ?? limit;
      inItem = true;
      own = false;
      continue;
    }
    // A list may stand in the same column as the key that names it.
    const isParent = line.column < limit || (inItem && line.column === limit && line.dashes.length === 0);
    if (!isParent || line.key === undefined) continue;
    path.unshift(line.key);
    limit = line.column;
    inItem = false;
    own = false;
    if (line.dashes.length > 0) {
      path.unshift(0);
      limit = line.dashes[0] ?? limit;
      inItem = true;
    }
  }
  return { path, siblings };
}

function siblingsBelow(after: string, column: number): readonly string[] {
  const keys: string[] = [];
  for (const text of after.split('\n').slice(1)) {
    const line = parseLine(text);
    if (line === undefined) continue;
    if (line.column < column || (line.column === column && line.dashes.length > 0)) break;
    if (line.column === column && line.key !== undefined) keys.push(line.key);
  }
  return keys;
}
