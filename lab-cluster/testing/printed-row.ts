// One row of a table as `kubectl get -o wide` prints it, by heading, for tests of what columns make of odd objects.
import type { Kind } from '../api/kind.ts';
import type { KubeObject } from '../api/object.ts';
import { timestamp } from '../api/time.ts';

const SECOND = 1_000_000;
const NOW_US = 1_000_000 * SECOND;

/** The timestamp of an instant that many seconds before the row is printed. */
export function secondsAgo(seconds: number): string {
  return timestamp(NOW_US - seconds * SECOND);
}

/** What is left out is missing, as in an object that somebody else wrote. */
export function printedRow<T extends KubeObject>(kind: Kind<T>, fields: object): Readonly<Record<string, unknown>> {
  const object = { metadata: { name: 'x' }, spec: {}, status: {}, ...fields } as unknown as T;
  return Object.fromEntries(kind.columns.map(({ name, ...column }) => [name, column.cell(object, NOW_US)]));
}
