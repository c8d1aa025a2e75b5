// Rules for the annotations that once were fields, and for those that the server itself reads.
// Models pkg/apis/core/validation ValidatePodSpecificAnnotations and its comparisons with the fields of today.
import { forbidden, invalid } from '../field-errors.ts';
import type { ObjectMeta } from '../object.ts';
import type { PodSpec } from '../pods/pod-spec.ts';
import type { Errors } from './primitives.ts';
import { profileOf } from './security.ts';
import { type Source, textOf, validateDescendingPath } from './source.ts';
import { containersWithPaths } from './windows.ts';

type Annotations = Readonly<Record<string, string>>;

export const MIRROR = 'kubernetes.io/config.mirror';
const DELETION_COST = 'controller.kubernetes.io/pod-deletion-cost';
const SECCOMP_POD = 'seccomp.security.alpha.kubernetes.io/pod';
const SECCOMP_CONTAINER = 'container.seccomp.security.alpha.kubernetes.io/';
const APP_ARMOR = 'container.apparmor.security.beta.kubernetes.io/';
const LOCALHOST = 'localhost/';
const RUNTIME_DEFAULTS = ['runtime/default', 'docker/default'];

export function validatePodAnnotations(errors: Errors, at: string, annotations: Annotations | undefined, spec: PodSpec): void {
  if (annotations === undefined) return;
  const mirror = annotations[MIRROR];
  if (mirror !== undefined && !spec.nodeName)
    errors.push(invalid(`${at}[${MIRROR}]`, mirror, 'must set spec.nodeName if mirror pod annotation is set'));
  const cost = annotations[DELETION_COST];
  if (cost !== undefined && !isInt32(cost)) errors.push(invalid(`${at}[${DELETION_COST}]`, cost, 'must be a 32bit integer'));
  for (const key in annotations) {
    const value = annotations[key] ?? '';
    if (key === SECCOMP_POD || key.startsWith(SECCOMP_CONTAINER)) validateSeccompText(errors, `${at}.${key}`, value);
  }
  for (const key in annotations) {
    if (!key.startsWith(APP_ARMOR)) continue;
    const name = key.slice(APP_ARMOR.length);
    const profile = annotations[key] ?? '';
    if (!containersWithPaths(spec, '').some(([container]) => container.name === name))
      errors.push(invalid(`${at}[${key}]`, name, 'container not found'));
    if (profile !== '' && profile !== 'runtime/default' && profile !== 'unconfined' && !profile.startsWith(LOCALHOST))
      errors.push(invalid(`${at}[${key}]`, profile, `invalid AppArmor profile name: ${JSON.stringify(profile)}`));
  }
}

/** As Go writes one: no plus sign, no leading zeros. */
function isInt32(text: string): boolean {
  return /^(0|-?[1-9]\d*|-0+\d*)$/.test(text) && Number(text) >= -2_147_483_648 && Number(text) <= 2_147_483_647;
}

function validateSeccompText(errors: Errors, at: string, profile: string): void {
  if (RUNTIME_DEFAULTS.includes(profile) || profile === 'unconfined') return;
  if (profile.startsWith(LOCALHOST)) validateDescendingPath(errors, at, profile.slice(LOCALHOST.length));
  else errors.push(invalid(at, profile, 'must be a valid seccomp profile'));
}

/** Where a field and an old annotation both say something, they must agree. */
export function validateProfilesAgree(errors: Errors, at: string, { annotations }: Partial<ObjectMeta>, spec: PodSpec): void {
  if (annotations === undefined) return;
  const ofPod = profileOf(spec.securityContext, 'seccompProfile');
  const podText = annotations[SECCOMP_POD];
  if (ofPod !== undefined && podText !== undefined) compareSeccomp(errors, `${at}.securityContext.seccompProfile`, podText, ofPod);
  const containers = containersWithPaths(spec, at);
  for (const [{ name, securityContext }, path] of containers) {
    const profile = profileOf(securityContext, 'seccompProfile');
    const text = annotations[`${SECCOMP_CONTAINER}${name}`];
    if (profile !== undefined && text !== undefined) compareSeccomp(errors, `${path}.securityContext.seccompProfile`, text, profile);
  }
  if (spec.os?.name === 'windows') return;
  const armour = profileOf(spec.securityContext, 'appArmorProfile');
  for (const [{ name, securityContext }, path] of containers) {
    const profile = profileOf(securityContext, 'appArmorProfile') ?? armour;
    const text = annotations[`${APP_ARMOR}${name}`];
    if (profile !== undefined && text !== undefined) compareAppArmor(errors, `${path}.securityContext.appArmorProfile`, text, profile);
  }
}

function compareSeccomp(errors: Errors, at: string, text: string, profile: Source): void {
  const type = textOf(profile, 'type');
  const differs = forbidden(`${at}.type`, 'seccomp type in annotation and field must match');
  if (type === 'Unconfined' && text !== 'unconfined') errors.push(differs);
  else if (type === 'RuntimeDefault' && !RUNTIME_DEFAULTS.includes(text)) errors.push(differs);
  else if (type === 'Localhost') {
    if (!text.startsWith(LOCALHOST)) errors.push(differs);
    else if (text.slice(LOCALHOST.length) !== profile['localhostProfile'])
      errors.push(forbidden(`${at}.localhostProfile`, 'seccomp profile in annotation and field must match'));
  }
}

function compareAppArmor(errors: Errors, at: string, text: string, profile: Source): void {
  const type = textOf(profile, 'type');
  const differs = forbidden(`${at}.type`, 'apparmor type in annotation and field must match');
  if (type === 'Unconfined' && text !== 'unconfined') errors.push(differs);
  else if (type === 'RuntimeDefault' && text !== 'runtime/default') errors.push(differs);
  else if (type === 'Localhost') {
    if (!text.startsWith(LOCALHOST)) errors.push(differs);
    else if (text.slice(LOCALHOST.length) !== profile['localhostProfile'])
      errors.push(forbidden(`${at}.localhostProfile`, 'apparmor profile in annotation and field must match'));
  }
}

/** Models ValidatePodSpecificAnnotationUpdates: some can be given at birth alone. */
export function validateAnnotationUpdate(errors: Errors, at: string, next: Annotations = {}, previous: Annotations = {}): void {
  for (const key in previous) {
    if (next[key] === previous[key]) continue;
    if (key.startsWith(APP_ARMOR)) errors.push(forbidden(`${at}[${key}]`, 'may not remove or update AppArmor annotations'));
    if (key === MIRROR) errors.push(forbidden(`${at}[${key}]`, 'may not remove or update mirror pod annotation'));
  }
  for (const key in next) {
    if (previous[key] !== undefined) continue;
    if (key.startsWith(APP_ARMOR)) errors.push(forbidden(`${at}[${key}]`, 'may not add AppArmor annotations'));
    if (key === MIRROR) errors.push(forbidden(`${at}[${key}]`, 'may not add mirror pod annotation'));
  }
}
