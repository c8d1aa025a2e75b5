// Resource quantities: 500m, 1.5Gi, 2e3. Exact for what clusters use: integers of up to about 9 × 10^15 thousandths.
// Models staging/src/k8s.io/apimachinery/pkg/api/resource/quantity.go.

const BINARY: Readonly<Record<string, number>> = { Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40, Pi: 2 ** 50, Ei: 2 ** 60 };
const DECIMAL: Readonly<Record<string, number>> = { n: -9, u: -6, m: -3, '': 0, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };
const SHAPE = /^([+-]?)(\d+\.?\d*|\.\d+)(.*)$/;
const DECIMAL_SUFFIXES = ['n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E'] as const;
const BINARY_SUFFIXES = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'] as const;
const NANO = 1_000_000_000n;
const MILLI_IN_NANOS = 1_000_000n;
/** Of binary amounts no larger ones are known. */
const LARGEST_BINARY = 2n ** 63n - 1n;

export type QuantityFormat = 'DecimalSI' | 'BinarySI' | 'DecimalExponent';

export interface Quantity {
  /** The amount in thousand-millionths, rounded away from zero: exact and comparable. */
  readonly nanos: bigint;
  readonly format: QuantityFormat;
}

/** What Go says of text that is no quantity. */
export type QuantityProblem =
  | "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"
  | "unable to parse quantity's suffix";

export const QUANTITY_SHAPE_PROBLEM: QuantityProblem =
  "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
const QUANTITY_SUFFIX_PROBLEM: QuantityProblem = "unable to parse quantity's suffix";

/** A number in a manifest counts as its text. */
export function parseQuantity(text: string | number): Quantity | QuantityProblem {
  const match = SHAPE.exec(String(text));
  if (match === null) return QUANTITY_SHAPE_PROBLEM;
  const [, sign, digits = '', suffix = ''] = match;
  const scale = scaleOf(suffix);
  if (scale === undefined)
    return /^[eEinumkKMGTP]*[-+]?[0-9]*$/.test(suffix) || /^[A-Za-z]/.test(suffix) ? QUANTITY_SUFFIX_PROBLEM : QUANTITY_SHAPE_PROBLEM;
  const [whole = '', fraction = ''] = digits.split('.');
  const mantissa = BigInt(`${whole}${fraction}` || '0');
  // nanos = mantissa × 10^-fraction.length × base^… × 10^9, in exact integers until the last division.
  let numerator = mantissa * NANO;
  let denominator = 10n ** BigInt(fraction.length);
  if (scale.binary > 1) numerator *= BigInt(scale.binary);
  else if (scale.exponent >= 0) numerator *= 10n ** BigInt(scale.exponent);
  else denominator *= 10n ** BigInt(-scale.exponent);
  const exact = (numerator + denominator - 1n) / denominator;
  const magnitude = scale.format === 'BinarySI' && exact > LARGEST_BINARY * NANO ? LARGEST_BINARY * NANO : exact;
  return { nanos: sign === '-' ? -magnitude : magnitude, format: scale.format };
}

interface Scale {
  readonly binary: number;
  readonly exponent: number;
  readonly format: QuantityFormat;
}

function scaleOf(suffix: string): Scale | undefined {
  const binary = BINARY[suffix];
  if (binary !== undefined) return { binary, exponent: 0, format: 'BinarySI' };
  const exponent = DECIMAL[suffix];
  if (exponent !== undefined) return { binary: 1, exponent, format: 'DecimalSI' };
  const scientific = /^[eE]([+-]?\d{1,3})$/.exec(suffix);
  return scientific === null ? undefined : { binary: 1, exponent: Number(scientific[1]), format: 'DecimalExponent' };
}

export function isQuantity(text: string | number): boolean {
  return typeof parseQuantity(text) !== 'string';
}

// The few spellings a cluster uses come back ten thousand times: remember them, up to a limit.
const remembered = new Map<string, number>();
const spellings = new Map<string, string>();
const REMEMBERED_LIMIT = 4096;
const REMEMBERED_LENGTH = 64;

/** Thousandths, rounded up: what schedulers count cpu in. 0 for absent text and for text that is no quantity. */
export function milliValue(text: string | number | undefined): number {
  if (text === undefined) return 0;
  const key = String(text);
  const known = remembered.get(key);
  if (known !== undefined) return known;
  const quantity = parseQuantity(key);
  const value = typeof quantity === 'string' ? 0 : Number(ceilDivide(quantity.nanos, 1_000_000n));
  if (remembered.size < REMEMBERED_LIMIT && key.length <= REMEMBERED_LENGTH) remembered.set(key, value);
  return value;
}

/** Whole units, rounded up: bytes of memory, number of pods. */
export function wholeValue(text: string | number | undefined): number {
  return Math.ceil(milliValue(text) / 1000);
}

/** Negative, zero or positive; text that is no quantity counts as 0. */
export function compareQuantities(left: string | number, right: string | number): number {
  const difference = nanosOf(left) - nanosOf(right);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

function nanosOf(text: string | number): bigint {
  const quantity = parseQuantity(text);
  return typeof quantity === 'string' ? 0n : quantity.nanos;
}

/** The sum in the first one's format. */
export function addQuantities(left: string, right: string): string {
  const first = parseQuantity(left);
  const format = typeof first === 'string' ? 'DecimalSI' : first.format;
  return printQuantity({ nanos: nanosOf(left) + nanosOf(right), format });
}

/** The difference in the first one's format, or in the second one's where the first is nothing. */
export function subtractQuantities(left: string, right: string): string {
  const first = parseQuantity(left === '0' ? right : left);
  const format = typeof first === 'string' ? 'DecimalSI' : first.format;
  return printQuantity({ nanos: nanosOf(left) - nanosOf(right), format });
}

/** Thousandths as Go prints a sum of them: bytes by powers of two where they divide, everything else by powers of ten. */
export function spellMilli(resource: string, milli: number): string {
  const format = resource === 'cpu' || milli % 1000 !== 0 ? 'DecimalSI' : 'BinarySI';
  return printQuantity({ nanos: BigInt(milli) * 1_000_000n, format });
}

/** The canonical spelling, `0.5` as `500m` and `1024Mi` as `1Gi`; text that is no quantity stays. */
export function canonicalQuantity(text: string | number): string {
  return spellQuantity(text) ?? String(text);
}

/** The same, but undefined for text that is no quantity. */
export function spellQuantity(text: string | number): string | undefined {
  const key = String(text);
  const known = spellings.get(key);
  if (known !== undefined) return known;
  const quantity = parseQuantity(key);
  if (typeof quantity === 'string') return undefined;
  const canonical = printQuantity(quantity);
  if (spellings.size < REMEMBERED_LIMIT && key.length <= REMEMBERED_LENGTH) spellings.set(key, canonical);
  return canonical;
}

/** A canonical spelling, to the next thousandth: finer amounts are for no resource. Models Quantity.RoundUp. */
export function roundedUp(text: string): string {
  if (!/[nu]$|e-/.test(text)) return text;
  const quantity = parseQuantity(text);
  if (typeof quantity === 'string') return text;
  const { nanos, format } = quantity;
  const milli = ceilDivide(nanos < 0n ? -nanos : nanos, MILLI_IN_NANOS);
  return printQuantity({ nanos: (nanos < 0n ? -milli : milli) * MILLI_IN_NANOS, format });
}

/** The largest suffix that leaves a whole number. */
function printQuantity({ nanos, format }: Quantity): string {
  if (nanos === 0n) return '0';
  const whole = nanos % NANO === 0n;
  if (format === 'BinarySI' && whole && (nanos >= 1024n * NANO || nanos <= -1024n * NANO)) {
    return shrink(nanos / NANO, 1024n, BINARY_SUFFIXES, 0);
  }
  const [units, step] = decimalParts(nanos, format === 'DecimalExponent' ? Infinity : DECIMAL_SUFFIXES.length - 1);
  if (format !== 'DecimalExponent') return `${units}${DECIMAL_SUFFIXES[step] ?? ''}`;
  const exponent = (step - 3) * 3;
  return exponent === 0 ? String(units) : `${units}e${exponent}`;
}

/** There are only so many suffixes; exponents go on. */
function decimalParts(nanos: bigint, last: number): [bigint, number] {
  let units = nanos;
  let step = 0;
  while (step < last && units % 1000n === 0n) {
    units /= 1000n;
    step++;
  }
  return [units, step];
}

function shrink(amount: bigint, base: bigint, suffixes: readonly string[], from: number): string {
  let units = amount;
  let step = from;
  while (step < suffixes.length - 1 && units % base === 0n) {
    units /= base;
    step++;
  }
  return `${units}${suffixes[step] ?? ''}`;
}

function ceilDivide(numerator: bigint, denominator: bigint): bigint {
  const quotient = numerator / denominator;
  return numerator > 0n && numerator % denominator !== 0n ? quotient + 1n : quotient;
}
