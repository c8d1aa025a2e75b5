// Base64 of UTF-8 text, in plain ECMAScript: the lab has neither btoa nor Buffer.
import { utf8Bytes } from './utf8.ts';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const SHAPE = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

export function encodeBase64(text: string): string {
  return base64Of(utf8Bytes(text));
}

export function base64Of(octets: Uint8Array | readonly number[]): string {
  const { length } = octets;
  let out = '';
  for (let index = 0; index < length; index += 3) {
    const second = index + 1 < length ? octets[index + 1] : undefined;
    const third = index + 2 < length ? octets[index + 2] : undefined;
    const bits = ((octets[index] ?? 0) << 16) | ((second ?? 0) << 8) | (third ?? 0);
    out += ALPHABET.charAt(bits >> 18) + ALPHABET.charAt((bits >> 12) & 63);
    out += (second === undefined ? '=' : ALPHABET.charAt((bits >> 6) & 63)) + (third === undefined ? '=' : ALPHABET.charAt(bits & 63));
  }
  return out;
}

/** The octets that base64 stands for; what is no sign of it is passed over. */
export function bytesOfBase64(text: string): number[] {
  const octets: number[] = [];
  let held = 0;
  let bits = 0;
  for (const sign of text) {
    const value = ALPHABET.indexOf(sign);
    if (value < 0) continue;
    held = ((held << 6) | value) & 0xffffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    octets.push((held >> bits) & 0xff);
  }
  return octets;
}

/** A text in a field of bytes, one letter a byte: what PEM needs. */
export function latinOfBase64(field: string | undefined): string {
  return bytesOfBase64(field ?? '')
    .map((byte) => String.fromCharCode(byte))
    .join('');
}

/** Line breaks are allowed, as Go's decoder allows them. */
export function isBase64(text: string): boolean {
  return SHAPE.test(text.replace(/[\r\n]/g, ''));
}

/** Octets that the text stands for; `undefined` when it is no base64. */
export function decodedLength(text: string): number | undefined {
  const plain = text.replace(/[\r\n]/g, '');
  if (!SHAPE.test(plain)) return undefined;
  return (plain.length / 4) * 3 - (plain.endsWith('==') ? 2 : plain.endsWith('=') ? 1 : 0);
}

/** Where Go's decoder stops: the offset it names in `illegal base64 data at input byte N`. */
export function firstIllegalByte(text: string): number {
  const bad = text.search(/[^A-Za-z0-9+/=\r\n]/);
  if (bad !== -1) return bad;
  const padding = text.indexOf('=');
  return padding !== -1 ? padding : Math.floor(text.length / 4) * 4;
}
