// What a simulated process has printed by a given instant: a pure function of its program and its start, so that nothing has to be
// written anywhere. Simplified: of lines that come again and again only the last few thousand are kept, as rotation would.
import { microTimestamp, timestamp } from '../../api/time.ts';
import type { Micros } from '../../sim/sim.ts';
import { lifetimeUs, type Print } from './program.ts';
import type { ContainerRecord } from './records.ts';

export interface LogLine {
  readonly atUs: Micros;
  readonly text: string;
}

const MOST_REPEATS = 5_000;

/** Lines after `fromUs`, up to and with `toUs`, in the order they were printed. */
export function printedBetween(container: ContainerRecord, pod: string, fromUs: Micros, toUs: Micros): readonly LogLine[] {
  if (container.startedAtUs === 0) return [];
  const endUs = container.state === 'exited' ? Math.min(toUs, container.finishedAtUs) : toUs;
  const lines: LogLine[] = [];
  for (const print of printsOf(container)) {
    for (const atUs of instantsOf(print, container.startedAtUs, fromUs, endUs)) lines.push({ atUs, text: fill(print.text, pod, atUs) });
  }
  return lines.sort((a, b) => a.atUs - b.atUs);
}

function printsOf({ program, ordered }: ContainerRecord): readonly Print[] {
  const prints = program.prints ?? [];
  const { lastWords } = program;
  const ownEndUs = lifetimeUs(program);
  if (lastWords === undefined || ownEndUs === undefined || ordered === true) return prints;
  return [...prints, { atMs: ownEndUs / 1000, text: lastWords }];
}

function* instantsOf({ atMs, everyMs }: Print, startUs: Micros, fromUs: Micros, endUs: Micros): Generator<Micros> {
  const firstUs = startUs + Math.round(atMs * 1000);
  if (everyMs === undefined) {
    if (firstUs > fromUs && firstUs <= endUs) yield firstUs;
    return;
  }
  const everyUs = Math.max(1_000, Math.round(everyMs * 1000));
  const last = Math.floor((endUs - firstUs) / everyUs);
  const first = Math.max(0, Math.floor((fromUs - firstUs) / everyUs) + 1, last - MOST_REPEATS + 1);
  for (let index = first; index <= last; index++) yield firstUs + index * everyUs;
}

/** `{pod}`, and the instant in the forms programs print it: `{iso}`, `{slashed}`, `{redis}`, `{date}`, `{apache}`. */
function fill(text: string, pod: string, atUs: Micros): string {
  if (!text.includes('{')) return text;
  return text.replace(/\{(pod|iso|slashed|redis|date|apache)\}/g, (_, name: string) => (name === 'pod' ? pod : formatInstant(name, atUs)));
}

function formatInstant(form: string, atUs: Micros): string {
  const micros = microTimestamp(atUs);
  const [, weekday, date, month, year, time] = /^(\w+), (\d+) (\w+) (\d+) ([\d:]+)/.exec(new Date(timestamp(atUs)).toUTCString()) ?? [];
  switch (form) {
    case 'iso':
      return micros;
    case 'slashed':
      return `${micros.slice(0, 10).replaceAll('-', '/')} ${time}`;
    case 'redis':
      return `${date} ${month} ${year} ${time}.${micros.slice(20, 23)}`;
    case 'apache':
      return `${weekday} ${month} ${date} ${time}.${micros.slice(20, 26)} ${year}`;
    default:
      return `${weekday} ${month} ${String(Number(date)).padStart(2)} ${time} UTC ${year}`;
  }
}
