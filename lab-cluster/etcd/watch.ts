// Watches: who wants to hear of which keys. Frames go out once per group of commits, in revision order.
import type { KeyValue, WatchFrame } from './api.ts';

export interface Watcher {
  readonly key: string;
  /** Exclusive end; absent watches the single key. */
  readonly end: string | undefined;
  send(frame: WatchFrame): void;
}

export class WatchHub {
  readonly #watchers = new Set<Watcher>();

  get size(): number {
    return this.#watchers.size;
  }

  add(watcher: Watcher): void {
    this.#watchers.add(watcher);
  }

  remove(watcher: Watcher): void {
    this.#watchers.delete(watcher);
  }

  /** Tells every watcher what of `events` is theirs. */
  publish(events: readonly KeyValue[], revision: number): void {
    for (const watcher of this.#watchers) {
      const own = events.every((event) => isWatched(watcher, event.key)) ? events : events.filter((event) => isWatched(watcher, event.key));
      if (own.length > 0) watcher.send({ revision, events: own });
    }
  }
}

function isWatched(watcher: Pick<Watcher, 'key' | 'end'>, key: string): boolean {
  return watcher.end === undefined ? key === watcher.key : key >= watcher.key && key < watcher.end;
}
