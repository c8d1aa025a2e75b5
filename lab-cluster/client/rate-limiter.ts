// A token bucket over virtual time: how clients keep themselves from flooding the API server. It knows nothing of requests.
// Models golang.org/x/time/rate as client-go's flowcontrol uses it.
import type { Sim, Task } from '../sim/sim.ts';
import { sleep } from '../sim/task.ts';

export interface RateLimiter {
  /** Takes a token, waiting for it (in line with those who came before) where there is none. */
  take(): Task<void>;
  /** Takes a token if there is one now. */
  tryTake(): boolean;
}

export interface RateLimits {
  /** Tokens a second. */
  readonly qps: number;
  /** Tokens a full bucket holds. */
  readonly burst: number;
}

export function createRateLimiter(sim: Sim, { qps, burst }: RateLimits): RateLimiter {
  let tokens = burst;
  let atUs = sim.clock.nowUs;
  const refill = (): void => {
    const now = sim.clock.nowUs;
    tokens = Math.min(burst, tokens + ((now - atUs) / 1e6) * qps);
    atUs = now;
  };
  return {
    *take() {
      refill();
      // Going below zero reserves a place in line: whoever comes next waits longer.
      tokens -= 1;
      if (tokens < 0) yield* sleep(sim, (-tokens / qps) * 1000);
    },
    tryTake() {
      refill();
      if (tokens < 1) return false;
      tokens -= 1;
      return true;
    },
  };
}
