// The patch `kubectl apply` sends: additions and changes against the live object, deletions against what was applied last.
// Models staging/src/k8s.io/apimachinery/pkg/util/strategicpatch/patch.go (CreateThreeWayMergePatch). Pure.
import { isMergingSet, keepsSentKeysOnly, mergeKeyOf } from './merge-keys.ts';
import { isEqual, isMap, type JsonMap } from './values.ts';

type Patch = Record<string, unknown>;

/** The strategic merge patch that makes `live` what `wanted` says, without touching what nobody applied. Empty when nothing is to do. */
export function threeWayPatch(kind: string, applied: JsonMap, wanted: JsonMap, live: JsonMap): JsonMap {
  return diffMaps(kind, [], applied, wanted, live);
}

function diffMaps(kind: string, path: readonly string[], applied: JsonMap, wanted: JsonMap, live: JsonMap): Patch {
  const patch: Patch = {};
  for (const [key, value] of Object.entries(wanted)) {
    if (value === null) {
      // An explicit null asks for the field to go; it is nothing to do when it is not there.
      if (live[key] !== undefined && live[key] !== null) patch[key] = null;
      continue;
    }
    diffField(kind, [...path, key], patch, key, applied[key], value, live[key]);
  }
  for (const key of Object.keys(applied)) {
    if (!Object.hasOwn(wanted, key) && live[key] !== undefined) patch[key] = null;
  }
  if (Object.keys(patch).length > 0 && keepsSentKeysOnly(path)) patch['$retainKeys'] = Object.keys(wanted).sort();
  return patch;
}

function diffField(
  kind: string,
  path: readonly string[],
  patch: Patch,
  key: string,
  applied: unknown,
  wanted: unknown,
  live: unknown,
): void {
  if (isMap(wanted) && isMap(live)) {
    const inner = diffMaps(kind, path, isMap(applied) ? applied : {}, wanted, live);
    if (Object.keys(inner).length > 0) patch[key] = inner;
    return;
  }
  if (Array.isArray(wanted) && Array.isArray(live)) {
    diffLists(kind, path, patch, key, Array.isArray(applied) ? applied : [], wanted, live);
    return;
  }
  if (!isEqual(wanted, live)) patch[key] = wanted;
}

function diffLists(
  kind: string,
  path: readonly string[],
  patch: Patch,
  key: string,
  applied: readonly unknown[],
  wanted: readonly unknown[],
  live: readonly unknown[],
): void {
  if (isMergingSet(path)) {
    diffSets(patch, key, applied, wanted, live);
    return;
  }
  const mergeKey = mergeKeyOf(kind, path);
  const mergeable = mergeKey !== undefined && [...applied, ...wanted, ...live].every((item) => isMap(item) && item[mergeKey] !== undefined);
  if (!mergeable) {
    if (!isEqual(wanted, live)) patch[key] = wanted;
    return;
  }
  diffKeyedLists(kind, path, patch, key, mergeKey, applied as JsonMap[], wanted as JsonMap[], live as JsonMap[]);
}

function diffKeyedLists(
  kind: string,
  path: readonly string[],
  patch: Patch,
  key: string,
  mergeKey: string,
  applied: readonly JsonMap[],
  wanted: readonly JsonMap[],
  live: readonly JsonMap[],
): void {
  const find = (items: readonly JsonMap[], item: JsonMap) => items.find((other) => other[mergeKey] === item[mergeKey]);
  const changes: Patch[] = [];
  for (const item of wanted) {
    const present = find(live, item);
    if (present === undefined) {
      changes.push({ ...item });
      continue;
    }
    const inner = diffMaps(kind, path, find(applied, item) ?? {}, item, present);
    if (Object.keys(inner).length > 0) changes.push({ ...inner, [mergeKey]: item[mergeKey] });
  }
  for (const item of applied) {
    if (!find(wanted, item) && find(live, item)) changes.push({ $patch: 'delete', [mergeKey]: item[mergeKey] });
  }
  const order = wanted.map((item) => item[mergeKey]);
  const liveOrder = live.filter((item) => find(wanted, item)).map((item) => item[mergeKey]);
  const reordered = liveOrder.length === order.length && !isEqual(order, liveOrder);
  if (changes.length === 0 && !reordered) return;
  if (changes.length > 0) patch[key] = changes;
  patch[`$setElementOrder/${key}`] = order.map((value) => ({ [mergeKey]: value }));
}

function diffSets(patch: Patch, key: string, applied: readonly unknown[], wanted: readonly unknown[], live: readonly unknown[]): void {
  const added = wanted.filter((item) => !live.includes(item));
  const removed = applied.filter((item) => !wanted.includes(item) && live.includes(item));
  if (added.length > 0) patch[key] = added;
  if (removed.length > 0) patch[`$deleteFromPrimitiveList/${key}`] = removed;
}
