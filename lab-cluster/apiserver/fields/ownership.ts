// Who owns which fields after a write that was not an apply: the writer gets what it changed, others lose it.
// Models apimachinery/pkg/util/managedfields/internal: fieldmanager, managedfieldsupdater, stripmeta and skipnonapplied.
import { ManagedFieldsList } from '../../api/managed-fields.ts';
import type { KubeObject, ManagedFieldsEntry } from '../../api/object.ts';
import { type Changes, compareObjects } from './compare.ts';
import { difference, type FieldSet, isLeaf, union } from './field-set.ts';
import { capUpdates, decodeEntries, entryOf, isSameOwner, listOf, type Owner, type OwnerEntry } from './managed-entries.ts';
import type { StructType } from './merge-type.ts';
import { fieldElement } from './path-element.ts';

export interface Writer extends Owner {
  readonly time: string | undefined;
}

const NO_OBJECT = Object.freeze({});
const NONE: readonly OwnerEntry[] = [];

/** Fields that have no owner. */
const UNOWNED: FieldSet = Object.freeze({
  [fieldElement('apiVersion')]: NO_OBJECT,
  [fieldElement('kind')]: NO_OBJECT,
  [fieldElement('metadata')]: Object.freeze({
    '.': NO_OBJECT,
    ...Object.fromEntries(
      ['name', 'namespace', 'creationTimestamp', 'selfLink', 'uid', 'clusterName', 'generation', 'managedFields', 'resourceVersion'].map(
        (name) => [fieldElement(name), NO_OBJECT],
      ),
    ),
  }),
});

export function withoutUnowned(set: FieldSet | undefined): FieldSet | undefined {
  for (const element in UNOWNED) if (set?.[element] !== undefined) return difference(set, UNOWNED);
  return set;
}

/** The list of a new object. `reset` names the top field that its strategy wipes. */
export function ownersOfNew(type: StructType, object: object, writer: Writer, reset: string | undefined): ManagedFieldsList | undefined {
  return updatedList(NONE, undefined, compareObjects(type, NO_OBJECT, object, reset), writer);
}

/**
 * The list of an object after an update. `sent` is what the writer put there itself: it may edit the list of the whole
 * object, though not by way of a subresource.
 */
export function ownersAfterUpdate(
  type: StructType,
  existing: KubeObject,
  next: KubeObject,
  sent: unknown,
  writer: Writer,
): ManagedFieldsList | undefined {
  const live = existing.metadata.managedFields;
  const base = baseEntries(live, sent, writer.subresource);
  // Nobody is recorded, so nobody knows who owned what before: then tracking begins with the first apply.
  if (base.length === 0) return undefined;
  return updatedList(base, live, compareObjects(type, existing, next), writer);
}

function baseEntries(
  live: readonly ManagedFieldsEntry[] | undefined,
  sent: unknown,
  subresource: string | undefined,
): readonly OwnerEntry[] {
  if (subresource !== undefined || sent === live) return decodeEntries(live) ?? NONE;
  if (isReset(sent)) return NONE;
  const entries = decodeEntries(sent);
  // Clients that know nothing of owners send none, and must not take them from others by that.
  return entries === undefined || entries.length === 0 ? (decodeEntries(live) ?? NONE) : entries;
}

function isReset(sent: unknown): boolean {
  if (!Array.isArray(sent) || sent.length > 1) return false;
  const [only] = sent as unknown[];
  return only === undefined || (typeof only === 'object' && only !== null && Object.keys(only).length === 0);
}

interface Update extends Changes {
  readonly base: readonly OwnerEntry[];
  readonly writer: Writer;
  readonly list: ManagedFieldsList | undefined;
}

/** Many objects go through the same changes in the same second, and share what comes of it. */
const recent: Update[] = [];
const RECENT_LIMIT = 16;

function updatedList(
  base: readonly OwnerEntry[],
  live: readonly ManagedFieldsEntry[] | undefined,
  changes: Changes,
  writer: Writer,
): ManagedFieldsList | undefined {
  const { taken, removed } = changes;
  if (taken === undefined && removed === undefined && base instanceof ManagedFieldsList) return base;
  const known = findRecent(base, taken, removed, writer);
  if (known !== undefined) return known.list;
  const entries = updatedEntries(base, changes, writer);
  const list = entries === base && base instanceof ManagedFieldsList ? base : listOf(capUpdates(entries));
  const result = list !== undefined && isSameList(list, live) ? (live as ManagedFieldsList) : list;
  recent.unshift({ base, taken, removed, writer, list: result });
  if (recent.length > RECENT_LIMIT) recent.pop();
  return result;
}

function findRecent(
  base: readonly OwnerEntry[],
  taken: FieldSet | undefined,
  removed: FieldSet | undefined,
  writer: Writer,
): Update | undefined {
  for (const update of recent) {
    if (update.base === base && update.taken === taken && update.removed === removed && isSameWriter(update, writer)) return update;
  }
  return undefined;
}

function isSameWriter({ writer }: Update, other: Writer): boolean {
  return (
    writer.time === other.time &&
    writer.manager === other.manager &&
    writer.subresource === other.subresource &&
    writer.apiVersion === other.apiVersion
  );
}

function isSameList(list: readonly ManagedFieldsEntry[], live: readonly ManagedFieldsEntry[] | undefined): boolean {
  return live instanceof ManagedFieldsList && live.length === list.length && list.every((entry, index) => entry === live[index]);
}

function updatedEntries(base: readonly OwnerEntry[], { taken, removed }: Changes, writer: Writer): readonly OwnerEntry[] {
  const own = withoutUnowned(taken);
  const entries: OwnerEntry[] = [];
  let mine: OwnerEntry | undefined;
  for (const entry of base) {
    const before = isLeaf(entry.fieldsV1) ? undefined : entry.fieldsV1;
    const isMine = isSameOwner(entry, writer);
    const kept = difference(isMine ? before : difference(before, taken), removed);
    if (isMine) {
      mine = entry;
      const set = union(kept, own);
      if (set !== undefined)
        entries.push(own === undefined ? (kept === before ? entry : entryOf(entry, entry.time, set)) : again(entry, writer, set));
    } else if (kept !== undefined) {
      entries.push(kept === before ? entry : entryOf(entry, entry.time, kept));
    }
  }
  if (mine === undefined && own !== undefined) entries.push(entryOf(writer, writer.time, own));
  return entries;
}

function again(entry: OwnerEntry, writer: Writer, set: FieldSet): OwnerEntry {
  return entry.fieldsV1 === set && entry.time === writer.time ? entry : entryOf(writer, writer.time, set);
}
