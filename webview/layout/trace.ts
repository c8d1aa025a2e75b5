// Geometry of the trace: lanes, bars, arrows and labels as positions, from the trace and the size of its area.
import type { Micros } from '../../lab-cluster/index.ts';
import type { Bar, TraceModel } from '../store/trace-model.ts';
import { clamp } from './boxes.ts';
import type { Font } from './font.ts';
import { buildAxis, instantAt, type Need, positionOf, type Tick, type TimeAxis, ticksOf } from './time-axis.ts';

export const traceHead = 28;
export const axisHeight = 18;
const belowLanes = 6;
/** The line that says how many lanes there are besides those in sight. */
export const noteHeight = 14;
const leastLane = 14;

export interface PlacedBar {
  readonly bar: Bar;
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

export interface TraceLabel {
  readonly x: number;
  /** Middle of its bar, and where its text stands. */
  readonly middle: number;
  readonly y: number;
  readonly w: number;
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
  /** Room for lanes, whole ones; less than lanesHeight means that they scroll, above a note of how many more there are. */
  readonly viewHeight: number;
  readonly axis: TimeAxis;
  readonly ticks: readonly Tick[];
  readonly bars: readonly PlacedBar[];
  readonly labels: readonly TraceLabel[];
  readonly laneIndex: ReadonlyMap<string, number>;
}

/** Room for names left of the axis. */
export function namesRoom(x0: number): number {
  return x0 - 20;
}

export function axisEnds(width: number): { readonly x0: number; readonly x1: number } {
  return { x0: (width >= 900 ? 196 : width < 640 ? 128 : 164) + 8, x1: width - 32 };
}

export function layoutTrace(trace: TraceModel, width: number, height: number, nowUs: Micros, step: number, font: Font): TraceGeometry {
  const { x0, x1 } = axisEnds(width);
  const room = Math.max(0, height - traceHead - axisHeight - belowLanes);
  const lanes = Math.max(1, trace.lanes.length);
  const laneHeight = clamp(leastLane, Math.floor(room / lanes), 18);
  const fits = lanes * laneHeight <= room;
  const viewHeight = fits ? room : Math.max(1, Math.floor((room + belowLanes - noteHeight) / laneHeight)) * laneHeight;
  const endOf = (bar: Bar) => (bar.endUs < 0 ? Math.max(bar.startUs, nowUs) : bar.endUs);
  const wide = Math.max(1, x1 - x0);
  const axis = buildAxis(trace.startUs, [trace.startUs, ...trace.bars.flatMap((bar) => [bar.startUs, endOf(bar)])], {
    least: 46 / wide,
    needs: labelNeeds(trace.bars, endOf, wide, font),
  });
  const x = (timeUs: Micros) => x0 + (x1 - x0) * positionOf(axis, timeUs);
  const laneIndex = new Map(trace.lanes.map((lane, index) => [lane.key, index]));
  const barHeight = clamp(8, laneHeight - 7, 11);
  const bars = trace.bars.map((bar): PlacedBar => {
    const left = x(bar.startUs);
    const middle = ((laneIndex.get(bar.lane) ?? 0) + 0.5) * laneHeight;
    return { bar, x: left, y: middle - barHeight / 2, w: Math.max(leastBar, x(endOf(bar)) - left), h: barHeight };
  });
  return {
    x0,
    x1,
    lanesTop: traceHead + axisHeight,
    laneHeight,
    lanesHeight: lanes * laneHeight,
    viewHeight,
    axis,
    ticks: ticksOf(axis, 58 / wide),
    bars,
    labels: labelsOf(bars, width, step, font),
    laneIndex,
  };
}

const labelSize = 11;
const beside = 4;
/** Room a label needs around it, so that two numbers do not read as one. */
const apart = 5;
const leastBar = 3;
const cross = 11;
/** There is no room for more anyway. */
const mostNeeds = 160;

/** Room for the number behind each bar of a step, then for revisions: dense parts of a trace are stretched until both can be read. */
function labelNeeds(bars: readonly Bar[], endOf: (bar: Bar) => Micros, width: number, font: Font): readonly (readonly Need[])[] {
  const needs: { readonly bar: Bar; readonly group: readonly Need[] }[] = [];
  for (const lane of lanesOf(
    bars,
    (bar) => bar.lane,
    (a, b) => a.startUs - b.startUs,
  ).values()) {
    for (const [index, bar] of lane.entries()) {
      const text = labelText(bar);
      const next = lane.slice(index + 1).find((other) => other.startUs > endOf(bar));
      if (text !== '' && next !== undefined) {
        const room = beside + (bar.failed ? cross : 0) + labelWidth(bar, text, font) + apart;
        needs.push({
          bar,
          group: [
            { fromUs: endOf(bar), toUs: next.startUs, share: room / width },
            { fromUs: bar.startUs, toUs: next.startUs, share: (leastBar + room) / width },
          ],
        });
      }
    }
  }
  return needs
    .sort((a, b) => Number(a.bar.revision > 0) - Number(b.bar.revision > 0) || a.bar.startUs - b.bar.startUs)
    .slice(0, mostNeeds)
    .map(({ group }) => group);
}

function lanesOf<Item>(
  items: readonly Item[],
  laneOf: (item: Item) => string,
  order: (a: Item, b: Item) => number,
): ReadonlyMap<string, readonly Item[]> {
  const lanes = new Map<string, Item[]>();
  for (const item of items) {
    const lane = lanes.get(laneOf(item));
    if (lane === undefined) {
      lanes.set(laneOf(item), [item]);
    } else {
      lane.push(item);
    }
  }
  for (const lane of lanes.values()) {
    lane.sort(order);
  }
  return lanes;
}

function labelText(bar: Bar): string {
  return bar.revision > 0 ? String(bar.revision) : bar.numbered ? String(bar.step) : '';
}

function labelWidth(bar: Bar, text: string, font: Font): number {
  return font.width(text, labelSize, bar.step > 0 ? 'strong' : 'regular');
}

/**
 * Numbers right of their bars, revisions right of theirs. A label that would run into a bar or another label is left out; that
 * of the current step is placed before the others.
 */
function labelsOf(bars: readonly PlacedBar[], width: number, step: number, font: Font): readonly TraceLabel[] {
  const labels: TraceLabel[] = [];
  for (const lane of lanesOf(
    bars,
    ({ bar }) => bar.lane,
    (a, b) => a.x - b.x,
  ).values()) {
    const reach = reachOf(lane);
    const own: TraceLabel[] = [];
    const ofStep = (placed: PlacedBar) => placed.bar.step > 0 && placed.bar.step === step;
    for (const placed of [...lane.filter(ofStep), ...lane.filter((candidate) => !ofStep(candidate))]) {
      const label = labelOf(placed, font);
      if (label !== undefined && label.x + label.w <= width - 2 && isFree(label, placed, lane, reach, own)) {
        own.push(label);
      }
    }
    labels.push(...own);
  }
  return labels;
}

function labelOf({ bar, x, y, w, h }: PlacedBar, font: Font): TraceLabel | undefined {
  const text = labelText(bar);
  if (text === '') {
    return undefined;
  }
  const middle = y + h / 2;
  return {
    x: x + w + beside + (bar.failed ? cross : 0),
    middle,
    y: middle + 4,
    w: labelWidth(bar, text, font),
    text,
    step: bar.step,
    band: bar.revision > 0,
    timeUs: bar.startUs,
  };
}

/** How far right the bars up to each one of a sorted lane reach. */
function reachOf(lane: readonly PlacedBar[]): readonly number[] {
  let furthest = Number.NEGATIVE_INFINITY;
  return lane.map((placed) => (furthest = Math.max(furthest, placed.x + placed.w)));
}

function isFree(
  label: TraceLabel,
  own: PlacedBar,
  lane: readonly PlacedBar[],
  reach: readonly number[],
  labels: readonly TraceLabel[],
): boolean {
  const end = label.x + label.w;
  const after = lane.findIndex((placed) => placed.x >= end + 2);
  for (let at = (after < 0 ? lane.length : after) - 1; at >= 0 && (reach[at] ?? 0) > label.x - 2; at--) {
    const placed = lane[at];
    if (placed !== own && placed !== undefined && placed.x + placed.w > label.x - 2) {
      return false;
    }
  }
  return labels.every((other) => other.x >= end + apart || other.x + other.w + apart <= label.x);
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
