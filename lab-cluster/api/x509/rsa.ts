// RSA with SHA-256 and PKCS #1 v1.5 padding: a key of 2,048 bits that depends on a text alone, signatures and their check.
// It is slow and not safe against who measures time: what it protects is a lab. Making a key takes a few tenths of a second,
// so nobody makes one who does not show a signature to somebody.
import { sha256Of } from '../../sim/sha256.ts';
import { bigOf, bytesOf, inverse, modulo, power } from './big-bytes.ts';
import { bitString, type Bytes, integer, latin, oid, sequence, write } from './der.ts';

const SIZE = 256;
const PRIME_SIZE = SIZE / 2;
const PUBLIC_EXPONENT = 65_537n;
/** SHA-256's name in DER, before the digest. */
const DIGEST_INFO = [0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20];
const SIEVE_LIMIT = 8192;
const NULL_TAG = 5;

export interface RsaKey {
  readonly modulus: bigint;
  readonly p: bigint;
  readonly q: bigint;
  /** The private exponent, for each prime. */
  readonly dp: bigint;
  readonly dq: bigint;
  readonly qInverse: bigint;
}

export function rsaKeyFrom(text: string): RsaKey {
  const p = primeFrom(`${text} p`);
  const q = primeFrom(`${text} q`);
  return {
    modulus: p * q,
    p,
    q,
    dp: inverse(PUBLIC_EXPONENT, p - 1n),
    dq: inverse(PUBLIC_EXPONENT, q - 1n),
    qInverse: inverse(q, p),
  };
}

export function rsaSign(message: Bytes, { modulus, p, q, dp, dq, qInverse }: RsaKey): Bytes {
  const padded = bigOf(paddedDigest(message)) % modulus;
  // Modulo each prime, and put together: four times as fast as modulo both.
  const [left, right] = [power(padded % p, dp, p), power(padded % q, dq, q)];
  return bytesOf(right + q * modulo(qInverse * (left - right), p), SIZE);
}

export function rsaVerify(message: Bytes, signature: Bytes, modulus: bigint): boolean {
  const value = bigOf(signature);
  return signature.length === SIZE && value < modulus && power(value, PUBLIC_EXPONENT, modulus) === bigOf(paddedDigest(message));
}

export function modulusBytes({ modulus }: RsaKey): Bytes {
  return bytesOf(modulus, SIZE);
}

/** SubjectPublicKeyInfo. */
export function rsaPublicKeyDer({ modulus }: RsaKey): Bytes {
  const key = sequence(integer(bytesOf(modulus, SIZE)), integer(bytesOf(PUBLIC_EXPONENT, 3)));
  return sequence(sequence(oid('1.2.840.113549.1.1.1'), write(NULL_TAG)), bitString(key));
}

function paddedDigest(message: Bytes): Bytes {
  const end = [...DIGEST_INFO, ...sha256Of(message)];
  return [0, 1, ...new Array<number>(SIZE - 3 - end.length).fill(0xff), 0, ...end];
}

const smallPrimes: number[] = [];

/** The first prime at or after a number of 1,024 bits that the text decides. */
function primeFrom(text: string): bigint {
  if (smallPrimes.length === 0) {
    for (let number = 3; number < SIEVE_LIMIT; number += 2) {
      if (smallPrimes.every((prime) => number % prime !== 0)) smallPrimes.push(number);
    }
  }
  const bytes: number[] = [];
  for (let part = 0; bytes.length < PRIME_SIZE; part++) bytes.push(...sha256Of(latin(`${text} ${part}`)));
  // The two highest bits, so that the product of two has all its bits; the lowest, because primes are odd.
  bytes[0] = (bytes[0] ?? 0) | 0xc0;
  bytes[PRIME_SIZE - 1] = (bytes[PRIME_SIZE - 1] ?? 0) | 1;
  const start = bigOf(bytes.slice(0, PRIME_SIZE));
  const rests = smallPrimes.map((prime) => Number(start % BigInt(prime)));
  for (let step = 0; ; step += 2) {
    if (smallPrimes.some((prime, index) => ((rests[index] ?? 0) + step) % prime === 0)) continue;
    const candidate = start + BigInt(step);
    if ((candidate - 1n) % PUBLIC_EXPONENT !== 0n && isPrime(candidate)) return candidate;
  }
}

/** Fermat's test to base 2: of numbers that were not chosen to deceive it, it is as good as certain. */
function isPrime(candidate: bigint): boolean {
  let rest = 1n;
  for (const digit of (candidate - 1n).toString(16)) {
    for (let square = 0; square < 4; square++) rest = (rest * rest) % candidate;
    rest = (rest << BigInt(Number.parseInt(digit, 16))) % candidate;
  }
  return rest === 1n;
}
