// The order of a merged list: what a patch names stands in the patch's order, what only the server has keeps its place among
// those it was with. Models apimachinery/pkg/util/strategicpatch normalizeElementOrder.
import { append } from '../../api/append.ts';

/** Of longer lists the long way is the shorter one. */
const SHORT = 16;

/** `idOf`: what tells items apart, a merge key's value or the value itself. `named`: ids in the patch's order. */
export function inElementOrder(
  items: readonly unknown[],
  named: readonly unknown[],
  serverOrder: readonly unknown[],
  idOf: (item: unknown) => unknown,
): readonly unknown[] {
  if (isInOrder(items, named, idOf)) return items;
  const rank = ranksOf(named);
  const place = ranksOf(serverOrder.map(idOf));
  const ours: unknown[] = [];
  const theirs: unknown[] = [];
  for (const item of items) (rank.has(idOf(item)) ? ours : theirs).push(item);
  ours.sort((one, other) => (rank.get(idOf(one)) ?? 0) - (rank.get(idOf(other)) ?? 0));
  theirs.sort((one, other) => (place.get(idOf(one)) ?? Infinity) - (place.get(idOf(other)) ?? Infinity) || 0);
  const merged: unknown[] = [];
  let next = 0;
  for (const item of ours) {
    const at = place.get(idOf(item));
    // A new item stands before what is left of the server's.
    while (at !== undefined && next < theirs.length && (place.get(idOf(theirs[next])) ?? Infinity) < at) merged.push(theirs[next++]);
    merged.push(item);
  }
  append(merged, theirs.slice(next));
  return merged;
}

/** As nearly always: each item is named, and stands where it is named. Ids that come twice are left to the long way. */
function isInOrder(items: readonly unknown[], named: readonly unknown[], idOf: (item: unknown) => unknown): boolean {
  if (items.length !== named.length || items.length > SHORT) return false;
  for (let index = 0; index < items.length; index++) {
    if (idOf(items[index]) !== named[index] || named.indexOf(named[index]) !== index) return false;
  }
  return true;
}

function ranksOf(ids: readonly unknown[]): ReadonlyMap<unknown, number> {
  const ranks = new Map<unknown, number>();
  for (const [index, id] of ids.entries()) if (!ranks.has(id)) ranks.set(id, index);
  return ranks;
}
