// The inputs of a history in order, as many as may be kept. A history runs again from its first input on, so that it is the
// newest ones that are let go: what came before them can still be gone back to.
import type { Micros } from '../sim/sim.ts';
import type { Input, InputLimit, LoggedInput } from './cluster-types.ts';

const PIECE_BYTES = 24;
/** What came in may be endless, as long as nobody has read it. */
const MOST_PIECES = 100_000;
const UNLIMITED: InputLimit = { count: Number.POSITIVE_INFINITY, bytes: Number.POSITIVE_INFINITY };

export class InputLog {
  readonly #limit: InputLimit;
  readonly #kept: LoggedInput[] = [];
  #bytes = 0;
  #endUs: Micros | undefined;

  constructor(limit: InputLimit = UNLIMITED) {
    this.#limit = limit;
  }

  get kept(): readonly LoggedInput[] {
    return this.#kept;
  }

  /** When the first one came that was not kept. */
  get endUs(): Micros | undefined {
    return this.#endUs;
  }

  add(logged: LoggedInput): void {
    // After a gap nothing can be run again, so nothing more is kept.
    if (this.#endUs !== undefined) return;
    const bytes = this.#limit === UNLIMITED || this.#limit.count === 0 ? 0 : bytesOf(logged.input);
    if (this.#kept.length >= this.#limit.count || this.#bytes + bytes > this.#limit.bytes) {
      this.#endUs = logged.atUs;
      return;
    }
    this.#bytes += bytes;
    this.#kept.push(logged);
  }
}

/** Roughly what an input holds in memory: texts by their length, everything else by the piece. */
function bytesOf(input: Input): number {
  let bytes = 0;
  const left: unknown[] = [input];
  for (let pieces = 0; left.length > 0 && pieces < MOST_PIECES; pieces++) {
    const value = left.pop();
    bytes += PIECE_BYTES;
    if (typeof value === 'string' || value instanceof Uint8Array) bytes += value.length;
    else if (typeof value === 'object' && value !== null) for (const part of Object.values(value)) left.push(part);
  }
  return bytes;
}
