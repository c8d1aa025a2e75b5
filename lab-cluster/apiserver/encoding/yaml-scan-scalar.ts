// Scalars as they are written in YAML, plain, quoted or as blocks, made the texts they stand for.
// Models yaml_parser_scan_plain_scalar, _flow_scalar and _block_scalar of goyaml.v2/scannerc.go.
import { isBlank, isBlankOrEnd, isBreak, SPACE, TAB, type YamlCursor } from './yaml-cursor.ts';

const QUOTE = 39;
const DOUBLE_QUOTE = 34;
const BACKSLASH = 92;
const COLON = 58;
const HASH = 35;

export interface PlainScalar {
  readonly text: string;
  /** The cursor stands in a line that the scalar has no part of. */
  readonly endsLine: boolean;
}

/** Ends a plain scalar within brackets: `,`, `?`, and brackets themselves. */
function endsInFlow(code: number): boolean {
  return code === 44 || code === 63 || code === 91 || code === 93 || code === 123 || code === 125;
}

export function scanPlain(cursor: YamlCursor, indent: number, inFlow: boolean): PlainScalar {
  let text = '';
  /** Blanks and line ends so far, which count only when more follows. */
  let gap = '';
  let endsLine = false;
  while (!cursor.isDocumentMark() && cursor.code() !== HASH) {
    const start = cursor.at;
    for (let code = cursor.code(); !isBlankOrEnd(code); code = cursor.code()) {
      if ((code === COLON && isBlankOrEnd(cursor.code(1))) || (inFlow && endsInFlow(code))) break;
      cursor.at++;
    }
    if (cursor.at > start) {
      text += gap + cursor.text.slice(start, cursor.at);
      endsLine = false;
    }
    if (!isBlank(cursor.code()) && !isBreak(cursor.code())) break;
    const before = cursor.line;
    gap = takeGap(cursor, indent);
    endsLine ||= cursor.line > before;
    if (!inFlow && cursor.column < indent) break;
  }
  return { text, endsLine };
}

/** Blanks and line ends, folded; for a plain scalar, further lines are indented by more than tabs. */
function takeGap(cursor: YamlCursor, indent = 0): string {
  const start = cursor.at;
  cursor.takeBlanks();
  if (!isBreak(cursor.code())) return cursor.text.slice(start, cursor.at);
  const first = cursor.takeBreak();
  const further = takeEmptyLines(cursor, indent);
  return first !== '\n' ? first + further : further === '' ? ' ' : further;
}

function takeEmptyLines(cursor: YamlCursor, indent = 0): string {
  let breaks = '';
  for (;;) {
    const code = cursor.code();
    if (code === TAB && cursor.column < indent) cursor.fail('found a tab character that violates indentation');
    if (isBlank(code)) cursor.at++;
    else if (isBreak(code)) breaks += cursor.takeBreak();
    else return breaks;
  }
}

export function scanQuoted(cursor: YamlCursor): string {
  const quote = cursor.code();
  let text = '';
  cursor.at++;
  for (;;) {
    if (cursor.isDocumentMark()) cursor.fail('found unexpected document indicator');
    const start = cursor.at;
    let code = cursor.code();
    while (!isBlankOrEnd(code) && code !== quote && !(code === BACKSLASH && quote === DOUBLE_QUOTE)) {
      cursor.at++;
      code = cursor.code();
    }
    text += cursor.text.slice(start, cursor.at);
    if (code === 0) cursor.fail('found unexpected end of stream');
    if (code === BACKSLASH && quote === DOUBLE_QUOTE) text += takeEscape(cursor);
    else if (code !== quote) text += takeGap(cursor);
    else if (quote === QUOTE && cursor.code(1) === QUOTE) {
      text += "'";
      cursor.at += 2;
    } else break;
  }
  cursor.at++;
  return text;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '0': '\0',
  a: '\x07',
  b: '\b',
  t: '\t',
  '\t': '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  r: '\r',
  e: '\x1b',
  ' ': ' ',
  '"': '"',
  "'": "'",
  '\\': '\\',
  '/': '/',
  N: '\x85',
  _: '\xa0',
  L: '\u2028',
  P: '\u2029',
};
const HEX_LENGTHS: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

function takeEscape(cursor: YamlCursor): string {
  const code = cursor.code(1);
  if (isBreak(code)) {
    cursor.at++;
    cursor.takeBreak();
    return takeEmptyLines(cursor);
  }
  const letter = code === 0 ? '' : String.fromCharCode(code);
  const plain = ESCAPES[letter];
  const length = HEX_LENGTHS[letter];
  if (plain !== undefined) {
    cursor.at += 2;
    return plain;
  }
  if (length === undefined) return cursor.fail('found unknown escape character');
  cursor.at += 2;
  const digits = cursor.text.slice(cursor.at, cursor.at + length);
  if (digits.length < length || !/^[0-9a-fA-F]+$/.test(digits)) cursor.fail('did not find expected hexdecimal number');
  const value = Number.parseInt(digits, 16);
  if ((value >= 0xd800 && value <= 0xdfff) || value > 0x10ffff) cursor.fail('found invalid Unicode character escape code');
  cursor.at += length;
  return String.fromCodePoint(value);
}

interface BlockHeader {
  readonly chomping: '+' | '-' | '';
  /** By how much the text is indented, where that is said. */
  readonly increment: number;
}

function takeHeader(cursor: YamlCursor): BlockHeader {
  let chomping: BlockHeader['chomping'] = '';
  let increment = 0;
  for (let left = 2; left > 0; left--) {
    const sign = cursor.text[cursor.at] ?? '';
    if ((sign === '+' || sign === '-') && chomping === '') chomping = sign;
    else if (/^\d$/.test(sign) && increment === 0) {
      if (sign === '0') cursor.fail('found an indentation indicator equal to 0');
      increment = Number(sign);
    } else break;
    cursor.at++;
  }
  cursor.takeBlanks();
  if (cursor.code() === HASH) while (!isBreak(cursor.code()) && cursor.code() !== 0) cursor.at++;
  if (isBreak(cursor.code())) cursor.takeBreak();
  else if (cursor.code() !== 0) cursor.fail('did not find expected comment or line break');
  return { chomping, increment };
}

export function scanBlock(cursor: YamlCursor, parentIndent: number): string {
  const isFolded = cursor.code() === 62;
  cursor.at++;
  const { chomping, increment } = takeHeader(cursor);
  const given = increment === 0 ? 0 : Math.max(parentIndent, 0) + increment;
  const first = takeBlockBreaks(cursor, given, parentIndent);
  const { indent } = first;
  let { breaks } = first;
  const parts: string[] = [];
  let lineBreak = '';
  let wasBlank = false;
  while (cursor.column === indent && cursor.code() !== 0) {
    const startsBlank = isBlank(cursor.code());
    if (isFolded && lineBreak === '\n' && !wasBlank && !startsBlank) parts.push(breaks === '' ? ' ' : '');
    else parts.push(lineBreak);
    parts.push(breaks);
    wasBlank = startsBlank;
    const start = cursor.at;
    while (!isBreak(cursor.code()) && cursor.code() !== 0) cursor.at++;
    parts.push(cursor.text.slice(start, cursor.at));
    lineBreak = cursor.code() === 0 ? '' : cursor.takeBreak();
    breaks = takeBlockBreaks(cursor, indent, parentIndent).breaks;
  }
  if (chomping !== '-') parts.push(lineBreak);
  if (chomping === '+') parts.push(breaks);
  return parts.join('');
}

/** Empty lines; where nobody has said how far the text is indented, the widest of them and what follows tells. */
function takeBlockBreaks(cursor: YamlCursor, given: number, parentIndent: number): { readonly indent: number; readonly breaks: string } {
  let indent = given;
  let widest = 0;
  let breaks = '';
  for (;;) {
    while ((indent === 0 || cursor.column < indent) && cursor.code() === SPACE) cursor.at++;
    widest = Math.max(widest, cursor.column);
    if ((indent === 0 || cursor.column < indent) && cursor.code() === TAB)
      cursor.fail('found a tab character where an indentation space is expected');
    if (!isBreak(cursor.code())) break;
    breaks += cursor.takeBreak();
  }
  if (indent === 0) indent = Math.max(widest, parentIndent + 1, 1);
  return { indent, breaks };
}
