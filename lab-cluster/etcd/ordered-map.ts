// A map that can also be read in order of its keys. The one import of sorted-btree, whose default export looks different to
// Node, bundlers and the compiler.
import SortedBTree from 'sorted-btree';

const wrapped = SortedBTree as unknown as { readonly default?: typeof SortedBTree };
const BTree = wrapped.default ?? SortedBTree;

/**
 * Found by key at once; put in order when somebody reads a range, because many more keys come and go than ranges are read.
 * Order is plain string order (UTF-16 code units), never by locale.
 */
export class OrderedMap<V> {
  readonly #values = new Map<string, V>();
  readonly #order = new BTree<string>(undefined, compareKeys);
  /** Keys that came since the last range was read; some may be gone again. */
  #unordered: string[] = [];

  get size(): number {
    return this.#values.size;
  }

  get(key: string): V | undefined {
    return this.#values.get(key);
  }

  set(key: string, value: V): void {
    if (!this.#values.has(key)) this.#unordered.push(key);
    this.#values.set(key, value);
  }

  delete(key: string): void {
    if (this.#values.delete(key)) this.#order.delete(key);
  }

  clear(): void {
    this.#values.clear();
    this.#order.clear();
    this.#unordered = [];
  }

  /** In order of arrival. */
  entries(): Iterable<[string, V]> {
    return this.#values;
  }

  /** Values of the keys in [start, end), in order. */
  forRange(start: string, end: string, visit: (value: V) => void): void {
    for (const key of this.#unordered) if (this.#values.has(key)) this.#order.set(key, undefined);
    this.#unordered = [];
    this.#order.forRange(start, end, false, (key) => visit(this.#values.get(key) as V));
  }
}

function compareKeys(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
