// What changed between two versions of an object, as lines with a little of what stands around them.
import type { DiffLine } from './picture-types.ts';
import { yamlLines } from './yaml-lines.ts';

const CONTEXT = 2;
/** Beyond this many cells the table of a full comparison costs more than it tells. */
const MOST_CELLS = 400_000;
const MOST_LINES = 80;
const GAP: DiffLine = { mark: ' ', text: '…' };

/** Either side may be missing: then all lines are new, or all are gone. Equal objects give no lines. */
export function diffObjects(before: unknown, after: unknown): readonly DiffLine[] {
  const old = yamlLines(before);
  const now = yamlLines(after);
  if (old.length === 0) return shortened(now.map((text) => ({ mark: '+', text })));
  if (now.length === 0) return shortened(old.map((text) => ({ mark: '-', text })));
  return shortened(withContext(diffLines(old, now)));
}

/** The object itself, where there is nothing to compare it with. */
export function objectLines(object: unknown): readonly DiffLine[] {
  return shortened(yamlLines(object).map((text) => ({ mark: ' ', text })));
}

function shortened(lines: readonly DiffLine[]): readonly DiffLine[] {
  return lines.length <= MOST_LINES ? lines : [...lines.slice(0, MOST_LINES), GAP];
}

/** Every line of both, in order; equal ones once. */
export function diffLines(old: readonly string[], now: readonly string[]): readonly DiffLine[] {
  let start = 0;
  while (start < old.length && start < now.length && old[start] === now[start]) start++;
  let oldEnd = old.length;
  let nowEnd = now.length;
  while (oldEnd > start && nowEnd > start && old[oldEnd - 1] === now[nowEnd - 1]) {
    oldEnd--;
    nowEnd--;
  }
  return [...old.slice(0, start).map(same), ...middle(old.slice(start, oldEnd), now.slice(start, nowEnd)), ...old.slice(oldEnd).map(same)];
}

function same(text: string): DiffLine {
  return { mark: ' ', text };
}

/** Longest common subsequence by the textbook table. */
function middle(old: readonly string[], now: readonly string[]): readonly DiffLine[] {
  const removed = (text: string): DiffLine => ({ mark: '-', text });
  const added = (text: string): DiffLine => ({ mark: '+', text });
  if (old.length * now.length > MOST_CELLS) return [...old.map(removed), ...now.map(added)];
  const width = now.length + 1;
  const longest = new Uint32Array((old.length + 1) * width);
  const at = (i: number, j: number): number => longest[i * width + j] as number;
  for (let i = old.length - 1; i >= 0; i--) {
    for (let j = now.length - 1; j >= 0; j--) {
      longest[i * width + j] = old[i] === now[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const lines: DiffLine[] = [];
  let i = 0;
  let j = 0;
  while (i < old.length || j < now.length) {
    const left = old[i];
    const right = now[j];
    if (left !== undefined && left === right) {
      lines.push(same(left));
      i++;
      j++;
    } else if (left !== undefined && (right === undefined || at(i + 1, j) >= at(i, j + 1))) {
      lines.push(removed(left));
      i++;
    } else if (right !== undefined) {
      lines.push(added(right));
      j++;
    }
  }
  return lines;
}

/** Keeps lines near a change, and the keys above it, so that one sees whose line it is. */
function withContext(lines: readonly DiffLine[]): readonly DiffLine[] {
  const kept = new Set<number>();
  lines.forEach((line, index) => {
    if (line.mark === ' ') return;
    for (let near = Math.max(0, index - CONTEXT); near <= Math.min(lines.length - 1, index + CONTEXT); near++) kept.add(near);
    for (const parent of parentsOf(lines, index)) kept.add(parent);
  });
  const shown: DiffLine[] = [];
  let last = -1;
  for (const index of [...kept].sort((a, b) => a - b)) {
    if (index > last + 1) shown.push(GAP);
    shown.push(lines[index] as DiffLine);
    last = index;
  }
  if (shown.length > 0 && last < lines.length - 1) shown.push(GAP);
  return shown;
}

/** Lines above with ever smaller indentation: the keys this line stands under. */
function parentsOf(lines: readonly DiffLine[], index: number): readonly number[] {
  const parents: number[] = [];
  let indent = indentOf(lines[index] as DiffLine);
  for (let above = index - 1; above >= 0 && indent > 0; above--) {
    const line = lines[above] as DiffLine;
    if (indentOf(line) >= indent || line.mark === '+') continue;
    indent = indentOf(line);
    parents.push(above);
  }
  return parents;
}

function indentOf({ text }: DiffLine): number {
  return text.length - text.trimStart().length;
}
