// Moves the picture's cursor: while one move is under way only the newest wish is kept, so that a drag never queues up.
import type { Cursor } from '../../lab-cluster/host/protocol.ts';
import type { HostLink } from './host-link.ts';
import type { ViewStore } from './view-store.ts';

const picturesPerSecond = 10;

export class CursorMover {
  readonly #store: ViewStore;
  readonly #host: HostLink;
  readonly #fail: (error: unknown) => void;
  #moving = false;
  #visible = true;

  constructor(store: ViewStore, host: HostLink, fail: (error: unknown) => void) {
    this.#store = store;
    this.#host = host;
    this.#fail = fail;
  }

  moveTo(goal: Cursor): void {
    this.#store.dispatch({ do: 'goal', goal });
    if (this.#moving) {
      return;
    }
    this.#moving = true;
    this.#host
      .call('follow', { on: true, cursor: goal, maxPerSecond: picturesPerSecond })
      .catch(this.#fail)
      .finally(() => {
        this.#moving = false;
        const wish = this.#store.state.goal;
        if (!sameCursor(wish, goal)) {
          this.moveTo(wish);
        }
      });
  }

  /** Asks for pictures again, or for none while nobody looks. */
  renew(): void {
    const { goal } = this.#store.state;
    this.#host
      .call('follow', this.#visible ? { on: true, cursor: goal, maxPerSecond: picturesPerSecond } : { on: false })
      .catch(this.#fail);
  }

  setVisible(visible: boolean): void {
    this.#visible = visible;
    if (this.#store.state.lab?.phase === 'running') {
      this.renew();
    }
  }
}

function sameCursor(a: Cursor, b: Cursor): boolean {
  return a.at === 'past' && b.at === 'past' ? a.timeUs === b.timeUs : a.at === b.at;
}
