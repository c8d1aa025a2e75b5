// What the API server accepts but warns of: what the kind says of a change of each sort.
import type { Kind } from '../kind.ts';
import type { KubeObject } from '../object.ts';

/** Sentences for the Warning header, for an object that has been prepared. `previous`: what it replaces. */
export function warningsOf(
  kind: Kind,
  object: KubeObject,
  previous: KubeObject | undefined,
  subresource: string | undefined,
): readonly string[] {
  if (subresource === 'status') return kind.statusWarnings?.(object) ?? [];
  // A scale is written by the rules of the whole object.
  if (subresource !== undefined && subresource !== 'scale') return [];
  return kind.warnings?.(object, previous) ?? [];
}

/** What is said of every answer about a kind that is on its way out: `v1 Endpoints is deprecated in v1.33+; use …`. */
export function deprecationOf({ apiVersion, kind, deprecated }: Kind): readonly string[] {
  return deprecated === undefined ? [] : [`${apiVersion} ${kind} is ${deprecated}`];
}
