// `'%s has %d'.format([…])`: texts with values put into them. Models cel-go's ext/formatting.go.
import { goQuote } from '../../field-errors.ts';
import { utf8Bytes } from '../../utf8.ts';
import { CelDuration, CelError, CelMap, CelTimestamp, CelTypeValue, CelUint, isList, typeNameOf, type Value } from '../values.ts';
import { doubleText } from './standard.ts';
import { durationText, timestampText } from './time.ts';

const DEFAULT_PRECISION = 6;
// What is printed grows with it.
const MAX_PRECISION = 100;

type Printed = string | CelError;

interface Clause {
  readonly verb: string;
  readonly precision: number;
  readonly end: number;
}

export function formatText(text: string, values: readonly Value[]): Value {
  let printed = '';
  let next = 0;
  for (let at = 0; at < text.length; at++) {
    const sign = text[at] ?? '';
    if (sign !== '%') {
      printed += sign;
      continue;
    }
    if (at + 1 >= text.length) return new CelError('unexpected end of string');
    if (text[at + 1] === '%') {
      printed += '%';
      at++;
      continue;
    }
    const value = values[next];
    if (value === undefined) return new CelError(`index ${next} out of range`);
    next++;
    const clause = readClause(text, at + 1);
    if (clause instanceof CelError) return clause;
    const part = printClause(clause, value);
    if (part instanceof CelError) return part;
    printed += part;
    at = clause.end;
  }
  return printed;
}

function readClause(text: string, start: number): Clause | CelError {
  const [, , digits, verb] = /^(\.(\d*))?([\s\S])?/.exec(text.slice(start)) ?? [];
  if (verb === undefined) return new CelError('error while parsing precision: could not find end of precision specifier');
  if (digits === '') {
    return new CelError(
      'error while parsing precision: error while converting precision to integer: strconv.Atoi: parsing "": invalid syntax',
    );
  }
  const dotted = digits === undefined ? 0 : digits.length + 1;
  const precision = digits === undefined ? DEFAULT_PRECISION : Number(digits);
  if (precision > MAX_PRECISION) {
    return new CelError(`error while parsing precision: precision ${digits} exceeds maximum allowed precision ${MAX_PRECISION}`);
  }
  return { verb, precision, end: start + dotted };
}

function printClause({ verb, precision }: Clause, value: Value): Printed {
  switch (verb) {
    case 's':
      return plainText(value);
    case 'd':
      return typeof value === 'bigint' || value instanceof CelUint
        ? wholeOf(value).toString()
        : wrong('decimal clause can only be used on integers', value);
    case 'f':
    case 'e':
      return realText(verb, precision, value);
    case 'b':
      if (typeof value === 'boolean') return value ? '1' : '0';
      return radixText(2, value) ?? wrong('only integers and bools can be formatted as binary', value);
    case 'o':
      return radixText(8, value) ?? wrong('octal clause can only be used on integers', value);
    case 'x':
    case 'X':
      return hexText(verb, value);
    default:
      return new CelError(`unrecognized formatting clause "${verb}"`);
  }
}

function wrong(rule: string, value: Value): CelError {
  return new CelError(`${rule}, was given ${typeNameOf(value)}`);
}

function wholeOf(value: bigint | CelUint): bigint {
  return typeof value === 'bigint' ? value : value.value;
}

function radixText(radix: number, value: Value): string | undefined {
  return typeof value === 'bigint' || value instanceof CelUint ? wholeOf(value).toString(radix) : undefined;
}

function hexText(verb: 'x' | 'X', value: Value): Printed {
  const bytes = typeof value === 'string' ? utf8Bytes(value) : value instanceof Uint8Array ? [...value] : undefined;
  const digits = bytes?.map((byte) => byte.toString(16).padStart(2, '0')).join('') ?? radixText(16, value);
  if (digits === undefined) return wrong('only integers, byte buffers, and strings can be formatted as hex', value);
  return verb === 'X' ? digits.toUpperCase() : digits;
}

function realText(verb: 'f' | 'e', precision: number, value: Value): Printed {
  const named = value === 'NaN' ? Number.NaN : value === 'Infinity' ? Infinity : value === '-Infinity' ? -Infinity : value;
  const rule = verb === 'f' ? 'fixed-point clause can only be used on doubles' : 'scientific clause can only be used on doubles';
  if (typeof named !== 'number') return wrong(rule, value);
  if (!Number.isFinite(named)) return Number.isNaN(named) ? 'NaN' : named > 0 ? '∞' : '-∞';
  if (verb === 'f') return grouped(named.toFixed(precision));
  const [digits = '', exponent = '+0'] = named.toExponential(precision).split('e');
  // The exponent is printed as people write it, because upstream prints for a language.
  return `${digits}\u202f×\u202f10${superscript(exponent)}`;
}

/** Thousands apart, as English writes them. */
function grouped(digits: string): string {
  const [whole = '', fraction] = digits.split('.');
  const parted = whole.replace(/\B(?=(?:\d{3})+$)/g, ',');
  return fraction === undefined ? parted : `${parted}.${fraction}`;
}

function superscript(exponent: string): string {
  const signs = '⁰¹²³⁴⁵⁶⁷⁸⁹';
  const digits = exponent.slice(1).padStart(2, '0');
  return (
    (exponent.startsWith('-') ? '⁻' : '') +
    Array.from(digits)
      .map((digit) => signs[Number(digit)] ?? '')
      .join('')
  );
}

function plainText(value: Value): Printed {
  if (typeof value === 'string') return value;
  if (typeof value === 'bigint' || typeof value === 'boolean') return value.toString();
  if (typeof value === 'number') return doubleText(value);
  if (value === null) return 'null';
  if (isList(value)) return listText(value);
  if (value instanceof CelMap) return mapText(value);
  if (value instanceof CelUint) return value.value.toString();
  if (value instanceof CelTimestamp) return timestampText(value.nanos);
  if (value instanceof CelDuration) return durationText(value.nanos);
  if (value instanceof CelTypeValue) return value.name;
  if (value instanceof Uint8Array) return latinText(value);
  return wrong(
    'string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, types, durations, and timestamps',
    value,
  );
}

/** Inside of lists and maps texts are quoted, and instants told apart from texts. */
function innerText(value: Value): Printed {
  if (typeof value === 'string') return goQuote(value);
  if (typeof value === 'number') return Number.isFinite(value) ? value.toFixed(DEFAULT_PRECISION) : goQuote(doubleText(value));
  if (value instanceof Uint8Array) return `b${goQuote(latinText(value))}`;
  if (value instanceof CelTimestamp) return `timestamp(${goQuote(timestampText(value.nanos))})`;
  if (value instanceof CelDuration) return `duration(${goQuote(durationText(value.nanos))})`;
  if (
    value !== null &&
    typeof value === 'object' &&
    !isList(value) &&
    !(value instanceof CelMap) &&
    !(value instanceof CelUint) &&
    !(value instanceof CelTypeValue)
  ) {
    return new CelError(`no formatting function for ${typeNameOf(value)}`);
  }
  return plainText(value);
}

function listText(list: readonly Value[]): Printed {
  const parts: string[] = [];
  for (const item of list) {
    const part = innerText(item);
    if (part instanceof CelError) return part;
    parts.push(part);
  }
  return `[${parts.join(', ')}]`;
}

function mapText(map: CelMap): Printed {
  const pairs: string[] = [];
  for (const key of map.keys()) {
    const [name, value] = [innerText(key), innerText(map.get(key) ?? null)];
    if (name instanceof CelError) return name;
    if (value instanceof CelError) return value;
    pairs.push(`${name}: ${value}`);
  }
  return `{${pairs.sort().join(', ')}}`;
}

/** One character a byte. */
function latinText(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
}
