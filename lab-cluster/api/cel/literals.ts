// What the literals of CEL stand for: numbers in range, strings and bytes without their escapes. Models cel-go's parser/unescape.go.
import { append } from '../append.ts';
import { utf8Bytes } from '../utf8.ts';

export const MIN_INT: bigint = -(2n ** 63n);
export const MAX_INT: bigint = 2n ** 63n - 1n;
export const MAX_UINT: bigint = 2n ** 64n - 1n;

export function intLiteral(text: string): bigint | undefined {
  const isNegative = text.startsWith('-');
  const size = BigInt(isNegative ? text.slice(1) : text);
  const value = isNegative ? -size : size;
  return value < MIN_INT || value > MAX_INT ? undefined : value;
}

export function uintLiteral(text: string): bigint | undefined {
  const value = BigInt(text.slice(0, -1));
  return value > MAX_UINT ? undefined : value;
}

const NAMED: Readonly<Record<string, string>> = { a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };

/** The text between the quotes; a wrong one is told by its reason. */
export function stringLiteral(token: string): { readonly text: string } | { readonly problem: string } {
  const { body, isRaw } = unquoted(token);
  if (isRaw) return { text: body };
  let problem: string | undefined;
  const text = body.replace(ESCAPES, (_, named: string | undefined, octal: string | undefined, hex: string | undefined) => {
    if (named !== undefined) return NAMED[named] ?? named;
    const code = octal === undefined ? Number.parseInt((hex ?? '').slice(1), 16) : Number.parseInt(octal, 8);
    if (code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) problem = 'invalid unicode code point';
    return problem === undefined ? String.fromCodePoint(code) : '';
  });
  return problem === undefined ? { text } : { problem };
}

/** Escapes in bytes name bytes, not characters. */
export function bytesLiteral(token: string): Uint8Array {
  const { body, isRaw } = unquoted(token.slice(1));
  if (isRaw) return Uint8Array.from(utf8Bytes(body));
  const bytes: number[] = [];
  let last = 0;
  for (const match of body.matchAll(ESCAPES)) {
    append(bytes, utf8Bytes(body.slice(last, match.index)));
    const [whole, named, octal, hex] = match;
    last = match.index + whole.length;
    if (named !== undefined) bytes.push(...utf8Bytes(NAMED[named] ?? named));
    else bytes.push(octal === undefined ? Number.parseInt((hex ?? '').slice(1), 16) & 0xff : Number.parseInt(octal, 8));
  }
  append(bytes, utf8Bytes(body.slice(last)));
  return Uint8Array.from(bytes);
}

const ESCAPES = /\\(?:([abfnrtv"'\\?`])|([0-3][0-7]{2})|([xX][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}))/g;

function unquoted(token: string): { readonly body: string; readonly isRaw: boolean } {
  const isRaw = /^[rR]/.test(token);
  const quoted = isRaw ? token.slice(1) : token;
  const isTriple = quoted.length >= 6 && (quoted.startsWith('"""') || quoted.startsWith("'''"));
  const width = isTriple ? 3 : 1;
  return { body: quoted.slice(width, -width).replaceAll('\r\n', '\n'), isRaw };
}
