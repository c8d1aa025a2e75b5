// Keys that stand twice in one object of a JSON text, by path, found in one walk over the text. Models sigs.k8s.io/json's strict errors.

/** As many as upstream tells of. */
const MAX_TOLD = 100;

const QUOTE = '"'.charCodeAt(0);
const BACKSLASH = '\\'.charCodeAt(0);

interface Level {
  /** Undefined for lists. */
  readonly keys: Set<string> | undefined;
  readonly path: string;
  index: number;
}

/** `text` is sound JSON, and not nested without end. */
export function duplicateKeys(text: string): readonly string[] {
  const found = new Set<string>();
  const levels: Level[] = [];
  let path = '';
  for (let at = 0; at < text.length && found.size < MAX_TOLD; at++) {
    const sign = text[at];
    const level = levels.at(-1);
    if (sign === '"') {
      const end = endOfString(text, at);
      if (level?.keys !== undefined && isKey(text, end)) path = keyPath(level, JSON.parse(text.slice(at, end)) as string, found);
      at = end - 1;
    } else if (sign === '{' || sign === '[') {
      const own = level === undefined || level.keys !== undefined ? path : `${level.path}[${level.index}]`;
      levels.push({ keys: sign === '{' ? new Set() : undefined, path: own, index: 0 });
    } else if (sign === '}' || sign === ']') levels.pop();
    else if (sign === ',' && level !== undefined) level.index++;
  }
  return [...found].map((key) => `duplicate field ${JSON.stringify(key)}`);
}

function keyPath(level: Level, key: string, found: Set<string>): string {
  const path = level.path === '' ? key : `${level.path}.${key}`;
  if (level.keys?.has(key) === true) found.add(path);
  level.keys?.add(key);
  return path;
}

function endOfString(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at++) {
    const sign = text.charCodeAt(at);
    if (sign === BACKSLASH) at++;
    else if (sign === QUOTE) return at + 1;
  }
  return text.length + 1;
}

/** How many keys a sound JSON text has, repeated ones counted each time. */
export function keyCount(text: string): number {
  let count = 0;
  for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at)) {
    at = endOfString(text, at);
    if (isKey(text, at)) count++;
  }
  return count;
}

function isKey(text: string, from: number): boolean {
  let at = from;
  while (at < text.length && text.charCodeAt(at) <= 32) at++;
  return text[at] === ':';
}

/** Whether brackets stand within brackets more than `limit` deep, strings aside. */
export function nestsDeeperThan(text: string, limit: number): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const sign = text[at];
    if (sign === '"') at = endOfString(text, at) - 1;
    else if (sign === '{' || sign === '[') {
      if (++depth > limit) return true;
    } else if (sign === '}' || sign === ']') depth--;
  }
  return false;
}
