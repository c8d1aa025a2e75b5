// JSON merge patch (RFC 7386) on immutable values: what does not change is shared with the original.
import { isPlainObject } from '../../api/plain-object.ts';

export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isPlainObject(patch)) return patch;
  const base = isPlainObject(target) ? target : {};
  let result: Record<string, unknown> | undefined;
  for (const key of Object.keys(patch)) {
    const value = patch[key];
    if (value === null) {
      if (!Object.hasOwn(base, key)) continue;
      result ??= { ...base };
      delete result[key];
      continue;
    }
    const merged = mergePatch(base[key], value);
    if (merged === base[key] && Object.hasOwn(base, key)) continue;
    result ??= { ...base };
    result[key] = merged;
  }
  return result ?? base;
}
