// Which time zones there are, and Go's words for those there are not.
import { TIME_ZONES } from './facts/time-zones.ts';

/** Models the error of time.LoadLocation, which knows names as they are spelled in the database. */
export function timeZoneProblem(name: string): string | undefined {
  return name === '' || name === 'UTC' || name === 'Local' || TIME_ZONES.has(name) ? undefined : `unknown time zone ${name}`;
}
