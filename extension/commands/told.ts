// What a message says of what was sent: short, because it lies over other text, and with the first reason in Kubernetes' own words. Pure.
import type { Outcome } from '../../lab-cluster/kubectl/apply.ts';

/** Messages quote this many objects; the rest is in the output. */
const maxQuoted = 3;
/** A reason that quotes a whole object keeps its beginning and its end. */
const maxReason = 160;

export function told(outcomes: readonly Outcome[]): string {
  const lines = outcomes.flatMap(shortLines).filter((line) => !line.startsWith('Warning: '));
  const more = lines.length > maxQuoted ? ` … and ${lines.length - maxQuoted} more` : '';
  return `${lines.slice(0, maxQuoted).join(' · ')}${more}`;
}

function shortLines({ lines, status }: Outcome): readonly string[] {
  const [, head] = /^(.*? is invalid): /s.exec(lines[0] ?? '') ?? [];
  const causes = [...new Set((status?.details?.causes ?? []).map(({ field, message }) => (field ? `${field}: ${message}` : message)))];
  const [first, ...others] = causes;
  if (head === undefined || first === undefined) return lines.map((line) => withoutMiddle(line, 2 * maxReason));
  const more = others.length === 0 ? '' : ` (and ${others.length} more ${others.length === 1 ? 'reason' : 'reasons'})`;
  return [`${head}: ${withoutMiddle(first, maxReason)}${more}`];
}

function withoutMiddle(text: string, max: number): string {
  if (text.length <= max) return text;
  const end = Math.floor(max / 3);
  return `${text.slice(0, max - end).trimEnd()} … ${text.slice(-end).trimStart()}`;
}
