// A CEL expression as a tree, and how its mistakes are shown: with their line and a mark below. Models cel-go's common/ast.
import type { CelType } from './types.ts';
import type { Value } from './values.ts';

/** Where something begins, in characters from the start of the text. */
interface Placed {
  readonly at: number;
}

export interface Literal extends Placed {
  readonly kind: 'literal';
  readonly value: Value;
  readonly type: CelType;
}

export interface Ident extends Placed {
  readonly kind: 'ident';
  readonly name: string;
}

export interface Select extends Placed {
  readonly kind: 'select';
  readonly operand: Expr;
  readonly field: string;
  /** plain: `a.b`; test: `has(a.b)`; optional: `a.?b`. */
  readonly mode: 'plain' | 'test' | 'optional';
}

export interface Call extends Placed {
  readonly kind: 'call';
  readonly name: string;
  readonly target: Expr | undefined;
  readonly args: readonly Expr[];
}

export interface ListItem {
  readonly value: Expr;
  readonly isOptional: boolean;
}

export interface ListLiteral extends Placed {
  readonly kind: 'list';
  readonly items: readonly ListItem[];
}

export interface MapEntry {
  readonly key: Expr;
  readonly value: Expr;
  readonly isOptional: boolean;
}

export interface MapLiteral extends Placed {
  readonly kind: 'map';
  readonly entries: readonly MapEntry[];
}

export interface StructLiteral extends Placed {
  readonly kind: 'struct';
  readonly name: string;
  readonly values: readonly Expr[];
}

/** What macros become: a loop that carries a value along. */
export interface Fold extends Placed {
  readonly kind: 'fold';
  readonly range: Expr;
  readonly variables: readonly [string] | readonly [string, string];
  readonly accumulator: string;
  readonly start: Expr;
  readonly condition: Expr;
  readonly step: Expr;
  readonly result: Expr;
}

export type Expr = Literal | Ident | Select | Call | ListLiteral | MapLiteral | StructLiteral | Fold;

export interface CelIssue {
  readonly at: number;
  readonly message: string;
}

export function partsOf(expr: Expr): readonly Expr[] {
  switch (expr.kind) {
    case 'literal':
    case 'ident':
      return [];
    case 'select':
      return [expr.operand];
    case 'call':
      return expr.target === undefined ? expr.args : [expr.target, ...expr.args];
    case 'list':
      return expr.items.map(({ value }) => value);
    case 'map':
      return expr.entries.flatMap(({ key, value }) => [key, value]);
    case 'struct':
      return expr.values;
    case 'fold':
      return [expr.range, expr.start, expr.condition, expr.step, expr.result];
  }
}

/** Goes down level by level, for a tree too deep to be walked. */
export function isDeeperThan(expr: Expr, limit: number): boolean {
  let level: readonly Expr[] = [expr];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > limit) return true;
    level = level.flatMap(partsOf);
  }
  return false;
}

/** `a.b.c` as one name; undefined for anything else. */
export function dottedName(expr: Expr): string | undefined {
  if (expr.kind === 'ident') return expr.name;
  if (expr.kind !== 'select' || expr.mode !== 'plain') return undefined;
  const before = dottedName(expr.operand);
  return before === undefined ? undefined : `${before}.${expr.field}`;
}

/** `ERROR: <input>:1:5: …`, one block for each, in the order of the text. */
export function issuesText(source: string, issues: readonly CelIssue[]): string {
  const lines = source.split('\n');
  const placed = issues.map(({ at, message }) => {
    const before = source.slice(0, at).split('\n');
    return { line: before.length, column: Array.from(before.at(-1) ?? '').length, message };
  });
  placed.sort((left, right) => left.line - right.line || left.column - right.column);
  return placed.map((issue) => issueText(lines[issue.line - 1] ?? '', issue)).join('\n');
}

function issueText(
  line: string,
  { line: row, column, message }: { readonly line: number; readonly column: number; readonly message: string },
): string {
  const isWide = (character: string): boolean => (character.codePointAt(0) ?? 0) > 0x7f;
  const characters = Array.from(line.replaceAll('\t', ' '));
  const dots = characters.slice(0, column).map((character) => (isWide(character) ? '．' : '.'));
  const mark = isWide(characters[column] ?? '') ? '＾' : '^';
  return `ERROR: <input>:${row}:${column + 1}: ${message}\n | ${characters.join('')}\n | ${dots.join('')}${mark}`;
}
