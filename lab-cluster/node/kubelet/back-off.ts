// Exponential back-off by key, forgotten after twice the longest wait. It knows no clock: the caller brings the instant.
// Models staging/src/k8s.io/client-go/util/flowcontrol/backoff.go.
import type { Micros } from '../../sim/sim.ts';

interface Entry {
  readonly delayMs: number;
  readonly updatedUs: Micros;
}

export class BackOff {
  readonly #firstMs: number;
  readonly #mostMs: number;
  readonly #entries = new Map<string, Entry>();

  constructor(firstMs: number, mostMs: number) {
    this.#firstMs = firstMs;
    this.#mostMs = mostMs;
  }

  /** The present delay; 0 when there is none. */
  delayMs(key: string): number {
    return this.#entries.get(key)?.delayMs ?? 0;
  }

  /** Doubles the delay, counted from now; `eventUs` is when the failure happened. */
  next(key: string, eventUs: Micros, nowUs: Micros): void {
    const entry = this.#entries.get(key);
    const delayMs = entry === undefined || this.#expired(entry, eventUs) ? this.#firstMs : Math.min(entry.delayMs * 2, this.#mostMs);
    this.#entries.set(key, { delayMs, updatedUs: nowUs });
  }

  /** Whether less than the delay has passed since `eventUs`. */
  isWaitingSince(key: string, eventUs: Micros, nowUs: Micros): boolean {
    const entry = this.#entries.get(key);
    return entry !== undefined && !this.#expired(entry, eventUs) && nowUs - eventUs < entry.delayMs * 1000;
  }

  /** Whether less than the delay has passed since it was last raised. */
  isWaiting(key: string, nowUs: Micros): boolean {
    const entry = this.#entries.get(key);
    return entry !== undefined && !this.#expired(entry, nowUs) && nowUs - entry.updatedUs < entry.delayMs * 1000;
  }

  forget(key: string): void {
    this.#entries.delete(key);
  }

  #expired(entry: Entry, eventUs: Micros): boolean {
    return eventUs - entry.updatedUs > this.#mostMs * 2 * 1000;
  }
}
