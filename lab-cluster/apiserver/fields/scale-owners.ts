// Who owns the replicas of a workload, told to those who look at its scale, and back.
// Models apimachinery/pkg/util/managedfields/scalehandler.go ScaleHandler, its forgetting of times included.
import type { ManagedFieldsEntry } from '../../api/object.ts';
import { difference, type FieldSet, isMember, LEAF } from './field-set.ts';
import { decodeEntries, entryOf, isSameOwner, listOf, type OwnerEntry } from './managed-entries.ts';

/** Workload and scale have them at the same place. */
const REPLICAS: FieldSet = Object.freeze({ 'f:spec': Object.freeze({ 'f:replicas': LEAF }) });
const SCALE_VERSION = 'autoscaling/v1';

type List = readonly ManagedFieldsEntry[] | undefined;

/** Owners of the scale of a workload of this version. Other versions are unknown, and so are their owners. */
export function ownersOfScale(parent: List, parentVersion: string): readonly OwnerEntry[] {
  const entries = decodeEntries(parent) ?? [];
  return entries
    .filter((entry) => entry.apiVersion === parentVersion && ownsReplicas(entry))
    .map((entry) => owningReplicas(entry, SCALE_VERSION, entry.time));
}

/**
 * The owners of the workload after its scale has those. Whoever updated in the words of the workload is another to upstream
 * than in those of the scale: what he still owns of the scale becomes an entry of its own.
 */
export function ownersOfScaled(parent: List, scale: List, parentVersion: string): List {
  const entries = (decodeEntries(parent) ?? []).filter((entry) => entry.apiVersion === parentVersion);
  const ofScale = (decodeEntries(scale) ?? []).filter(ownsReplicas);
  const known = (owner: OwnerEntry): OwnerEntry | undefined => entries.find((entry) => isSameOwner(entry, owner));
  const next: OwnerEntry[] = [];
  for (const entry of entries) {
    const isKept = !ownsReplicas(entry) || ofScale.some((owner) => isSameOwner(owner, entry));
    const rest = isKept ? entry.fieldsV1 : difference(entry.fieldsV1, REPLICAS);
    if (rest !== undefined) next.push(rest === entry.fieldsV1 ? entry : entryOf(entry, entry.time, rest));
  }
  for (const owner of ofScale) {
    const before = known(owner);
    if (before === undefined || !ownsReplicas(before)) next.push(owningReplicas(owner, parentVersion, before?.time));
  }
  const list = listOf(next);
  // Two entries of one owner are one to the next reader, so they must be read again.
  const isDoubled = next.some((one, place) => next.some((other, index) => index < place && isSameOwner(one, other)));
  return isDoubled && list !== undefined ? Array.from(list) : list;
}

function ownsReplicas({ fieldsV1 }: OwnerEntry): boolean {
  const replicas = fieldsV1['f:spec']?.['f:replicas'];
  return replicas !== undefined && isMember(replicas);
}

function owningReplicas(owner: OwnerEntry, apiVersion: string, time: string | undefined): OwnerEntry {
  return entryOf({ ...owner, apiVersion }, time, REPLICAS);
}
