// Rules for who a container or pod runs as, and what it may do. Models pkg/apis/core/validation ValidateSecurityContext and
// validatePodSpecSecurityContext.
import type { SecurityContext } from '../pods/container.ts';
import { duplicate, invalid, notSupported, required, tooLong } from '../field-errors.ts';
import { internalForm } from '../internal/internal-form.ts';
import type { PodSpec } from '../pods/pod-spec.ts';
import type { Errors } from './primitives.ts';
import { type Source, sourceOf, textOf, validateDescendingPath } from './source.ts';
import { utf8Length } from '../utf8.ts';
import { validateWindowsOptions } from './windows.ts';

const MAX_ID = 2_147_483_647;
const PROC_MOUNTS = ['Default', 'Unmasked'];
const PROFILE_TYPES = ['Localhost', 'RuntimeDefault', 'Unconfined'];
const GROUP_POLICIES = ['Always', 'OnRootMismatch'];
const SUPPLEMENTAL_POLICIES = ['Merge', 'Strict'];
const MAX_PROFILE = 4095;
const SYSCTL = '^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$';
const SYSCTL_FORM = new RegExp(SYSCTL);
const MAX_SYSCTL = 253;
const IPC_SYSCTL = /^(kernel\.sem|kernel\.shm(all|max|mni|_rmid_forced)?|kernel\.msg(max|mnb|mni)?)$|^fs\.mqueue\./;

export function validateId(errors: Errors, at: string, id: number | undefined): void {
  if (id !== undefined && (id < 0 || id > MAX_ID)) errors.push(invalid(at, id, `must be between 0 and ${MAX_ID}, inclusive`));
}

export function validateSecurityContext(errors: Errors, at: string, context: SecurityContext, hostUsers: boolean): void {
  validateId(errors, `${at}.runAsUser`, context.runAsUser);
  validateId(errors, `${at}.runAsGroup`, context.runAsGroup);
  const { procMount } = context;
  if (procMount !== undefined) {
    if (!PROC_MOUNTS.includes(procMount)) errors.push(notSupported(`${at}.procMount`, procMount, PROC_MOUNTS));
    if (hostUsers && procMount === 'Unmasked')
      errors.push(invalid(`${at}.procMount`, procMount, '`hostUsers` must be false to use `Unmasked`'));
  }
  validateSeccomp(errors, `${at}.seccompProfile`, context.seccompProfile);
  if (context.allowPrivilegeEscalation === false) {
    const value = internalForm('SecurityContext', context);
    if (context.privileged === true)
      errors.push(invalid(at, value, 'cannot set `allowPrivilegeEscalation` to false and `privileged` to true'));
    for (const capability of context.capabilities?.add ?? [])
      if (capability === 'CAP_SYS_ADMIN')
        errors.push(invalid(at, value, 'cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN'));
  }
  validateWindowsOptions(errors, `${at}.windowsOptions`, context.windowsOptions);
  validateAppArmor(errors, `${at}.appArmorProfile`, context.appArmorProfile as Source | undefined);
}

export function validatePodSecurityContext(errors: Errors, at: string, spec: PodSpec): void {
  const context = spec.securityContext ?? {};
  validateId(errors, `${at}.fsGroup`, context.fsGroup);
  validateId(errors, `${at}.runAsUser`, context.runAsUser);
  validateId(errors, `${at}.runAsGroup`, context.runAsGroup);
  for (const [index, group] of (context.supplementalGroups ?? []).entries())
    validateId(errors, `${at}.supplementalGroups[${index}]`, group);
  if (spec.hostPID === true && spec.shareProcessNamespace === true)
    errors.push(invalid(`${at}.shareProcessNamespace`, true, 'ShareProcessNamespace and HostPID cannot both be enabled'));
  if (context.sysctls !== undefined) validateSysctls(errors, `${at}.sysctls`, context.sysctls, spec);
  const { fsGroupChangePolicy, supplementalGroupsPolicy, seLinuxChangePolicy } = context;
  if (fsGroupChangePolicy !== undefined && !GROUP_POLICIES.includes(fsGroupChangePolicy))
    errors.push(notSupported(`${at}.fsGroupChangePolicy`, fsGroupChangePolicy, GROUP_POLICIES));
  validateSeccomp(errors, `${at}.seccompProfile`, context.seccompProfile);
  validateWindowsOptions(errors, `${at}.windowsOptions`, context.windowsOptions);
  validateAppArmor(errors, `${at}.appArmorProfile`, context.appArmorProfile as Source | undefined);
  if (supplementalGroupsPolicy !== undefined && !SUPPLEMENTAL_POLICIES.includes(supplementalGroupsPolicy))
    errors.push(notSupported(`${at}.supplementalGroupsPolicy`, supplementalGroupsPolicy, SUPPLEMENTAL_POLICIES));
  if (seLinuxChangePolicy !== undefined && !SE_LINUX_POLICIES.includes(seLinuxChangePolicy))
    errors.push(notSupported(`${at}.seLinuxChangePolicy`, seLinuxChangePolicy, SE_LINUX_POLICIES));
}

const SE_LINUX_POLICIES = ['MountOption', 'Recursive'];

function validateSysctls(
  errors: Errors,
  at: string,
  sysctls: readonly { readonly name: string; readonly value: string }[],
  { hostNetwork, hostIPC }: PodSpec,
): void {
  const names = new Set<string>();
  for (const [index, { name = '' }] of sysctls.entries()) {
    const here = `${at}[${index}].name`;
    if (name === '') errors.push(required(here));
    else if (name.length > MAX_SYSCTL || !SYSCTL_FORM.test(name))
      errors.push(invalid(here, name, `must have at most ${MAX_SYSCTL} characters and match regex ${SYSCTL}`));
    else if (names.has(name)) errors.push(duplicate(here, name));
    names.add(name);
    const dotted = normalSysctl(name);
    if (hostNetwork === true && dotted.startsWith('net.'))
      errors.push(invalid(here, name, "may not be specified when 'hostNetwork' is true"));
    else if (hostIPC === true && IPC_SYSCTL.test(dotted)) errors.push(invalid(here, name, "may not be specified when 'hostIPC' is true"));
  }
}

/** Slashes and dots mean each other where a slash comes first. Models utilsysctl.NormalizeName. */
function normalSysctl(name: string): string {
  const first = /[./]/.exec(name)?.[0];
  if (first !== '/') return name;
  return name.replace(/[./]/g, (sign) => (sign === '/' ? '.' : '/'));
}

function validateSeccomp(errors: Errors, at: string, profile: SecurityContext['seccompProfile']): void {
  if (profile === undefined) return;
  const { type = '', localhostProfile } = profile;
  if (type === '') errors.push(required(`${at}.type`, 'type is required when seccompProfile is set'));
  else if (!PROFILE_TYPES.includes(type)) errors.push(notSupported(`${at}.type`, type, PROFILE_TYPES));
  if (type === 'Localhost') {
    if (localhostProfile === undefined) errors.push(required(`${at}.localhostProfile`, 'must be set when seccomp type is Localhost'));
    else validateDescendingPath(errors, `${at}.localhostProfile`, localhostProfile);
  } else if (localhostProfile !== undefined) {
    const value = internalForm('SeccompProfile', profile);
    errors.push(invalid(`${at}.localhostProfile`, value, 'can only be set when seccomp type is Localhost'));
  }
}

function validateAppArmor(errors: Errors, at: string, profile: Source | undefined): void {
  if (profile === undefined) return;
  const type = textOf(profile, 'type');
  const local = profile['localhostProfile'];
  const here = `${at}.localhostProfile`;
  const needed = 'must be set when AppArmor type is Localhost';
  if (type === '') errors.push(required(`${at}.type`, 'type is required when appArmorProfile is set'));
  else if (!PROFILE_TYPES.includes(type)) errors.push(notSupported(`${at}.type`, type, PROFILE_TYPES));
  else if (type !== 'Localhost') {
    if (local !== undefined) errors.push(invalid(here, local, 'can only be set when AppArmor type is Localhost'));
  } else if (typeof local !== 'string') errors.push(required(here, needed));
  else {
    if (local !== local.trim()) errors.push(invalid(here, local, 'must not be padded with whitespace'));
    else if (local === '') errors.push(required(here, needed));
    if (utf8Length(local) > MAX_PROFILE) errors.push(tooLong(here, MAX_PROFILE));
  }
}

/** Of the pod or of one container, whichever says something. */
export function profileOf(context: unknown, field: 'seccompProfile' | 'appArmorProfile'): Source | undefined {
  return sourceOf((context ?? {}) as Source, field);
}
