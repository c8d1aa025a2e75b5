// Where the documents of a YAML stream begin and end, and whether a text is one that can be read at all. Pure text work.

export interface Segment {
  /** Offset of the first character after the `---` that opens it. */
  readonly start: number;
  readonly text: string;
}

/** A marker ends whatever came before it, block scalars too: YAML allows no line to begin so inside a document. */
const marker = /^(?:---(?=[ \t\r\n]|$)|\.\.\.[ \t]*(?=\r?\n|$))/gm;

/** The documents of the stream; stretches of comments and blank lines alone are left out. */
export function splitDocuments(text: string): readonly Segment[] {
  const segments: Segment[] = [];
  let start = 0;
  const push = (end: number): void => {
    const body = text.slice(start, end);
    if (!isBlank(body)) segments.push({ start, text: body });
  };
  for (const match of text.matchAll(marker)) {
    push(match.index);
    start = match.index + 3;
  }
  push(text.length);
  return segments;
}

/** Only comments, directives and white space. */
function isBlank(text: string): boolean {
  return /^(?:[ \t]*(?:[#%][^\n]*)?(?:\r?\n|$))*$/.test(text);
}

/** Text beyond this is not checked while typing; applying it still works. */
export const maxCheckedCharacters = 2_000_000;

/** True for what is no text: a NUL, or many characters that nobody types. */
export function isBinary(text: string): boolean {
  const sample = text.slice(0, 20_000);
  let odd = 0;
  for (let index = 0; index < sample.length; index++) {
    const code = sample.charCodeAt(index);
    if (code === 0) return true;
    if ((code < 32 && code !== 9 && code !== 10 && code !== 13 && code !== 12) || code === 0xfffd) odd += 1;
  }
  return odd > 10 && odd > sample.length / 100;
}

/** True when the text begins lines with both words by which Kubernetes knows its documents, or with a kind it has. */
export function looksLikeManifest(text: string, isKnownKind: (kind: string) => boolean): boolean {
  const kind = /^kind:[ \t]*["']?([A-Za-z]+)/m.exec(text)?.[1];
  const apiVersion = /^apiVersion:[ \t]*\S/m.test(text);
  return kind !== undefined && (apiVersion || isKnownKind(kind));
}

export function offsetOfLine(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}
