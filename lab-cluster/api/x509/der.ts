// ASN.1 in its distinguished encoding (X.690), as far as certificates need it: reading one value after the other, and writing.

export type Bytes = readonly number[];

/** One value: its tag, what is in it, and all of it. */
export interface Element {
  readonly tag: number;
  readonly content: Bytes;
  readonly whole: Bytes;
}

export const TAG = {
  integer: 0x02,
  bits: 0x03,
  octets: 0x04,
  oid: 0x06,
  utf8: 0x0c,
  sequence: 0x30,
  set: 0x31,
} as const;

/** The values that lie one after the other in `bytes`; undefined when they are not whole. */
export function elementsOf(bytes: Bytes): readonly Element[] | undefined {
  const elements: Element[] = [];
  for (let at = 0; at < bytes.length; ) {
    const element = elementAt(bytes, at);
    if (element === undefined) return undefined;
    elements.push(element);
    at += element.whole.length;
  }
  return elements;
}

function elementAt(bytes: Bytes, start: number): Element | undefined {
  const tag = bytes[start];
  const first = bytes[start + 1];
  if (tag === undefined || first === undefined) return undefined;
  let at = start + 2;
  let length = first;
  if (first >= 0x80) {
    const count = first & 0x7f;
    // Nothing here is longer than three bytes can say, and an open end is not distinguished.
    if (count === 0 || count > 3) return undefined;
    length = 0;
    for (let index = 0; index < count; index++) length = length * 256 + (bytes[at++] ?? 0);
  }
  if (at + length > bytes.length) return undefined;
  return { tag, content: bytes.slice(at, at + length), whole: bytes.slice(start, at + length) };
}

/** `1.2.840.10045.2.1` */
export function oidText(content: Bytes): string {
  const arcs: number[] = [];
  let arc = 0;
  for (const byte of content) {
    arc = arc * 128 + (byte & 0x7f);
    if (byte >= 0x80) continue;
    if (arcs.length === 0) arcs.push(Math.min(Math.floor(arc / 40), 2), arc - Math.min(Math.floor(arc / 40), 2) * 40);
    else arcs.push(arc);
    arc = 0;
  }
  return arcs.join('.');
}

export function write(tag: number, ...contents: readonly Bytes[]): Bytes {
  const content = contents.flat();
  return [tag, ...lengthBytes(content.length), ...content];
}

export const sequence = (...items: readonly Bytes[]): Bytes => write(TAG.sequence, ...items);
export const octets = (content: Bytes): Bytes => write(TAG.octets, content);
export const bitString = (content: Bytes, unused = 0): Bytes => write(TAG.bits, [unused, ...content]);
export const truth = (): Bytes => write(0x01, [0xff]);
/** Context-specific and constructed: `[tag]`. */
export const tagged = (tag: number, content: Bytes): Bytes => write(0xa0 + tag, content);

/** A whole number of 0 or more, big-endian. A first bit of one would make it negative. */
export function integer(bytes: Bytes): Bytes {
  const start = bytes.findIndex((byte) => byte !== 0);
  const significant = start < 0 ? [0] : bytes.slice(start);
  return (significant[0] as number) < 0x80 ? write(TAG.integer, significant) : write(TAG.integer, [0], significant);
}

export function oid(text: string): Bytes {
  const [first = 0, second = 0, ...rest] = text.split('.').map(Number);
  const bytes = [first * 40 + second];
  for (const arc of rest) {
    const groups = [arc % 128];
    for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128)) groups.unshift((left % 128) + 128);
    bytes.push(...groups);
  }
  return write(TAG.oid, bytes);
}

/** `YYMMDDHHMMSSZ` until 2049, with four digits for the year after that, as RFC 5280 wants it. */
export function time(ms: number): Bytes {
  const date = new Date(ms);
  const text = `${date.toISOString().slice(0, 19).replace(/[-:T]/g, '')}Z`;
  const isNear = date.getUTCFullYear() < 2050;
  return write(isNear ? 0x17 : 0x18, latin(isNear ? text.slice(2) : text));
}

/** One byte a character. */
export function latin(text: string): Bytes {
  return Array.from(text, (character) => character.charCodeAt(0) & 0xff);
}

function lengthBytes(length: number): Bytes {
  if (length < 0x80) return [length];
  const bytes: number[] = [];
  for (let left = length; left > 0; left = Math.floor(left / 256)) bytes.unshift(left % 256);
  return [0x80 + bytes.length, ...bytes];
}
