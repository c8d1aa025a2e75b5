// What an edit changes of a file's reading: the documents and problems around it stay, or only move. So the worker answers a
// keystroke with the one document that it touched, however many there are. Pure.
import type { ManifestOutline, Problem, Reading, TextChange } from './manifest-types.ts';

/** Between `kept` entries at the beginning and `moved` ones at the end stand `entries`. */
interface ListChange<T> {
  readonly kept: number;
  readonly entries: readonly T[];
  readonly moved: number;
}

export interface ReadingChange {
  /** By how much what comes after the edit moves. */
  readonly by: number;
  readonly documents: ListChange<ManifestOutline>;
  readonly problems: ListChange<Problem>;
}

/** `by`: how much longer the text became. */
export function changeBetween(before: Reading, after: Reading, by: number): ReadingChange {
  return {
    by,
    documents: listChange(before.documents, after.documents, sameOutline, by),
    problems: listChange(before.problems, after.problems, sameProblem, by),
  };
}

export function changedReading(before: Reading, { by, documents, problems }: ReadingChange): Reading {
  return {
    documents: changedList(before.documents, documents, (outline) => ({ ...outline, start: outline.start + by, end: outline.end + by })),
    problems: changedList(before.problems, problems, (problem) => movedProblem(problem, by)),
  };
}

/** The same problem where the text before it became longer by so many characters. */
export function movedProblem(problem: Problem, by: number): Problem {
  if (by === 0) return problem;
  const fixes = problem.fixes.map((fix) => ({ ...fix, changes: fix.changes.map((change) => movedChange(change, by)) }));
  return { ...problem, start: problem.start + by, end: problem.end + by, fixes };
}

function movedChange(change: TextChange, by: number): TextChange {
  return { ...change, start: change.start + by, end: change.end + by };
}

function listChange<T>(
  before: readonly T[],
  after: readonly T[],
  same: (old: T, now: T, by: number) => boolean,
  by: number,
): ListChange<T> {
  const shorter = Math.min(before.length, after.length);
  const equal = (oldIndex: number, newIndex: number, shift: number): boolean => {
    const [old, now] = [before[oldIndex], after[newIndex]];
    return old !== undefined && now !== undefined && same(old, now, shift);
  };
  let kept = 0;
  while (kept < shorter && equal(kept, kept, 0)) kept += 1;
  let moved = 0;
  while (moved < shorter - kept && equal(before.length - 1 - moved, after.length - 1 - moved, by)) moved += 1;
  return { kept, entries: after.slice(kept, after.length - moved), moved };
}

function changedList<T>(before: readonly T[], { kept, entries, moved }: ListChange<T>, move: (entry: T) => T): readonly T[] {
  return [...before.slice(0, kept), ...entries, ...before.slice(before.length - moved).map(move)];
}

function sameOutline(old: ManifestOutline, now: ManifestOutline, by: number): boolean {
  return (
    old.start + by === now.start &&
    old.end + by === now.end &&
    old.apiVersion === now.apiVersion &&
    old.kind === now.kind &&
    old.name === now.name &&
    old.namespace === now.namespace &&
    old.isTemplate === now.isTemplate &&
    old.isReadable === now.isReadable &&
    old.items === now.items &&
    old.note === now.note
  );
}

function sameProblem(old: Problem, now: Problem, by: number): boolean {
  if (old.start + by !== now.start || old.end + by !== now.end || old.message !== now.message) return false;
  return JSON.stringify(movedProblem(old, by)) === JSON.stringify(now);
}
