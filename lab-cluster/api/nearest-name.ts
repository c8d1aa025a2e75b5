// What somebody probably meant who wrote a name that does not exist.

/** The closest of `names`, if any is close: another case, a few letters off, or one within the other. */
export function nearestName(written: string, names: readonly string[]): string | undefined {
  const wanted = written.toLowerCase();
  let best: string | undefined;
  let bestCost = Number.POSITIVE_INFINITY;
  for (const name of names) {
    const candidate = name.toLowerCase();
    const limit = Math.max(1, Math.floor(Math.max(wanted.length, candidate.length) * 0.4));
    let cost = candidate === wanted ? 0 : distance(wanted, candidate, limit);
    // A word left out of the middle or the end (`imagePolicy`, `limit`) reads closer than its letters count.
    if (cost > 1 && wanted.length >= 4 && isSubsequence(wanted, candidate))
      cost = Math.min(cost, 1 + (candidate.length - wanted.length) / 10);
    if (cost <= limit && cost < bestCost) {
      best = name;
      bestCost = cost;
    }
  }
  return best;
}

/** Insertions, deletions, substitutions and swaps of neighbours; anything above `limit` counts as out of reach. */
function distance(left: string, right: string, limit: number): number {
  if (Math.abs(left.length - right.length) > limit) return limit + 1;
  let before: number[] = [];
  let previous = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let row = 1; row <= left.length; row++) {
    const current = [row];
    for (let column = 1; column <= right.length; column++) {
      const same = left[row - 1] === right[column - 1] ? 0 : 1;
      let cost = Math.min((previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1, (previous[column - 1] ?? 0) + same);
      const swapped = row > 1 && column > 1 && left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1];
      if (swapped) cost = Math.min(cost, (before[column - 2] ?? 0) + 1);
      current.push(cost);
    }
    before = previous;
    previous = current;
  }
  return previous[right.length] ?? limit + 1;
}

function isSubsequence(short: string, long: string): boolean {
  let at = 0;
  for (const sign of long) if (sign === short[at]) at++;
  return at === short.length;
}
