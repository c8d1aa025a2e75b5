// Keeps trace and timeline up with the lab: asks only after its revision has changed, at most four times a second, never while paused or hidden.
import type { SpanId } from '../../lab-cluster/index.ts';
import { binCount, binUs, countActivity } from './activity.ts';
import type { HostLink } from './host-link.ts';
import type { ViewStore } from './view-store.ts';

const shortestPauseMs = 250;
const timelinePauseMs = 1000;
const spanLimit = 4000;
const activityLimit = 20_000;

export function createPoller(store: ViewStore, host: HostLink) {
  let visible = true;
  let busy = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let seen = '';
  let lastPoll = 0;
  let lastTimeline = 0;
  let lastActivity = 0;
  let newest: SpanId = 0;
  let pinned: SpanId = 0;

  /** Revision and instant the lab stands at: while neither moves there is nothing new to ask for. */
  function mark(): string {
    const { lab, picture } = store.state;
    const revision = Math.max(lab?.revision ?? 0, store.state.cursor.at === 'live' ? picture.revision : 0);
    return `${revision} ${lab?.idle === true} ${lab?.paused === true ? lab.timeUs : ''}`;
  }

  function wake(): void {
    if (!visible || busy || timer !== undefined || store.state.lab?.phase !== 'running' || mark() === seen) {
      return;
    }
    const wait = Math.max(0, lastPoll + shortestPauseMs - performance.now());
    timer = setTimeout(() => {
      timer = undefined;
      void poll();
    }, wait);
  }

  async function poll(): Promise<void> {
    busy = true;
    lastPoll = performance.now();
    seen = mark();
    try {
      if (store.state.level === 'tiles' && !store.state.followed) {
        await pollActivity();
      } else {
        await pollEpisode();
      }
      await pollTimeline();
    } catch {
      // The lab may have gone in the meantime; its next state says so.
    } finally {
      busy = false;
      wake();
    }
  }

  async function pollEpisode(): Promise<void> {
    const [first] = await host.call('episodes', { limit: 1 });
    newest = first?.root ?? 0;
    const state = store.state;
    const root = state.followed ? pinned || state.trace?.root || newest : newest;
    if (root === 0) {
      return;
    }
    const episode = await host.call('episode', { root, limit: spanLimit });
    const shown = store.state.trace;
    const grown = shown === undefined || shown.root !== root || shown.spanCount !== episode.spans.length || shown.open;
    if (grown) {
      store.dispatch({ do: 'episode', episode, follow: pinned === root && !store.state.followed && store.state.step > 0 });
    }
  }

  async function pollActivity(): Promise<void> {
    const now = store.state.lab?.timeUs ?? 0;
    const pause = performance.now() - lastActivity;
    if (pause < timelinePauseMs) {
      return;
    }
    lastActivity = performance.now();
    const spans = await host.call('spans', {
      fromUs: Math.max(0, now - binUs * binCount),
      toUs: now,
      limit: activityLimit,
      background: true,
    });
    store.dispatch({ do: 'activity', activity: countActivity(spans, now, store.state.picture.nodes.length) });
  }

  async function pollTimeline(): Promise<void> {
    if (performance.now() - lastTimeline < timelinePauseMs) {
      seen = '';
      return;
    }
    lastTimeline = performance.now();
    const timeline = await host.call('timeline', null);
    store.dispatch({ do: 'timeline', timeline });
  }

  return {
    wake,
    newestRoot: () => newest,
    /** Stays with this episode while it is followed. */
    pin(root: SpanId): void {
      pinned = root;
      newest = Math.max(newest, root);
    },
    forget(): void {
      seen = '';
      newest = 0;
      pinned = 0;
      wake();
    },
    setVisible(on: boolean): void {
      visible = on;
      if (on) {
        wake();
      } else {
        clearTimeout(timer);
        timer = undefined;
      }
    },
  };
}
