// Constants that can be seen to be wrong before anything runs. Models the validators of cel-go's cel/validator.go that upstream uses.
import type { Checked } from './checker.ts';
import { formatText } from './functions/string-format.ts';
import { parseDuration, parseTimestamp } from './functions/time.ts';
import { goRegex } from './regex.ts';
import { type Call, type CelIssue, type Expr, partsOf } from './syntax.ts';
import { CelError, type Value } from './values.ts';

const RULES: Readonly<Record<string, (text: string) => boolean>> = {
  duration: (text) => isGood(parseDuration(text)),
  timestamp: (text) => isGood(parseTimestamp(text)),
  matches: (text) => typeof goRegex(text) !== 'string',
};

function isGood(value: Value | undefined): boolean {
  return value !== undefined && !(value instanceof CelError);
}

export function literalIssues(expr: Expr, checked: Checked): readonly CelIssue[] {
  const issues: CelIssue[] = [];
  walk(expr, (call) => {
    const rule = Object.hasOwn(RULES, call.name) ? RULES[call.name] : undefined;
    const argument = call.args.at(-1);
    if (rule !== undefined && argument?.kind === 'literal' && typeof argument.value === 'string' && !rule(argument.value)) {
      issues.push({ at: argument.at, message: `invalid ${call.name} argument` });
    }
    const wrong = formatIssue(call, checked);
    if (wrong !== undefined) issues.push(wrong);
  });
  return issues;
}

/** A text that is formatted with what it cannot print; only where the values are constants. */
function formatIssue({ name, target, args }: Call, { types }: Checked): CelIssue | undefined {
  const [list] = args;
  if (name !== 'format' || target?.kind !== 'literal' || typeof target.value !== 'string' || list?.kind !== 'list') return undefined;
  const values = list.items.map(({ value }) => (value.kind === 'literal' ? value.value : undefined));
  if (values.includes(undefined) && list.items.some(({ value }) => types.get(value)?.kind !== 'string')) return undefined;
  const printed = formatText(
    target.value,
    values.map((value) => value ?? ''),
  );
  if (!(printed instanceof CelError)) return undefined;
  return { at: (list.items[0]?.value ?? list).at, message: printed.message };
}

function walk(expr: Expr, visit: (call: Call) => void): void {
  if (expr.kind === 'call') visit(expr);
  for (const part of partsOf(expr)) walk(part, visit);
}
