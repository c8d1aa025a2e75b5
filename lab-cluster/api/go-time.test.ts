// Instants are read and printed as Go does it: held against what its documentation and source say of each form.
import { describe, expect, test } from 'vitest';
import { type GoTimeType, readGoTime } from './go-time.ts';

const LAYOUT = '2006-01-02T15:04:05Z07:00';
const MICRO = '2006-01-02T15:04:05.000000Z07:00';

describe('an instant', () => {
  test.each<[GoTimeType, string, string]>([
    ['Time', '2024-02-29T23:59:59Z', '2024-02-29T23:59:59Z'],
    ['Time', '2024-01-01T01:00:00+02:00', '2023-12-31T23:00:00Z'],
    ['Time', '2024-01-01T10:00:00.999999999Z', '2024-01-01T10:00:00Z'],
    ['Time', '2024-01-01T10:00:00,5-00:30', '2024-01-01T10:30:00Z'],
    ['Time', '2024-01-01T7:00:00Z', '2024-01-01T07:00:00Z'],
    ['Time', '2024-01-01T10:00:00+24:00', '2023-12-31T10:00:00Z'],
    ['Time', '0099-01-01T00:00:00Z', '0099-01-01T00:00:00Z'],
    ['MicroTime', '2024-01-01T10:00:00.000001Z', '2024-01-01T10:00:00.000001Z'],
    ['MicroTime', '2024-01-01T10:00:00.500000+02:00', '2024-01-01T08:00:00.500000Z'],
  ])('%s %s is printed as %s', (type, text, printed) => {
    expect(readGoTime(text, type)).toEqual({ text: printed });
  });

  test.each<[GoTimeType, string, string]>([
    ['Time', '', ` as "${LAYOUT}": cannot parse "" as "2006"`],
    ['Time', 'tomorrow', ` as "${LAYOUT}": cannot parse "tomorrow" as "2006"`],
    ['Time', '2024-1-01T10:00:00Z', ` as "${LAYOUT}": cannot parse "1-01T10:00:00Z" as "01"`],
    ['Time', '2024-01-01 10:00:00Z', ` as "${LAYOUT}": cannot parse " 10:00:00Z" as "T"`],
    ['Time', '2024-01-01T10:00:00', ` as "${LAYOUT}": cannot parse "" as "Z07:00"`],
    ['Time', '2024-01-01T10:00:00+0200', ` as "${LAYOUT}": cannot parse "+0200" as "Z07:00"`],
    ['Time', '2024-13-01T10:00:00Z', ': month out of range'],
    ['Time', '2023-02-29T10:00:00Z', ': day out of range'],
    ['Time', '2024-04-00T10:00:00Z', ': day out of range'],
    ['Time', '2024-01-01T24:00:00Z', ': hour out of range'],
    ['Time', '2024-01-01T10:60:00Z', ': minute out of range'],
    ['Time', '2024-01-01T10:00:60Z', ': second out of range'],
    ['Time', '2024-01-01T10:00:00+25:00', ': time zone offset hour out of range'],
    ['Time', '2024-01-01T10:00:00ZZ', ': extra text: "Z"'],
    ['MicroTime', '2024-01-01T10:00:00Z', ` as "${MICRO}": cannot parse "Z" as ".000000"`],
    ['MicroTime', '2024-01-01T10:00:00.5Z', ` as "${MICRO}": cannot parse ".5Z" as ".000000"`],
    ['MicroTime', '2024-01-01T10:00:00.123456789Z', ` as "${MICRO}": cannot parse "789Z" as "Z07:00"`],
  ])('%s %j is none, and it is said where it stops to be one', (type, text, problem) => {
    expect(readGoTime(text, type)).toEqual({ problem: `parsing time ${JSON.stringify(text)}${problem}` });
  });
});
