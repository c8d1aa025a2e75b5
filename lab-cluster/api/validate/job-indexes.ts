// Lists of indexes as Jobs write them: `0,3-5,7`. Models validateIndexesFormat of pkg/apis/batch/validation.
import { goQuote } from '../field-errors.ts';

/** First and last of each interval, or what is wrong with the text. */
export function parseIndexes(text: string, completions: number): readonly (readonly [first: number, last: number])[] | string {
  const intervals: (readonly [number, number])[] = [];
  if (text === '') return intervals;
  let last: number | undefined;
  for (const part of text.split(',')) {
    const interval = parseInterval(part, completions);
    if (typeof interval === 'string') return interval;
    if (last !== undefined && last >= interval[0]) return `non-increasing order, previous: ${last}, current: ${interval[0]}`;
    last = interval[1];
    intervals.push(interval);
  }
  return intervals;
}

function parseInterval(text: string, completions: number): readonly [number, number] | string {
  const limits = text.split('-');
  if (limits.length > 2)
    return `the fragment ${goQuote(text)} violates the requirement that an index interval can have at most two parts separated by '-'`;
  const values: number[] = [];
  for (const limit of limits) {
    if (!/^[-+]?\d+$/.test(limit)) return `cannot convert string to integer for index: ${goQuote(limit)}`;
    if (Number(limit) >= completions) return `too large index: ${goQuote(limit)}`;
    values.push(Number(limit));
  }
  const [first = 0, last = first] = values;
  return limits.length === 2 && first >= last ? `non-increasing order, previous: ${first}, current: ${last}` : [first, last];
}

/** The first index that is in both lists, whatever of them can be read. */
export function firstCommonIndex(left: string, right: string, completions: number): number | undefined {
  const readable = (text: string): (readonly [number, number])[] =>
    text
      .split(',')
      .map((part) => parseInterval(part, completions))
      .filter((interval) => typeof interval !== 'string');
  if (left === '' || right === '') return undefined;
  const others = readable(right);
  for (const [from, to] of readable(left)) {
    const meeting = others.find(([first, last]) => from <= last && first <= to);
    if (meeting !== undefined) return Math.max(from, meeting[0]);
  }
  return undefined;
}
