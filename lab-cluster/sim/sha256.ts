// SHA-256 and base32, synchronous and without a platform: the platform's own hash is a promise, which no process here can await.

const ROUND = constants(64, 3);
const START = constants(8, 2);

/** The fractional parts of the first primes' roots, 32 bits each, which the standard takes its constants from. */
function constants(count: number, root: 2 | 3): Uint32Array {
  const words = new Uint32Array(count);
  for (let candidate = 2, found = 0; found < count; candidate++) {
    let prime = true;
    for (let divisor = 2; divisor * divisor <= candidate; divisor++) if (candidate % divisor === 0) prime = false;
    if (prime) words[found++] = fractionOfRoot(candidate, root);
  }
  return words;
}

/** Exact in integers: floor(root(n) · 2³²) mod 2³², because floating roots differ in the last bit between engines. */
function fractionOfRoot(n: number, root: 2 | 3): number {
  const wanted = BigInt(n) << BigInt(32 * root);
  let low = 0n;
  let high = 1n << 40n;
  while (low + 1n < high) {
    const middle = (low + high) >> 1n;
    if (middle ** BigInt(root) <= wanted) low = middle;
    else high = middle;
  }
  return Number(low & 0xffffffffn);
}

/** The 32 bytes of the digest of a text. */
export function sha256(text: string): Uint8Array {
  return digestAfter(START, 0, text);
}

/** The same of bytes. */
export function sha256Of(message: readonly number[]): Uint8Array {
  const length = reserve(message.length);
  scratch.set(message);
  return finish(START, 0, length);
}

/** HMAC-SHA-256 of bytes, under a key of at most 64 bytes. */
export function hmacSha256Of(key: readonly number[], message: readonly number[]): Uint8Array {
  const pad = (fill: number): number[] => Array.from({ length: BLOCK }, (_, index) => (key[index] ?? 0) ^ fill);
  return sha256Of([...pad(0x5c), ...sha256Of([...pad(0x36), ...message])]);
}

/** A key's two states: after the block that goes before the message, and after the one before the message's digest. */
interface HmacKey {
  readonly key: string;
  readonly inner: Uint32Array;
  readonly outer: Uint32Array;
}

/** The last key: a server signs everything with one. */
let lastKey: HmacKey | undefined;

/** HMAC-SHA-256 of a text, under a key of at most 64 characters. */
export function hmacSha256(key: string, text: string): Uint8Array {
  const { inner, outer } = lastKey?.key === key ? lastKey : (lastKey = hmacKey(key));
  const digest = digestAfter(inner, BLOCK, text);
  const end = reserve(digest.length);
  scratch.set(digest);
  return finish(outer, BLOCK, end);
}

function hmacKey(key: string): HmacKey {
  const stateAfter = (fill: number): Uint32Array => {
    for (let index = 0; index < BLOCK; index++) scratch[index] = (index < key.length ? key.charCodeAt(index) & 0xff : 0) ^ fill;
    const state = START.slice();
    compress(state, view, 0);
    return state;
  };
  return { key, inner: stateAfter(0x36), outer: stateAfter(0x5c) };
}

const BLOCK = 64;

/** The message being hashed and its padding; grows, and is never given back. Nothing in it is read by the next call. */
let scratch = new Uint8Array(1024);
let view = new DataView(scratch.buffer);

/** Makes room for a message of so many bytes and its padding; gives its length back. */
function reserve(bytes: number): number {
  if (scratch.length < bytes + 2 * BLOCK) {
    scratch = new Uint8Array(2 * bytes + 2 * BLOCK);
    view = new DataView(scratch.buffer);
  }
  return bytes;
}

/** The digest of a text of which `begun` bytes went before, and led to `state`. */
function digestAfter(state: Uint32Array, begun: number, text: string): Uint8Array {
  reserve(text.length * 3);
  return finish(state, begun, writeUtf8(text));
}

/** UTF-8 bytes into the scratch: there is no TextEncoder in the language itself. Returns how many. */
function writeUtf8(text: string): number {
  const bytes = scratch;
  let end = 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit < 0x80) {
      bytes[end++] = unit;
      continue;
    }
    const code = text.codePointAt(at) ?? 0;
    if (code >= 0x10000) {
      at++;
      bytes[end++] = 0xf0 | (code >> 18);
      bytes[end++] = 0x80 | ((code >> 12) & 63);
    } else if (code >= 0x800) bytes[end++] = 0xe0 | (code >> 12);
    bytes[end++] = code >= 0x800 ? 0x80 | ((code >> 6) & 63) : 0xc0 | (code >> 6);
    bytes[end++] = 0x80 | (code & 63);
  }
  return end;
}

/** Pads the first `length` bytes of the scratch and hashes them on from `from`. */
function finish(from: Uint32Array, begun: number, length: number): Uint8Array {
  const total = begun + length;
  const padded = Math.ceil((length + 9) / BLOCK) * BLOCK;
  scratch.fill(0, length, padded);
  scratch[length] = 0x80;
  view.setUint32(padded - 8, Math.floor(total / 0x20000000));
  view.setUint32(padded - 4, (total * 8) >>> 0);
  const state = from.slice();
  for (let offset = 0; offset < padded; offset += BLOCK) compress(state, view, offset);
  const digest = new DataView(new ArrayBuffer(32));
  for (let index = 0; index < 8; index++) digest.setUint32(index * 4, state[index] as number);
  return new Uint8Array(digest.buffer);
}

function rotate(word: number, by: number): number {
  return (word >>> by) | (word << (32 - by));
}

/** Scratch of one call: nothing is left in it that the next call would read. */
const schedule = new Int32Array(64);

function compress(state: Uint32Array, block: DataView, offset: number): void {
  const w = schedule;
  for (let i = 0; i < 16; i++) w[i] = block.getInt32(offset + i * 4);
  for (let i = 16; i < 64; i++) {
    const near = w[i - 15] as number;
    const far = w[i - 2] as number;
    const s0 = rotate(near, 7) ^ rotate(near, 18) ^ (near >>> 3);
    const s1 = rotate(far, 17) ^ rotate(far, 19) ^ (far >>> 10);
    w[i] = ((w[i - 16] as number) + s0 + (w[i - 7] as number) + s1) | 0;
  }
  let a = state[0] as number;
  let b = state[1] as number;
  let c = state[2] as number;
  let d = state[3] as number;
  let e = state[4] as number;
  let f = state[5] as number;
  let g = state[6] as number;
  let h = state[7] as number;
  for (let i = 0; i < 64; i++) {
    const s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + (ROUND[i] as number) + (w[i] as number)) | 0;
    const s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + t2) | 0;
  }
  state[0] = (state[0] as number) + a;
  state[1] = (state[1] as number) + b;
  state[2] = (state[2] as number) + c;
  state[3] = (state[3] as number) + d;
  state[4] = (state[4] as number) + e;
  state[5] = (state[5] as number) + f;
  state[6] = (state[6] as number) + g;
  state[7] = (state[7] as number) + h;
}

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** RFC 4648 base32, without padding. */
export function base32(bytes: Uint8Array): string {
  let text = '';
  let bits = 0;
  let pending = 0;
  for (const byte of bytes) {
    pending = (pending << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += BASE32[(pending >>> bits) & 31];
    }
    pending &= (1 << bits) - 1;
  }
  return bits > 0 ? text + BASE32[(pending << (5 - bits)) & 31] : text;
}
