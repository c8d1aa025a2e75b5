// Versions of an object share what did not change: memory for a hundred versions is not a hundred objects.

/**
 * The same value as `next`, made of parts of `previous` wherever they are equal; `previous` itself when all is. Writes into
 * `next`, which must be private but for parts it already shares with `previous`.
 */
export function reuse(next: unknown, previous: unknown): unknown {
  if (next === previous || typeof next !== 'object' || typeof previous !== 'object' || next === null || previous === null) return next;
  if (Array.isArray(next)) return Array.isArray(previous) ? reuseItems(next, previous) : next;
  if (Array.isArray(previous)) return next;
  return reuseFields(next as Record<string, unknown>, previous as Record<string, unknown>);
}

function reuseItems(next: unknown[], previous: readonly unknown[]): readonly unknown[] {
  let same = next.length === previous.length;
  for (let index = 0; index < next.length; index++) {
    const before = previous[index];
    const item = next[index];
    if (item === before) continue;
    const shared = reuse(item, before);
    if (shared !== item) next[index] = shared;
    if (shared !== before) same = false;
  }
  return same ? previous : next;
}

function reuseFields(next: Record<string, unknown>, previous: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  let same = true;
  let surplus = 0;
  for (const key in next) {
    const value = next[key];
    const before = previous[key];
    if (value !== undefined) surplus++;
    if (value === before) continue;
    const shared = reuse(value, before);
    if (shared !== value) next[key] = shared;
    if (shared !== before) same = false;
  }
  if (!same) return next;
  for (const key in previous) if (previous[key] !== undefined) surplus--;
  return surplus === 0 ? previous : next;
}
