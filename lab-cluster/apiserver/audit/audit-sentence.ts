// Takes out of a sentence what it says of secrets, also where it says a part of one only.

/** So many characters in common with a secret are no chance. */
const PART = 8;
/** What would take long is not looked through. */
const MAX_SECRETS = 256 * 1024;
const MAX_SENTENCE = 64 * 1024;

export function withoutSecrets(text: string, secrets: Iterable<string>, instead: string): string {
  const pieces = new Set<string>();
  let length = text.length > MAX_SENTENCE ? Infinity : 0;
  for (const secret of secrets) {
    // Quoted, the signs between these are written in another way.
    for (const piece of secret.split(/[\s"\\]+/)) pieces.add(piece);
    length += secret.length;
  }
  pieces.delete('');
  if (pieces.size === 0) return text;
  return length > MAX_SECRETS ? instead : covered(text, marksOf(text, pieces), instead);
}

function marksOf(text: string, pieces: ReadonlySet<string>): readonly boolean[] {
  const marks: boolean[] = new Array<boolean>(text.length).fill(false);
  const parts = new Set<string>();
  for (const piece of pieces) {
    if (piece.length < PART) markWords(text, piece, marks);
    else for (let at = 0; at + PART <= piece.length; at++) parts.add(piece.slice(at, at + PART));
  }
  for (let at = 0; at + PART <= text.length; at++) {
    if (parts.has(text.slice(at, at + PART))) marks.fill(true, at, at + PART);
  }
  return marks;
}

/** What is short may be a part of any word. */
function markWords(text: string, piece: string, marks: boolean[]): void {
  const isWord = (at: number): boolean => /[\p{L}\p{N}]/u.test(text[at] ?? '');
  for (let at = text.indexOf(piece); at >= 0; at = text.indexOf(piece, at + 1)) {
    if (!isWord(at - 1) && !isWord(at + piece.length)) marks.fill(true, at, at + piece.length);
  }
}

function covered(text: string, marks: readonly boolean[], instead: string): string {
  let out = '';
  for (let at = 0; at < text.length; at++) {
    if (marks[at] !== true) out += text[at];
    else if (at === 0 || marks[at - 1] !== true) out += instead;
  }
  return out;
}
