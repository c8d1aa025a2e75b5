// UTF-8 in plain code: the lab has neither Buffer nor TextEncoder.

export function utf8Bytes(text: string): number[] {
  const bytes: number[] = [];
  for (const character of text) {
    const code = character.codePointAt(0) as number;
    if (code < 0x80) bytes.push(code);
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 63));
    else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    else bytes.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
  }
  return bytes;
}

/** What Go calls the length of a text: its bytes. */
export function utf8Length(text: string): number {
  let length = text.length;
  for (const sign of text.match(/[^\u0000-\u007f]/gu) ?? []) length += sign.length > 1 ? 2 : sign < '\u0800' ? 1 : 2;
  return length;
}
