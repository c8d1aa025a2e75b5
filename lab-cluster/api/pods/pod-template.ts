// What controllers ask of pods and their templates: is it ready, since when, and which template made it.
// Models pkg/api/v1/pod/util.go and pkg/controller/controller_utils.go.
import type { Condition } from '../object.ts';
import type { Pod } from '../kinds/pod.ts';
import type { PodTemplateSpec } from './pod-spec.ts';
import { instantOf } from '../time.ts';

/** The label by which a ReplicaSet of a Deployment and its pods know each other. */
export const POD_TEMPLATE_HASH_LABEL = 'pod-template-hash';

export function podCondition(pod: Pod, type: string): Condition | undefined {
  return pod.status?.conditions?.find((condition) => condition.type === type);
}

export function isPodReady(pod: Pod): boolean {
  return podCondition(pod, 'Ready')?.status === 'True';
}

/** Ready, and has been for `minReadySeconds`. */
export function isPodAvailable(pod: Pod, minReadySeconds: number, nowUs: number): boolean {
  const ready = podCondition(pod, 'Ready');
  if (ready?.status !== 'True') return false;
  if (minReadySeconds === 0) return true;
  return ready.lastTransitionTime !== undefined && instantOf(ready.lastTransitionTime) + minReadySeconds * 1_000_000 <= nowUs;
}

/** Succeeded or Failed: its containers will never run again. */
export function isPodTerminal(pod: Pod): boolean {
  return pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';
}

/** Counts towards a ReplicaSet: neither finished nor on its way out. */
export function isPodActive(pod: Pod): boolean {
  return !isPodTerminal(pod) && pod.metadata.deletionTimestamp === undefined;
}

const hashes = new WeakMap<PodTemplateSpec, string>();
const ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';
const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/**
 * Names a template by its content; `collisionCount` changes the name when another template already has it.
 * Simplified: upstream hashes Go's printed form of the internal struct, so real clusters give other, equally opaque, names.
 */
export function podTemplateHash(template: PodTemplateSpec, collisionCount?: number): string {
  if (collisionCount === undefined) {
    const known = hashes.get(template);
    if (known !== undefined) return known;
  }
  let hash = fnv32a(canonicalText(template), FNV_OFFSET);
  if (collisionCount !== undefined) hash = fnv32a(String(collisionCount), hash);
  const name = safeEncode(String(hash));
  if (collisionCount === undefined) hashes.set(template, name);
  return name;
}

/** Models rand.SafeEncodeString: no vowels, so no words. */
function safeEncode(text: string): string {
  let out = '';
  for (let index = 0; index < text.length; index++) out += ALPHABET[text.charCodeAt(index) % ALPHABET.length];
  return out;
}

function fnv32a(text: string, seed: number): number {
  let hash = seed;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), FNV_PRIME);
  return hash >>> 0;
}

/** JSON with sorted keys, so that equal templates give equal text. */
function canonicalText(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(',')}]`;
  const record = value as Readonly<Record<string, unknown>>;
  const keys = Object.keys(record).filter((key) => record[key] !== undefined);
  return `{${keys
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonicalText(record[key])}`)
    .join(',')}}`;
}
