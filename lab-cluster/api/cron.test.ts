// Schedules that CronJobs take, and the parser's words for those they do not.
import { describe, expect, it } from 'vitest';
import { cronProblem } from './cron.ts';

describe('cronProblem', () => {
  it.each([
    '* * * * *',
    '*/5 0-23/2 1,15 jan-DEC mon-fri',
    '0 3 * * ?',
    '5/15 * * * *',
    '@hourly',
    '@every 1h30m',
    '@every 1.5s',
    'TZ=Europe/Berlin 0 3 * * *',
  ])('takes %s', (schedule) => {
    expect(cronProblem(schedule)).toBeUndefined();
  });

  it.each([
    ['* * * *', 'expected exactly 5 fields, found 4: [* * * *]'],
    ['0 0 0 0 0 0', 'expected exactly 5 fields, found 6: [0 0 0 0 0 0]'],
    ['a * * * *', 'failed to parse int from a: strconv.Atoi: parsing "a": invalid syntax'],
    ['60 * * * *', 'end of range (60) above maximum (59): 60'],
    ['* * 0 * *', 'beginning of range (0) below minimum (1): 0'],
    ['* * * * 7', 'end of range (7) above maximum (6): 7'],
    ['9-3 * * * *', 'beginning of range (9) beyond end of range (3): 9-3'],
    ['1-2-3 * * * *', 'too many hyphens: 1-2-3'],
    ['*/2/3 * * * *', 'too many slashes: */2/3'],
    ['*/0 * * * *', 'step of range should be a positive number: */0'],
    ['*/-1 * * * *', 'negative number (-1) not allowed: -1'],
    [
      '99999999999999999999 * * * *',
      'failed to parse int from 99999999999999999999: strconv.Atoi: parsing "99999999999999999999": value out of range',
    ],
    ['@sometimes', 'unrecognized descriptor: @sometimes'],
    ['@every 5', 'failed to parse duration @every 5: time: missing unit in duration "5"'],
    ['@every 1d', 'failed to parse duration @every 1d: time: unknown unit "d" in duration "1d"'],
    ['@every soon', 'failed to parse duration @every soon: time: invalid duration "soon"'],
    ['TZ=Mars/Base 0 3 * * *', 'provided bad location Mars/Base: unknown time zone Mars/Base'],
    ['CRON_TZ=europe/berlin 0 3 * * *', 'provided bad location europe/berlin: unknown time zone europe/berlin'],
  ])('refuses %s', (schedule, words) => {
    expect(cronProblem(schedule)).toBe(words);
  });
});
