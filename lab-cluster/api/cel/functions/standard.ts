// The functions every CEL has: sizes, conversions and searches. Models cel-go's common/stdlib.
import { utf8Bytes } from '../../utf8.ts';
import { matchesPattern, searches, traverses } from '../cost.ts';
import { MAX_INT, MAX_UINT, MIN_INT } from '../literals.ts';
import { overload, type Overload } from '../overload.ts';
import { goRegex } from '../regex.ts';
import { type CelDuration, CelError, type CelTimestamp, CelTypeValue, CelUint, sizeOf, typeNameOf, type Value } from '../values.ts';
import { durationText, parseDuration, parseTimestamp, timestampText } from './time.ts';
import { timestampOf } from './operators.ts';

const NANOS = 1_000_000_000n;

export const STANDARD: readonly Overload[] = [
  ...['bytes', 'list<A>', 'map<A, B>', 'string'].flatMap((type) => [
    overload(`size(${type}): int`, (value: Value) => BigInt(sizeOf(value))),
    overload(`(${type}).size(): int`, (value: Value) => BigInt(sizeOf(value))),
  ]),
  overload('type(A): type<A>', (value: Value) => new CelTypeValue(typeNameOf(value))),
  overload('dyn(A): dyn', (value: Value) => value),
  overload('bool(bool): bool', (value: Value) => value),
  overload('bool(string): bool', boolFrom),
  overload('bytes(bytes): bytes', (value: Value) => value),
  overload('bytes(string): bytes', (text: string) => Uint8Array.from(utf8Bytes(text)), traverses(0)),
  overload('double(double): double', (value: Value) => value),
  overload('double(int): double', (value: bigint) => Number(value)),
  overload('double(string): double', doubleFrom),
  overload('double(uint): double', ({ value }: CelUint) => Number(value)),
  overload('duration(duration): duration', (value: Value) => value),
  overload('duration(string): duration', (text: string) => parseDuration(text) ?? conversion('string', 'duration')),
  overload('int(int): int', (value: Value) => value),
  overload('int(double): int', (value: number) => wholeOf(value, MIN_INT, MAX_INT) ?? new CelError('integer overflow')),
  overload('int(duration): int', ({ nanos }: CelDuration) => nanos),
  overload('int(string): int', (text: string) => wholeText(text, /^[+-]?\d+$/, MIN_INT, MAX_INT) ?? conversion('string', 'int')),
  overload('int(timestamp): int', ({ nanos }: CelTimestamp) => (nanos - (((nanos % NANOS) + NANOS) % NANOS)) / NANOS),
  overload('int(uint): int', ({ value }: CelUint) => (value > MAX_INT ? new CelError('integer overflow') : value)),
  overload('string(string): string', (value: Value) => value),
  overload('string(bool): string', (value: boolean) => String(value)),
  overload('string(bytes): string', bytesText, traverses(0)),
  overload('string(double): string', (value: number) => doubleText(value)),
  overload('string(duration): string', ({ nanos }: CelDuration) => durationText(nanos)),
  overload('string(int): string', (value: bigint) => value.toString()),
  overload('string(timestamp): string', ({ nanos }: CelTimestamp) => timestampText(nanos)),
  overload('string(uint): string', ({ value }: CelUint) => value.toString()),
  overload('timestamp(timestamp): timestamp', (value: Value) => value),
  overload('timestamp(int): timestamp', (seconds: bigint) => timestampOf(seconds * NANOS)),
  overload('timestamp(string): timestamp', (text: string) => parseTimestamp(text) ?? conversion('string', 'google.protobuf.Timestamp')),
  overload('uint(uint): uint', (value: Value) => value),
  overload('uint(double): uint', (value: number) => uintOf(wholeOf(value, 0n, MAX_UINT))),
  overload('uint(int): uint', (value: bigint) => uintOf(value < 0n ? undefined : value)),
  overload('uint(string): uint', (text: string) => {
    const value = wholeText(text, /^\d+$/, 0n, MAX_UINT);
    return value === undefined ? conversion('string', 'uint') : new CelUint(value);
  }),
  overload('(string).contains(string): bool', (text: string, part: string) => text.includes(part), searches),
  overload('(string).startsWith(string): bool', (text: string, part: string) => text.startsWith(part), traverses(0)),
  overload('(string).endsWith(string): bool', (text: string, part: string) => text.endsWith(part), traverses(0)),
  overload('matches(string, string): bool', matches, matchesPattern),
  overload('(string).matches(string): bool', matches, matchesPattern),
];

function conversion(from: string, to: string): CelError {
  return new CelError(`type conversion error from '${from}' to '${to}'`);
}

function boolFrom(text: string): Value {
  if (['1', 't', 'T', 'TRUE', 'true', 'True'].includes(text)) return true;
  return ['0', 'f', 'F', 'FALSE', 'false', 'False'].includes(text) ? false : conversion('string', 'bool');
}

function doubleFrom(text: string): Value {
  if (/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(text)) return Number(text);
  if (/^[+-]?inf(?:inity)?$/i.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  return /^nan$/i.test(text) ? Number.NaN : conversion('string', 'double');
}

/** Towards zero; undefined when it does not fit. */
function wholeOf(value: number, min: bigint, max: bigint): bigint | undefined {
  if (!Number.isFinite(value)) return undefined;
  const whole = BigInt(Math.trunc(value));
  // The largest itself is refused: a double so near to it is not exact.
  return whole <= min - 1n || whole >= max ? undefined : whole;
}

function wholeText(text: string, shape: RegExp, min: bigint, max: bigint): bigint | undefined {
  if (!shape.test(text)) return undefined;
  const value = BigInt(text.replace(/^\+/, ''));
  return value < min || value > max ? undefined : value;
}

function uintOf(value: bigint | undefined): Value {
  return value === undefined ? new CelError('unsigned integer overflow') : new CelUint(value);
}

function bytesText(bytes: Uint8Array): Value {
  try {
    return decodeURIComponent([...bytes].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''));
  } catch {
    return new CelError('invalid UTF-8 in bytes, cannot convert to string');
  }
}

function matches(text: string, pattern: string): Value {
  const regex = goRegex(pattern);
  return typeof regex === 'string' ? new CelError(regex) : regex.test(text);
}

/** As Go's %g prints it: an exponent for the very large and the very small. */
export function doubleText(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  if (Object.is(value, -0)) return '-0';
  const [digits = '', exponent = '0'] = value.toExponential().split('e');
  const power = Number(exponent);
  if (power >= -4 && power < 21) return value.toString();
  return `${digits}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}
