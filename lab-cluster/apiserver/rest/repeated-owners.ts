// Owners that an object names twice: named once when it is stored, and whoever wrote it is warned.
// Models dedupOwnerReferencesAndAddWarning of apiserver/pkg/endpoints/handlers/rest.go.
import { deepEqual } from '../../api/equal.ts';
import type { KubeObject, OwnerReference } from '../../api/object.ts';
import { type ResourceCall, warn } from '../pipeline.ts';

/** Objects that are sent are looked at as they come, what a patch leads to only when admission is done with it. */
type Moment = 'as sent' | 'after admission';

/** Writes into the metadata of `object`, which must be private. */
export function dropRepeatedOwners(call: ResourceCall, { metadata }: KubeObject, moment: Moment): void {
  const owners: unknown = metadata.ownerReferences;
  if (!Array.isArray(owners) || owners.length < 2) return;
  const once: OwnerReference[] = [];
  const repeated: string[] = [];
  for (const owner of owners as OwnerReference[]) {
    if (once.some((other) => deepEqual(other, owner))) repeated.push(owner.uid);
    else once.push(owner);
  }
  if (repeated.length === 0) return;
  (metadata as { ownerReferences: readonly OwnerReference[] }).ownerReferences = once;
  const where = moment === 'as sent' ? '' : ' after mutating admission happens';
  warn(
    call,
    `.metadata.ownerReferences contains duplicate entries${where}; API server dedups owner references in 1.20+, and may reject such requests as early as 1.24; please fix your requests; duplicate UID(s) observed: ${repeated.join(', ')}`,
  );
}
