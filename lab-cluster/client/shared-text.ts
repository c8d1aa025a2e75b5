// Texts that are kept by the thousand, made small: in one piece, and one for all who say the same.

/** Texts remembered for sharing; then it begins anew. */
const LIMIT = 1024;
const known = new Map<string, string>();
let lastLetter = 0;

/**
 * The same text without its parts. Engines keep a text that was put together as a tree of what it was put together from,
 * until somebody reads a letter of it.
 */
export function inOnePiece(text: string): string {
  lastLetter = (lastLetter + text.charCodeAt(0)) | 0;
  return text;
}

/** One text for all that are equal to it. */
export function sharedText(text: string): string {
  const found = known.get(text);
  if (found !== undefined) return found;
  if (known.size >= LIMIT) known.clear();
  known.set(inOnePiece(text), text);
  return text;
}
