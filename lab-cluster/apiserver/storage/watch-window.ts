// The recent past of one resource, for watches that begin a little behind. Old changes leave; what is older than all is gone.
import type { KubeObject } from '../../api/object.ts';
import type { WatchEvent } from '../../api/request.ts';
import type { Context, Micros } from '../../sim/sim.ts';

/** One change of one object, and the frames watchers get of it: made once, shared by all. */
export interface Change {
  readonly revision: number;
  readonly timeUs: Micros;
  /** Absent when the change deleted the object. */
  readonly object: KubeObject | undefined;
  readonly previous: KubeObject | undefined;
  /** The commit that made it. */
  readonly ctx: Context;
  added: WatchEvent | undefined;
  modified: WatchEvent | undefined;
  deleted: WatchEvent | undefined;
}

/** Models the watch cache's sizing: events stay this long, within these bounds. */
const FRESH_US = 75_000_000;
const MIN_LENGTH = 100;
const MAX_LENGTH = 102_400;

export class WatchWindow {
  #changes: Change[] = [];
  #head = 0;
  /** Watches may begin at this revision or later. */
  #since: number;

  constructor(since: number) {
    this.#since = since;
  }

  get since(): number {
    return this.#since;
  }

  push(change: Change): void {
    this.#changes.push(change);
    while (this.#changes.length - this.#head > MIN_LENGTH) {
      const oldest = this.#changes[this.#head] as Change;
      if (this.#changes.length - this.#head <= MAX_LENGTH && change.timeUs - oldest.timeUs < FRESH_US) break;
      this.#since = oldest.revision;
      this.#head++;
    }
    if (this.#head > 1024 && this.#head * 2 > this.#changes.length) {
      this.#changes = this.#changes.slice(this.#head);
      this.#head = 0;
    }
  }

  /** Changes after a revision, oldest first; undefined when some of them are no longer here. */
  after(revision: number): readonly Change[] | undefined {
    if (revision < this.#since) return undefined;
    let low = this.#head;
    let high = this.#changes.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#changes[middle] as Change).revision > revision) high = middle;
      else low = middle + 1;
    }
    return this.#changes.slice(low);
  }
}
