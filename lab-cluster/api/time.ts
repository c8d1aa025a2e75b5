// The lab's calendar: virtual instants written as Kubernetes writes times. Nothing here looks at a real clock.

/** The virtual calendar day on which every lab begins: 2026-01-01T00:00:00Z, in milliseconds since 1970. */
const LAB_EPOCH_MS = Date.UTC(2026, 0, 1);
/** The same in seconds. */
export const LAB_EPOCH_S = LAB_EPOCH_MS / 1000;

/** The text of the last second asked for: thousands of objects carry the same one, and then share it. */
let lastSecond = -1;
let lastText = '';

/** `metav1.Time`: whole seconds, UTC. */
export function timestamp(nowUs: number): string {
  const second = Math.floor(nowUs / 1_000_000);
  if (second !== lastSecond) {
    lastSecond = second;
    lastText = `${new Date(LAB_EPOCH_MS + second * 1000).toISOString().slice(0, 19)}Z`;
  }
  return lastText;
}

/** `metav1.MicroTime`: microseconds, UTC. */
export function microTimestamp(nowUs: number): string {
  const whole = new Date(LAB_EPOCH_MS + Math.floor(nowUs / 1_000_000) * 1000).toISOString().slice(0, 19);
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
  if (time.length === 20 && time.startsWith('2026-') && time.endsWith('Z')) {
    const days = Date.UTC(2026, digits(time, 5) - 1, digits(time, 8)) - LAB_EPOCH_MS;
    return days * 1000 + (digits(time, 11) * 3600 + digits(time, 14) * 60 + digits(time, 17)) * 1_000_000;
  }
  const fraction = /\.(\d+)Z$/.exec(time)?.[1] ?? '';
  const seconds = Date.parse(time.replace(/\.\d+Z$/, 'Z')) - LAB_EPOCH_MS;
  return seconds * 1000 + Number(fraction.padEnd(6, '0').slice(0, 6));
}

function digits(time: string, at: number): number {
  return (time.charCodeAt(at) - 48) * 10 + time.charCodeAt(at + 1) - 48;
}
