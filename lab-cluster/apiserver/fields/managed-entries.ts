// Lists of managedFields entries: read from what a client sent, put in order, kept few, shared where they are equal.
// Models apimachinery/pkg/util/managedfields/internal (managedfields, capmanagers).
import { ManagedFieldsList } from '../../api/managed-fields.ts';
import type { ManagedFieldsEntry } from '../../api/object.ts';
import { instantOf } from '../../api/time.ts';
import { type FieldSet, LEAF, nodeOf, SELF, union } from './field-set.ts';
import { parseElement, spellElement } from './path-element.ts';

/** An entry with all that a stored one has. */
export interface OwnerEntry extends ManagedFieldsEntry {
  readonly manager: string;
  readonly operation: 'Apply' | 'Update';
  readonly apiVersion: string;
  readonly fieldsV1: FieldSet;
}

export type Owner = Omit<OwnerEntry, 'fieldsV1' | 'fieldsType' | 'time'>;

/** Models DefaultMaxUpdateManagers. */
const UPDATE_MANAGER_LIMIT = 10;
const OLD_UPDATES_MANAGER = 'ancient-changes';
const MAX_DEPTH = 200;

/** Fields in the order in which Go writes them. Each layout is spelled out, as spread ones get a hidden class of their own each. */
export function entryOf(owner: Owner, time: string | undefined, fieldsV1: FieldSet): OwnerEntry {
  const { manager, operation, apiVersion, subresource } = owner;
  const fieldsType = 'FieldsV1';
  if (time === undefined) {
    if (subresource === undefined) return { manager, operation, apiVersion, fieldsType, fieldsV1 };
    return { manager, operation, apiVersion, fieldsType, fieldsV1, subresource };
  }
  if (subresource === undefined) return { manager, operation, apiVersion, time, fieldsType, fieldsV1 };
  return { manager, operation, apiVersion, time, fieldsType, fieldsV1, subresource };
}

/** The version an apply was made in does not matter: an applier has one entry. */
export function isSameOwner(entry: Owner, owner: Owner): boolean {
  return (
    entry.manager === owner.manager &&
    entry.operation === owner.operation &&
    (entry.operation === 'Apply' || entry.apiVersion === owner.apiVersion) &&
    entry.subresource === owner.subresource
  );
}

/** Undefined for no entries at all, as an object then has no list. */
export function listOf(entries: readonly OwnerEntry[]): ManagedFieldsList | undefined {
  if (entries.length === 0) return undefined;
  const list = new ManagedFieldsList(entries.length);
  for (let index = 0; index < entries.length; index++) list[index] = entries[index] as OwnerEntry;
  return list.length < 2 ? list : (list.sort((one, other) => compareEntries(one as OwnerEntry, other as OwnerEntry)) as ManagedFieldsList);
}

function compareEntries(one: OwnerEntry, other: OwnerEntry): number {
  return (
    order(one.operation, other.operation) ||
    secondOf(one) - secondOf(other) ||
    order(one.manager, other.manager) ||
    order(one.apiVersion, other.apiVersion) ||
    order(one.subresource ?? '', other.subresource ?? '')
  );
}

function secondOf({ time }: OwnerEntry): number {
  return time === undefined ? Number.MIN_SAFE_INTEGER : Math.floor(instantOf(time) / 1_000_000);
}

function order(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

/** Of more than so many who updated, the oldest become one. */
export function capUpdates(entries: readonly OwnerEntry[]): readonly OwnerEntry[] {
  const updates = entries.filter((entry) => entry.operation === 'Update');
  if (updates.length <= UPDATE_MANAGER_LIMIT) return entries;
  const oldest = updates.toSorted((one, other) => secondOf(one) - secondOf(other) || order(identity(one), identity(other)));
  const firstOfVersion = new Map<string, OwnerEntry>();
  const buckets = new Map<string, OwnerEntry>();
  const merged = new Set<OwnerEntry>();
  let count = updates.length;
  for (const entry of oldest) {
    if (count <= UPDATE_MANAGER_LIMIT) break;
    const { apiVersion } = entry;
    const first = firstOfVersion.get(apiVersion);
    if (first === undefined) {
      firstOfVersion.set(apiVersion, entry);
      continue;
    }
    merged.add(first).add(entry);
    const bucket = buckets.get(apiVersion) ?? first;
    const owner: Owner = { manager: OLD_UPDATES_MANAGER, operation: 'Update', apiVersion };
    buckets.set(apiVersion, entryOf(owner, entry.time, union(entry.fieldsV1, bucket.fieldsV1) ?? LEAF));
    count--;
  }
  return [...entries.filter((entry) => !merged.has(entry)), ...buckets.values()];
}

/** As upstream keys them; only their order matters. */
function identity({ manager, apiVersion, subresource }: OwnerEntry): string {
  return JSON.stringify({ manager, operation: 'Update', apiVersion, subresource });
}

/** What a client sent as managedFields; undefined where it cannot be read, which upstream takes as nothing sent. */
export function decodeEntries(sent: unknown): readonly OwnerEntry[] | undefined {
  if (sent instanceof ManagedFieldsList) return sent as readonly ManagedFieldsEntry[] as readonly OwnerEntry[];
  if (!Array.isArray(sent)) return sent === undefined || sent === null ? [] : undefined;
  const entries: OwnerEntry[] = [];
  for (const item of sent as unknown[]) {
    const entry = decodeEntry(item);
    if (entry === undefined) return undefined;
    // The last of one identity counts.
    const at = entries.findIndex((other) => isSameOwner(other, entry));
    if (at < 0) entries.push(entry);
    else entries[at] = entry;
  }
  return entries;
}

function decodeEntry(item: unknown): OwnerEntry | undefined {
  if (typeof item !== 'object' || item === null) return undefined;
  const { manager = '', operation, apiVersion, time, fieldsType, fieldsV1, subresource } = item as ManagedFieldsEntry;
  if ((operation !== 'Apply' && operation !== 'Update') || typeof apiVersion !== 'string' || apiVersion === '') return undefined;
  if (fieldsType !== 'FieldsV1' || typeof manager !== 'string') return undefined;
  const set = fieldsV1 === undefined ? LEAF : readSet(fieldsV1, 0);
  if (set === undefined) return undefined;
  const owner: Owner = { manager, operation, apiVersion, ...(subresource === undefined ? {} : { subresource }) };
  return entryOf(owner, typeof time === 'string' ? time : undefined, set);
}

function readSet(value: unknown, depth: number): FieldSet | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || depth > MAX_DEPTH) return undefined;
  const children: Record<string, FieldSet> = {};
  for (const [key, inner] of Object.entries(value)) {
    const set = readSet(inner, depth + 1);
    const element = key === SELF ? SELF : spelled(key);
    if (set === undefined || element === undefined) return undefined;
    children[element] = set;
  }
  return nodeOf(children);
}

function spelled(key: string): string | undefined {
  const element = parseElement(key);
  return element === undefined ? undefined : spellElement(element);
}
