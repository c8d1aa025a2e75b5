// Writes the few ASN.1 structures a certificate is made of, in their distinguished encoding (X.690). It reads nothing.

/** A value with its tag and length. */
function der(tag: number, ...contents: readonly Uint8Array[]): Uint8Array {
  const content = Buffer.concat(contents);
  return Buffer.concat([Buffer.from([tag, ...lengthBytes(content.length)]), content]);
}

export const sequence = (...items: readonly Uint8Array[]): Uint8Array => der(0x30, ...items);
export const setOf = (...items: readonly Uint8Array[]): Uint8Array => der(0x31, ...items);
export const octets = (content: Uint8Array): Uint8Array => der(0x04, content);
export const bits = (content: Uint8Array, unused = 0): Uint8Array => der(0x03, Buffer.from([unused]), content);
export const utf8 = (text: string): Uint8Array => der(0x0c, Buffer.from(text));
export const truth = (): Uint8Array => der(0x01, Buffer.from([0xff]));
/** Context-specific and constructed: `[tag]`. */
export const tagged = (tag: number, content: Uint8Array): Uint8Array => der(0xa0 + tag, content);
/** Context-specific and primitive: an implicit `[tag]`. */
export const implicit = (tag: number, content: Uint8Array): Uint8Array => der(0x80 + tag, content);

/** A whole number of 0 or more, big-endian. */
export function integer(bytes: Uint8Array): Uint8Array {
  let start = 0;
  while (start < bytes.length - 1 && bytes[start] === 0) start++;
  const significant = bytes.subarray(start);
  // A first bit of one would make it negative.
  return (significant[0] as number) < 0x80 ? der(0x02, significant) : der(0x02, Buffer.from([0]), significant);
}

/** `1.2.840.10045.2.1` */
export function objectId(text: string): Uint8Array {
  const [first = 0, second = 0, ...rest] = text.split('.').map(Number);
  const bytes = [first * 40 + second];
  for (const arc of rest) {
    const groups = [arc & 0x7f];
    for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128)) groups.unshift((left & 0x7f) | 0x80);
    bytes.push(...groups);
  }
  return der(0x06, Buffer.from(bytes));
}

/** `YYMMDDHHMMSSZ` until 2049, with four digits for the year after that, as RFC 5280 wants it. */
export function time(date: Date): Uint8Array {
  const text = `${date.toISOString().slice(0, 19).replace(/[-:T]/g, '')}Z`;
  return date.getUTCFullYear() < 2050 ? der(0x17, Buffer.from(text.slice(2))) : der(0x18, Buffer.from(text));
}

function lengthBytes(length: number): number[] {
  if (length < 0x80) return [length];
  const bytes: number[] = [];
  for (let left = length; left > 0; left = Math.floor(left / 256)) bytes.unshift(left & 0xff);
  return [0x80 | bytes.length, ...bytes];
}
