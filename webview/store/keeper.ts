// Writes what outlives the page to where the editor keeps it, a moment after it has changed.
import type { HostLink } from './host-link.ts';
import { toKept } from './kept.ts';
import type { ViewStore } from './view-store.ts';

const pauseMs = 300;

export function keepState(store: ViewStore, host: HostLink): void {
  let written = '';
  let timer: ReturnType<typeof setTimeout> | undefined;
  store.subscribe(() => {
    timer ??= setTimeout(() => {
      timer = undefined;
      const kept = toKept(store.state);
      const text = JSON.stringify(kept);
      if (text !== written) {
        written = text;
        host.save(kept);
      }
    }, pauseMs);
  });
}
