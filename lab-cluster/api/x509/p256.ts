// ECDSA over the curve P-256 with SHA-256: keys, signatures that need no chance (RFC 6979), and their check.
// It is slow and not safe against who measures time: what it protects is a lab.
import { hmacSha256Of, sha256Of } from '../../sim/sha256.ts';
import { bigOf, bytesOf, inverse, modulo } from './big-bytes.ts';
import { type Bytes, latin } from './der.ts';

const P = 0xffffffff00000001000000000000000000000000ffffffffffffffffffffffffn;
const N = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const B = 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn;
const SIZE = 32;

export interface Point {
  readonly x: bigint;
  readonly y: bigint;
}

export interface Signature {
  readonly r: bigint;
  readonly s: bigint;
}

const BASE: Point = {
  x: 0x6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296n,
  y: 0x4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5n,
};

/** A private key that depends on the text alone. */
export function privateKeyFrom(text: string): bigint {
  const bytes = latin(text);
  return modulo(bigOf([...sha256Of([...bytes, 0]), ...sha256Of([...bytes, 1])]), N - 1n) + 1n;
}

export function publicKeyOf(key: bigint): Point {
  return multiply(BASE, key) as Point;
}

/** Uncompressed, as certificates have it. */
export function pointBytes({ x, y }: Point): Bytes {
  return [4, ...bytesOf(x, SIZE), ...bytesOf(y, SIZE)];
}

/** Undefined for bytes that are no point of the curve. */
export function pointFrom(bytes: Bytes): Point | undefined {
  if (bytes.length !== 1 + 2 * SIZE || bytes[0] !== 4) return undefined;
  const x = bigOf(bytes.slice(1, 1 + SIZE));
  const y = bigOf(bytes.slice(1 + SIZE));
  if (x >= P || y >= P || modulo(y * y - (x * x * x - 3n * x + B), P) !== 0n) return undefined;
  return { x, y };
}

export function sign(message: Bytes, key: bigint): Signature {
  const digest = sha256Of(message);
  const hash = bigOf([...digest]);
  for (const k of nonces(digest, key)) {
    const r = modulo((multiply(BASE, k) as Point).x, N);
    const s = modulo(inverse(k, N) * (hash + r * key), N);
    if (r !== 0n && s !== 0n) return { r, s };
  }
  throw new Error('unreachable: nonces do not end');
}

export function verify(message: Bytes, { r, s }: Signature, key: Point): boolean {
  if (r <= 0n || r >= N || s <= 0n || s >= N) return false;
  const hash = bigOf([...sha256Of(message)]);
  const w = inverse(s, N);
  const sum = add(multiply(BASE, modulo(hash * w, N)), multiply(key, modulo(r * w, N)));
  return sum !== undefined && modulo(sum.x, N) === r;
}

/** Models RFC 6979, 3.2. */
function* nonces(digest: Uint8Array, key: bigint): Generator<bigint> {
  const seed = [...bytesOf(key, SIZE), ...bytesOf(modulo(bigOf([...digest]), N), SIZE)];
  let v: Bytes = new Array<number>(SIZE).fill(1);
  let k: Bytes = new Array<number>(SIZE).fill(0);
  const hmac = (message: Bytes): Bytes => [...hmacSha256Of(k, message)];
  for (const round of [0, 1]) {
    k = hmac([...v, round, ...seed]);
    v = hmac(v);
  }
  for (;;) {
    v = hmac(v);
    const candidate = bigOf(v);
    if (candidate > 0n && candidate < N) yield candidate;
    k = hmac([...v, 0]);
    v = hmac(v);
  }
}

/** In Jacobian coordinates, so that only the end divides. Absent: the point at infinity. */
interface Jacobian {
  readonly x: bigint;
  readonly y: bigint;
  readonly z: bigint;
}

function multiply({ x, y }: Point, scalar: bigint): Point | undefined {
  let sum: Jacobian | undefined;
  const base: Jacobian = { x, y, z: 1n };
  for (const bit of scalar.toString(2)) {
    sum = sum === undefined ? undefined : double(sum);
    if (bit === '1') sum = join(sum, base);
  }
  return plain(sum);
}

function add(left: Point | undefined, right: Point | undefined): Point | undefined {
  if (left === undefined || right === undefined) return left ?? right;
  return plain(join({ ...left, z: 1n }, { ...right, z: 1n }));
}

function plain(point: Jacobian | undefined): Point | undefined {
  if (point === undefined || point.z === 0n) return undefined;
  const z = inverse(point.z, P);
  const square = (z * z) % P;
  return { x: (point.x * square) % P, y: (point.y * square * z) % P };
}

function double({ x, y, z }: Jacobian): Jacobian {
  const delta = (z * z) % P;
  const gamma = (y * y) % P;
  const beta = (x * gamma) % P;
  const alpha = (3n * (x - delta) * (x + delta)) % P;
  const nextX = modulo(alpha * alpha - 8n * beta, P);
  return {
    x: nextX,
    y: modulo(alpha * (4n * beta - nextX) - 8n * gamma * gamma, P),
    z: modulo(2n * y * z, P),
  };
}

function join(left: Jacobian | undefined, right: Jacobian): Jacobian | undefined {
  if (left === undefined || left.z === 0n) return right;
  const leftSquare = (left.z * left.z) % P;
  const rightSquare = (right.z * right.z) % P;
  const u1 = (left.x * rightSquare) % P;
  const s1 = (left.y * right.z * rightSquare) % P;
  const h = modulo(right.x * leftSquare - u1, P);
  const r = modulo(right.y * left.z * leftSquare - s1, P);
  if (h === 0n) return r === 0n ? double(left) : undefined;
  const square = (h * h) % P;
  const cube = (square * h) % P;
  const v = (u1 * square) % P;
  const x = modulo(r * r - cube - 2n * v, P);
  return { x, y: modulo(r * (v - x) - s1 * cube, P), z: (h * left.z * right.z) % P };
}
