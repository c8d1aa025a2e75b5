// The one import of sorted-btree, whose default export looks different to Node, bundlers and the compiler.
import SortedBTree from 'sorted-btree';

const wrapped = SortedBTree as unknown as { readonly default?: typeof SortedBTree };
const BTree = wrapped.default ?? SortedBTree;

export type SortedMap<V> = SortedBTree<string, V>;

/** A map kept in plain string order (UTF-16 code units), never by locale. */
export function createSortedMap<V>(): SortedMap<V> {
  return new BTree<string, V>(undefined, compareKeys);
}

function compareKeys(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
