// Maps that are almost always empty: one empty map serves every pod, and a change makes a new one.

const EMPTY: ReadonlyMap<string, never> = new Map<string, never>();

export function emptyMap<T>(): ReadonlyMap<string, T> {
  return EMPTY;
}

export function withEntry<T>(map: ReadonlyMap<string, T>, key: string, value: T): ReadonlyMap<string, T> {
  return new Map(map).set(key, value);
}

export function withoutEntry<T>(map: ReadonlyMap<string, T>, key: string): ReadonlyMap<string, T> {
  if (!map.has(key)) return map;
  if (map.size === 1) return EMPTY;
  const next = new Map(map);
  next.delete(key);
  return next;
}
