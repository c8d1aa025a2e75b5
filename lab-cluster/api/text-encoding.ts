// Base64url for tokens.
import { encodeBase64 } from './base64.ts';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Base64 as JSON Web Tokens use it: safe in URLs, without padding. */
export function base64Url(text: string): string {
  if (/[^ -~]/.test(text)) return encodeBase64(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
  const { length } = text;
  const codes = new Array<number>(Math.ceil((length * 4) / 3));
  let written = 0;
  for (let at = 0; at < length; at += 3) {
    const left = length - at;
    const group = (text.charCodeAt(at) << 16) | (left > 1 ? text.charCodeAt(at + 1) << 8 : 0) | (left > 2 ? text.charCodeAt(at + 2) : 0);
    const letters = left > 2 ? 4 : left + 1;
    for (let letter = 0; letter < letters; letter++) codes[written++] = ALPHABET.charCodeAt((group >> (18 - letter * 6)) & 63);
  }
  return String.fromCharCode.apply(undefined, codes);
}

/** Undefined when it is not base64url, or not of UTF-8. */
export function fromBase64Url(encoded: string): string | undefined {
  const bytes = bytesFromBase64Url(encoded);
  try {
    return bytes === undefined
      ? undefined
      : decodeURIComponent(bytes.replace(/[%\u0080-\u00ff]/g, (byte) => `%${byte.charCodeAt(0).toString(16).padStart(2, '0')}`));
  } catch {
    return undefined;
  }
}

/** The bytes as characters below 256. */
export function bytesFromBase64Url(encoded: string): string | undefined {
  let text = '';
  let bits = 0;
  let held = 0;
  for (const letter of encoded) {
    const value = ALPHABET.indexOf(letter);
    if (value < 0) return undefined;
    held = ((held << 6) | value) & 0xffffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    text += String.fromCharCode((held >> bits) & 0xff);
  }
  return text;
}
