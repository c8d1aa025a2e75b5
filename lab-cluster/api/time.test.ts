// The lab's calendar: virtual instants written and read back, on whatever day the lab began.
import { afterEach, describe, expect, test } from 'vitest';
import { instantOf, microTimestamp, setCalendar, timestamp, unixSeconds } from './time.ts';

afterEach(() => setCalendar());

describe('calendar', () => {
  test('begins in 2026 unless it is told another day', () => {
    expect(timestamp(61_500_000)).toBe('2026-01-01T00:01:01Z');
    setCalendar(Date.UTC(2031, 11, 31, 23, 59, 58) + 700);
    expect(timestamp(0)).toBe('2031-12-31T23:59:58Z');
    expect(microTimestamp(2_000_001)).toBe('2032-01-01T00:00:00.000001Z');
    expect(unixSeconds(2_500_000)).toBe(Date.UTC(2032, 0, 1) / 1000 + 0.5);
  });

  test('what is written reads back as the same instant, and earlier days as before the start', () => {
    setCalendar(Date.UTC(2028, 1, 29));
    for (const second of [0, 1, 86_399, 86_400, 40_000_000]) {
      expect(instantOf(timestamp(second * 1_000_000))).toBe(second * 1_000_000);
      expect(instantOf(microTimestamp(second * 1_000_000 + 7))).toBe(second * 1_000_000 + 7);
    }
    expect(instantOf('2028-02-28T23:59:59Z')).toBe(-1_000_000);
  });
});
