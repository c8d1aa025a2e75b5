// How old something is, at every place where the form changes. Expected: pkg/util/duration HumanDuration.
import { describe, expect, it } from 'vitest';
import { ageOf, humanDuration } from './age.ts';

const SECOND = 1;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const YEAR = 365 * DAY;

describe('a duration', () => {
  it.each([
    [-2 * SECOND, '<invalid>'],
    [-1.9 * SECOND, '0s'],
    [-0.5 * SECOND, '0s'],
    [0, '0s'],
    [119.9 * SECOND, '119s'],
    [2 * MINUTE, '2m'],
    [2 * MINUTE + 1, '2m1s'],
    [9 * MINUTE + 59.9, '9m59s'],
    [10 * MINUTE + 59, '10m'],
    [179 * MINUTE + 59, '179m'],
    [3 * HOUR, '3h'],
    [3 * HOUR + 59, '3h'],
    [7 * HOUR + 59 * MINUTE, '7h59m'],
    [8 * HOUR + 59 * MINUTE, '8h'],
    [47 * HOUR + 59 * MINUTE, '47h'],
    [2 * DAY, '2d'],
    [2 * DAY + HOUR, '2d1h'],
    [7 * DAY + 23 * HOUR, '7d23h'],
    [8 * DAY + 23 * HOUR, '8d'],
    [2 * YEAR - 1, '729d'],
    [2 * YEAR, '2y'],
    [2 * YEAR + DAY, '2y1d'],
    [8 * YEAR - HOUR, '7y364d'],
    [8 * YEAR, '8y'],
    [30 * YEAR + 200 * DAY, '30y'],
  ])('of %d s is printed as %s', (seconds, text) => {
    expect(humanDuration(seconds * 1_000_000)).toBe(text);
  });

  it('since a time nobody wrote is unknown', () => {
    expect([ageOf(undefined, 0), ageOf(null, 0)]).toEqual(['<unknown>', '<unknown>']);
  });
});
