// Protobuf's wire format, written: one message, field by field. Messages inside are put in place at the end, and copied once.
import { utf8Bytes } from '../../api/utf8.ts';

const VARINT = 0;
const FIXED64 = 1;
const LENGTH = 2;

export class WireWriter {
  readonly #parts: (ArrayLike<number> | WireWriter)[] = [];
  #length = 0;

  get bytes(): Uint8Array {
    const bytes = new Uint8Array(this.#length);
    this.#copyInto(bytes, 0);
    return bytes;
  }

  text(field: number, value: string): this {
    return this.binary(field, utf8Bytes(value));
  }

  texts(field: number, values: readonly string[]): this {
    for (const value of values) this.text(field, value);
    return this;
  }

  flag(field: number, value: boolean): this {
    return value ? this.#add([...varint(field * 8 + VARINT), 1]) : this;
  }

  /** Negative numbers as the two's complement of 64 bits. */
  integer(field: number, value: number): this {
    return this.#add([...varint(field * 8 + VARINT), ...(value < 0 ? negative(value) : varint(value))]);
  }

  double(field: number, value: number): this {
    const view = new DataView(new ArrayBuffer(8));
    view.setFloat64(0, value, true);
    return this.#add([...varint(field * 8 + FIXED64), ...new Uint8Array(view.buffer)]);
  }

  binary(field: number, bytes: ArrayLike<number>): this {
    return this.#add([...varint(field * 8 + LENGTH), ...varint(bytes.length)]).#add(bytes);
  }

  /** Nothing may be added to `value` any more. */
  message(field: number, value: WireWriter): this {
    this.#add([...varint(field * 8 + LENGTH), ...varint(value.#length)]);
    this.#parts.push(value);
    this.#length += value.#length;
    return this;
  }

  #add(bytes: ArrayLike<number>): this {
    this.#parts.push(bytes);
    this.#length += bytes.length;
    return this;
  }

  #copyInto(bytes: Uint8Array, at: number): number {
    let end = at;
    for (const part of this.#parts) {
      if (part instanceof WireWriter) end = part.#copyInto(bytes, end);
      else {
        bytes.set(part, end);
        end += part.length;
      }
    }
    return end;
  }
}

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 0x80);
  bytes.push(rest);
  return bytes;
}

function negative(value: number): number[] {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  for (; rest >= 0x80n; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  bytes.push(Number(rest));
  return bytes;
}
