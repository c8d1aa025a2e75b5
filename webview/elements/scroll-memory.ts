// Remembers how far a part is scrolled, for as long as it shows the same thing; a new thing begins at its top.
import type { Conductor } from '../store/conductor.ts';
import type { Scroll, ViewState } from '../store/view-state.ts';

const settleMs = 150;

export class ScrollMemory {
  readonly #place: keyof Scroll;
  #key: string | undefined;
  #wanted = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(place: keyof Scroll) {
    this.#place = place;
  }

  /** After each drawing: what comes late makes the part long enough only later, so it is tried until it succeeds. */
  restore(part: HTMLElement | null, key: string, state: ViewState): void {
    if (part === null) {
      return;
    }
    if (key !== this.#key) {
      this.#key = key;
      const kept = state.scroll[this.#place];
      this.#wanted = kept.key === key ? kept.top : 0;
      part.scrollTop = this.#wanted;
    } else if (this.#wanted > 0) {
      part.scrollTop = this.#wanted;
    }
    if (part.scrollTop >= this.#wanted - 1) {
      this.#wanted = 0;
    }
  }

  /** After each scroll by a person. */
  keep(part: HTMLElement, conductor: Conductor): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      if (this.#key !== undefined && this.#wanted === 0) {
        conductor.scrolled(this.#place, this.#key, Math.round(part.scrollTop));
      }
    }, settleMs);
  }
}
