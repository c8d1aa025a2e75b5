// The elastic time axis: busy stretches get the room, long idle ones are folded to a small mark.
import type { Micros } from '../../lab-cluster/index.ts';

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

/** `instants` are starts and ends of what is drawn; each stretch between folds gets at least `least` of the axis, for its label. */
export function buildAxis(originUs: Micros, instants: readonly Micros[], least = 0.06): TimeAxis {
  const times = [...new Set(instants)].sort((a, b) => a - b);
  const first = times[0] ?? originUs;
  const last = times[times.length - 1] ?? originUs;
  if (last - first < 1) {
    return { originUs, segments: [{ fromUs: first, toUs: first + 1000, start: 0, end: 1, folded: false }] };
  }
  const folds = chooseFolds(times);
  const parts: { fromUs: Micros; toUs: Micros; folded: boolean; weight: number }[] = [];
  let from = first;
  let index = 0;
  const activeTotal = last - first - folds.reduce((sum, fold) => sum + fold.toUs - fold.fromUs, 0);
  const active = (toUs: Micros) => {
    const events = times.filter((time) => time >= from && time <= toUs).length;
    parts.push({
      fromUs: from,
      toUs,
      folded: false,
      weight: 0.45 * ((toUs - from) / Math.max(1, activeTotal)) + 0.55 * (events / times.length),
    });
  };
  for (; index < folds.length; index++) {
    const fold = folds[index];
    if (fold !== undefined) {
      active(fold.fromUs);
      parts.push({ ...fold, folded: true, weight: 0 });
      from = fold.toUs;
    }
  }
  active(last);
  return { originUs, segments: lay(parts, least) };
}

/** The longest gaps are folded while each is long against all that remains. */
function chooseFolds(times: readonly Micros[]): readonly { readonly fromUs: Micros; readonly toUs: Micros }[] {
  const gaps = times.slice(1).map((time, index) => ({ fromUs: times[index] ?? time, toUs: time }));
  gaps.sort((a, b) => b.toUs - b.fromUs - (a.toUs - a.fromUs));
  let remaining = (times[times.length - 1] ?? 0) - (times[0] ?? 0);
  const folds: { fromUs: Micros; toUs: Micros }[] = [];
  for (const gap of gaps) {
    const length = gap.toUs - gap.fromUs;
    if (folds.length >= maxFolds || length < 20_000 || (length < remaining * 0.3 && length < 400_000)) {
      break;
    }
    // A little of the silence stays on both sides, so that bars do not touch the mark.
    const margin = Math.min(length * 0.05, 4000);
    folds.push({ fromUs: Math.round(gap.fromUs + margin), toUs: Math.round(gap.toUs - margin) });
    remaining -= length;
  }
  return folds.sort((a, b) => a.fromUs - b.fromUs);
}

function lay(parts: readonly { readonly fromUs: Micros; readonly toUs: Micros; readonly folded: boolean; readonly weight: number }[], wanted: number): readonly Segment[] {
  const folds = parts.filter((part) => part.folded).length;
  const room = 1 - folds * foldShare;
  const active = parts.filter((part) => !part.folded);
  const least = Math.min(wanted, (0.7 * room) / active.length);
  const sum = active.reduce((total, part) => total + part.weight, 0);
  const spare = room - least * active.length;
  const segments: Segment[] = [];
  let at = 0;
  for (const part of parts) {
    const share = part.folded ? foldShare : least + (spare * part.weight) / sum;
    segments.push({ fromUs: part.fromUs, toUs: part.toUs, start: at, end: at + share, folded: part.folded });
    at += share;
  }
  return segments;
}

/** Where an instant lies, from 0 to 1. */
export function positionOf(axis: TimeAxis, timeUs: Micros): number {
  for (const segment of axis.segments) {
    if (timeUs <= segment.toUs) {
      return (
        segment.start + ((segment.end - segment.start) * Math.max(0, timeUs - segment.fromUs)) / Math.max(1, segment.toUs - segment.fromUs)
      );
    }
  }
  return 1;
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

const steps = [
  1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 60_000, 120_000, 300_000, 600_000, 1_800_000, 3_600_000,
];

/** Labels at round instants, none closer than `spacing` of the axis; a stretch after a fold says where it begins. */
export function ticksOf(axis: TimeAxis, spacing: number): readonly Tick[] {
  const ticks: Tick[] = [];
  for (const [index, segment] of axis.segments.entries()) {
    if (segment.folded) {
      continue;
    }
    const length = (segment.toUs - segment.fromUs) / 1000;
    const most = Math.max(1, Math.floor((segment.end - segment.start) / spacing));
    const step = steps.find((candidate) => length / candidate <= most) ?? length;
    const from = (segment.fromUs - axis.originUs) / 1000;
    const end = segment.end - (index < axis.segments.length - 1 ? spacing * 0.75 - foldShare / 2 : spacing * 0.3);
    if (index > 0) {
      push(ticks, axis, segment.fromUs, spacing, segment.end, tickLabel(from, Math.min(step, 10)));
    }
    // After minutes, milliseconds are counted from where the stretch begins.
    const relative = index > 0 && from >= 60_000 && step < 1000;
    for (let at = relative ? from + step : Math.ceil(from / step) * step; at <= from + length; at += step) {
      push(ticks, axis, axis.originUs + at * 1000, spacing, end, relative ? `+${Math.round(at - from)} ms` : tickLabel(at, step));
    }
  }
  return withUnits(ticks, axis.originUs);
}

function push(ticks: Tick[], axis: TimeAxis, timeUs: Micros, spacing: number, end: number, label: string): void {
  const at = positionOf(axis, timeUs);
  const last = ticks[ticks.length - 1];
  if ((last === undefined || at - last.at >= spacing * 0.85) && at <= end) {
    ticks.push({ timeUs, at, label });
  }
}

function tickLabel(ms: number, step: number): string {
  if (ms < 1000) {
    return step < 1 ? ms.toFixed(1) : String(Math.round(ms));
  }
  if (ms < 60_000) {
    return (ms / 1000).toFixed(step >= 1000 ? 0 : step >= 100 ? 1 : 2);
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
