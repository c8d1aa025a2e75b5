// Long hexadecimal names for containers, sandboxes and image digests: the same for the same text, in every run.

const byteDigits: readonly string[] = Array.from({ length: 256 }, (_, value) => value.toString(16).padStart(2, '0'));

/** 64 hexadecimal digits that depend on `text` alone. Not a cryptographic hash, and nothing relies on one here. */
export function hexIdentifier(text: string): string {
  let a = 0x811c9dc5 | 0;
  let b = 0x9e3779b9 | 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    a = Math.imul(a ^ code, 0x01000193);
    b = Math.imul(b ^ code, 0x85ebca6b) ^ (a >>> 13);
  }
  let digits = '';
  for (let word = 0; word < 8; word++) {
    a = Math.imul(a ^ (b >>> 15), 0x2c1b3c6d);
    b = Math.imul(b ^ (a >>> 12), 0x297a2d39);
    const mixed = a ^ b;
    digits +=
      (byteDigits[mixed >>> 24] as string) + byteDigits[(mixed >>> 16) & 255] + byteDigits[(mixed >>> 8) & 255] + byteDigits[mixed & 255];
  }
  return digits;
}
