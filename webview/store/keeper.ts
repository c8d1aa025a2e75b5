// Writes what outlives the page to where the editor keeps it, as it changes.
import type { HostLink } from './host-link.ts';
import { toKept } from './kept.ts';
import type { ViewStore } from './view-store.ts';

const pauseMs = 300;

export function keepState(store: ViewStore, host: HostLink): void {
  let written = '';
  let timer: ReturnType<typeof setTimeout> | undefined;
  const write = (): void => {
    const kept = toKept(store.state);
    const text = JSON.stringify(kept);
    if (text === written) return;
    written = text;
    host.save(kept);
  };
  store.subscribe(() => {
    if (timer !== undefined) return;
    // At once, because the page may be hidden in the next moment; then at most once a pause.
    write();
    timer = setTimeout(() => {
      timer = undefined;
      write();
    }, pauseMs);
  });
}
