// The digest and its base32 agree with the published vectors.
import { expect, test } from 'vitest';
import { base32, hmacSha256, sha256 } from './sha256.ts';

const hex = (bytes: Uint8Array): string => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');

test.each([
  ['', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
  ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
  ['abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq', '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1'],
])('the digest of %j is the published one', (text, digest) => {
  expect(hex(sha256(text))).toBe(digest);
});

test('text beyond ASCII is hashed as UTF-8', async () => {
  const { createHash } = await import('node:crypto');
  for (const text of ['grün ✓ 🚢', 'x'.repeat(55), 'x'.repeat(56), 'x'.repeat(1000)]) {
    expect(hex(sha256(text))).toBe(createHash('sha256').update(text).digest('hex'));
  }
});

test('a signature under one key is not disturbed by another key or a longer text in between', async () => {
  const { createHmac } = await import('node:crypto');
  for (const key of ['one', 'two', 'one', 'x'.repeat(64)]) {
    for (const text of ['', 'grün ✓ 🚢', 'x'.repeat(5000), 'x'.repeat(55)]) {
      expect(hex(hmacSha256(key, text))).toBe(createHmac('sha256', key).update(text).digest('hex'));
    }
  }
});

test.each([
  ['f', 'MY'],
  ['foo', 'MZXW6'],
  ['foobar', 'MZXW6YTBOI'],
])('base32 of %j is the published one, without padding', (text, encoded) => {
  expect(base32(Uint8Array.from(text, (character) => character.charCodeAt(0)))).toBe(encoded);
});
