// Calls an action soon, and at most once per interval however often it is asked for.

export interface Throttled {
  (): void;
  /** Drops a call that has not happened yet. */
  dispose(): void;
}

export function throttle(intervalMs: number, act: () => void): Throttled {
  let timer: NodeJS.Timeout | undefined;
  let last = Number.NEGATIVE_INFINITY;
  const run = (): void => {
    timer = undefined;
    last = performance.now();
    act();
  };
  const ask = (): void => {
    if (timer !== undefined) return;
    timer = setTimeout(run, Math.max(0, last + intervalMs - performance.now()));
  };
  ask.dispose = (): void => {
    clearTimeout(timer);
    timer = undefined;
  };
  return ask;
}
