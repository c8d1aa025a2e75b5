// Bars and arrows of the trace as few SVG paths: one for each look, however many spans there are.
import { svg, type SVGTemplateResult } from 'lit';
import type { Micros } from '../../lab-cluster/index.ts';
import { type PlacedBar, type TraceGeometry, xAtTime } from '../layout/trace.ts';
import type { Arrow, TraceModel } from '../store/trace-model.ts';

/** `cursorUs` is the cursor's instant in the past, or -1: what begins after it is drawn hollow. */
export function barPaths(trace: TraceModel, geometry: TraceGeometry, step: number, cursorUs: Micros): SVGTemplateResult {
  const looks = new Map<string, string[]>();
  const crosses: string[] = [];
  for (const placed of geometry.bars) {
    const { bar } = placed;
    const later = cursorUs >= 0 && bar.startUs >= cursorUs && (bar.step === 0 || bar.step !== step);
    const look = later ? 'later' : bar.step > 0 && bar.step === step ? 'cur' : bar.step === 0 && !isBand(trace, bar.lane) ? 'context' : '';
    const list = looks.get(look) ?? [];
    list.push(rounded(placed, later ? 0.5 : 0));
    looks.set(look, list);
    if (bar.failed && bar.step > 0) {
      crosses.push(`M${placed.x + placed.w + 3} ${placed.y + placed.h / 2 - 4}l8 8m0-8l-8 8`);
    }
  }
  return svg`${[...looks].map(([look, paths]) => svg`<path class="bar ${look}" d=${paths.join('')}/>`)}<path class="cut" d=${crosses.join('')}/>`;
}

function isBand(trace: TraceModel, lane: string): boolean {
  return trace.lanes.some((candidate) => candidate.key === lane && candidate.band);
}

function rounded(placed: PlacedBar, inset: number): string {
  const x = placed.x + inset;
  const y = placed.y + inset;
  const w = Math.max(1, placed.w - 2 * inset);
  const h = placed.h - 2 * inset;
  const r = Math.min(1.5, w / 2);
  return `M${(x + r).toFixed(1)} ${y}h${(w - 2 * r).toFixed(1)}q${r} 0 ${r} ${r}v${h - 2 * r}q0 ${r} ${-r} ${r}h${(-(w - 2 * r)).toFixed(1)}q${-r} 0 ${-r} ${-r}v${-(h - 2 * r)}q0 ${-r} ${r} ${-r}z`;
}

const mostArrows = 80;

/** In a crowd only the causes of the current step are drawn, back to the beginning. */
function shownArrows(trace: TraceModel, step: number): readonly Arrow[] {
  if (trace.arrows.length <= mostArrows) {
    return trace.arrows;
  }
  const line = new Set<number>();
  for (let at = step; at > 0 && !line.has(at); at = trace.steps[at - 1]?.parent ?? 0) {
    line.add(at);
  }
  return trace.arrows.filter((arrow) => line.has(arrow.step));
}

/** Arrows leave the end of the cause and arrive at the start of the effect. */
export function arrowPaths(trace: TraceModel, geometry: TraceGeometry, step: number, cursorUs: Micros): SVGTemplateResult {
  const shown = shownArrows(trace, step);
  return svg`${shown.map((arrow) => {
    const from = geometry.laneIndex.get(arrow.fromLane);
    const to = geometry.laneIndex.get(arrow.toLane);
    if (from === undefined || to === undefined) {
      return svg``;
    }
    const xTo = xAtTime(geometry, arrow.toUs);
    const yFrom = (from + 0.5) * geometry.laneHeight;
    const yTo = (to + 0.5) * geometry.laneHeight;
    const begin = Math.min(xAtTime(geometry, arrow.fromUs), xTo - 4);
    const xFrom = from === to ? behindLabel(geometry, begin, yFrom) : begin;
    if (xFrom > xTo - 4) {
      return svg``;
    }
    const later = cursorUs >= 0 && arrow.toUs >= cursorUs && arrow.step !== step;
    const tone = arrow.step === step ? 'cur' : step > 0 && !later ? 'lit' : '';
    const down = yTo > yFrom ? 1 : -1;
    const shape = from === to ? `M${xFrom} ${yFrom}H${xTo}` : `M${xFrom} ${yFrom}V${yTo - 3 * down}q0 ${3 * down} 3 ${3 * down}H${xTo}`;
    return svg`<path class="arrow ${tone} ${arrow.watch ? 'watch' : ''}" d=${shape}/>`;
  })}`;
}

/** In its own lane an arrow begins behind the number that stands beside its cause, not in front of it like a sign. */
function behindLabel({ labels }: TraceGeometry, x: number, middle: number): number {
  const label = labels.find((candidate) => Math.abs(candidate.middle - middle) < 1 && candidate.x >= x && candidate.x <= x + 16);
  return label === undefined ? x : label.x + label.w + 3;
}
