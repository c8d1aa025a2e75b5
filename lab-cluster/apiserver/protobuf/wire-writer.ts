// Protobuf's wire format, written: one message, field by field. Messages inside are put in place at the end, and copied once.
import { utf8Bytes } from '../text-encoding.ts';

const VARINT = 0;
const LENGTH = 2;

export class WireWriter {
  readonly #parts: (readonly number[] | WireWriter)[] = [];
  #length = 0;

  get bytes(): Uint8Array {
    const bytes = new Uint8Array(this.#length);
    this.#copyInto(bytes, 0);
    return bytes;
  }

  text(field: number, value: string): this {
    const bytes = utf8Bytes(value);
    return this.#add([...varint(field * 8 + LENGTH), ...varint(bytes.length)]).#add(bytes);
  }

  texts(field: number, values: readonly string[]): this {
    for (const value of values) this.text(field, value);
    return this;
  }

  flag(field: number, value: boolean): this {
    return value ? this.#add([...varint(field * 8 + VARINT), 1]) : this;
  }

  /** Nothing may be added to `value` any more. */
  message(field: number, value: WireWriter): this {
    this.#add([...varint(field * 8 + LENGTH), ...varint(value.#length)]);
    this.#parts.push(value);
    this.#length += value.#length;
    return this;
  }

  #add(bytes: readonly number[]): this {
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
