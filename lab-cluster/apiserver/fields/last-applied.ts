// Moving from client-side to server-side apply: what the annotation says kubectl applied, kubectl may take from whoever it
// was written down to, and the annotation is kept up to date.
// Models apimachinery/pkg/util/managedfields/internal (lastappliedmanager, lastappliedupdater).
import type { KubeObject } from '../../api/object.ts';
import { isPlainObject } from '../../api/plain-object.ts';
import type { Conflict } from './apply.ts';
import { compareObjects } from './compare.ts';
import { difference, type FieldSet } from './field-set.ts';
import type { StructType } from './merge-type.ts';
import { toFieldSet } from './to-field-set.ts';
import { typedProblem } from './typed-problems.ts';

/** Others who apply with kubectl choose another name for the manager, and opt out of this by it. */
const KUBECTL = 'kubectl';
export const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

type Json = Readonly<Record<string, unknown>>;

/** The conflicts that remain when those are allowed which client-side apply had caused. */
export function conflictsBeyondLastApplied(
  type: StructType,
  live: KubeObject,
  manager: string,
  conflicts: readonly Conflict[],
): readonly Conflict[] {
  if (manager !== KUBECTL) return conflicts;
  const allowed = allowedSet(type, live);
  if (allowed === undefined) return conflicts;
  return conflicts.flatMap(({ owner, fields }) => {
    const rest = difference(fields, allowed);
    return rest === undefined ? [] : [{ owner, fields: rest }];
  });
}

/** What was applied and is still as it was. */
function allowedSet(type: StructType, live: KubeObject): FieldSet | undefined {
  const text = live.metadata.annotations?.[LAST_APPLIED];
  const applied = text === undefined ? undefined : parsed(text);
  if (!isPlainObject(applied) || applied['apiVersion'] !== live.apiVersion || typedProblem(type, applied) !== undefined) return undefined;
  const { taken, removed } = compareObjects(type, applied, live);
  return difference(difference(toFieldSet(type, applied), taken), removed);
}

/** The applied object with the annotation of the client's way, where there is one, saying what was applied now. */
export function withLastApplied(object: Json, config: Json, manager: string): Json {
  const metadata = object['metadata'];
  const annotations = isPlainObject(metadata) ? metadata['annotations'] : undefined;
  if (manager !== KUBECTL || !isPlainObject(metadata) || !isPlainObject(annotations) || !annotations[LAST_APPLIED]) return object;
  const value = `${JSON.stringify(sortedKeys(withoutAnnotation(config)))}\n`;
  if (annotations[LAST_APPLIED] === value) return object;
  return { ...object, metadata: { ...metadata, annotations: { ...annotations, [LAST_APPLIED]: value } } };
}

function withoutAnnotation(config: Json): Json {
  const metadata = config['metadata'];
  if (!isPlainObject(metadata) || !isPlainObject(metadata['annotations'])) return config;
  const { [LAST_APPLIED]: _, ...annotations } = metadata['annotations'];
  return { ...config, metadata: { ...metadata, annotations } };
}

function sortedKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortedKeys);
  if (!isPlainObject(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sortedKeys(value[key])]),
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // Somebody wrote the annotation by hand: then nothing is known to have been applied.
    return undefined;
  }
}
