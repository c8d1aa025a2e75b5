// The picture as a stream of changes: at most so many a second, only while someone looks.
import { type Cluster, createPictureDiffer, type Micros } from '../index.ts';
import type { Platform } from './pace.ts';
import type { Cursor, LabMessage } from './protocol.ts';

/** The instant a cursor stands at, undefined for now; nobody looks beyond the present. */
export function instantOf(cursor: Cursor, nowUs: Micros): Micros | undefined {
  return cursor.at === 'past' ? Math.max(0, Math.min(cursor.timeUs, nowUs)) : undefined;
}

export class PictureFeed {
  readonly #post: (message: LabMessage) => void;
  readonly #platform: Platform;
  #on = false;
  #cursor: Cursor = { at: 'live' };
  #everyMs = 100;
  #lastMs = Number.NEGATIVE_INFINITY;
  #sent = '';
  #differ = createPictureDiffer();
  #cancelLater: (() => void) | undefined;

  constructor(post: (message: LabMessage) => void, platform: Platform) {
    this.#post = post;
    this.#platform = platform;
  }

  follow(on: boolean, cursor: Cursor, maxPerSecond: number): void {
    this.#on = on;
    this.#cursor = cursor;
    this.#everyMs = 1000 / Math.min(Math.max(maxPerSecond, 1), 60);
    this.reset();
  }

  /** The next picture is sent whole, at once. */
  reset(): void {
    this.#differ = createPictureDiffer();
    this.#sent = '';
    this.#lastMs = Number.NEGATIVE_INFINITY;
    this.#cancelLater?.();
    this.#cancelLater = undefined;
  }

  update(cluster: Cluster): void {
    if (!this.#on || this.#cancelLater !== undefined) return;
    const state = this.#signature(cluster);
    if (state === this.#sent) return;
    const waitMs = this.#lastMs + this.#everyMs - this.#platform.nowMs();
    if (waitMs > 0) {
      this.#cancelLater = this.#platform.after(waitMs, () => {
        this.#cancelLater = undefined;
        this.update(cluster);
      });
      return;
    }
    this.#sent = state;
    this.#lastMs = this.#platform.nowMs();
    const picture = cluster.picture(instantOf(this.#cursor, cluster.nowUs));
    this.#post({ event: 'picture', delta: this.#differ.next(picture), cursor: this.#cursor });
  }

  /** What the picture depends on; the past does not change. */
  #signature(cluster: Cluster): string {
    if (this.#cursor.at === 'past') return `past ${this.#cursor.timeUs}`;
    return `live ${cluster.revision} ${cluster.lifeCount}`;
  }
}
