// Keeps trace and timeline up with the lab: asks only after its revision has changed, at most four times a second, never while paused or hidden.
import type { LabMethods } from '../../lab-cluster/host/protocol.ts';
import type { SpanId } from '../../lab-cluster/index.ts';
import { binCount, binUs, lanesOfActivity } from './activity.ts';
import type { HostLink } from './host-link.ts';
import type { ViewStore } from './view-store.ts';

const shortestPauseMs = 250;
/** Timelines and activity are longer lists, and nobody reads them four times a second. */
const longPauseMs = 1000;
/** More steps than this nobody follows one by one, and the editor's own thread has to carry them. */
const spanLimit = 600;

export class Poller {
  readonly #store: ViewStore;
  readonly #host: HostLink;
  #visible = true;
  #busy = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** What the lab stood at when each of the two was last asked. */
  #seenTrace = '';
  #seenTimeline = '';
  #lastPoll = 0;
  #lastTimeline = 0;
  #newest: SpanId = 0;
  #pinned: SpanId = 0;
  /** The timeline so far: only what is new is asked for. */
  #revisions: LabMethods['timeline']['result']['revisions'] = [];

  constructor(store: ViewStore, host: HostLink) {
    this.#store = store;
    this.#host = host;
  }

  /** The newest episode there is. */
  get newestRoot(): SpanId {
    return this.#newest;
  }

  /** Stays with this episode while it is followed. */
  pin(root: SpanId): void {
    this.#pinned = root;
    this.#newest = Math.max(this.#newest, root);
  }

  forget(): void {
    this.#seenTrace = '';
    this.#seenTimeline = '';
    this.#newest = 0;
    this.#pinned = 0;
    this.#revisions = [];
    this.wake();
  }

  setVisible(visible: boolean): void {
    this.#visible = visible;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.wake();
  }

  /** Plans the next question, if there is anything new to ask for. */
  wake(): void {
    if (!this.#visible || this.#busy || this.#timer !== undefined || this.#store.state.lab?.phase !== 'running') {
      return;
    }
    const mark = this.#mark();
    if (mark === this.#seenTrace && mark === this.#seenTimeline) {
      return;
    }
    const due = mark === this.#seenTrace ? this.#lastTimeline + longPauseMs : this.#lastPoll + shortestPauseMs;
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined;
        void this.#poll();
      },
      Math.max(0, due - performance.now()),
    );
  }

  /** Where the lab stands: while this stays the same there is nothing new. */
  #mark(): string {
    const { lab, picture, cursor } = this.#store.state;
    const revision = Math.max(lab?.revision ?? 0, cursor.at === 'live' ? picture.revision : 0);
    return `${revision} ${lab?.newest ?? 0} ${lab?.idle === true} ${lab?.paused === true ? lab.timeUs : ''}`;
  }

  async #poll(): Promise<void> {
    this.#busy = true;
    const mark = this.#mark();
    try {
      const tiles = this.#store.state.level === 'tiles' && !this.#store.state.followed;
      const longDue = performance.now() >= this.#lastTimeline + longPauseMs;
      if (!tiles && mark !== this.#seenTrace) {
        this.#seenTrace = mark;
        this.#lastPoll = performance.now();
        await this.#pollEpisode();
      }
      if (longDue) {
        this.#seenTrace = mark;
        this.#seenTimeline = mark;
        this.#lastTimeline = performance.now();
        await this.#pollTimeline();
        if (tiles) {
          await this.#pollActivity();
        }
      } else if (tiles) {
        this.#seenTrace = mark;
      }
    } catch {
      // The lab may have gone in the meantime; its next state says so.
    } finally {
      this.#busy = false;
      this.wake();
    }
  }

  async #pollEpisode(): Promise<void> {
    const [first] = await this.#host.call('episodes', { limit: 1 });
    this.#newest = first?.root ?? 0;
    const before = this.#store.state;
    const chosen = before.followed ? this.#pinned || before.trace?.root || this.#newest : this.#newest;
    // Who follows the newest request live sees the next one when it comes; who looks at the past stays where they are.
    const root = before.goal.at === 'past' ? chosen : this.#newest;
    if (before.followed && root !== chosen) {
      this.#pinned = 0;
      this.#store.dispatch({ do: 'unfollow' });
    }
    if (root === 0) {
      return;
    }
    // A long episode that is cut short does not change any more once what is shown of it has ended.
    const shown = before.trace;
    if (shown?.root === root && shown.spanCount >= spanLimit && !shown.open) {
      return;
    }
    const episode = await this.#host.call('episode', { root, limit: spanLimit });
    const { trace, followed, step } = this.#store.state;
    if (trace === undefined || trace.root !== root || trace.spanCount !== episode.spans.length || trace.open) {
      this.#store.dispatch({ do: 'episode', episode, follow: trace === undefined && followed && step > 0 });
    }
  }

  async #pollActivity(): Promise<void> {
    const { rows, toUs } = await this.#host.call('activity', { binUs, binCount });
    this.#store.dispatch({ do: 'activity', activity: lanesOfActivity(rows, toUs, this.#store.state.picture.nodes.length) });
  }

  async #pollTimeline(): Promise<void> {
    const since = this.#revisions.at(-1)?.revision ?? 0;
    const timeline = await this.#host.call('timeline', { since });
    this.#revisions = [...this.#revisions, ...timeline.revisions];
    this.#store.dispatch({ do: 'timeline', timeline: { ...timeline, revisions: this.#revisions } });
  }
}
