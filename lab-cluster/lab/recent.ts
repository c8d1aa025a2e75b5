// The newest entries of a series that goes on for ever: old ones are let go, many at a time.

export class Recent<T> {
  readonly #most: number;
  #entries: T[] = [];

  /** At least `most` of the newest are kept, and never more than twice as many. */
  constructor(most: number) {
    this.#most = most;
  }

  push(entry: T): void {
    this.#entries.push(entry);
    if (this.#entries.length >= 2 * this.#most) this.#entries = this.#entries.slice(-this.#most);
  }

  get newest(): T | undefined {
    return this.#entries.at(-1);
  }

  *newestFirst(): Iterable<T> {
    for (let index = this.#entries.length - 1; index >= 0; index--) yield this.#entries[index] as T;
  }
}
