// Frames on their way to one watcher, at the pace he reads: what he has not taken yet waits in a bounded queue, and whoever
// takes nothing for long, or falls too far behind, loses his watch. Nobody else is held up.
import type { StreamFrame } from '../index.ts';
import { type HttpResponse, isGone } from './http-answer.ts';
import { frameBytes } from './json-text.ts';

/** Frames a watcher may be behind; a list of 10,000 objects comes as so many frames at once. */
const MOST_FRAMES_BEHIND = 50_000;
const STALLED_MS = 10_000;
const BYTES_A_WRITE = 64 * 1024;

export class WatchWriter {
  readonly #to: HttpResponse;
  readonly #tooSlow: () => void;
  /** References only: the bytes are made when there is room for them. */
  #waiting: StreamFrame[] = [];
  #next = 0;
  #blocked = false;
  #ended = false;
  #planned = false;
  #stalled: NodeJS.Timeout | undefined;

  constructor(to: HttpResponse, tooSlow: () => void) {
    this.#to = to;
    this.#tooSlow = tooSlow;
    to.on('drain', () => {
      this.#blocked = false;
      clearTimeout(this.#stalled);
      this.#stalled = undefined;
      this.#flush();
    });
    to.on('close', () => this.#stop());
  }

  write(frame: StreamFrame): void {
    if (this.#ended) return;
    this.#waiting.push(frame);
    if (this.#waiting.length - this.#next > MOST_FRAMES_BEHIND) return this.#giveUp();
    if (this.#blocked || this.#planned) return;
    // Frames of one slice of the lab leave together, right after it.
    this.#planned = true;
    queueMicrotask(() => {
      this.#planned = false;
      this.#flush();
    });
  }

  /** After the frames that wait. */
  end(): void {
    this.#ended = true;
    if (!this.#blocked) this.#flush();
  }

  #flush(): void {
    while (!this.#blocked && this.#next < this.#waiting.length) {
      if (isGone(this.#to)) return this.#stop();
      const parts: Buffer[] = [];
      for (let bytes = 0; bytes < BYTES_A_WRITE && this.#next < this.#waiting.length; this.#next++) {
        const part = frameBytes(this.#waiting[this.#next] as StreamFrame);
        parts.push(part);
        bytes += part.length;
      }
      const more = this.#to.write(parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts));
      if (!more) this.#block();
    }
    if (this.#next < this.#waiting.length) return;
    this.#waiting = [];
    this.#next = 0;
    if (this.#ended && !this.#blocked) this.#to.end();
  }

  #block(): void {
    this.#blocked = true;
    // If this thread was busy itself, what the reader has taken meanwhile is heard first: timers come before it, immediates after it.
    this.#stalled ??= setTimeout(() => setImmediate(() => this.#stalled !== undefined && this.#giveUp()), STALLED_MS);
  }

  #giveUp(): void {
    this.#stop();
    this.#tooSlow();
  }

  #stop(): void {
    clearTimeout(this.#stalled);
    this.#stalled = undefined;
    this.#ended = true;
    this.#waiting = [];
    this.#next = 0;
  }
}
