// An object as lines that read like YAML, without the parts that only machines read. For showing, not for parsing back.
const LEFT_OUT_OF_METADATA = new Set(['managedFields', 'resourceVersion', 'uid', 'generation', 'creationTimestamp', 'selfLink']);
const LEFT_OUT_ANNOTATIONS = new Set(['kubectl.kubernetes.io/last-applied-configuration']);
/** They change with every heartbeat and hide what really changed. */
const LEFT_OUT_ANYWHERE = new Set(['lastUpdateTime', 'lastTransitionTime', 'lastHeartbeatTime', 'lastProbeTime', 'observedGeneration']);
import { isPlainObject } from '../api/plain-object.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Fields stand in the order in which people write them: what it is, who it is, what it should be, what it is like. */
const FIRST = ['apiVersion', 'kind', 'metadata', 'spec'];
const LAST = ['status'];

export function yamlLines(object: unknown): readonly string[] {
  const lines: string[] = [];
  if (isPlainObject(object)) writeFields(lines, object, '', []);
  return lines;
}

function writeFields(lines: string[], fields: Fields, indent: string, path: readonly string[]): void {
  for (const key of orderedKeys(fields, path)) {
    const value = fields[key];
    if (value === undefined || value === null || isLeftOut(key, path)) continue;
    writeEntry(lines, `${indent}${printKey(key)}:`, value, indent, [...path, key]);
  }
}

function orderedKeys(fields: Fields, path: readonly string[]): readonly string[] {
  const keys = Object.keys(fields);
  if (path.length > 0) return keys;
  const middle = keys.filter((key) => !FIRST.includes(key) && !LAST.includes(key));
  return [...FIRST.filter((key) => key in fields), ...middle, ...LAST.filter((key) => key in fields)];
}

function isLeftOut(key: string, path: readonly string[]): boolean {
  const parent = path.at(-1);
  if (parent === 'metadata' && LEFT_OUT_OF_METADATA.has(key)) return true;
  if (parent === 'annotations' && LEFT_OUT_ANNOTATIONS.has(key)) return true;
  return LEFT_OUT_ANYWHERE.has(key);
}

/** `head` is what stands before the value: `key:` or a dash. */
function writeEntry(lines: string[], head: string, value: unknown, indent: string, path: readonly string[]): void {
  if (Array.isArray(value)) {
    if (value.length === 0) lines.push(`${head} []`);
    else {
      lines.push(head);
      for (const item of value as readonly unknown[]) writeItem(lines, item, indent, path);
    }
  } else if (isPlainObject(value)) {
    const inner: string[] = [];
    writeFields(inner, value, `${indent}  `, path);
    if (inner.length === 0) lines.push(`${head} {}`);
    else lines.push(head, ...inner);
  } else lines.push(`${head} ${printScalar(value)}`);
}

/** List items are not indented below their key, as kubectl prints them. */
function writeItem(lines: string[], item: unknown, indent: string, path: readonly string[]): void {
  if (!isPlainObject(item)) {
    writeEntry(lines, `${indent}-`, item, `${indent}  `, path);
    return;
  }
  const inner: string[] = [];
  writeFields(inner, item, `${indent}  `, path);
  const [first, ...rest] = inner;
  if (first === undefined) lines.push(`${indent}- {}`);
  else lines.push(`${indent}- ${first.slice(indent.length + 2)}`, ...rest);
}

function printKey(key: string): string {
  return /^[\w./-]+$/.test(key) ? key : JSON.stringify(key);
}

function printScalar(value: unknown): string {
  if (typeof value !== 'string') return String(value);
  const plain =
    /^[A-Za-z/][\w./:@-]*( [\w./:@-]+)*$/.test(value) && !/^(true|false|null|yes|no|on|off|y|n)$/i.test(value) && !/: |:$/.test(value);
  return plain ? value : JSON.stringify(value);
}
