// A YAML text as tokens: where collections begin and end, what is a key, what a value. Upstream's scanner, so that what is wrong
// is found where upstream finds it. Models goyaml.v2/scannerc.go.
import { isBlankOrEnd, isBreak, TAB, YamlCursor } from './yaml-cursor.ts';
import { scanBlock, scanPlain, scanQuoted } from './yaml-scan-scalar.ts';
import { type Directive, scanDirective, scanName, scanTag, type TagToken } from './yaml-scan-words.ts';

export type TokenType =
  | 'stream-end'
  | 'directive'
  | 'document-start'
  | 'document-end'
  | 'block-sequence'
  | 'block-mapping'
  | 'block-end'
  | '['
  | ']'
  | '{'
  | '}'
  | ','
  | '-'
  | 'key'
  | 'value'
  | 'alias'
  | 'anchor'
  | 'tag'
  | 'plain'
  | 'quoted';

export interface Token {
  readonly type: TokenType;
  /** From 0. */
  readonly line: number;
  /** Of scalars, aliases and anchors. */
  readonly text: string;
  readonly tag?: TagToken;
  readonly directive?: Directive;
}

/** Something that would be a key, were a colon to follow. */
interface SimpleKey {
  /** Block keys that stand where a line of the map begins must be keys. */
  readonly required: boolean;
  /** Counted from the beginning of the text. */
  readonly token: number;
  readonly at: number;
  readonly line: number;
  readonly column: number;
}

/** A key ends in its own line, and after no more than this. */
const KEY_LENGTH = 1024;
/** Simplified: upstream goes ten times as deep. */
const MAX_DEPTH = 1_000;
const NO_KEY = undefined;

export class YamlScanner {
  readonly #cursor: YamlCursor;
  /** Tokens that were found and not taken. */
  readonly #tokens: Token[] = [];
  #head = 0;
  /** How many were taken. */
  #taken = 0;
  #indent = -1;
  readonly #indents: number[] = [];
  #keyAllowed = true;
  /** For each bracket that is open, and for none, the innermost last. */
  readonly #keys: (SimpleKey | undefined)[] = [NO_KEY];
  /** Where in `#keys` the token of that number is. */
  readonly #levels = new Map<number, number>();
  #isOver = false;

  constructor(text: string) {
    this.#cursor = new YamlCursor(text);
  }

  peek(): Token {
    while (this.#needsMore()) this.#fetch();
    return this.#tokens[this.#head] as Token;
  }

  take(): Token {
    const token = this.peek();
    this.#head++;
    this.#taken++;
    if (this.#head > 1024) {
      this.#tokens.splice(0, this.#head);
      this.#head = 0;
    }
    return token;
  }

  /** Whether the next token can change yet: it might turn out to be a key. */
  #needsMore(): boolean {
    if (this.#head === this.#tokens.length) return true;
    const level = this.#levels.get(this.#taken);
    const key = level === undefined ? NO_KEY : this.#keys[level];
    return key !== undefined && !this.#isOver && this.#isValid(level as number, key);
  }

  #isValid(level: number, key: SimpleKey): boolean {
    if (key.line === this.#cursor.line && key.at + KEY_LENGTH >= this.#cursor.at) return true;
    this.#dropKey(level);
    return false;
  }

  #push(type: TokenType, text = '', line = this.#cursor.line): void {
    this.#tokens.push({ type, line, text });
  }

  #fetch(): void {
    const cursor = this.#cursor;
    this.#skipToToken();
    this.#unroll(cursor.column);
    const code = cursor.code();
    if (code === 0) return this.#fetchEnd();
    if (cursor.column === 0 && code === 37) return this.#fetchDirective();
    if (cursor.isDocumentMark()) return this.#fetchDocumentMark(code === 45 ? 'document-start' : 'document-end');
    const inFlow = this.#keys.length > 1;
    const next = cursor.code(1);
    switch (code) {
      case 91:
        return this.#openFlow('[');
      case 123:
        return this.#openFlow('{');
      case 93:
        return this.#closeFlow(']');
      case 125:
        return this.#closeFlow('}');
      case 44:
        return this.#fetchComma();
      case 45:
        return isBlankOrEnd(next) ? this.#fetchDash() : this.#fetchPlain();
      case 63:
        return inFlow || isBlankOrEnd(next) ? this.#fetchQuestion() : this.#fetchPlain();
      case 58:
        return inFlow || isBlankOrEnd(next) ? this.#fetchColon() : this.#fetchPlain();
      case 42:
        return this.#fetchWord('alias');
      case 38:
        return this.#fetchWord('anchor');
      case 33:
        return this.#fetchTag();
      case 39:
      case 34:
        return this.#fetchQuoted();
      case 124:
      case 62:
        if (!inFlow) return this.#fetchBlock();
    }
    // `#`, `%`, `@`, a grave accent, a tab, and block scalars within brackets.
    if (code === 35 || code === 37 || code === 64 || code === 96 || code === TAB || code === 124 || code === 62)
      return cursor.fail('found character that cannot start any token');
    this.#fetchPlain();
  }

  #skipToToken(): void {
    const cursor = this.#cursor;
    for (;;) {
      let code = cursor.code();
      while (code === 32 || (code === TAB && (this.#keys.length > 1 || !this.#keyAllowed))) {
        cursor.at++;
        code = cursor.code();
      }
      if (code === 35) while (!isBreak(code) && code !== 0) code = cursor.code(((cursor.at += 1), 0));
      if (!isBreak(code)) return;
      cursor.takeBreak();
      if (this.#keys.length === 1) this.#keyAllowed = true;
    }
  }

  #saveKey(): void {
    const { column, at, line } = this.#cursor;
    if (!this.#keyAllowed) return;
    this.#dropKey(this.#keys.length - 1);
    const required = this.#keys.length === 1 && this.#indent === column;
    const token = this.#taken + this.#tokens.length - this.#head;
    this.#keys[this.#keys.length - 1] = { required, token, at, line, column };
    this.#levels.set(token, this.#keys.length - 1);
  }

  #dropKey(level: number): void {
    const key = this.#keys[level];
    if (key === undefined) return;
    this.#forgetKey(level, key);
    if (key.required) this.#cursor.fail("could not find expected ':'");
  }

  #forgetKey(level: number, { token }: SimpleKey): void {
    this.#keys[level] = NO_KEY;
    this.#levels.delete(token);
  }

  #dropInnermostKey(): void {
    this.#dropKey(this.#keys.length - 1);
  }

  /** Begins a block collection where something stands further right than the one around it. */
  #roll(column: number, type: 'block-sequence' | 'block-mapping', line: number, token?: number): void {
    if (this.#keys.length > 1 || this.#indent >= column) return;
    this.#indents.push(this.#indent);
    this.#indent = column;
    this.#limitDepth(this.#indents.length);
    if (token === undefined) this.#push(type, '', line);
    else this.#insert(token, { type, line, text: '' });
  }

  #insert(token: number, inserted: Token): void {
    this.#tokens.splice(this.#head + token - this.#taken, 0, inserted);
  }

  #unroll(column: number): void {
    if (this.#keys.length > 1) return;
    while (this.#indent > column) {
      this.#push('block-end');
      this.#indent = this.#indents.pop() ?? -1;
    }
  }

  #limitDepth(depth: number): void {
    if (depth > MAX_DEPTH) this.#cursor.fail('exceeded max depth of 10000');
  }

  #fetchEnd(): void {
    this.#cursor.endLine();
    this.#unroll(-1);
    this.#dropInnermostKey();
    this.#keyAllowed = false;
    this.#isOver = true;
    this.#push('stream-end');
  }

  #fetchDirective(): void {
    this.#unroll(-1);
    this.#dropInnermostKey();
    this.#keyAllowed = false;
    const { line } = this.#cursor;
    const directive = scanDirective(this.#cursor);
    this.#tokens.push({ type: 'directive', line, text: '', directive });
  }

  #fetchDocumentMark(type: TokenType): void {
    this.#unroll(-1);
    this.#dropInnermostKey();
    this.#keyAllowed = false;
    this.#push(type);
    this.#cursor.at += 3;
  }

  #openFlow(type: '[' | '{'): void {
    this.#saveKey();
    this.#keys.push(NO_KEY);
    this.#limitDepth(this.#keys.length);
    this.#keyAllowed = true;
    this.#push(type);
    this.#cursor.at++;
  }

  #closeFlow(type: ']' | '}'): void {
    this.#dropInnermostKey();
    if (this.#keys.length > 1) this.#keys.pop();
    this.#keyAllowed = false;
    this.#push(type);
    this.#cursor.at++;
  }

  #fetchComma(): void {
    this.#dropInnermostKey();
    this.#keyAllowed = true;
    this.#push(',');
    this.#cursor.at++;
  }

  #fetchDash(): void {
    if (this.#keys.length === 1) {
      if (!this.#keyAllowed) this.#cursor.fail('block sequence entries are not allowed in this context');
      this.#roll(this.#cursor.column, 'block-sequence', this.#cursor.line);
    }
    this.#dropInnermostKey();
    this.#keyAllowed = true;
    this.#push('-');
    this.#cursor.at++;
  }

  #fetchQuestion(): void {
    const isBlock = this.#keys.length === 1;
    if (isBlock) {
      if (!this.#keyAllowed) this.#cursor.fail('mapping keys are not allowed in this context');
      this.#roll(this.#cursor.column, 'block-mapping', this.#cursor.line);
    }
    this.#dropInnermostKey();
    this.#keyAllowed = isBlock;
    this.#push('key');
    this.#cursor.at++;
  }

  #fetchColon(): void {
    const innermost = this.#keys.length - 1;
    const key = this.#keys[innermost];
    if (key !== undefined && this.#isValid(innermost, key)) {
      this.#insert(key.token, { type: 'key', line: key.line, text: '' });
      this.#roll(key.column, 'block-mapping', key.line, key.token);
      this.#forgetKey(innermost, key);
      this.#keyAllowed = false;
    } else {
      const isBlock = innermost === 0;
      if (isBlock) {
        if (!this.#keyAllowed) this.#cursor.fail('mapping values are not allowed in this context');
        this.#roll(this.#cursor.column, 'block-mapping', this.#cursor.line);
      }
      this.#keyAllowed = isBlock;
    }
    this.#push('value');
    this.#cursor.at++;
  }

  #fetchWord(type: 'alias' | 'anchor'): void {
    this.#saveKey();
    this.#keyAllowed = false;
    this.#push(type, scanName(this.#cursor));
  }

  #fetchTag(): void {
    this.#saveKey();
    this.#keyAllowed = false;
    const { line } = this.#cursor;
    this.#tokens.push({ type: 'tag', line, text: '', tag: scanTag(this.#cursor) });
  }

  #fetchQuoted(): void {
    this.#saveKey();
    this.#keyAllowed = false;
    const { line } = this.#cursor;
    this.#push('quoted', scanQuoted(this.#cursor), line);
  }

  #fetchBlock(): void {
    this.#dropInnermostKey();
    this.#keyAllowed = true;
    const { line } = this.#cursor;
    this.#push('quoted', scanBlock(this.#cursor, this.#indent), line);
  }

  #fetchPlain(): void {
    this.#saveKey();
    this.#keyAllowed = false;
    const { line } = this.#cursor;
    const { text, endsLine } = scanPlain(this.#cursor, this.#indent + 1, this.#keys.length > 1);
    if (endsLine) this.#keyAllowed = true;
    this.#push('plain', text, line);
  }
}
