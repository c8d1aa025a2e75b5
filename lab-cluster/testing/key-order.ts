// In which order an answer has its keys, held against a recorded one. What only one of them has is of no account here.
import { isPlainObject } from '../api/plain-object.ts';

/** `path: recorded … ours …` for every object whose keys come in another order. */
export function orderDifferences(recorded: unknown, ours: unknown, path: string): string[] {
  if (Array.isArray(recorded) && Array.isArray(ours))
    return recorded.flatMap((item, index) => orderDifferences(item, ours[index], `${path}[${index}]`));
  if (!isPlainObject(recorded) || !isPlainObject(ours)) return [];
  const theirs = Object.keys(recorded).filter((key) => Object.hasOwn(ours, key));
  const mine = Object.keys(ours).filter((key) => Object.hasOwn(recorded, key));
  const own = theirs.join(' ') === mine.join(' ') ? [] : [`order of ${path}: recorded ${theirs.join(' ')}\n  ours ${mine.join(' ')}`];
  return [...own, ...theirs.flatMap((key) => orderDifferences(recorded[key], ours[key], `${path}.${key}`))];
}
