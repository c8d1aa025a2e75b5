// Kubernetes' CEL functions on quantities. Models apiserver/pkg/cel/library/quantity.go.
import type { Environment } from '@marcbachmann/cel-js';
import { parseQuantity } from '../quantity.ts';

const NANO = 1_000_000_000n;

class CelQuantity {
  readonly nanos: bigint;

  constructor(nanos: bigint) {
    this.nanos = nanos;
  }
}

const TYPE = 'kubernetes.Quantity';

export function addQuantityFunctions(env: Environment): void {
  env.registerType(TYPE, { ctor: CelQuantity, fields: {} });
  env.registerFunction(`quantity(string): ${TYPE}`, (text: string) => {
    const parsed = parseQuantity(text);
    if (typeof parsed === 'string') throw new Error(parsed);
    return new CelQuantity(parsed.nanos);
  });
  env.registerFunction('isQuantity(string): bool', (text: string) => typeof parseQuantity(text) !== 'string');
  env.registerFunction(`${TYPE}.isInteger(): bool`, ({ nanos }: CelQuantity) => nanos % NANO === 0n);
  env.registerFunction(`${TYPE}.asInteger(): int`, ({ nanos }: CelQuantity) => {
    if (nanos % NANO !== 0n) throw new Error('cannot convert value to integer');
    return nanos / NANO;
  });
  env.registerFunction(`${TYPE}.asApproximateFloat(): double`, ({ nanos }: CelQuantity) => Number(nanos) / 1e9);
  env.registerFunction(`${TYPE}.sign(): int`, ({ nanos }: CelQuantity) => (nanos > 0n ? 1n : nanos < 0n ? -1n : 0n));
  const compare = (name: string, type: string, test: (left: bigint, right: bigint) => boolean | bigint): void => {
    env.registerFunction(`${TYPE}.${name}(${TYPE}): ${type}`, (left: CelQuantity, right: CelQuantity) => test(left.nanos, right.nanos));
  };
  compare('isLessThan', 'bool', (left, right) => left < right);
  compare('isGreaterThan', 'bool', (left, right) => left > right);
  compare('compareTo', 'int', (left, right) => (left < right ? -1n : left > right ? 1n : 0n));
  for (const [name, sign] of [
    ['add', 1n],
    ['sub', -1n],
  ] as const) {
    const sum = (left: CelQuantity, nanos: bigint): CelQuantity => new CelQuantity(left.nanos + sign * nanos);
    env.registerFunction(`${TYPE}.${name}(${TYPE}): ${TYPE}`, (left: CelQuantity, right: CelQuantity) => sum(left, right.nanos));
    env.registerFunction(`${TYPE}.${name}(int): ${TYPE}`, (left: CelQuantity, right: bigint) => sum(left, right * NANO));
  }
}
