// How busy each component was lately: its steps counted in bins of virtual time, where there are too many to show singly.
import type { Micros } from '../sim/sim.ts';
import type { TraceStore } from '../sim/trace-store.ts';
import type { ActivityRow } from '../view/picture-types.ts';

/** Deliveries and the client's side of a request would count the same thing twice. */
const UNCOUNTED = new Set(['watch', 'request', 'input']);

/** The last `binCount` bins before `nowUs`, by component in order of first appearance. */
export function activityOf(trace: TraceStore, nowUs: Micros, binUs: Micros, binCount: number): readonly ActivityRow[] {
  const fromUs = nowUs - binUs * binCount;
  const rows = new Map<string, number[]>();
  for (const background of [false, true]) {
    for (const { kind, component, startUs } of trace.between(Math.max(0, fromUs), nowUs, background)) {
      const bin = Math.floor((startUs - fromUs) / binUs);
      if (UNCOUNTED.has(kind) || bin < 0 || bin >= binCount) continue;
      const bins = rows.get(component) ?? new Array<number>(binCount).fill(0);
      bins[bin] = (bins[bin] ?? 0) + 1;
      rows.set(component, bins);
    }
  }
  return [...rows].map(([component, bins]) => ({ component, bins }));
}
