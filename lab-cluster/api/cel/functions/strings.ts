// Functions on strings beyond the language's own. Models cel-go's ext/strings.go at version 2, and library/regex.go.
import { goQuote } from '../../field-errors.ts';
import { joinsResult, matchesPattern, traverses, wholeTree } from '../cost.ts';
import { overload, type Overload } from '../overload.ts';
import { goRegex, matchesIn } from '../regex.ts';
import { CelError, charactersOf, keyName, type Value } from '../values.ts';
import { formatText } from './string-format.ts';

/** What Go calls space, and this language not always. */
const OUTER_SPACE =
  /^[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+|[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+$/g;

export const STRINGS: readonly Overload[] = [
  overload('(string).charAt(int): string', charAt),
  overload('(string).indexOf(string): int', (text: string, part: string) => indexOf(text, part, 0n), wholeTree),
  overload('(string).indexOf(string, int): int', indexOf, wholeTree),
  overload('(string).lastIndexOf(string): int', (text: string, part: string) => lastIndexOf(text, part, undefined), wholeTree),
  overload('(string).lastIndexOf(string, int): int', lastIndexOf, wholeTree),
  overload('(string).lowerAscii(): string', (text: string) => text.replace(/[A-Z]/g, (sign) => sign.toLowerCase()), traverses(0)),
  overload('(string).upperAscii(): string', (text: string) => text.replace(/[a-z]/g, (sign) => sign.toUpperCase()), traverses(0)),
  overload(
    '(string).replace(string, string): string',
    (text: string, old: string, fresh: string) => replace(text, old, fresh, -1n),
    traverses(0, 2),
  ),
  overload('(string).replace(string, string, int): string', replace, traverses(0, 2)),
  overload('(string).split(string): list<string>', (text: string, separator: string) => split(text, separator, -1n), traverses(0, 2)),
  overload('(string).split(string, int): list<string>', split, traverses(0, 2)),
  overload('(string).substring(int): string', (text: string, start: bigint) => substring(text, start, undefined), traverses(0)),
  overload('(string).substring(int, int): string', substring, traverses(0)),
  overload('(string).trim(): string', (text: string) => text.replace(OUTER_SPACE, ''), traverses(0)),
  overload('(string).format(list<dyn>): string', (text: string, values: readonly Value[]) => formatText(text, values), traverses(0)),
  overload('strings.quote(string): string', (text: string) => goQuote(text), traverses(0)),
  overload('(list<string>).join(): string', (list: readonly Value[]) => join(list, ''), joinsResult),
  overload('(list<string>).join(string): string', join, joinsResult),
  overload('(string).find(string): string', find, matchesPattern),
  overload('(string).findAll(string): list<string>', (text: string, pattern: string) => findAll(text, pattern, -1n), matchesPattern),
  overload('(string).findAll(string, int): list<string>', findAll, matchesPattern),
];

function outOfRange(index: bigint): CelError {
  return new CelError(`index out of range: ${index}`);
}

function charAt(text: string, index: bigint): Value {
  const signs = charactersOf(text);
  const at = Number(index);
  if (at < 0 || at > signs.length) return outOfRange(index);
  return signs[at] ?? '';
}

function startsAt(signs: readonly string[], part: readonly string[], at: number): boolean {
  return part.every((sign, index) => signs[at + index] === sign);
}

function indexOf(text: string, part: string, from: bigint): Value {
  if (part === '') return from;
  if (from < 0n) return outOfRange(from);
  const [signs, wanted] = [charactersOf(text), charactersOf(part)];
  for (let at = Number(from); at <= signs.length - wanted.length; at++) if (startsAt(signs, wanted, at)) return BigInt(at);
  return -1n;
}

function lastIndexOf(text: string, part: string, to: bigint | undefined): Value {
  const [signs, wanted] = [charactersOf(text), charactersOf(part)];
  if (part === '') return to ?? BigInt(signs.length);
  if (to !== undefined && to < 0n) return outOfRange(to);
  if (to !== undefined && Number(to) >= signs.length) return -1n;
  const last = signs.length - wanted.length;
  for (let at = Math.min(Number(to ?? last), last); at >= 0; at--) if (startsAt(signs, wanted, at)) return BigInt(at);
  return -1n;
}

function replace(text: string, old: string, fresh: string, limit: bigint): Value {
  if (limit === 0n) return text;
  const parts = old === '' ? ['', ...charactersOf(text), ''] : text.split(old);
  let done = 0n;
  return parts.slice(1).reduce((sofar, part) => sofar + (limit < 0n || done++ < limit ? fresh : old) + part, parts[0] ?? '');
}

function split(text: string, separator: string, limit: bigint): Value {
  if (limit === 0n) return [];
  const parts = separator === '' ? charactersOf(text) : text.split(separator);
  const most = Number(limit);
  if (limit < 0n || parts.length <= most) return parts;
  return [...parts.slice(0, most - 1), parts.slice(most - 1).join(separator)];
}

function substring(text: string, start: bigint, end: bigint | undefined): Value {
  const signs = charactersOf(text);
  const stop = end ?? BigInt(signs.length);
  if (end !== undefined && start > stop) return new CelError(`invalid substring range. start: ${start}, end: ${end}`);
  if (start < 0n || start > BigInt(signs.length)) return outOfRange(start);
  if (stop < 0n || stop > BigInt(signs.length)) return outOfRange(stop);
  return signs.slice(Number(start), Number(stop)).join('');
}

function join(list: readonly Value[], separator: string): Value {
  const texts = list.filter((item) => typeof item === 'string');
  const wrong = list.find((item) => typeof item !== 'string');
  return wrong === undefined ? texts.join(separator) : new CelError(`join: invalid input: ${keyName(wrong)}`);
}

function find(text: string, pattern: string): Value {
  const regex = goRegex(pattern);
  return typeof regex === 'string' ? new CelError(`Illegal regex: ${regex}`) : (matchesIn(regex, text, 1)[0] ?? '');
}

function findAll(text: string, pattern: string, limit: bigint): Value {
  const regex = goRegex(pattern);
  if (typeof regex === 'string') return new CelError(`Illegal regex: ${regex}`);
  return matchesIn(regex, text, limit < 0n ? Infinity : Number(limit));
}
