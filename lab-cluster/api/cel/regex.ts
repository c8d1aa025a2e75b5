// Regular expressions as Go writes them (RE2), made ones of this language.
// Models regexp/syntax. Simplified: JavaScript matches by trying, so a pattern made to be slow is slow here.

const POSIX: Readonly<Record<string, string>> = {
  alnum: 'A-Za-z0-9',
  alpha: 'A-Za-z',
  ascii: '\\x00-\\x7F',
  blank: '\\t ',
  cntrl: '\\x00-\\x1F\\x7F',
  digit: '0-9',
  graph: '!-~',
  lower: 'a-z',
  print: ' -~',
  punct: '!-\\/:-@\\[-`{-~',
  space: '\\t\\n\\v\\f\\r ',
  upper: 'A-Z',
  word: '0-9A-Za-z_',
  xdigit: '0-9A-Fa-f',
};
const LIMIT = 500;
const compiled = new Map<string, RegExp | string>();

/** The pattern, or what Go says of a wrong one: "error parsing regexp: missing closing ]: `[a`". */
export function goRegex(pattern: string): RegExp | string {
  let found = compiled.get(pattern);
  if (found === undefined) {
    if (compiled.size >= LIMIT) compiled.clear();
    compiled.set(pattern, (found = translate(pattern)));
  }
  return found;
}

/** Every match, from the left, none inside another. */
export function allMatches(regex: RegExp, text: string): readonly string[] {
  return [...text.matchAll(new RegExp(regex.source, `${regex.flags}g`))].map(([match]) => match);
}

function translate(pattern: string): RegExp | string {
  const problem = (why: string, part: string): string => `error parsing regexp: ${why}: \`${part}\``;
  let flags = 'u';
  let source = '';
  let at = 0;
  let depth = 0;
  const leading = /^\(\?([ims]+)\)/.exec(pattern);
  if (leading !== null) {
    flags += leading[1] ?? '';
    at = leading[0].length;
  }
  while (at < pattern.length) {
    const character = pattern[at] ?? '';
    if (character === '\\') {
      const escape = translateEscape(pattern.slice(at), false);
      if (escape === undefined)
        return problem(
          at + 1 === pattern.length ? 'trailing backslash at end of expression' : 'invalid escape sequence',
          pattern.slice(at, at + 2).slice(at + 1 === pattern.length ? 1 : 0),
        );
      source += escape.text;
      at += escape.length;
    } else if (character === '[') {
      const set = translateSet(pattern, at);
      if (typeof set === 'string') return problem(set, pattern.slice(at));
      source += set.text;
      at = set.end;
    } else if (character === '(') {
      depth++;
      if (/^\(\?(?:=|!|<=|<!)/.test(pattern.slice(at))) return problem('invalid or unsupported Perl syntax', pattern.slice(at, at + 3));
      source += pattern.startsWith('(?P<', at) ? '(?<' : '(';
      at += pattern.startsWith('(?P<', at) ? 4 : 1;
    } else if (character === ')') {
      if (depth-- === 0) return problem('unexpected )', pattern);
      source += ')';
      at++;
    } else {
      // A brace that counts nothing is a brace.
      const isLoose =
        (character === '{' && !/^\{\d+(?:,\d*)?\}/.test(pattern.slice(at))) ||
        (character === '}' && !/\{\d+(?:,\d*)?$/.test(pattern.slice(0, at))) ||
        character === ']';
      source += isLoose ? `\\${character}` : character;
      at++;
    }
  }
  if (depth > 0) return problem('missing closing )', pattern);
  try {
    return new RegExp(source, flags);
  } catch {
    const repeat = /^[*+?]+/.exec(pattern)?.[0];
    return repeat === undefined
      ? problem('invalid nested repetition operator', pattern)
      : problem('missing argument to repetition operator', repeat);
  }
}

function translateEscape(rest: string, inSet: boolean): { readonly text: string; readonly length: number } | undefined {
  const next = rest[1];
  if (next === undefined) return undefined;
  if (!inSet && next === 'A') return { text: '(?<![\\s\\S])', length: 2 };
  if (!inSet && next === 'z') return { text: '(?![\\s\\S])', length: 2 };
  if (next === 'Q' || next === 'E') return { text: '', length: 2 };
  const long = /^\\(?:[pP](?:\{\^?\w+\}|\w)|x\{[0-9a-fA-F]+\}|x[0-9a-fA-F]{2}|0[0-7]{0,2})/.exec(rest)?.[0];
  if (long !== undefined) return { text: longEscape(long), length: long.length };
  if (/[dDsSwWtnrfv]/.test(next) || (!inSet && /[bB]/.test(next))) return { text: `\\${next}`, length: 2 };
  if (next === 'a') return { text: '\\x07', length: 2 };
  if (/[\^$\\.*+?()[\]{}|/]/.test(next) || (inSet && next === '-')) return { text: `\\${next}`, length: 2 };
  // Other signs need no escape here, and may not have one.
  return /[!-/:-@[-`{-~]/.test(next) ? { text: next, length: 2 } : undefined;
}

function longEscape(text: string): string {
  if (text.startsWith('\\x{')) return `\\u${text.slice(2)}`;
  if (text.startsWith('\\0')) return `\\u{${Number.parseInt(text.slice(1), 8).toString(16)}}`;
  if (/^\\[pP]/.test(text)) {
    const name = text.slice(2).replace(/[{}^]/g, '');
    const isNegative = text.startsWith('\\P') !== text.includes('^');
    const property = name.length <= 2 ? name : `Script=${name}`;
    return `\\${isNegative ? 'P' : 'p'}{${property}}`;
  }
  return text;
}

function translateSet(pattern: string, start: number): { readonly text: string; readonly end: number } | string {
  let at = start + 1;
  let text = '[';
  if (pattern[at] === '^') {
    text += '^';
    at++;
  }
  for (let first = true; ; first = false) {
    const character = pattern[at];
    if (character === undefined) return 'missing closing ]';
    if (character === ']' && !first) return { text: `${text}]`, end: at + 1 };
    const named = /^\[:(\^?)(\w+):\]/.exec(pattern.slice(at));
    if (named !== null) {
      const members = POSIX[named[2] ?? ''];
      if (members === undefined || named[1] === '^') return 'invalid character class range';
      text += members;
      at += named[0].length;
    } else if (character === '\\') {
      const escape = translateEscape(pattern.slice(at), true);
      if (escape === undefined) return 'invalid escape sequence';
      text += escape.text;
      at += escape.length;
    } else {
      text += /[[\](){}/|]/.test(character) ? `\\${character}` : character;
      at += character.length;
    }
  }
}
