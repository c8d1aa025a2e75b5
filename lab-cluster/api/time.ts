// The lab's calendar: virtual instants written as Kubernetes writes times. Nothing here looks at a real clock.

/** The day on which a lab begins that was not told another: 2026-01-01T00:00:00Z, in milliseconds since 1970. */
const DEFAULT_CALENDAR_MS = Date.UTC(2026, 0, 1);

/** Milliseconds since 1970 at virtual instant 0. One process has one lab, and so one calendar. */
let calendarMs = DEFAULT_CALENDAR_MS;

/** Called once for each lab, before it begins. Whole seconds, so that a virtual second is one of the calendar. */
export function setCalendar(startMs: number = DEFAULT_CALENDAR_MS): void {
  calendarMs = Math.floor(startMs / 1000) * 1000;
  lastSecond = -1;
  lastRead = '';
}

/** A virtual instant in seconds since 1970. */
export function unixSeconds(nowUs: number): number {
  return calendarMs / 1000 + nowUs / 1_000_000;
}

/** The text of the last second asked for: thousands of objects carry the same one, and then share it. */
let lastSecond = -1;
let lastText = '';

/** `metav1.Time`: whole seconds, UTC. */
export function timestamp(nowUs: number): string {
  const second = Math.floor(nowUs / 1_000_000);
  if (second !== lastSecond) {
    lastSecond = second;
    lastText = `${new Date(calendarMs + second * 1000).toISOString().slice(0, 19)}Z`;
  }
  return lastText;
}

/** `metav1.MicroTime`: microseconds, UTC. */
export function microTimestamp(nowUs: number): string {
  const whole = new Date(calendarMs + Math.floor(nowUs / 1_000_000) * 1000).toISOString().slice(0, 19);
  return `${whole}.${String(nowUs % 1_000_000).padStart(6, '0')}Z`;
}

let lastRead = '';
let lastInstant = 0;

/** Back from either form to microseconds since the lab began. */
export function instantOf(time: string): number {
  if (time !== lastRead) {
    lastInstant = readInstant(time);
    lastRead = time;
  }
  return lastInstant;
}

function readInstant(time: string): number {
  // The form the lab itself writes, read digit by digit: dates are parsed often, and the general way is slow.
  if (time.length === 20 && time.startsWith('20') && time.endsWith('Z')) {
    const days = Date.UTC(2000 + digits(time, 2), digits(time, 5) - 1, digits(time, 8)) - calendarMs;
    return days * 1000 + (digits(time, 11) * 3600 + digits(time, 14) * 60 + digits(time, 17)) * 1_000_000;
  }
  const fraction = /\.(\d+)Z$/.exec(time)?.[1] ?? '';
  const seconds = Date.parse(time.replace(/\.\d+Z$/, 'Z')) - calendarMs;
  return seconds * 1000 + Number(fraction.padEnd(6, '0').slice(0, 6));
}

function digits(time: string, at: number): number {
  return (time.charCodeAt(at) - 48) * 10 + time.charCodeAt(at + 1) - 48;
}
