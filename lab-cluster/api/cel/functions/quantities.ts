// Functions on quantities and on versions of software. Models apiserver/pkg/cel/library/{quantity,semverlib}.go.
import { parseQuantity } from '../../quantity.ts';
import { traverses } from '../cost.ts';
import { MAX_INT, MIN_INT } from '../literals.ts';
import { overload, type Overload } from '../overload.ts';
import { CelError, CelObject, type Value } from '../values.ts';

const NANO = 1_000_000_000n;
const QUANTITY = 'kubernetes.Quantity';
const SEMVER = 'kubernetes.Semver';

class CelQuantity extends CelObject {
  readonly typeName = QUANTITY;
  readonly nanos: bigint;

  constructor(nanos: bigint) {
    super();
    this.nanos = nanos;
  }

  equals(other: CelObject): boolean {
    return other instanceof CelQuantity && other.nanos === this.nanos;
  }
}

function quantity(text: string): Value {
  const parsed = parseQuantity(text);
  return typeof parsed === 'string' ? new CelError(parsed) : new CelQuantity(parsed.nanos);
}

/** Undefined when it is no whole number, or too large for one. */
function wholeOf({ nanos }: CelQuantity): bigint | undefined {
  const whole = nanos / NANO;
  return nanos % NANO !== 0n || whole < MIN_INT || whole > MAX_INT ? undefined : whole;
}

function orderOf<T extends bigint | number | string>(left: T, right: T): bigint {
  return left < right ? -1n : left > right ? 1n : 0n;
}

const QUANTITIES: readonly Overload[] = [
  overload(`quantity(string): ${QUANTITY}`, quantity, traverses(0)),
  overload('isQuantity(string): bool', (text: string) => typeof parseQuantity(text) !== 'string', traverses(0)),
  // A plain function, unlike the others: upstream declares it so.
  overload(`sign(${QUANTITY}): int`, ({ nanos }: CelQuantity) => orderOf(nanos, 0n)),
  overload(`(${QUANTITY}).isGreaterThan(${QUANTITY}): bool`, (left: CelQuantity, right: CelQuantity) => left.nanos > right.nanos),
  overload(`(${QUANTITY}).isLessThan(${QUANTITY}): bool`, (left: CelQuantity, right: CelQuantity) => left.nanos < right.nanos),
  overload(`(${QUANTITY}).compareTo(${QUANTITY}): int`, (left: CelQuantity, right: CelQuantity) => orderOf(left.nanos, right.nanos)),
  overload(`(${QUANTITY}).asApproximateFloat(): double`, ({ nanos }: CelQuantity) => Number(nanos) / 1e9),
  overload(`(${QUANTITY}).asInteger(): int`, (value: CelQuantity) => wholeOf(value) ?? new CelError('cannot convert value to integer')),
  overload(`(${QUANTITY}).isInteger(): bool`, (value: CelQuantity) => wholeOf(value) !== undefined),
  overload(
    `(${QUANTITY}).add(${QUANTITY}): ${QUANTITY}`,
    (left: CelQuantity, right: CelQuantity) => new CelQuantity(left.nanos + right.nanos),
  ),
  overload(`(${QUANTITY}).add(int): ${QUANTITY}`, (left: CelQuantity, right: bigint) => new CelQuantity(left.nanos + right * NANO)),
  overload(
    `(${QUANTITY}).sub(${QUANTITY}): ${QUANTITY}`,
    (left: CelQuantity, right: CelQuantity) => new CelQuantity(left.nanos - right.nanos),
  ),
  overload(`(${QUANTITY}).sub(int): ${QUANTITY}`, (left: CelQuantity, right: bigint) => new CelQuantity(left.nanos - right * NANO)),
];

class CelSemver extends CelObject {
  readonly typeName = SEMVER;
  readonly numbers: readonly bigint[];
  readonly pre: readonly string[];

  constructor(numbers: readonly bigint[], pre: readonly string[]) {
    super();
    this.numbers = numbers;
    this.pre = pre;
  }

  equals(other: CelObject): boolean {
    return other instanceof CelSemver && compareVersions(this, other) === 0n;
  }
}

/** Models blang/semver's Parse and its words. */
function parseVersion(text: string): CelSemver | string {
  if (text === '') return 'Version string empty';
  const parts = splitAtMost(text, '.', 3);
  if (parts.length !== 3) return 'No Major.Minor.Patch elements found';
  const [main = '', ...suffix] = /^([^-+]*)(.*)$/s.exec(parts[2] ?? '')?.slice(1) ?? [];
  const numbers: bigint[] = [];
  for (const [index, name] of ['major', 'minor', 'patch'].entries()) {
    const digits = index === 2 ? main : (parts[index] ?? '');
    const title = `${name[0]?.toUpperCase()}${name.slice(1)}`;
    if (!/^\d*$/.test(digits)) return `Invalid character(s) found in ${name} number ${JSON.stringify(digits)}`;
    if (/^0\d/.test(digits)) return `${title} number must not contain leading zeroes ${JSON.stringify(digits)}`;
    if (digits === '') return 'strconv.ParseUint: parsing "": invalid syntax';
    numbers.push(BigInt(digits));
  }
  const [, pre, build] = /^(?:-([^+]*))?(?:\+(.*))?$/s.exec(suffix[0] ?? '') ?? [];
  for (const part of pre?.split('.') ?? []) {
    if (part === '') return 'Prerelease is empty';
    if (!/^[0-9A-Za-z-]+$/.test(part)) return `Invalid character(s) found in prerelease ${JSON.stringify(part)}`;
    if (/^0\d+$/.test(part)) return `Numeric PreRelease version must not contain leading zeroes ${JSON.stringify(part)}`;
  }
  for (const part of build?.split('.') ?? []) {
    if (part === '') return 'Build meta data is empty';
    if (!/^[0-9A-Za-z-]+$/.test(part)) return `Invalid character(s) found in build meta data ${JSON.stringify(part)}`;
  }
  return new CelSemver(numbers, pre?.split('.') ?? []);
}

function splitAtMost(text: string, separator: string, most: number): readonly string[] {
  const parts = text.split(separator);
  return parts.length <= most ? parts : [...parts.slice(0, most - 1), parts.slice(most - 1).join(separator)];
}

/** Without a leading v and leading zeros, and with all three numbers. */
function parseLoosely(text: string): CelSemver | string {
  const parts = splitAtMost(text.replace(/^v/, ''), '.', 3).map((part) => {
    if (part.length <= 1) return part;
    const shorter = part.replace(/^0+/, '');
    return /^\d/.test(shorter) ? shorter : `0${shorter}`;
  });
  if (parts.length < 3) {
    if (/[+-]/.test(parts.at(-1) ?? '')) return 'short version cannot contain PreRelease/Build meta data';
    while (parts.length < 3) parts.push('0');
  }
  return parseVersion(parts.join('.'));
}

function compareVersions(left: CelSemver, right: CelSemver): bigint {
  for (const [index, number] of left.numbers.entries()) {
    const order = orderOf(number, right.numbers[index] ?? 0n);
    if (order !== 0n) return order;
  }
  // A release comes after what was tried before it.
  if (left.pre.length === 0 || right.pre.length === 0) return orderOf(right.pre.length, left.pre.length);
  for (const [index, part] of left.pre.entries()) {
    const other = right.pre[index];
    if (other === undefined) return 1n;
    const order = comparePre(part, other);
    if (order !== 0n) return order;
  }
  return left.pre.length < right.pre.length ? -1n : 0n;
}

function comparePre(left: string, right: string): bigint {
  const [isLeftNumber, isRightNumber] = [/^\d+$/.test(left), /^\d+$/.test(right)];
  if (isLeftNumber && isRightNumber) return orderOf(BigInt(left), BigInt(right));
  if (isLeftNumber !== isRightNumber) return isLeftNumber ? -1n : 1n;
  return orderOf(left, right);
}

function readVersion(text: string, isLoose: boolean): CelSemver | string {
  return isLoose ? parseLoosely(text) : parseVersion(text);
}

function semver(text: string, isLoose: boolean): Value {
  const read = readVersion(text, isLoose);
  return typeof read === 'string' ? new CelError(read) : read;
}

const SEMVERS: readonly Overload[] = [
  overload(`semver(string): ${SEMVER}`, (text: string) => semver(text, false), traverses(0)),
  overload(`semver(string, bool): ${SEMVER}`, semver, traverses(0)),
  overload('isSemver(string): bool', (text: string) => typeof readVersion(text, false) !== 'string', traverses(0)),
  overload(
    'isSemver(string, bool): bool',
    (text: string, isLoose: boolean) => typeof readVersion(text, isLoose) !== 'string',
    traverses(0),
  ),
  overload(`(${SEMVER}).isGreaterThan(${SEMVER}): bool`, (left: CelSemver, right: CelSemver) => compareVersions(left, right) > 0n),
  overload(`(${SEMVER}).isLessThan(${SEMVER}): bool`, (left: CelSemver, right: CelSemver) => compareVersions(left, right) < 0n),
  overload(`(${SEMVER}).compareTo(${SEMVER}): int`, (left: CelSemver, right: CelSemver) => compareVersions(left, right)),
  ...['major', 'minor', 'patch'].map((name, index) =>
    overload(`(${SEMVER}).${name}(): int`, ({ numbers }: CelSemver) => numbers[index] ?? 0n),
  ),
];

export const NUMBERS: readonly Overload[] = [...QUANTITIES, ...SEMVERS];
