// A place in a YAML text that only moves on: which line it is in, and what is wrong there in the words of libyaml.

/** What a reader gives up with; thrown within the YAML reader and caught at its door. Not an Error: nobody needs a stack. */
export class YamlStop {
  readonly problem: string;
  constructor(problem: string) {
    this.problem = problem;
  }
}

export const TAB = 9;
const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
export const SPACE = 32;

export function isBreak(code: number): boolean {
  return code === LINE_FEED || code === CARRIAGE_RETURN || code === 0x85 || code === 0x2028 || code === 0x2029;
}

export function isBlank(code: number): boolean {
  return code === SPACE || code === TAB;
}

/** Blank, a line's end, or the text's. */
export function isBlankOrEnd(code: number): boolean {
  return code === SPACE || code === 0 || isBreak(code) || code === TAB;
}

/** What names are made of. */
export function isWord(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || code === 95 || code === 45;
}

export class YamlCursor {
  readonly text: string;
  readonly end: number;
  at = 0;
  /** From 0. */
  line = 0;
  #lineStart = 0;

  constructor(text: string) {
    this.text = text;
    this.end = text.length;
    if (text.charCodeAt(0) === 0xfeff) this.at = this.#lineStart = 1;
  }

  get column(): number {
    return this.at - this.#lineStart;
  }

  /** The character here, or so many further on; 0 at the end, as no text contains it. */
  code(further = 0): number {
    const at = this.at + further;
    return at < this.end ? this.text.charCodeAt(at) : 0;
  }

  /** Takes a line's end: what it stands for in a text. */
  takeBreak(): string {
    const code = this.code();
    this.at += code === CARRIAGE_RETURN && this.code(1) === LINE_FEED ? 2 : 1;
    this.line++;
    this.#lineStart = this.at;
    return code === 0x2028 || code === 0x2029 ? String.fromCharCode(code) : '\n';
  }

  /** Upstream's scanner goes to a line of its own where the text ends within one. */
  endLine(): void {
    if (this.column === 0) return;
    this.line++;
    this.#lineStart = this.at;
  }

  takeBlanks(): void {
    while (isBlank(this.code())) this.at++;
  }

  /** `---` or `...` at the beginning of a line. */
  isDocumentMark(): boolean {
    if (this.column !== 0) return false;
    const code = this.code();
    return (code === 45 || code === 46) && this.code(1) === code && this.code(2) === code && isBlankOrEnd(this.code(3));
  }

  /** Ends the reading with what the scanner found here. Lines are counted from 0, and of line 0 upstream is silent. */
  fail(problem: string): never {
    throw new YamlStop(this.line === 0 ? problem : `line ${this.line + 1}: ${problem}`);
  }
}
