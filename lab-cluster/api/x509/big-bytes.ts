// Whole numbers of any size as big-endian bytes and back, and powers of them.
import type { Bytes } from './der.ts';

export function bigOf(bytes: Bytes): bigint {
  let hex = '0';
  for (const byte of bytes) hex += byte.toString(16).padStart(2, '0');
  return BigInt(`0x${hex}`);
}

export function bytesOf(value: bigint, length: number): Bytes {
  const hex = value.toString(16).padStart(length * 2, '0');
  return Array.from({ length }, (_, index) => Number.parseInt(hex.slice(index * 2, index * 2 + 2), 16));
}

export function modulo(value: bigint, modulus: bigint): bigint {
  const rest = value % modulus;
  return rest < 0n ? rest + modulus : rest;
}

export function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  let square = modulo(base, modulus);
  for (let left = exponent; left > 0n; left >>= 1n) {
    if ((left & 1n) === 1n) result = (result * square) % modulus;
    square = (square * square) % modulus;
  }
  return result;
}

/** By Euclid; the modulus is prime, so there is one. */
export function inverse(value: bigint, modulus: bigint): bigint {
  let [previous, current] = [modulus, modulo(value, modulus)];
  let [before, now] = [0n, 1n];
  while (current > 1n) {
    const quotient = previous / current;
    [previous, current] = [current, previous - quotient * current];
    [before, now] = [now, before - quotient * now];
  }
  return modulo(now, modulus);
}
