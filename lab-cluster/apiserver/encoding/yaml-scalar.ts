// One text as YAML writes it: plain where it can be, quoted or as a block where it must be.
// Models the scalar styles and line folding of go-yaml version 2, which is what Kubernetes prints with.

/** Where a scalar stands: how far its further lines are indented, and how wide its line is already. */
export interface Place {
  readonly indent: number;
  readonly column: number;
  readonly isKey: boolean;
}

const BEST_WIDTH = 80;

export function yamlScalar(text: string, place: Place): string {
  if (text.includes('\n')) {
    const block = !place.isKey && blockAllowed(text);
    return block ? literal(text, place.indent) : doubleQuoted(text, place);
  }
  const shape = shapeOf(text);
  if (looksLikeAnotherType(text) || shape.special) return doubleQuoted(text, place);
  if (text === '') return place.isKey ? "''" : '""';
  return shape.plain ? folded(text, place, false) : `'${folded(text.replaceAll("'", "''"), { ...place, column: place.column + 1 }, true)}'`;
}

/** What a YAML reader would take for null, a boolean, a number, a merge or a time. */
function looksLikeAnotherType(text: string): boolean {
  return (
    text === '' ||
    /^(?:~|null|Null|NULL|<<)$/.test(text) ||
    /^(?:y|Y|yes|Yes|YES|on|On|ON|true|True|TRUE|n|N|no|No|NO|off|Off|OFF|false|False|FALSE)$/.test(text) ||
    /^[-+]?\.(?:inf|Inf|INF)$|^\.(?:nan|NaN|NAN)$/.test(text) ||
    isNumber(text) ||
    /^\d{4}-\d{1,2}-\d{1,2}(?:(?:[Tt]|\s+)\d{1,2}:\d{1,2}:\d{1,2}(?:\.\d*)?(?:\s*(?:Z|[-+]\d\d?(?::?\d\d)?))?)?$/.test(text) ||
    /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/.test(text)
  );
}

function isNumber(text: string): boolean {
  if (!/^[-+.\d]/.test(text)) return false;
  const plain = text.replaceAll('_', '');
  const hex = /^[-+]?0[xX][0-9a-fA-F]+$/;
  const octal = /^[-+]?0[oO]?[0-7]+$/;
  const binary = /^[-+]?0[bB][-+]?[01]+$/;
  const float = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
  return float.test(plain) || hex.test(plain) || octal.test(plain) || binary.test(plain);
}

/** Models yaml_emitter_analyze_scalar for one line. */
function shapeOf(text: string): { readonly plain: boolean; readonly special: boolean } {
  const special = hasUnprintable(text);
  const outer = text.startsWith(' ') || text.endsWith(' ');
  const indicator =
    /^(?:---|\.\.\.)/.test(text) ||
    /^[#,[\]{}&*!|>'"%@`]/.test(text) ||
    /^[?:-](?: |$)/.test(text) ||
    /:(?: |$)/.test(text.slice(1)) ||
    / #/.test(text);
  return { plain: !outer && !indicator, special };
}

function hasUnprintable(text: string): boolean {
  for (const sign of text) if (!isPrintable(sign.codePointAt(0) as number)) return true;
  return false;
}

function isPrintable(code: number): boolean {
  if (code < 0x7f) return code >= 0x20 || code === 0x0a;
  return (code >= 0xa0 && code <= 0xd7ff) || (code >= 0xe000 && code <= 0xfffd && code !== 0xfeff) || code >= 0x10000;
}

function blockAllowed(text: string): boolean {
  return !hasUnprintable(text) && !/ \n/.test(text) && !text.endsWith(' ') && !/[\u2028\u2029]/.test(text);
}

function literal(text: string, indent: number): string {
  const hint = /^[ \n]/.test(text) ? '2' : '';
  const chomp = text.endsWith('\n') ? (text === '\n' || text.endsWith('\n\n') ? '+' : '') : '-';
  const lines = (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n');
  const margin = ' '.repeat(indent);
  return `|${hint}${chomp}\n${lines.map((line) => (line === '' ? '' : margin + line)).join('\n')}`;
}

/** A line that is too wide is broken at a space, once it is. */
function folded(text: string, { indent, column, isKey }: Place, quoted: boolean): string {
  if (isKey || column + text.length <= BEST_WIDTH || !text.includes(' ')) return text;
  const signs = Array.from(text);
  let out = '';
  let width = column;
  let afterSpace = false;
  for (const [index, sign] of signs.entries()) {
    const inside = !quoted || (index > 0 && index < signs.length - 1);
    if (sign === ' ' && !afterSpace && width > BEST_WIDTH && signs[index + 1] !== ' ' && inside) {
      out += `\n${' '.repeat(indent)}`;
      width = indent;
    } else {
      out += sign;
      width++;
    }
    afterSpace = sign === ' ';
  }
  return out;
}

const ESCAPES: Readonly<Record<number, string>> = {
  0: '0',
  7: 'a',
  8: 'b',
  9: 't',
  10: 'n',
  11: 'v',
  12: 'f',
  13: 'r',
  27: 'e',
  34: '"',
  92: '\\',
  0x85: 'N',
  0xa0: '_',
  0x2028: 'L',
  0x2029: 'P',
};

function doubleQuoted(text: string, { indent, column, isKey }: Place): string {
  const signs = Array.from(text);
  let out = '"';
  let width = column + 1;
  let afterSpace = false;
  for (const [index, sign] of signs.entries()) {
    const code = sign.codePointAt(0) as number;
    const breaks = !isKey && sign === ' ' && !afterSpace && width > BEST_WIDTH && index > 0 && index < signs.length - 1;
    if (breaks) {
      const next = signs[index + 1] === ' ' ? '\\' : '';
      out += `\n${' '.repeat(indent)}${next}`;
      width = indent + next.length;
    } else {
      const written = escaped(sign, code);
      out += written;
      width += written.length;
    }
    afterSpace = sign === ' ';
  }
  return `${out}"`;
}

function escaped(sign: string, code: number): string {
  const isBreak = code === 0x0a || code === 0x85 || code === 0x2028 || code === 0x2029;
  if (isPrintable(code) && !isBreak && sign !== '"' && sign !== '\\') return sign;
  const short = ESCAPES[code];
  if (short !== undefined) return `\\${short}`;
  const hex = code.toString(16).toUpperCase();
  if (code <= 0xff) return `\\x${hex.padStart(2, '0')}`;
  return code <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`;
}
