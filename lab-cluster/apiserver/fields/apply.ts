// Server-side apply: a configuration laid over the live object, what its manager no longer applies taken away, and the owners
// of fields afterwards, or the conflicts that stand in its way.
// Models apimachinery/pkg/util/managedfields/internal (structuredmerge, skipnonapplied) and structured-merge-diff/merge Apply.
import { deepEqual } from '../../api/equal.ts';
import type { ManagedFieldsList } from '../../api/managed-fields.ts';
import type { KubeObject } from '../../api/object.ts';
import { compareObjects } from './compare.ts';
import { difference, exclude, type FieldSet, intersection, union } from './field-set.ts';
import { decodeEntries, entryOf, isSameOwner, listOf, type OwnerEntry } from './managed-entries.ts';
import { mergeValues } from './merge-values.ts';
import type { StructType } from './merge-type.ts';
import { withoutUnowned, type Writer } from './ownership.ts';
import { prune } from './prune.ts';
import { toFieldSet } from './to-field-set.ts';

type Json = Readonly<Record<string, unknown>>;

export interface Conflict {
  readonly owner: OwnerEntry;
  readonly fields: FieldSet;
}

export type ApplyOutcome =
  | { readonly type: 'applied'; readonly object: Json; readonly owners: ManagedFieldsList | undefined }
  | { readonly type: 'conflicts'; readonly conflicts: readonly Conflict[] };

export interface ApplyRequest {
  readonly type: StructType;
  /** Undefined when the object is to be created. */
  readonly live: KubeObject | undefined;
  readonly config: Json;
  /** Its operation is Apply. */
  readonly writer: Writer;
  readonly reset: FieldSet | undefined;
  readonly force: boolean;
}

const NO_OBJECT: Json = Object.freeze({});
const BEFORE_FIRST_APPLY = 'before-first-apply';

export function applyConfiguration(request: ApplyRequest): ApplyOutcome {
  const { type, live, config, writer, reset, force } = request;
  const before = (live ?? NO_OBJECT) as Json;
  const entries = presentEntries(request);
  const mine = entries.find((entry) => isSameOwner(entry, writer));
  const others = entries.filter((entry) => entry !== mine);
  const set = withoutReset(toFieldSet(type, config), reset);
  const managed = others.reduce((all, entry) => union(all, entry.fieldsV1), set);
  const object = prune(type, mergeValues(type, before, config), mine?.fieldsV1, managed) as Json;
  const changes = compareObjects(type, before, object);
  const taken = withoutReset(changes.taken, reset);
  const removed = withoutReset(changes.removed, reset);
  const conflicts = others.flatMap((owner) => {
    const fields = intersection(owner.fieldsV1, taken);
    return fields === undefined ? [] : [{ owner, fields }];
  });
  if (conflicts.length > 0 && !force) return { type: 'conflicts', conflicts };
  const next: OwnerEntry[] = [];
  for (const entry of others) {
    const kept = difference(difference(entry.fieldsV1, taken), removed);
    if (kept !== undefined) next.push(kept === entry.fieldsV1 ? entry : entryOf(entry, entry.time, kept));
  }
  const own = withoutUnowned(set);
  // Who applies what is there already changes nothing, and no time is noted.
  const time = deepEqual(before, object) ? mine?.time : writer.time;
  if (own !== undefined) next.push(entryOf(writer, time, own));
  return { type: 'applied', object, owners: listOf(next) };
}

function withoutReset(set: FieldSet | undefined, reset: FieldSet | undefined): FieldSet | undefined {
  return reset === undefined ? set : exclude(set, reset);
}

/** An object of which nobody knows who owned what belongs to whoever was there before the first apply. */
function presentEntries({ type, live, writer, reset }: ApplyRequest): readonly OwnerEntry[] {
  if (live === undefined) return [];
  const entries = decodeEntries(live.metadata.managedFields) ?? [];
  if (entries.length > 0) return entries;
  const all = withoutUnowned(withoutReset(compareObjects(type, NO_OBJECT, live).taken, reset));
  return all === undefined ? [] : [entryOf({ ...writer, manager: BEFORE_FIRST_APPLY, operation: 'Update' }, writer.time, all)];
}
