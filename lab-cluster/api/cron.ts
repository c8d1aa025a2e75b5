// What is wrong with a schedule, as the parser behind CronJobs says it. Models robfig/cron v3 ParseStandard.
import { timeZoneProblem } from './time-zone.ts';

interface Bounds {
  readonly min: number;
  readonly max: number;
  readonly names: readonly string[];
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

/** Minute, hour, day of month, month, day of week. */
const FIELDS: readonly Bounds[] = [
  { min: 0, max: 59, names: [] },
  { min: 0, max: 23, names: [] },
  { min: 1, max: 31, names: [] },
  { min: 1, max: 12, names: MONTHS },
  { min: 0, max: 6, names: DAYS },
];

const DESCRIPTORS = ['@yearly', '@annually', '@monthly', '@weekly', '@daily', '@midnight', '@hourly'];
const EVERY = '@every ';
const UNITS = ['ns', 'us', 'µs', 'μs', 'ms', 's', 'm', 'h'];
const INT_LIMIT = 2n ** 63n;

type Parsed = { readonly value: number } | { readonly problem: string };

/** The parser's own words, or undefined when it can read the schedule. */
export function cronProblem(schedule: string): string | undefined {
  let text = schedule;
  if (/^(TZ|CRON_TZ)=/.test(text)) {
    const zone = text.slice(text.indexOf('=') + 1).split(' ', 1)[0] ?? '';
    const problem = timeZoneProblem(zone);
    if (problem !== undefined) return `provided bad location ${zone}: ${problem}`;
    text = text.slice(text.indexOf(' ')).trim();
  }
  if (text.startsWith('@')) return descriptorProblem(text);
  const fields = text.split(/\s+/).filter((field) => field !== '');
  if (fields.length !== FIELDS.length) return `expected exactly ${FIELDS.length} fields, found ${fields.length}: [${fields.join(' ')}]`;
  for (const [index, field] of fields.entries()) {
    for (const range of field.split(',').filter((part) => part !== '')) {
      const problem = rangeProblem(range, FIELDS[index] as Bounds);
      if (problem !== undefined) return problem;
    }
  }
  return undefined;
}

function descriptorProblem(text: string): string | undefined {
  if (DESCRIPTORS.includes(text)) return undefined;
  if (!text.startsWith(EVERY)) return `unrecognized descriptor: ${text}`;
  const problem = durationProblem(text.slice(EVERY.length));
  return problem === undefined ? undefined : `failed to parse duration ${text}: ${problem}`;
}

/** Models time.ParseDuration. */
function durationProblem(text: string): string | undefined {
  const quoted = JSON.stringify(text);
  const unsigned = text.replace(/^[-+]/, '');
  if (unsigned === '0') return undefined;
  if (unsigned === '') return `time: invalid duration ${quoted}`;
  for (let rest = unsigned; rest !== ''; ) {
    const number = /^(\d+\.?\d*|\.\d+)/.exec(rest)?.[0];
    if (number === undefined) return `time: invalid duration ${quoted}`;
    const unit = /^[^.\d]*/.exec(rest.slice(number.length))?.[0] ?? '';
    if (unit === '') return `time: missing unit in duration ${quoted}`;
    if (!UNITS.includes(unit)) return `time: unknown unit ${JSON.stringify(unit)} in duration ${quoted}`;
    rest = rest.slice(number.length + unit.length);
  }
  return undefined;
}

function rangeProblem(text: string, bounds: Bounds): string | undefined {
  const [range = '', stepText, ...moreSteps] = text.split('/');
  const ends = range.split('-');
  const [low = '', high] = ends;
  let start: Parsed = { value: bounds.min };
  let end: Parsed = { value: bounds.max };
  if (low !== '*' && low !== '?') {
    start = parseIntOrName(low, bounds);
    if ('problem' in start) return start.problem;
    if (ends.length > 2) return `too many hyphens: ${text}`;
    end = high === undefined ? start : parseIntOrName(high, bounds);
    if ('problem' in end) return end.problem;
  }
  if (moreSteps.length > 0) return `too many slashes: ${text}`;
  const step = stepText === undefined ? { value: 1 } : parseInteger(stepText);
  if ('problem' in step) return step.problem;
  // `N/step` goes on to the greatest value there is.
  const last = stepText !== undefined && ends.length === 1 ? bounds.max : end.value;
  return limitsProblem(text, start.value, last, step.value, bounds);
}

function limitsProblem(text: string, start: number, end: number, step: number, { min, max }: Bounds): string | undefined {
  if (start < min) return `beginning of range (${start}) below minimum (${min}): ${text}`;
  if (end > max) return `end of range (${end}) above maximum (${max}): ${text}`;
  if (start > end) return `beginning of range (${start}) beyond end of range (${end}): ${text}`;
  return step === 0 ? `step of range should be a positive number: ${text}` : undefined;
}

function parseIntOrName(text: string, { names, min }: Bounds): Parsed {
  const place = names.indexOf(text.toLowerCase());
  return place === -1 ? parseInteger(text) : { value: place + min };
}

function parseInteger(text: string): Parsed {
  const failed = `failed to parse int from ${text}: strconv.Atoi: parsing ${JSON.stringify(text)}`;
  if (!/^[-+]?\d+$/.test(text)) return { problem: `${failed}: invalid syntax` };
  const exact = BigInt(text.replace('+', ''));
  if (exact >= INT_LIMIT || exact < -INT_LIMIT) return { problem: `${failed}: value out of range` };
  if (exact < 0n) return { problem: `negative number (${exact}) not allowed: ${text}` };
  return { value: Number(exact) };
}
