// The overview above the trace: where each revision lies, which ticks and numbers are drawn, and which instant a point stands for.
import type { Micros } from '../../lab-cluster/index.ts';
import type { Timeline } from '../store/view-state.ts';

export interface ScrubTick {
  readonly x: number;
  readonly long: boolean;
  readonly revision: number;
}

export interface Scrubber {
  readonly x0: number;
  readonly x1: number;
  readonly ticks: readonly ScrubTick[];
  readonly labels: readonly { readonly x: number; readonly text: string }[];
  xOf(timeUs: Micros): number;
  /** Index in the timeline's revisions nearest to a point. */
  indexAt(x: number): number;
}

/** Revisions lie at equal distances: what counts is that something was written, not how long the silence was. */
export function layoutScrubber(timeline: Timeline, x0: number, x1: number): Scrubber {
  const { revisions } = timeline;
  const last = Math.max(1, revisions.length - 1);
  const width = Math.max(1, x1 - x0);
  const xOfIndex = (index: number) => x0 + (width * index) / last;
  const every = Math.max(1, Math.ceil((revisions.length * 3) / width));
  const labelEvery = niceStep(Math.ceil((revisions.length * 64) / width));
  const ticks: ScrubTick[] = [];
  const labels: { x: number; text: string }[] = [];
  let labelled = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < revisions.length; index++) {
    const at = revisions[index];
    if (at === undefined) {
      continue;
    }
    const isLabel = at.revision % labelEvery === 0;
    if (index % every === 0 || isLabel) {
      ticks.push({ x: xOfIndex(index), long: isLabel, revision: at.revision });
    }
    const x = xOfIndex(index) + 3;
    if (isLabel && x > labelled + 40 && x < x1 - 44) {
      labels.push({ x, text: String(at.revision) });
      labelled = x;
    }
  }
  return {
    x0,
    x1,
    ticks,
    labels,
    xOf(timeUs) {
      let low = 0;
      let high = revisions.length - 1;
      while (low < high) {
        const middle = Math.ceil((low + high) / 2);
        if ((revisions[middle]?.timeUs ?? 0) <= timeUs) {
          low = middle;
        } else {
          high = middle - 1;
        }
      }
      return xOfIndex(Math.max(0, low));
    },
    indexAt: (x) => Math.max(0, Math.min(revisions.length - 1, Math.round(((x - x0) / width) * last))),
  };
}

function niceStep(least: number): number {
  for (let scale = 10; ; scale *= 10) {
    for (const factor of [1, 2, 5]) {
      if (scale * factor >= least) {
        return scale * factor;
      }
    }
  }
}
