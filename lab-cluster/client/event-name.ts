// Names of events: the object's name and the nanosecond in which it was told, never the same twice.
import { timestamp } from '../api/time.ts';
import type { Sim } from '../sim/sim.ts';
import { inOnePiece } from './shared-text.ts';

export function eventNames(sim: Sim): (object: string) => string {
  const calendarStartNanos = BigInt(Date.parse(timestamp(0))) * 1_000_000n;
  let lastNanos = 0n;
  return (object) => {
    const nanos = calendarStartNanos + BigInt(sim.clock.nowUs) * 1000n + BigInt(sim.rng.below(1000));
    lastNanos = nanos > lastNanos ? nanos : lastNanos + 1n;
    return inOnePiece(`${object}.${lastNanos.toString(16)}`);
  };
}
