// An applied configuration laid over the live object: what it says holds, the rest stays. What does not change is shared with
// the live object. Models structured-merge-diff/typed Merge.
import { deepEqual } from '../../api/equal.ts';
import { isPlainObject } from '../../api/plain-object.ts';
import { elementOf } from './list-items.ts';
import type { ListType, MergeType } from './merge-type.ts';

type Fields = Readonly<Record<string, unknown>>;

export function mergeValues(type: MergeType, live: unknown, applied: unknown): unknown {
  if (applied === undefined) return live;
  if (live === undefined) return applied;
  switch (type.form) {
    case 'whole':
      return deepEqual(live, applied) ? live : applied;
    case 'struct':
      return mergeFields(live, applied, (name) => type.fields[name]?.type);
    case 'map':
      return mergeFields(live, applied, () => type.item);
    case 'free':
      return isPlainObject(live) && isPlainObject(applied) ? mergeFields(live, applied, () => type) : applied;
    case 'list':
      return mergeLists(type, Array.isArray(live) ? live : [], Array.isArray(applied) ? applied : []) ?? live;
  }
}

function mergeFields(live: unknown, applied: unknown, typeOf: (name: string) => MergeType | undefined): unknown {
  if (!isPlainObject(applied) || !isPlainObject(live)) return isPlainObject(live) ? live : applied;
  let result: Record<string, unknown> | undefined;
  for (const name of Object.keys(applied)) {
    const type = typeOf(name);
    const before = live[name];
    const merged = type === undefined ? applied[name] : mergeValues(type, before, applied[name]);
    if (merged !== before) (result ??= { ...(live as Fields) })[name] = merged;
  }
  return result ?? live;
}

/**
 * The live order as long as the configuration does not ask for another; then its order, with the others where they were.
 * Undefined when nothing changes.
 */
function mergeLists(type: ListType, live: readonly unknown[], applied: readonly unknown[]): readonly unknown[] | undefined {
  const left = live.map((item) => elementOf(type, item) as string);
  const right = applied.map((item) => elementOf(type, item) as string);
  const leftItems = new Map<string, unknown>();
  // Live items that nobody can tell apart are not merged with, but replaced.
  for (const [index, element] of left.entries()) leftItems.set(element, leftItems.has(element) ? undefined : live[index]);
  const rightItems = new Map(right.map((element, index) => [element, applied[index]]));
  const shared = right.filter((element) => leftItems.has(element));
  const done = new Set<string>();
  const out: unknown[] = [];
  const take = (element: string): void => {
    done.add(element);
    out.push(mergeValues(type.item, leftItems.get(element), rightItems.get(element)));
    if (shared[0] === element) shared.shift();
  };
  let at = 0;
  let next = 0;
  while (at < left.length || next < right.length) {
    const mine = left[at];
    const theirs = right[next];
    if (mine !== undefined && theirs !== undefined) {
      if (mine === theirs) {
        take(mine);
        at++;
        next++;
        continue;
      }
      if (rightItems.has(mine) && shared[0] !== undefined && shared[0] !== mine) {
        at++;
        continue;
      }
    }
    if (mine !== undefined && !rightItems.has(mine)) {
      out.push(live[at]);
      at++;
      continue;
    }
    if (mine !== undefined && done.has(mine)) at++;
    if (theirs !== undefined) {
      take(theirs);
      next++;
    }
  }
  const same = out.length === live.length && out.every((item, index) => item === live[index]);
  return same ? undefined : out;
}
