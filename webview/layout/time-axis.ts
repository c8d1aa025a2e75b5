// The elastic time axis: busy stretches get the room, long idle ones are folded to a small mark.
import type { Micros } from '../../lab-cluster/index.ts';
import { shareRoom, type Wish } from './axis-room.ts';

export interface Segment {
  readonly fromUs: Micros;
  readonly toUs: Micros;
  /** Where it lies, as fractions of the axis. */
  readonly start: number;
  readonly end: number;
  readonly folded: boolean;
}

export interface Tick {
  readonly timeUs: Micros;
  readonly at: number;
  readonly label: string;
}

export interface TimeAxis {
  readonly originUs: Micros;
  readonly segments: readonly Segment[];
}

const maxFolds = 6;
const foldShare = 0.06;
/** Gaps count by the logarithm of this unit: ten events within a millisecond can be told apart, and so can a two-second pull. */
const elasticUs = 400;

/** Time in which something is written: at least `share` of the axis lies between the two instants. */
export interface Need extends Gap {
  readonly share: number;
}

export interface Room {
  /** Of each stretch between folds, for its label. */
  readonly least: number;
  /** What has to be readable, the most important first. Needs of one group are met together, or none of them. */
  readonly needs: readonly (readonly Need[])[];
}

/** `instants` are starts and ends of what is drawn. */
export function buildAxis(originUs: Micros, instants: readonly Micros[], room: Room = { least: 0.06, needs: [] }): TimeAxis {
  const times = [...new Set(instants)].sort((a, b) => a - b);
  const first = times[0] ?? originUs;
  const last = times[times.length - 1] ?? originUs;
  if (last - first < 1) {
    return { originUs, segments: [{ fromUs: first, toUs: first + 1000, start: 0, end: 1, folded: false }] };
  }
  return { originUs, segments: lay(gapsOf(times), room) };
}

interface Gap {
  readonly fromUs: Micros;
  readonly toUs: Micros;
}

interface FoldableGap extends Gap {
  readonly folded: boolean;
}

/** From instant to instant. An instant between two folds is a gap of its own, so that it has a place. */
function gapsOf(times: readonly Micros[]): readonly FoldableGap[] {
  const folds = chooseFolds(times);
  return times.slice(1).flatMap((toUs, index): FoldableGap[] => {
    const fromUs = times[index] ?? toUs;
    const gap = { fromUs, toUs, folded: folds.has(index + 1) };
    const isAlone = gap.folded && (index === 0 || folds.has(index));
    const isLast = gap.folded && index === times.length - 2;
    return [...(isAlone ? [instant(fromUs)] : []), gap, ...(isLast ? [instant(toUs)] : [])];
  });
}

function instant(timeUs: Micros): FoldableGap {
  return { fromUs: timeUs, toUs: timeUs, folded: false };
}

/** Indices of instants before which the gap is folded: the longest ones, while each is long against all that remains. */
function chooseFolds(times: readonly Micros[]): ReadonlySet<number> {
  const gaps = times.slice(1).map((time, index) => ({ index: index + 1, length: time - (times[index] ?? time) }));
  gaps.sort((a, b) => b.length - a.length || a.index - b.index);
  let remaining = (times[times.length - 1] ?? 0) - (times[0] ?? 0);
  const folds = new Set<number>();
  for (const { index, length } of gaps) {
    if (folds.size >= maxFolds || length < 20_000 || (length < remaining * 0.3 && length < 400_000)) {
      break;
    }
    folds.add(index);
    remaining -= length;
  }
  return folds;
}

/** Folds have a fixed share, stretches between them their least one, then needs are met; what is left goes by elastic length. */
function lay(gaps: readonly FoldableGap[], { least, needs }: Room): readonly Segment[] {
  const folds = gaps.filter((gap) => gap.folded).length;
  const bounded = Math.min(least, (0.7 * (1 - folds * foldShare)) / (folds + 1));
  const portions = gaps.map((gap) =>
    gap.folded ? { weight: 0, fixed: foldShare } : { weight: Math.log1p((gap.toUs - gap.fromUs) / elasticUs), fixed: 0 },
  );
  const starts = new Map<Micros, number>();
  const ends = new Map<Micros, number>();
  for (const [index, gap] of gaps.entries()) {
    starts.set(gap.fromUs, index);
    if (!ends.has(gap.toUs)) {
      ends.set(gap.toUs, index + 1);
    }
  }
  const wishOf = ({ fromUs, toUs, share }: Need): readonly Wish[] => {
    const from = starts.get(fromUs) ?? 0;
    const to = ends.get(toUs) ?? 0;
    return from < to ? [{ from, to, share }] : [];
  };
  const shares = shareRoom(
    portions,
    runsOf(gaps, bounded),
    needs.map((group) => group.flatMap(wishOf)),
  );
  let at = 0;
  return gaps.map((gap, index) => {
    const start = at;
    at += shares[index] ?? 0;
    return { ...gap, start, end: at };
  });
}

/** Stretches between folds, each with its least share. */
function runsOf(gaps: readonly FoldableGap[], share: number): readonly Wish[] {
  const runs: Wish[] = [];
  let from = 0;
  for (const [index, gap] of gaps.entries()) {
    if (gap.folded) {
      runs.push({ from, to: index, share });
      from = index + 1;
    }
  }
  return [...runs, { from, to: gaps.length, share }];
}

/** Where an instant lies, from 0 to 1. */
export function positionOf(axis: TimeAxis, timeUs: Micros): number {
  const { segments } = axis;
  let low = 0;
  let high = segments.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (timeUs <= (segments[middle]?.toUs ?? 0)) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  const segment = segments[low];
  if (segment === undefined || timeUs > segment.toUs) {
    return 1;
  }
  return (
    segment.start + ((segment.end - segment.start) * Math.max(0, timeUs - segment.fromUs)) / Math.max(1, segment.toUs - segment.fromUs)
  );
}

export function instantAt(axis: TimeAxis, position: number): Micros {
  for (const segment of axis.segments) {
    if (position <= segment.end) {
      return Math.round(
        segment.fromUs +
          ((segment.toUs - segment.fromUs) * Math.max(0, position - segment.start)) / Math.max(1e-9, segment.end - segment.start),
      );
    }
  }
  return axis.segments[axis.segments.length - 1]?.toUs ?? 0;
}

const steps = [3_600_000, 600_000, 300_000, 60_000, 30_000, 10_000, 5000, 2000, 1000, 500, 200, 100, 50, 20, 10, 5, 2, 1, 0.5, 0.2, 0.1];

/** Labels at the roundest instants that lie about `spacing` of the axis apart; a stretch after a fold says where it begins. */
export function ticksOf(axis: TimeAxis, spacing: number): readonly Tick[] {
  const ticks: Tick[] = [];
  for (const stretch of stretchesOf(axis)) {
    const startMs = (stretch.fromUs - axis.originUs) / 1000;
    // After minutes, milliseconds are counted from where the stretch begins.
    const relative = startMs >= 60_000;
    let at = stretch.start;
    if (stretch.start > 0) {
      ticks.push({ timeUs: stretch.fromUs, at, label: tickLabel(startMs, 10) });
      at += spacing;
    }
    while (at <= stretch.end - spacing * 0.35) {
      const fromMs = (instantAt(axis, at) - axis.originUs) / 1000 - (relative ? startMs : 0);
      const toMs = (instantAt(axis, Math.min(stretch.end, at + spacing * 0.7)) - axis.originUs) / 1000 - (relative ? startMs : 0);
      const step = steps.find((candidate) => Math.ceil(fromMs / candidate - 1e-9) * candidate <= toMs) ?? 0.1;
      const ms = Math.ceil(fromMs / step - 1e-9) * step;
      const timeUs = axis.originUs + (ms + (relative ? startMs : 0)) * 1000;
      const place = positionOf(axis, timeUs);
      if (place > stretch.end - (stretch.last ? spacing * 0.3 : spacing * 0.95 - foldShare / 2)) {
        break;
      }
      const label = relative ? `+${ms < 1000 ? `${trimmed(ms)} ms` : `${trimmed(ms / 1000)} s`}` : tickLabel(ms, step);
      if (label !== ticks.at(-1)?.label) {
        ticks.push({ timeUs, at: place, label });
      }
      at = Math.max(place, at) + spacing;
    }
  }
  return withUnits(ticks, axis.originUs);
}

interface Stretch extends Gap {
  readonly start: number;
  readonly end: number;
  readonly last: boolean;
}

/** What lies between folds. */
function stretchesOf(axis: TimeAxis): readonly Stretch[] {
  const stretches: Stretch[] = [];
  let open: Segment | undefined;
  for (const [index, segment] of axis.segments.entries()) {
    if (segment.folded) {
      continue;
    }
    open ??= segment;
    const next = axis.segments[index + 1];
    if (next === undefined || next.folded) {
      stretches.push({ fromUs: open.fromUs, toUs: segment.toUs, start: open.start, end: segment.end, last: next === undefined });
      open = undefined;
    }
  }
  return stretches;
}

function trimmed(value: number): string {
  return String(Number(value.toFixed(1)));
}

function tickLabel(ms: number, step: number): string {
  if (ms < 1000) {
    return step >= 1 ? String(Math.round(ms)) : trimmed(ms);
  }
  if (ms < 60_000) {
    return (ms / 1000).toFixed(step >= 1000 ? 0 : step >= 100 ? 1 : step >= 10 ? 2 : 3);
  }
  const seconds = Math.floor(ms / 1000);
  return `${Math.floor(seconds / 60)} m ${String(seconds % 60).padStart(2, '0')} s`;
}

/** The unit is written once for each run of the same unit, at its last label. */
function withUnits(ticks: readonly Tick[], originUs: Micros): readonly Tick[] {
  const unit = (tick: Tick | undefined) =>
    tick === undefined ? '' : tick.timeUs - originUs >= 60_000_000 ? 'm' : tick.timeUs - originUs >= 1_000_000 ? 's' : 'ms';
  return ticks.map((tick, index) =>
    unit(tick) === 'm' || unit(ticks[index + 1]) === unit(tick) ? tick : { ...tick, label: `${tick.label} ${unit(tick)}` },
  );
}
