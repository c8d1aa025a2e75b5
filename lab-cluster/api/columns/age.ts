// How old something is, as kubectl prints it: 5s, 3m12s, 4d. Models pkg/util/duration HumanDuration.
import { instantOf } from '../time.ts';

/** `<unknown>` without a time, as in tables. */
export function ageOf(time: string | null | undefined, nowUs: number): string {
  return time === undefined || time === null ? '<unknown>' : humanDuration(nowUs - instantOf(time));
}

/** About two to three significant figures, whole units only. */
export function humanDuration(durationUs: number): string {
  const seconds = Math.trunc(durationUs / 1_000_000);
  if (seconds < -1) return '<invalid>';
  if (seconds < 0) return '0s';
  if (seconds < 120) return `${seconds}s`;
  const minutes = Math.trunc(seconds / 60);
  if (minutes < 10) return pair(minutes, 'm', seconds % 60, 's');
  if (minutes < 180) return `${minutes}m`;
  const hours = Math.trunc(seconds / 3600);
  if (hours < 8) return pair(hours, 'h', minutes % 60, 'm');
  if (hours < 48) return `${hours}h`;
  const days = Math.trunc(hours / 24);
  if (days < 8) return pair(days, 'd', hours % 24, 'h');
  if (days < 365 * 2) return `${days}d`;
  const years = Math.trunc(days / 365);
  return years < 8 ? pair(years, 'y', days % 365, 'd') : `${years}y`;
}

function pair(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large}${largeUnit}` : `${large}${largeUnit}${small}${smallUnit}`;
}
