// How Go prints a decoded document: `map[spec:map[replicas:three]]`.
import { isPlainObject } from '../../api/plain-object.ts';

export function goValue(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(goValue).join(' ')}]`;
  if (!isPlainObject(value))
    return value === null || value === undefined ? '<nil>' : typeof value === 'string' ? value : JSON.stringify(value);
  const keys = Object.keys(value).sort();
  return `map[${keys.map((key) => `${key}:${goValue(value[key])}`).join(' ')}]`;
}
