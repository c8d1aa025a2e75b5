// Keeps the old AppArmor annotations of containers working: they fill the field that replaced them.
// Models pkg/registry/core/pod/strategy.go applyAppArmorVersionSkew.
import type { Container } from './container.ts';
import { deepEqual } from '../equal.ts';
import type { Pod } from '../kinds/pod.ts';

export const APP_ARMOR_PREFIX = 'container.apparmor.security.beta.kubernetes.io/';
const MAX_PROFILE_LENGTH = 4095;

interface Profile {
  readonly type: string;
  readonly localhostProfile?: string;
}

/** Writes into `pod`, which must be private. */
export function applyAppArmorAnnotations(pod: Pod): void {
  for (const [container, profile] of annotated(pod)) {
    if (profile === undefined) continue;
    (container as { securityContext?: object }).securityContext = { ...container.securityContext, appArmorProfile: profile };
  }
}

/** Of the annotations of a pod that has just come, before they were applied. */
export function warningsOfAppArmor(pod: Pod): readonly string[] {
  return annotated(pod).map(
    ([{ name }]) => `metadata.annotations[${APP_ARMOR_PREFIX}${name}]: deprecated since v1.30; use the "appArmorProfile" field instead`,
  );
}

/** Containers that only an annotation speaks for, and what it means; not those for which the whole pod says the same. */
function annotated({ metadata, spec }: Pod): readonly (readonly [Container, Profile | undefined])[] {
  const { annotations } = metadata;
  if (annotations === undefined || spec.os?.name === 'windows') return [];
  return [...(spec.initContainers ?? []), ...spec.containers, ...(spec.ephemeralContainers ?? [])].flatMap((container) => {
    const text = annotations[`${APP_ARMOR_PREFIX}${container.name}`];
    if (text === undefined || container.securityContext?.appArmorProfile !== undefined) return [];
    const profile = profileOf(text);
    if (profile !== undefined && deepEqual(profile, spec.securityContext?.appArmorProfile)) return [];
    return [[container, profile] as const];
  });
}

/** Nothing of what the field would not take. */
function profileOf(text: string): Profile | undefined {
  if (text === 'runtime/default') return { type: 'RuntimeDefault' };
  if (text === 'unconfined') return { type: 'Unconfined' };
  if (!text.startsWith('localhost/')) return undefined;
  const localhostProfile = text.slice('localhost/'.length);
  const isFine = localhostProfile !== '' && localhostProfile === localhostProfile.trim() && localhostProfile.length <= MAX_PROFILE_LENGTH;
  return isFine ? { type: 'Localhost', localhostProfile } : undefined;
}
