// Rules for pods of one operating system: what Windows knows, what it does not, and what Linux does not.
// Models pkg/apis/core/validation validateWindowsSecurityContextOptions, validateWindowsHostProcessPod, validateOS,
// validateLinux and validateWindows.
import type { Container } from '../pods/container.ts';
import { forbidden, invalid, notSupported, required } from '../field-errors.ts';
import { dns1123Subdomain } from '../names.ts';
import type { PodSpec } from '../pods/pod-spec.ts';
import { type Errors, follow } from './primitives.ts';
import { utf8Length } from '../utf8.ts';
import { type Source, sourceOf } from './source.ts';

const SYSTEMS = ['linux', 'windows'];
const MAX_SPEC_KIB = 64;
const MAX_DOMAIN = 256;
const MAX_USER = 104;
/** Control characters, but for the second set, which Go's [[:cntrl:]] does not know. */
const CONTROL = /[^\P{Cc}\u0080-\u009f]/u;
const NET_BIOS = /^[^\\/:*?"<>|.][^\\/:*?"<>|]{0,14}$/;
const DNS = /^[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*$/;
const NOT_ON_WINDOWS = 'cannot be set for a windows pod';

/** Fields of the pod that Windows has no notion of, in upstream's order; those in `spec` are not in its security context. */
const POD_FIELDS: readonly (readonly ['spec' | 'context', string])[] = [
  ['context', 'appArmorProfile'],
  ['context', 'seLinuxOptions'],
  ['spec', 'hostUsers'],
  ['spec', 'hostPID'],
  ['spec', 'hostIPC'],
  ['context', 'seccompProfile'],
  ['context', 'fsGroup'],
  ['context', 'fsGroupChangePolicy'],
  ['context', 'sysctls'],
  ['spec', 'shareProcessNamespace'],
  ['context', 'runAsUser'],
  ['context', 'runAsGroup'],
  ['context', 'supplementalGroups'],
  ['context', 'supplementalGroupsPolicy'],
  ['context', 'seLinuxChangePolicy'],
];

const CONTAINER_FIELDS = [
  'appArmorProfile',
  'seLinuxOptions',
  'seccompProfile',
  'capabilities',
  'readOnlyRootFilesystem',
  'privileged',
  'allowPrivilegeEscalation',
  'procMount',
  'runAsUser',
  'runAsGroup',
];

export function validateWindowsOptions(errors: Errors, at: string, value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  const { gmsaCredentialSpecName: name, gmsaCredentialSpec: spec, runAsUserName: user } = value as Readonly<Record<string, unknown>>;
  if (typeof name === 'string') follow(errors, `${at}.gmsaCredentialSpecName`, name, dns1123Subdomain);
  if (typeof spec === 'string') {
    const here = `${at}.gmsaCredentialSpec`;
    if (spec === '') errors.push(invalid(here, spec, 'gmsaCredentialSpec cannot be an empty string'));
    else if (utf8Length(spec) > MAX_SPEC_KIB * 1024)
      errors.push(invalid(here, spec, `gmsaCredentialSpec size must be under ${MAX_SPEC_KIB} KiB`));
  }
  if (typeof user === 'string') follow(errors, `${at}.runAsUserName`, user, userNameProblems);
}

function userNameProblems(text: string): readonly string[] {
  if (text === '') return ['runAsUserName cannot be an empty string'];
  if (CONTROL.test(text)) return ['runAsUserName cannot contain control characters'];
  const parts = text.split('\\');
  if (parts.length > 2) return ['runAsUserName cannot contain more than one backslash'];
  const [domain, user = ''] = parts.length === 2 ? parts : [undefined, text];
  const problems: string[] = [];
  if (domain !== undefined && utf8Length(domain) >= MAX_DOMAIN)
    problems.push(`runAsUserName's Domain length must be under ${MAX_DOMAIN} characters`);
  if (domain !== undefined && !NET_BIOS.test(domain) && !DNS.test(domain))
    problems.push("runAsUserName's Domain doesn't match the NetBios nor the DNS format");
  if (user === '') problems.push("runAsUserName's User cannot be empty");
  else if (utf8Length(user) > MAX_USER) problems.push(`runAsUserName's User length must not be longer than ${MAX_USER} characters`);
  if (/^[. ]+$/.test(user)) problems.push("runAsUserName's User cannot contain only periods or spaces");
  if (/["/\\:;|=,+*?<>@[\]]/.test(user)) problems.push('runAsUserName\'s User cannot contain the following characters: "/\\:;|=,+*?<>@[]');
  return problems;
}

/** All containers of a pod with their paths, in the order upstream visits them. */
export function containersWithPaths(spec: PodSpec, at: string): readonly (readonly [Container, string])[] {
  const listed = (field: 'initContainers' | 'containers' | 'ephemeralContainers') =>
    (spec[field] ?? []).map((container, index) => [container, `${at}.${field}[${index}]`] as const);
  return [...listed('initContainers'), ...listed('containers'), ...listed('ephemeralContainers')];
}

export function validateHostProcess(errors: Errors, at: string, spec: PodSpec): void {
  const ofPod = hostProcessOf(spec.securityContext);
  const containers = containersWithPaths(spec, at);
  let processes = 0;
  for (const [{ securityContext }, path] of containers) {
    const own = hostProcessOf(securityContext);
    if (ofPod !== undefined && own !== undefined && ofPod !== own) {
      const rule = `pod hostProcess value must be identical if both are specified, was ${ofPod}`;
      errors.push(invalid(`${path}.securityContext.windowsOptions.hostProcess`, own, rule));
    }
    if (own ?? ofPod ?? false) processes++;
  }
  if (processes === 0) return;
  if (processes !== containers.length)
    errors.push(invalid(at, '', 'If pod contains any hostProcess containers then all containers must be HostProcess containers'));
  if (spec.hostNetwork !== true)
    errors.push(invalid(`${at}.hostNetwork`, false, 'hostNetwork must be true if pod contains any hostProcess containers'));
}

function hostProcessOf(context: unknown): boolean | undefined {
  const process = sourceOf((context ?? {}) as Source, 'windowsOptions')?.['hostProcess'];
  return typeof process === 'boolean' ? process : undefined;
}

export function validateOs(errors: Errors, at: string, spec: PodSpec): void {
  const name = spec.os?.name ?? '';
  if (name === '') errors.push(required(`${at}.os.name`, 'cannot be empty'));
  else if (!SYSTEMS.includes(name)) errors.push(notSupported(`${at}.os`, name, SYSTEMS));
  else if (name === 'linux') validateLinux(errors, at, spec);
  else validateWindows(errors, at, spec);
}

function validateLinux(errors: Errors, at: string, spec: PodSpec): void {
  const rule = 'windows options cannot be set for a linux pod';
  if (spec.securityContext?.windowsOptions !== undefined) errors.push(forbidden(`${at}.securityContext.windowsOptions`, rule));
  for (const [{ securityContext }, path] of containersWithPaths(spec, at))
    if (securityContext?.windowsOptions !== undefined) errors.push(forbidden(`${path}.securityContext.windowsOptions`, rule));
}

function validateWindows(errors: Errors, at: string, spec: PodSpec): void {
  const context = (spec.securityContext ?? {}) as Source;
  for (const [where, field] of POD_FIELDS) {
    const value = where === 'spec' ? (spec as unknown as Source)[field] : context[field];
    // Two of them are no pointers in Go: false is absence.
    if (value === undefined || ((field === 'hostPID' || field === 'hostIPC') && value === false)) continue;
    errors.push(forbidden(where === 'spec' ? `${at}.${field}` : `${at}.securityContext.${field}`, NOT_ON_WINDOWS));
  }
  for (const [{ securityContext }, path] of containersWithPaths(spec, at)) {
    if (securityContext === undefined) continue;
    for (const field of CONTAINER_FIELDS)
      if ((securityContext as Source)[field] !== undefined) errors.push(forbidden(`${path}.securityContext.${field}`, NOT_ON_WINDOWS));
  }
}
