// The words of a CEL expression. Models the lexer rules of cel-go's parser/gen/CEL.g4.
import type { CelIssue } from './syntax.ts';
import { charactersOf } from './values.ts';

export type TokenKind = 'symbol' | 'identifier' | 'escaped' | 'int' | 'uint' | 'float' | 'string' | 'bytes' | 'end';

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  readonly at: number;
}

const SPACE = /[\t \r\n\f]+|\/\/[^\n]*/y;
const SYMBOL = /==|!=|<=|>=|&&|\|\||[<>[\]{}().,\-!?:+*/%]/y;
const NUMBER = /0x[0-9a-fA-F]+[uU]?|\d+\.\d+(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?|\d+[eE][+-]?\d+|\d+[uU]?/y;
const IDENTIFIER = /[A-Za-z_][A-Za-z0-9_]*/y;
const ESCAPED = /`[A-Za-z0-9_.\-/ ]+`/y;
const ESCAPE = String.raw`\\(?:[abfnrtv"'\\?` + '`' + String.raw`]|[0-3][0-7][0-7]|[xX][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8})`;
const TEXT = new RegExp(
  [
    `[rR]"""[\\s\\S]*?"""`,
    `[rR]'''[\\s\\S]*?'''`,
    `[rR]"[^"\\n\\r]*"`,
    `[rR]'[^'\\n\\r]*'`,
    `"""(?:${ESCAPE}|[^\\\\])*?"""`,
    `'''(?:${ESCAPE}|[^\\\\])*?'''`,
    `"(?:${ESCAPE}|[^\\\\"\\n\\r])*"`,
    `'(?:${ESCAPE}|[^\\\\'\\n\\r])*'`,
  ].join('|'),
  'y',
);
/** How far a string that is never closed, or has a wrong escape, is read before it is given up. */
const BROKEN_TEXT = /[rR]?(?:"(?:\\.|[^"\\\n\r])*|'(?:\\.|[^'\\\n\r])*)/y;

export function tokenize(source: string): { readonly tokens: readonly Token[]; readonly issues: readonly CelIssue[] } {
  const tokens: Token[] = [];
  const issues: CelIssue[] = [];
  let at = 0;
  const match = (pattern: RegExp, from: number = at): string | undefined => {
    pattern.lastIndex = from;
    return pattern.exec(source)?.[0];
  };
  const take = (kind: TokenKind, text: string): void => {
    tokens.push({ kind, text, at });
    at += text.length;
  };
  while (at < source.length) {
    const space = match(SPACE);
    if (space !== undefined) {
      at += space.length;
      continue;
    }
    const isBytes = /[bB]/.test(source[at] ?? '');
    const bytes = isBytes ? match(TEXT, at + 1) : undefined;
    if (bytes !== undefined) {
      take('bytes', `${source[at]}${bytes}`);
      continue;
    }
    const found = firstMatch(match);
    if (found !== undefined) {
      take(found.kind, found.text);
      continue;
    }
    const broken = match(BROKEN_TEXT) ?? charactersOf(source.slice(at, at + 2))[0] ?? '';
    // What follows a stray sign as a blank is told with it, as the real lexer does for `=` and `|` alone.
    const shown = /^[=&|]$/.test(broken) ? source.slice(at, at + 2) : broken;
    issues.push({ at, message: `Syntax error: token recognition error at: '${escapedSpace(shown)}'` });
    at += broken.length;
  }
  tokens.push({ kind: 'end', text: '<EOF>', at: source.length });
  return { tokens, issues };
}

function firstMatch(match: (pattern: RegExp) => string | undefined): { readonly kind: TokenKind; readonly text: string } | undefined {
  const text = match(TEXT);
  if (text !== undefined) return { kind: 'string', text };
  const number = match(NUMBER);
  if (number !== undefined) return { kind: numberKind(number), text: number };
  const symbol = match(SYMBOL);
  if (symbol !== undefined) return { kind: 'symbol', text: symbol };
  const escaped = match(ESCAPED);
  if (escaped !== undefined) return { kind: 'escaped', text: escaped };
  const word = match(IDENTIFIER);
  if (word === undefined) return undefined;
  return { kind: word === 'in' || word === 'true' || word === 'false' || word === 'null' ? 'symbol' : 'identifier', text: word };
}

function numberKind(text: string): TokenKind {
  if (/[uU]$/.test(text)) return 'uint';
  return !text.startsWith('0x') && /[.eE]/.test(text) ? 'float' : 'int';
}

function escapedSpace(text: string): string {
  return text.replaceAll('\n', String.raw`\n`).replaceAll('\t', String.raw`\t`).replaceAll('\r', String.raw`\r`);
}
