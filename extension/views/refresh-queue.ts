// Which rows VS Code is told to draw again, and when: never more before it has come to those it was told of last. It queues what
// it is told, and a queue that grows faster than it is worked off shows the past. Knows nothing of rows but their ids.
import { throttle } from '../lab/throttle.ts';

/** VS Code may know none of the rows it was told of, and then asks for none. */
const patienceMs = 3000;

export class RefreshQueue {
  readonly #tell: (ids: readonly string[]) => readonly string[];
  readonly #pending = new Set<string>();
  /** What VS Code was told of and has not asked for yet. */
  #told = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  readonly #flush;

  /** `tell` gets each id once, however often it was added since the last time, and answers which VS Code was told of. */
  constructor(intervalMs: number, tell: (ids: readonly string[]) => readonly string[]) {
    this.#tell = tell;
    this.#flush = throttle(intervalMs, () => this.#send());
  }

  add(id: string): void {
    this.#pending.add(id);
    if (this.#told.size === 0) this.#flush();
  }

  /** VS Code asks what this row says now: it has come to what it was told. */
  asked(id: string): void {
    if (this.#told.has(id)) this.#goOn();
  }

  /** Everything is drawn again anyway. */
  clear(): void {
    this.#pending.clear();
    this.#goOn();
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#flush.dispose();
  }

  #send(): void {
    if (this.#pending.size === 0 || this.#told.size > 0) return;
    const ids = [...this.#pending];
    this.#pending.clear();
    this.#told = new Set(this.#tell(ids));
    if (this.#told.size > 0) this.#timer = setTimeout(() => this.#goOn(), patienceMs);
  }

  #goOn(): void {
    clearTimeout(this.#timer);
    this.#told.clear();
    if (this.#pending.size > 0) this.#flush();
  }
}
