// What differs between two texts, line by line, with three lines around, as `diff -u` prints it.
// Models go-difflib's SequenceMatcher, which upstream compares objects with: the same longest matches, the same ties.

export interface Match {
  readonly a: number;
  readonly b: number;
  readonly size: number;
}

/** Where to look. `most`: no common block in it is longer, popular lines aside. */
interface Range {
  readonly alo: number;
  readonly ahi: number;
  readonly blo: number;
  readonly bhi: number;
  readonly most: number;
}

interface Step {
  readonly tag: 'equal' | 'replace' | 'delete' | 'insert';
  readonly a1: number;
  readonly a2: number;
  readonly b1: number;
  readonly b2: number;
}

const CONTEXT = 3;
/** Lines that are more than one in a hundred of a long text say nothing about where one is in it. */
const POPULAR_FROM = 200;

/** Two values as indented JSON, compared. Models apimachinery/pkg/util/diff Diff. */
export function diffOfValues(before: unknown, after: unknown): string {
  return unifiedDiff(goJson(before), goJson(after));
}

/** Go escapes what HTML would take for its own, and prints empty lists and objects on one line, as JSON.stringify does. */
function goJson(value: unknown): string {
  return JSON.stringify(value, null, 1).replace(/[<>&]/g, (sign) => `\\u00${sign.charCodeAt(0).toString(16)}`);
}

function unifiedDiff(before: string, after: string): string {
  const a = before.split('\n');
  const b = after.split('\n');
  let text = '';
  for (const group of groupsOf(stepsOf(a, b))) {
    const first = group[0] as Step;
    const last = group.at(-1) as Step;
    text += `@@ -${range(first.a1, last.a2)} +${range(first.b1, last.b2)} @@\n`;
    for (const { tag, a1, a2, b1, b2 } of group) {
      if (tag === 'equal') text += marked(' ', a.slice(a1, a2));
      else text += marked('-', a.slice(a1, a2)) + marked('+', b.slice(b1, b2));
    }
  }
  return text;
}

function marked(sign: string, lines: readonly string[]): string {
  return lines.map((line) => `${sign}${line}\n`).join('');
}

function range(start: number, stop: number): string {
  const length = stop - start;
  if (length === 1) return String(start + 1);
  return `${length === 0 ? start : start + 1},${length}`;
}

/** Changes with the lines around them; what lies far from any change is left out. */
function groupsOf(steps: readonly Step[]): readonly (readonly Step[])[] {
  const groups: Step[][] = [];
  let group: Step[] = [];
  for (const [index, step] of steps.entries()) {
    let { a1, a2, b1, b2 } = step;
    if (step.tag === 'equal' && index === 0) {
      a1 = Math.max(a1, a2 - CONTEXT);
      b1 = Math.max(b1, b2 - CONTEXT);
    }
    if (step.tag === 'equal' && index === steps.length - 1) {
      a2 = Math.min(a2, a1 + CONTEXT);
      b2 = Math.min(b2, b1 + CONTEXT);
    }
    if (step.tag === 'equal' && a2 - a1 > CONTEXT * 2) {
      group.push({ tag: 'equal', a1, a2: Math.min(a2, a1 + CONTEXT), b1, b2: Math.min(b2, b1 + CONTEXT) });
      groups.push(group);
      group = [];
      a1 = Math.max(a1, a2 - CONTEXT);
      b1 = Math.max(b1, b2 - CONTEXT);
    }
    group.push({ tag: step.tag, a1, a2, b1, b2 });
  }
  if (group.length > 0 && !(group.length === 1 && group[0]?.tag === 'equal')) groups.push(group);
  return groups;
}

function stepsOf(a: readonly string[], b: readonly string[]): readonly Step[] {
  const steps: Step[] = [];
  let i = 0;
  let j = 0;
  for (const { a: ai, b: bj, size } of matchingBlocks(a, b)) {
    if (i < ai || j < bj) steps.push({ tag: i < ai && j < bj ? 'replace' : i < ai ? 'delete' : 'insert', a1: i, a2: ai, b1: j, b2: bj });
    i = ai + size;
    j = bj + size;
    if (size > 0) steps.push({ tag: 'equal', a1: ai, a2: i, b1: bj, b2: j });
  }
  return steps;
}

/** All matching blocks in order, neighbours joined, with an empty one at the end. */
export function matchingBlocks(a: readonly string[], b: readonly string[]): readonly Match[] {
  const search = new Search(a, b);
  const found: Match[] = [];
  const queue: Range[] = [{ alo: 0, ahi: a.length, blo: 0, bhi: b.length, most: Number.POSITIVE_INFINITY }];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    const { alo, ahi, blo, bhi } = next;
    const { match, most } = search.longestMatch(next);
    if (match.size === 0) continue;
    found.push(match);
    if (alo < match.a && blo < match.b) queue.push({ alo, ahi: match.a, blo, bhi: match.b, most });
    const ai = match.a + match.size;
    const bj = match.b + match.size;
    if (ai < ahi && bj < bhi) queue.push({ alo: ai, ahi, blo: bj, bhi, most });
  }
  found.sort((left, right) => left.a - right.a || left.b - right.b);
  const joined: Match[] = [];
  for (const match of found) {
    const last = joined.at(-1);
    if (last !== undefined && last.a + last.size === match.a && last.b + last.size === match.b)
      joined[joined.length - 1] = { ...last, size: last.size + match.size };
    else joined.push(match);
  }
  return [...joined, { a: a.length, b: b.length, size: 0 }];
}

function placesOf(b: readonly string[]): ReadonlyMap<string, readonly number[]> {
  const places = new Map<string, number[]>();
  for (const [index, line] of b.entries()) {
    const known = places.get(line);
    if (known === undefined) places.set(line, [index]);
    else known.push(index);
  }
  if (b.length < POPULAR_FROM) return places;
  const limit = Math.floor(b.length / 100) + 1;
  for (const [line, indexes] of places) if (indexes.length > limit) places.delete(line);
  return places;
}

/** Looks for common blocks of two texts. */
class Search {
  readonly #a: readonly string[];
  readonly #b: readonly string[];
  readonly #places: ReadonlyMap<string, readonly number[]>;
  /** How long the block is that ends at a line of b, and at which line of a it does. */
  readonly #lengths: Int32Array;
  readonly #rows: Int32Array;
  /** Rows are counted on from search to search, so that nothing needs to be wiped. */
  #row = 1;

  constructor(a: readonly string[], b: readonly string[]) {
    this.#a = a;
    this.#b = b;
    this.#places = placesOf(b);
    this.#lengths = new Int32Array(b.length + 1);
    this.#rows = new Int32Array(b.length + 1);
  }

  /** The first of the longest. No part of a range has a longer one than the whole, so that the search ends with the first so long. */
  longestMatch({ alo, ahi, blo, bhi, most }: Range): { readonly match: Match; readonly most: number } {
    const [a, b] = [this.#a, this.#b];
    let best: Match = { a: alo, b: blo, size: 0 };
    for (let index = alo; index < ahi && best.size < most; index++) best = this.#blocksEndingAt(index, blo, bhi, best);
    this.#row++;
    const core = best.size;
    // Popular lines begin no match, but lengthen one that is there.
    let { a: i, b: j, size } = best;
    while (i > alo && j > blo && a[i - 1] === b[j - 1]) [i, j, size] = [i - 1, j - 1, size + 1];
    while (i + size < ahi && j + size < bhi && a[i + size] === b[j + size]) size++;
    return { match: { a: i, b: j, size }, most: core };
  }

  /** The blocks that end with one line of a; of two that are equally long, the one that stands first. */
  #blocksEndingAt(index: number, blo: number, bhi: number, known: Match): Match {
    const row = ++this.#row;
    const places = this.#places.get(this.#a[index] as string);
    if (places === undefined) return known;
    let best = known;
    // From the end, as each looks at what stands before it.
    for (let at = places.length - 1; at >= 0; at--) {
      const place = places[at] as number;
      if (place >= bhi) continue;
      if (place < blo) break;
      const length = place > blo && this.#rows[place - 1] === row - 1 ? (this.#lengths[place - 1] as number) + 1 : 1;
      this.#lengths[place] = length;
      this.#rows[place] = row;
      if (length > known.size && length >= best.size) best = { a: index - length + 1, b: place - length + 1, size: length };
    }
    return best;
  }
}
