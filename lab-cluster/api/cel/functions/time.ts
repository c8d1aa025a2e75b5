// Instants and spans of time in CEL. Models cel-go's common/types/{timestamp,duration}.go.
// Simplified: time zones are UTC and offsets like +02:00; names of places are not known.
import { overload, type Overload } from '../overload.ts';
import { type CelDuration, CelError, type CelTimestamp, type Value } from '../values.ts';
import { durationOf, timestampOf } from './operators.ts';

const NANOS = 1_000_000_000n;
const UNITS: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1000n,
  µs: 1000n,
  μs: 1000n,
  ms: 1_000_000n,
  s: NANOS,
  m: 60n * NANOS,
  h: 3600n * NANOS,
};
const DURATION = /^([+-]?)((?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+|0)$/;

/** `1h30m`, as Go reads it; undefined when it is none. */
export function parseDuration(text: string): Value | undefined {
  const match = DURATION.exec(text);
  if (match === null) return undefined;
  let nanos = 0n;
  for (const [, whole = '', fraction = '', unit = ''] of (match[2] ?? '').matchAll(/(\d*)\.?(\d*)(ns|us|µs|μs|ms|s|m|h)/g)) {
    const size = UNITS[unit] ?? 1n;
    nanos += BigInt(whole === '' ? '0' : whole) * size;
    if (fraction !== '') nanos += (BigInt(fraction) * size) / 10n ** BigInt(fraction.length);
  }
  return durationOf(match[1] === '-' ? -nanos : nanos);
}

/** In seconds: `5400s`. */
export function durationText(nanos: bigint): string {
  return `${decimal(nanos)}s`;
}

function decimal(nanos: bigint): string {
  const size = nanos < 0n ? -nanos : nanos;
  const fraction = (size % NANOS).toString().padStart(9, '0').replace(/0+$/, '');
  return `${nanos < 0n ? '-' : ''}${size / NANOS}${fraction === '' ? '' : `.${fraction}`}`;
}

const TIMESTAMP = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:[.,](\d+))?([Zz]|[+-]\d\d:\d\d)$/;

/** RFC 3339; undefined when it is none. */
export function parseTimestamp(text: string): Value | undefined {
  const match = TIMESTAMP.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second, fraction = '', zone = 'Z'] = match;
  const parts = [year, month, day, hour, minute, second].map(Number) as [number, number, number, number, number, number];
  const millis = Date.UTC(parts[0], parts[1] - 1, ...(parts.slice(2) as [number, number, number, number]));
  const read = new Date(millis);
  // The 30th of February would be another day.
  if (read.getUTCDate() !== parts[2] || read.getUTCMonth() !== parts[1] - 1 || parts[3] > 23 || parts[4] > 59 || parts[5] > 59)
    return undefined;
  const offset = offsetMinutes(zone);
  if (offset === undefined) return undefined;
  const seconds = BigInt(millis / 1000 - offset * 60);
  return timestampOf(seconds * NANOS + BigInt(fraction.slice(0, 9).padEnd(9, '0')));
}

function offsetMinutes(zone: string): number | undefined {
  if (/^(?:z|utc|)$/i.test(zone)) return 0;
  const match = /^([+-]?)(\d\d):(\d\d)$/.exec(zone);
  if (match === null) return undefined;
  const minutes = Number(match[2]) * 60 + Number(match[3]);
  return match[1] === '-' ? -minutes : minutes;
}

export function timestampText(nanos: bigint): string {
  const rest = ((nanos % NANOS) + NANOS) % NANOS;
  const whole = new Date(Number((nanos - rest) / 1_000_000n)).toISOString().slice(0, 19);
  const fraction = rest.toString().padStart(9, '0').replace(/0+$/, '');
  return `${whole}${fraction === '' ? '' : `.${fraction}`}Z`;
}

/** The parts of an instant, by the name of the function that gives them. */
const PARTS: Readonly<Record<string, (date: Date) => number>> = {
  getFullYear: (date) => date.getUTCFullYear(),
  getMonth: (date) => date.getUTCMonth(),
  getDayOfYear: (date) => Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / 86_400_000),
  getDayOfMonth: (date) => date.getUTCDate() - 1,
  getDate: (date) => date.getUTCDate(),
  getDayOfWeek: (date) => date.getUTCDay(),
  getHours: (date) => date.getUTCHours(),
  getMinutes: (date) => date.getUTCMinutes(),
  getSeconds: (date) => date.getUTCSeconds(),
  getMilliseconds: (date) => date.getUTCMilliseconds(),
};

function partOf(part: (date: Date) => number): (instant: CelTimestamp, zone?: string) => Value {
  return ({ nanos }, zone = '') => {
    const offset = offsetMinutes(zone);
    if (offset === undefined) return new CelError(`unknown time zone ${zone}`);
    const millis = nanos / 1_000_000n - (nanos % 1_000_000n < 0n ? 1n : 0n);
    return BigInt(part(new Date(Number(millis) + offset * 60_000)));
  };
}

function spanIn(unit: bigint): (span: CelDuration) => Value {
  return ({ nanos }) => nanos / unit;
}

export const TIME: readonly Overload[] = [
  ...Object.entries(PARTS).flatMap(([name, part]) => [
    overload(`(timestamp).${name}(): int`, (instant: CelTimestamp) => partOf(part)(instant)),
    overload(`(timestamp).${name}(string): int`, (instant: CelTimestamp, zone: string) => partOf(part)(instant, zone)),
  ]),
  overload('(duration).getHours(): int', spanIn(3600n * NANOS)),
  overload('(duration).getMinutes(): int', spanIn(60n * NANOS)),
  overload('(duration).getSeconds(): int', spanIn(NANOS)),
  overload('(duration).getMilliseconds(): int', spanIn(1_000_000n)),
];
