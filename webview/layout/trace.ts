// Geometry of the trace: lanes, bars, arrows and labels as positions, from the trace and the size of its area.
import type { Micros } from '../../lab-cluster/index.ts';
import type { Bar, TraceModel } from '../store/trace-model.ts';
import { clamp, textWidth } from './boxes.ts';
import { buildAxis, instantAt, positionOf, type Tick, type TimeAxis, ticksOf } from './time-axis.ts';

export const traceHead = 28;
const axisHeight = 18;

export interface PlacedBar {
  readonly bar: Bar;
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

export interface TraceLabel {
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly step: number;
  readonly band: boolean;
  readonly timeUs: Micros;
}

export interface TraceGeometry {
  readonly x0: number;
  readonly x1: number;
  /** Top of the lanes, inside the scrolled area. */
  readonly lanesTop: number;
  readonly laneHeight: number;
  readonly lanesHeight: number;
  /** Room for lanes; less than lanesHeight means that they scroll. */
  readonly viewHeight: number;
  readonly axis: TimeAxis;
  readonly ticks: readonly Tick[];
  readonly bars: readonly PlacedBar[];
  readonly labels: readonly TraceLabel[];
  readonly laneIndex: ReadonlyMap<string, number>;
}

export function axisEnds(width: number): { readonly x0: number; readonly x1: number } {
  return { x0: (width >= 900 ? 196 : width < 640 ? 128 : 164) + 8, x1: width - 32 };
}

export function layoutTrace(trace: TraceModel, width: number, height: number, nowUs: Micros): TraceGeometry {
  const { x0, x1 } = axisEnds(width);
  const viewHeight = Math.max(0, height - traceHead - axisHeight - 6);
  const lanes = Math.max(1, trace.lanes.length);
  const laneHeight = clamp(14, Math.floor(viewHeight / lanes), 18);
  const endOf = (bar: Bar) => (bar.endUs < 0 ? Math.max(bar.startUs, nowUs) : bar.endUs);
  const axis = buildAxis(
    trace.startUs,
    [trace.startUs, ...trace.bars.flatMap((bar) => [bar.startUs, endOf(bar)])],
    46 / Math.max(1, x1 - x0),
  );
  const x = (timeUs: Micros) => x0 + (x1 - x0) * positionOf(axis, timeUs);
  const laneIndex = new Map(trace.lanes.map((lane, index) => [lane.key, index]));
  const barHeight = clamp(8, laneHeight - 7, 11);
  const bars = trace.bars.map((bar): PlacedBar => {
    const left = x(bar.startUs);
    const middle = ((laneIndex.get(bar.lane) ?? 0) + 0.5) * laneHeight;
    return { bar, x: left, y: middle - barHeight / 2, w: Math.max(3, x(endOf(bar)) - left), h: barHeight };
  });
  return {
    x0,
    x1,
    lanesTop: traceHead + axisHeight,
    laneHeight,
    lanesHeight: lanes * laneHeight,
    viewHeight,
    axis,
    ticks: ticksOf(axis, 58 / Math.max(1, x1 - x0)),
    bars,
    labels: labelsOf(bars, width),
    laneIndex,
  };
}

/** Numbers right of their bars, revisions right of theirs; a label that would run into the next bar of its lane is left out. */
function labelsOf(bars: readonly PlacedBar[], width: number): readonly TraceLabel[] {
  const byLane = new Map<string, PlacedBar[]>();
  for (const placed of bars) {
    const lane = byLane.get(placed.bar.lane);
    if (lane === undefined) {
      byLane.set(placed.bar.lane, [placed]);
    } else {
      lane.push(placed);
    }
  }
  const labels: TraceLabel[] = [];
  for (const lane of byLane.values()) {
    lane.sort((a, b) => a.x - b.x);
    let taken = 0;
    // Where the bars that began earlier end: a label may lie over none of them.
    let covered = 0;
    for (let index = 0; index < lane.length; index++) {
      const placed = lane[index];
      if (placed === undefined) {
        continue;
      }
      const { bar } = placed;
      const coveredBefore = covered;
      covered = Math.max(covered, placed.x + placed.w);
      const text = bar.revision > 0 ? String(bar.revision) : bar.numbered ? String(bar.step) : '';
      const x = placed.x + placed.w + 4 + (bar.failed ? 11 : 0);
      const next = nextAfter(lane, index, x);
      const room = (next?.x ?? width - 2) - x;
      const needed = textWidth(text, 11) + 3;
      const mustShow = bar.numbered && bar.step > 0;
      if (text !== '' && (room >= needed || (mustShow && room >= needed - 6)) && x >= taken && coveredBefore <= x) {
        labels.push({ x, y: placed.y + placed.h / 2 + 4, text, step: bar.step, band: bar.revision > 0, timeUs: bar.startUs });
        taken = x + needed;
      }
    }
  }
  return labels;
}

/** The next bar of a sorted lane that ends right of `x`. */
function nextAfter(lane: readonly PlacedBar[], index: number, x: number): PlacedBar | undefined {
  for (let at = index + 1; at < lane.length; at++) {
    const other = lane[at];
    if (other !== undefined && other.x + other.w > x) {
      return other;
    }
  }
  return undefined;
}

/** The bar under a point of the lanes area, or the nearest in its lane within a few pixels. */
export function barAt(geometry: TraceGeometry, x: number, y: number): Bar | undefined {
  let best: Bar | undefined;
  let bestDistance = 8;
  for (const placed of geometry.bars) {
    if (y >= placed.y - 4 && y <= placed.y + placed.h + 4) {
      const distance = x < placed.x ? placed.x - x : x > placed.x + placed.w ? x - placed.x - placed.w : 0;
      if (distance < bestDistance || (distance === 0 && bestDistance === 0 && placed.bar.step > 0)) {
        best = placed.bar;
        bestDistance = distance;
      }
    }
  }
  return best;
}

export function timeAtX(geometry: TraceGeometry, x: number): Micros {
  return instantAt(geometry.axis, (x - geometry.x0) / Math.max(1, geometry.x1 - geometry.x0));
}

export function xAtTime(geometry: TraceGeometry, timeUs: Micros): number {
  return geometry.x0 + (geometry.x1 - geometry.x0) * positionOf(geometry.axis, timeUs);
}
