// What a pod or a template of pods may say but should not. Models pkg/api/pod/warnings.go.
import { append } from '../append.ts';
import { APP_ARMOR_PREFIX } from '../pods/app-armor.ts';
import { warningsOfBytes } from './claim-warnings.ts';
import type { Container } from '../pods/container.ts';
import { goQuote } from '../field-errors.ts';
import { warningsOfIp } from '../ip.ts';
import { warningsOfPorts } from './port-warnings.ts';
import type { PodSpec, PodTemplateSpec } from '../pods/pod-spec.ts';
import { warningsOfPlacement, warningsOfPeers } from './placement-warnings.ts';
import { warningsOfVolumes } from './volume-warnings.ts';

const BYTES = ['memory', 'ephemeral-storage'];
const SECCOMP = 'seccomp.security.alpha.kubernetes.io/pod';
const SECCOMP_OF_CONTAINER = 'container.seccomp.security.alpha.kubernetes.io/';
const USE_SECCOMP_FIELD = 'non-functional in v1.27+; use the "seccompProfile" field instead';

const OLD_ANNOTATIONS: readonly (readonly [string, string])[] = [
  ['scheduler.alpha.kubernetes.io/critical-pod', 'non-functional in v1.16+; use the "priorityClassName" field instead'],
  ['security.alpha.kubernetes.io/sysctls', 'non-functional in v1.11+; use the "sysctls" field instead'],
  ['security.alpha.kubernetes.io/unsafe-sysctls', 'non-functional in v1.11+; use the "sysctls" field instead'],
];

/** A container and where it stands. */
export type PlacedContainer = readonly [Container, string];

/** `prefix` is where the pod's metadata and spec stand: empty for a pod, else the path of a template with a dot. */
export function warningsOfPod(prefix: string, { metadata, spec }: PodTemplateSpec): readonly string[] {
  const { annotations = {} } = metadata ?? {};
  const at = `${prefix}spec`;
  const warnings: string[] = [...warningsOfPlacement(at, spec)];
  for (const [key, story] of OLD_ANNOTATIONS) {
    if (annotations[key] !== undefined) warnings.push(`${prefix}metadata.annotations[${key}]: ${story}`);
  }
  if (spec.volumes !== undefined) append(warnings, warningsOfVolumes(`${at}.volumes`, spec.volumes));
  warnOfTwins(warnings, at, spec);
  for (const resource of BYTES) warnings.push(...warningsOfBytes(`${at}.overhead`, resource, spec.overhead));
  if (annotations[SECCOMP] !== undefined && spec.securityContext?.seccompProfile === undefined)
    warnings.push(`${prefix}metadata.annotations[${SECCOMP}]: ${USE_SECCOMP_FIELD}`);
  const containers = placedContainers(at, spec);
  for (const [container, here] of containers) {
    warnOfAnnotations(warnings, prefix, container, { annotations, spec });
    warnOfBytes(warnings, here, container);
    warnOfHiddenVariables(warnings, here, container);
  }
  append(warnings, warningsOfPorts(containers));
  const grace = spec.terminationGracePeriodSeconds;
  if (grace !== undefined && grace < 0)
    warnings.push(`${at}.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1`);
  append(warnings, warningsOfPeers(`${at}.affinity`, spec.affinity));
  for (const [index, address] of (spec.dnsConfig?.nameservers ?? []).entries())
    warnings.push(...warningsOfIp(`${at}.dnsConfig.nameservers[${index}]`, address));
  for (const [index, { ip }] of (spec.hostAliases ?? []).entries()) warnings.push(...warningsOfIp(`${at}.hostAliases[${index}].ip`, ip));
  return warnings;
}

/** Models VisitContainersWithPath. */
function placedContainers(at: string, { initContainers, containers, ephemeralContainers }: PodSpec): readonly PlacedContainer[] {
  const placed: PlacedContainer[] = [];
  const add = (list: string, ones: readonly Container[] | undefined): void => {
    for (const [index, one] of (ones ?? []).entries()) placed.push([one, `${at}.${list}[${index}]`]);
  };
  add('initContainers', initContainers);
  add('containers', containers);
  add('ephemeralContainers', ephemeralContainers);
  return placed;
}

function warnOfTwins(warnings: string[], at: string, { hostAliases, imagePullSecrets }: PodSpec): void {
  const addresses = new Set<string>();
  for (const [index, { ip }] of (hostAliases ?? []).entries()) {
    if (addresses.has(ip)) warnings.push(`${at}.hostAliases[${index}].ip: duplicate ip ${goQuote(ip)}`);
    addresses.add(ip);
  }
  const names = new Set<string>();
  for (const [index, { name = '' }] of (imagePullSecrets ?? []).entries()) {
    if (names.has(name)) warnings.push(`${at}.imagePullSecrets[${index}].name: duplicate name ${goQuote(name)}`);
    names.add(name);
  }
  for (const [index, { name = '' }] of (imagePullSecrets ?? []).entries()) {
    if (name === '') warnings.push(`${at}.imagePullSecrets[${index}].name: invalid empty name ""`);
  }
}

/** Annotations that came before fields, where the field is not there. Of AppArmor pods have heard before, while it still worked. */
function warnOfAnnotations(
  warnings: string[],
  prefix: string,
  { name, securityContext }: Container,
  { annotations, spec }: { readonly annotations: Readonly<Record<string, string>>; readonly spec: PodSpec },
): void {
  const seccomp = `${SECCOMP_OF_CONTAINER}${name}`;
  if (securityContext?.seccompProfile === undefined && annotations[seccomp] !== undefined)
    warnings.push(`${prefix}metadata.annotations[${seccomp}]: ${USE_SECCOMP_FIELD}`);
  const appArmor = `${APP_ARMOR_PREFIX}${name}`;
  if (prefix === '' || annotations[appArmor] === undefined) return;
  if (securityContext?.appArmorProfile === undefined && spec.securityContext?.appArmorProfile === undefined)
    warnings.push(`${prefix}metadata.annotations[${appArmor}]: deprecated since v1.30; use the "appArmorProfile" field instead`);
}

function warnOfBytes(warnings: string[], here: string, { resources }: Container): void {
  if (resources === undefined) return;
  for (const resource of BYTES)
    for (const list of ['limits', 'requests'] as const)
      warnings.push(...warningsOfBytes(`${here}.resources.${list}`, resource, resources[list]));
}

/** A name may be given twice only to build upon what it was. */
function warnOfHiddenVariables(warnings: string[], here: string, { env = [] }: Container): void {
  if (env.length < 2) return;
  const names = new Set<string>();
  for (const [index, { name, value = '', valueFrom }] of env.entries()) {
    const reference = `$(${name})`;
    const hides = valueFrom !== undefined || value === reference || !value.includes(reference);
    if (names.has(name) && hides)
      warnings.push(`${here}.env[${index}]: hides previous definition of ${goQuote(name)}, which may be dropped when using apply`);
    names.add(name);
  }
}
