// What Go's JSON decoder says of text it cannot read: the wording clients of the API know. Also finds keys that are written twice.

/** Where and why `text` is no JSON, in encoding/json's words; undefined when it is. */
export function jsonProblem(text: string): string | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch {
    return new Scanner(text).problem();
  }
}

/** Thrown and caught in this file only: unwinds the scanner at the first thing that is wrong. */
class Stop {
  readonly message: string;
  constructor(message: string) {
    this.message = message;
  }
}

const END = 'unexpected end of JSON input';

class Scanner {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  problem(): string {
    try {
      this.#value(0);
      this.#space();
      if (this.#at < this.#text.length) this.#refuse('after top-level value');
    } catch (stop) {
      if (stop instanceof Stop) return stop.message;
      throw stop;
    }
    return END;
  }

  #value(depth: number): void {
    if (depth > 1000) throw new Stop('exceeded max depth');
    this.#space();
    const sign = this.#peek();
    if (sign === '{') return this.#members(depth);
    if (sign === '[') return this.#elements(depth);
    if (sign === '"') return this.#string('looking for beginning of value');
    for (const word of ['true', 'false', 'null']) if (this.#text.startsWith(word, this.#at)) return void (this.#at += word.length);
    const number = /^-?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?/.exec(this.#text.slice(this.#at, this.#at + 400));
    if (number === null) this.#refuse('looking for beginning of value');
    else this.#at += number[0].length;
  }

  #members(depth: number): void {
    this.#at++;
    this.#space();
    if (this.#peek() === '}') return void this.#at++;
    for (;;) {
      this.#space();
      this.#string('looking for beginning of object key string');
      this.#space();
      if (this.#peek() !== ':') this.#refuse('after object key');
      this.#at++;
      this.#value(depth + 1);
      this.#space();
      const sign = this.#peek();
      if (sign !== ',' && sign !== '}') this.#refuse('after object key:value pair');
      this.#at++;
      if (sign === '}') return;
    }
  }

  #elements(depth: number): void {
    this.#at++;
    this.#space();
    if (this.#peek() === ']') return void this.#at++;
    for (;;) {
      this.#value(depth + 1);
      this.#space();
      const sign = this.#peek();
      if (sign !== ',' && sign !== ']') this.#refuse('after array element');
      this.#at++;
      if (sign === ']') return;
    }
  }

  #string(context: string): void {
    if (this.#peek() !== '"') this.#refuse(context);
    for (this.#at++; ; this.#at++) {
      const sign = this.#peek();
      if (sign === '"') break;
      if (sign < ' ') this.#refuse('in string literal');
      if (sign === '\\') this.#at++;
    }
    this.#at++;
  }

  #space(): void {
    while (/[ \t\r\n]/.test(this.#text[this.#at] ?? '')) this.#at++;
  }

  #peek(): string {
    const sign = this.#text[this.#at];
    if (sign === undefined) throw new Stop(END);
    return sign;
  }

  #refuse(context: string): never {
    const sign = this.#peek();
    const shown = sign === "'" ? "'\\''" : sign < ' ' ? `'\\x${sign.charCodeAt(0).toString(16).padStart(2, '0')}'` : `'${sign}'`;
    throw new Stop(`invalid character ${shown} ${context}`);
  }
}
