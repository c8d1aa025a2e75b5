// Protobuf's wire format, read: tags, varints and lengths. Knows bytes and no messages.

/** The message ends in the middle, or is no message at all. Thrown here and caught where a whole body is read. */
export class Malformed {
  readonly problem: string;
  constructor(problem: string) {
    this.problem = problem;
  }
}

export type WireValue =
  | { readonly wire: 'varint'; readonly value: number }
  | { readonly wire: 'fixed64' | 'fixed32' | 'bytes'; readonly bytes: Uint8Array };

/** Calls `field` for every field of a message, in the order they came. */
export function readFields(bytes: Uint8Array, field: (number: number, value: WireValue) => void): void {
  const cursor = { at: 0 };
  while (cursor.at < bytes.length) {
    const tag = readVarint(bytes, cursor);
    const number = Math.floor(tag / 8);
    if (number <= 0) throw new Malformed(`proto: illegal tag ${number} (wire type ${tag % 8})`);
    field(number, readValue(bytes, cursor, tag % 8));
  }
}

/** The varints of a list that came in one piece. */
export function readPacked(bytes: Uint8Array): readonly number[] {
  const cursor = { at: 0 };
  const values: number[] = [];
  while (cursor.at < bytes.length) values.push(readVarint(bytes, cursor));
  return values;
}

function readValue(bytes: Uint8Array, cursor: { at: number }, type: number): WireValue {
  switch (type) {
    case 0:
      return { wire: 'varint', value: readVarint(bytes, cursor) };
    case 1:
      return { wire: 'fixed64', bytes: take(bytes, cursor, 8) };
    case 2:
      return { wire: 'bytes', bytes: take(bytes, cursor, readVarint(bytes, cursor)) };
    case 5:
      return { wire: 'fixed32', bytes: take(bytes, cursor, 4) };
    default:
      throw new Malformed(`proto: illegal wireType ${type}`);
  }
}

function take(bytes: Uint8Array, cursor: { at: number }, length: number): Uint8Array {
  const start = cursor.at;
  if (length < 0 || start + length > bytes.length) throw new Malformed('unexpected EOF');
  cursor.at = start + length;
  return bytes.subarray(start, cursor.at);
}

const MAX_VARINT_BYTES = 10;

/** Negative numbers come as the two's complement of 64 bits. */
function readVarint(bytes: Uint8Array, cursor: { at: number }): number {
  let value = 0;
  let high = 0n;
  for (let index = 0; index < MAX_VARINT_BYTES; index++) {
    const byte = bytes[cursor.at++];
    if (byte === undefined) throw new Malformed('unexpected EOF');
    if (index < 7) value += (byte & 0x7f) * 2 ** (7 * index);
    else high |= BigInt(byte & 0x7f) << BigInt(7 * index);
    if (byte < 0x80) return high === 0n ? value : Number(BigInt.asIntN(64, high | BigInt(value)));
  }
  throw new Malformed('proto: integer overflow');
}

/** UTF-8 to text; what is no UTF-8 becomes the replacement sign, as in Go. */
export function textOf(bytes: Uint8Array): string {
  let text = '';
  let at = 0;
  while (at < bytes.length) {
    const first = bytes[at] as number;
    const length =
      first < 0x80 ? 1 : first >= 0xc2 && first < 0xe0 ? 2 : first >= 0xe0 && first < 0xf0 ? 3 : first >= 0xf0 && first < 0xf5 ? 4 : 0;
    let code = length === 1 ? first : first & (0xff >> (length + 1));
    for (let index = 1; index < length; index++) {
      const next = bytes[at + index];
      code = next === undefined || (next & 0xc0) !== 0x80 ? Number.NaN : code * 64 + (next & 0x3f);
    }
    const valid = length > 0 && code <= 0x10ffff && code >= ([0, 0, 0x80, 0x800, 0x10000][length] ?? 0) && (code < 0xd800 || code > 0xdfff);
    text += valid ? String.fromCodePoint(code) : '\ufffd';
    at += valid ? length : 1;
  }
  return text;
}
