// Every patch in the recorded traces laid onto the object as a watcher had seen it before, and what came of it held against what
// the real server answered. The recordings keep the interesting fields only; what cannot be replayed is counted with its reason.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Kind } from '../api/kind.ts';
import { erased, kinds } from '../api/registry.ts';
import type { Result } from '../api/status.ts';
import { jsonPatch } from '../apiserver/patch/json-patch.ts';
import { strategicMergePatch } from '../apiserver/patch/strategic-merge-patch.ts';
import { invariant } from '../sim/invariant.ts';

type Json = Readonly<Record<string, unknown>>;

interface Write {
  readonly verb: string;
  readonly res: string;
  readonly name: string;
  readonly code: number;
  readonly rv?: number;
  readonly query?: string;
  readonly patch?: Json | readonly unknown[];
  readonly result: Json;
}

interface Seen {
  readonly kind: string;
  readonly name: string;
  readonly rv: number;
  readonly fields?: Json;
}

export interface PatchReplay {
  readonly looked: number;
  readonly equal: number;
  readonly different: readonly string[];
  /** Why others could not be replayed, and how many of them. */
  readonly left: ReadonlyMap<string, number>;
}

const IS_APPLY = 'an apply is a matter of who owns what, which was not recorded';
const UNSEEN = 'nothing was recorded of the object before';
/** What the server writes itself, whatever a patch says. */
const SERVERS_OWN = new Set(['generation', 'deletionTimestamp', 'deletionGracePeriodSeconds', 'owner', 'event', 'on', 'source', 'etype']);
const METADATA = new Set(['annotations', 'finalizers']);
const TEMPLATE_GENERATION = 'deprecated.daemonset.template.generation';

export function replayRecordedPatches(folder: string): PatchReplay {
  let [looked, equal] = [0, 0];
  const different: string[] = [];
  const left = new Map<string, number>();
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
    const { writes, watch } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as { writes: readonly Write[]; watch: readonly Seen[] };
    for (const write of writes) {
      if (write.verb !== 'patch') continue;
      looked++;
      const outcome = replay(write, watch);
      if (outcome === 'equal') equal++;
      else if (outcome === IS_APPLY || outcome === UNSEEN) left.set(outcome, (left.get(outcome) ?? 0) + 1);
      else different.push(`${file} ${write.res}/${write.name} at ${write.rv}: ${outcome}`);
    }
  }
  return { looked, equal, different, left };
}

function replay(write: Write, watch: readonly Seen[]): string {
  const { res, name, rv = Number.POSITIVE_INFINITY, patch, query = '', code, result } = write;
  invariant(patch !== undefined, () => `a patch of ${res}/${name} without its text`);
  if (!Array.isArray(patch) && 'apiVersion' in patch) return IS_APPLY;
  const [plural = '', subresource] = res.split('/');
  const kind = kinds.find((one) => one.plural === plural);
  invariant(kind !== undefined, () => `no kind is called ${plural}`);
  const isDryRun = query.includes('dryRun');
  const known = watch.filter((one) => one.kind === kind.kind && one.name === name && (one.rv < rv || (isDryRun && one.rv === rv)));
  const before = known.at(-1);
  if (before === undefined) return UNSEEN;
  if (code === 409) return String(versionIn(patch)) === String(before.rv) ? 'was refused for a version it has' : 'equal';
  const present = objectOf(before, patch);
  const patched = patchOf(kind, present, patch);
  if (!patched.ok) return `refused: ${patched.status.message}`;
  if (subresource === 'scale') {
    const after = watch.find((one) => one.kind === kind.kind && one.name === name && one.rv === rv)?.fields ?? {};
    return at(patched.value, 'spec.replicas') === after['spec.replicas'] ? 'equal' : 'another number of replicas';
  }
  // The garbage collector asks for metadata alone, of which labels were not recorded.
  const isMetadata = Object.keys(result).every((field) => METADATA.has(field) || SERVERS_OWN.has(field)) && kind.kind !== 'ConfigMap';
  const all = [...new Set([...Object.keys(before.fields ?? {}), ...Object.keys(result)])];
  const fields = all.filter((field) => (isMetadata ? METADATA.has(field) : !SERVERS_OWN.has(field)));
  const wrong = fields.filter((field) => !agree(valueOf(patched.value, field), result[field]));
  return wrong.length === 0 ? 'equal' : wrong.join(', ');
}

function patchOf(kind: Kind, present: Json, patch: Json | readonly unknown[]): Result<Json> {
  if (Array.isArray(patch)) return jsonPatch(present, patch) as Result<Json>;
  return strategicMergePatch(erased(kind), present, patch as Json);
}

function versionIn(patch: Json | readonly unknown[]): unknown {
  return at(patch as Json, 'metadata.resourceVersion');
}

/** The object a line of the recording tells of, as far as it tells. */
function objectOf({ fields = {}, rv }: Seen, patch: Json | readonly unknown[]): Json {
  const metadata: Record<string, unknown> = { resourceVersion: String(rv), managedFields: [] };
  const spec: Record<string, unknown> = {};
  const object: Record<string, unknown> = { metadata, spec };
  for (const [field, value] of Object.entries(fields)) {
    if (SERVERS_OWN.has(field)) continue;
    if (field === 'labels' || field === 'annotations' || field === 'finalizers') metadata[field] = value;
    else if (field.startsWith('spec.')) spec[field.slice('spec.'.length)] = value;
    else if (field === 'keys') object['data'] = Object.fromEntries((value as readonly string[]).map((key) => [key, '']));
    else if (field === 'images') spec['template'] = { spec: { containers: containersOf(value as readonly string[], patch) } };
    else object[field] = value;
  }
  return object;
}

/** Only images were recorded; what the containers are called is read from the patch where it names them. */
function containersOf(images: readonly string[], patch: Json | readonly unknown[]): readonly Json[] {
  const named = Array.isArray(patch) ? undefined : at(patch as Json, 'spec.template.spec.containers');
  const names = Array.isArray(named) ? named.map((one) => (one as Json)['name']) : [];
  return images.map((image, index) => ({ name: names[index] ?? `c${index}`, image }));
}

function valueOf(object: Json, field: string): unknown {
  if (field === 'labels' || field === 'annotations' || field === 'finalizers') return at(object, `metadata.${field}`);
  if (field === 'keys') return Object.keys((object['data'] as Json | undefined) ?? {});
  // Events of a series count in it.
  if (field === 'count') return at(object, 'series.count') ?? object['count'];
  if (field !== 'images') return at(object, field);
  const containers = at(object, 'spec.template.spec.containers');
  return Array.isArray(containers) ? containers.map((one) => (one as Json)['image']) : undefined;
}

function at(object: Json, path: string): unknown {
  return path.split('.').reduce<unknown>((value, key) => (value as Json | undefined)?.[key], object);
}

/** Absent and empty are one; what was recorded must be there, in the same order. */
function agree(ours: unknown, recorded: unknown): boolean {
  return recorded === undefined || recorded === false ? isNothing(ours) : covers(ours, recorded);
}

function isNothing(value: unknown): boolean {
  if (value === undefined || value === null || value === false) return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}

function covers(ours: unknown, recorded: unknown): boolean {
  if (Array.isArray(recorded))
    return Array.isArray(ours) && ours.length === recorded.length && recorded.every((item, index) => covers(ours[index], item));
  if (typeof recorded !== 'object' || recorded === null) return ours === recorded;
  if (typeof ours !== 'object' || ours === null) return Object.keys(recorded).length === 0;
  return Object.entries(recorded).every(([key, value]) => key === TEMPLATE_GENERATION || covers((ours as Json)[key], value));
}
