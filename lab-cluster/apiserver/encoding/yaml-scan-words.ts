// What is not content in YAML: names of anchors, tags, directives.
// Models yaml_parser_scan_anchor, _tag and _directive of goyaml.v2/scannerc.go.
import { isBlankOrEnd, isBreak, isWord, type YamlCursor } from './yaml-cursor.ts';

const HASH = 35;
/** May follow a name without a blank. */
const AFTER_NAME = '?:,]}%@`';
const URI = /[0-9A-Za-z_\-;/?:@&=+$,.!~*'()[\]%]/;

/** Behind `&` or `*`. */
export function scanName(cursor: YamlCursor): string {
  cursor.at++;
  const start = cursor.at;
  while (isWord(cursor.code())) cursor.at++;
  const code = cursor.code();
  if (cursor.at === start || !(isBlankOrEnd(code) || AFTER_NAME.includes(String.fromCharCode(code))))
    cursor.fail('did not find expected alphabetic or numeric character');
  return cursor.text.slice(start, cursor.at);
}

export interface TagToken {
  /** Empty for a tag that is written out. */
  readonly handle: string;
  readonly suffix: string;
}

export function scanTag(cursor: YamlCursor): TagToken {
  const tag = cursor.code(1) === 60 ? verbatim(cursor) : shorthand(cursor);
  if (!isBlankOrEnd(cursor.code())) cursor.fail('did not find expected whitespace or line break');
  return tag;
}

function verbatim(cursor: YamlCursor): TagToken {
  cursor.at += 2;
  const suffix = takeUri(cursor);
  if (cursor.code() !== 62) cursor.fail("did not find the expected '>'");
  cursor.at++;
  return { handle: '', suffix };
}

function shorthand(cursor: YamlCursor): TagToken {
  const start = cursor.at++;
  while (isWord(cursor.code())) cursor.at++;
  if (cursor.code() === 33) {
    cursor.at++;
    return { handle: cursor.text.slice(start, cursor.at), suffix: takeUri(cursor) };
  }
  const head = cursor.text.slice(start + 1, cursor.at);
  const suffix = head + (head === '' && isBlankOrEnd(cursor.code()) ? '' : takeUri(cursor, head !== ''));
  return suffix === '' ? { handle: '', suffix: '!' } : { handle: '!', suffix };
}

function takeUri(cursor: YamlCursor, mayBeEmpty = false): string {
  const start = cursor.at;
  while (URI.test(cursor.text[cursor.at] ?? '')) cursor.at++;
  if (cursor.at === start && !mayBeEmpty) cursor.fail('did not find expected tag URI');
  const uri = cursor.text.slice(start, cursor.at);
  try {
    return decodeURIComponent(uri);
  } catch {
    return cursor.fail('did not find URI escaped octet');
  }
}

export type Directive =
  | { readonly name: 'YAML'; readonly version: string }
  | { readonly name: 'TAG'; readonly handle: string; readonly prefix: string };

export function scanDirective(cursor: YamlCursor): Directive {
  const line = /%([0-9A-Za-z_-]*)([^#\r\n]*)/y;
  line.lastIndex = cursor.at;
  const [, name = '', rest = ''] = line.exec(cursor.text) ?? [];
  if (name === '') cursor.fail('could not find expected directive name');
  const words = rest.trim().split(/[ \t]+/);
  cursor.at = line.lastIndex;
  if (cursor.code() === HASH) while (!isBreak(cursor.code()) && cursor.code() !== 0) cursor.at++;
  if (name === 'YAML') {
    if (words.length > 1) cursor.fail('did not find expected comment or line break');
    if (!/^\d+\.\d+$/.test(words[0] ?? '')) cursor.fail('did not find expected version number');
    return { name, version: words[0] ?? '' };
  }
  if (name !== 'TAG') return cursor.fail('found unknown directive name');
  const [handle = '', prefix = ''] = words;
  if (!/^!(?:[0-9A-Za-z_-]*!)?$/.test(handle)) cursor.fail("did not find expected '!'");
  if (prefix === '' || words.length > 2) cursor.fail('did not find expected whitespace or line break');
  return { name, handle, prefix };
}
