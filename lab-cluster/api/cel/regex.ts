// Regular expressions as Go writes and runs them (RE2): the time a match takes grows with the text, never faster, so that no
// pattern holds the server up.
import { RE2JS, RE2JSException } from 're2js';

const LIMIT = 500;
const compiled = new Map<string, RE2JS | string>();

/** The pattern, or what Go says of a wrong one: "error parsing regexp: missing closing ]: `[a`". */
export function goRegex(pattern: string): RE2JS | string {
  let found = compiled.get(pattern);
  if (found === undefined) {
    if (compiled.size >= LIMIT) compiled.clear();
    compiled.set(pattern, (found = compile(pattern)));
  }
  return found;
}

function compile(pattern: string): RE2JS | string {
  try {
    return RE2JS.compile(pattern);
  } catch (error) {
    if (error instanceof RE2JSException) return error.message;
    throw error;
  }
}

/** The matches from the left, none inside another, and no more than asked for. */
export function matchesIn(regex: RE2JS, text: string, limit: number): readonly string[] {
  const found: string[] = [];
  const matcher = regex.matcher(text);
  while (found.length < limit && matcher.find()) found.push(matcher.group() ?? '');
  return found;
}
