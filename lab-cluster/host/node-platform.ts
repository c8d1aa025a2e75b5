// Node's clock and timers, as a lab's pace wants them.
import { performance } from 'node:perf_hooks';
import type { Platform } from './pace.ts';

export const nodePlatform: Platform = {
  nowMs: () => performance.now(),
  after: (ms, act) => {
    if (ms === 0) {
      const immediate = setImmediate(act);
      return () => clearImmediate(immediate);
    }
    const timer = setTimeout(act, ms);
    return () => clearTimeout(timer);
  },
};
