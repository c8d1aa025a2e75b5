// Rules for a pod's spec, in upstream's order: volumes, containers, then everything about the pod as a whole.
// Models pkg/apis/core/validation ValidatePodSpec.
import type { Container } from '../pods/container.ts';
import { duplicate, forbidden, invalid, notSupported, required } from '../field-errors.ts';
import { legacyIp } from '../ip.ts';
import { dns1123Label, dns1123Subdomain, qualifiedName, subdomainWithUnderscore } from '../names.ts';
import type { PodDNSConfig, PodSpec } from '../pods/pod-spec.ts';
import { validateContainers, validateInitContainers } from './container.ts';
import { validateResourceList } from './container-resources.ts';
import { validateEphemeralContainers } from './ephemeral-containers.ts';
import { frameOf } from './pod-frame.ts';
import { validatePodResources } from './pod-level-resources.ts';
import { type Errors, follow, validateLabels } from './primitives.ts';
import { validateResourceClaims } from './resource-claims.ts';
import { validateAffinity, validateSpread, validateTolerations } from './scheduling.ts';
import { validatePodSecurityContext } from './security.ts';
import { validateVolumes } from './volumes.ts';
import { validateHostProcess, validateOs } from './windows.ts';

const RESTART_POLICIES = ['Always', 'OnFailure', 'Never'];
const DNS_POLICIES = ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None'];
const PREEMPTION_POLICIES = ['PreemptLowerPriority', 'Never'];
const MAX_INT32 = 2_147_483_647;
const MAX_NAMESERVERS = 3;
const MAX_SEARCHES = 32;
const MAX_SEARCH_LENGTH = 2048;

/** Whose spec it is: a pod's own, or a template's, whose pods are completed later. */
export interface SpecOwner {
  readonly isPod: boolean;
  readonly podName: string | undefined;
}

export const TEMPLATE: SpecOwner = { isPod: false, podName: undefined };

export function validatePodSpec(errors: Errors, at: string, spec: PodSpec, owner: SpecOwner): void {
  if (spec.terminationGracePeriodSeconds === undefined) errors.push(required(`${at}.terminationGracePeriodSeconds`));
  const volumes = validateVolumes(errors, `${at}.volumes`, spec.volumes ?? [], owner.podName);
  const frame = frameOf(spec, volumes);
  if (spec.resourceClaims !== undefined) validateResourceClaims(errors, `${at}.resourceClaims`, spec.resourceClaims);
  validateContainers(errors, `${at}.containers`, spec.containers, frame);
  if (spec.initContainers !== undefined)
    validateInitContainers(errors, `${at}.initContainers`, spec.initContainers, spec.containers, frame);
  if (spec.ephemeralContainers !== undefined) validateEphemeralContainers(errors, `${at}.ephemeralContainers`, spec, frame);
  if (spec.resources !== undefined) validatePodResources(errors, `${at}.resources`, spec);
  if (spec.hostNetwork === true) hostPortsMatch(errors, `${at}.containers`, spec.containers, owner);
  const { restartPolicy = '', dnsPolicy = '' } = spec;
  if (restartPolicy === '') errors.push(required(`${at}.restartPolicy`));
  else if (!RESTART_POLICIES.includes(restartPolicy)) errors.push(notSupported(`${at}.restartPolicy`, restartPolicy, RESTART_POLICIES));
  if (dnsPolicy === '') errors.push(required(`${at}.dnsPolicy`));
  else if (!DNS_POLICIES.includes(dnsPolicy)) errors.push(notSupported(`${at}.dnsPolicy`, dnsPolicy, DNS_POLICIES));
  if (spec.nodeSelector !== undefined) validateLabels(errors, `${at}.nodeSelector`, spec.nodeSelector);
  validatePodSecurityContext(errors, `${at}.securityContext`, spec);
  if (spec.affinity !== undefined) validateAffinity(errors, `${at}.affinity`, spec.affinity);
  validateDnsConfig(errors, `${at}.dnsConfig`, spec.dnsConfig, dnsPolicy);
  validateGates(errors, at, spec);
  if (spec.topologySpreadConstraints !== undefined) {
    validateSpread(errors, `${at}.topologySpreadConstraints`, spec.topologySpreadConstraints);
  }
  validateHostProcess(errors, at, spec);
  if (spec.hostUsers === false) validateOwnUsers(errors, at, spec);
  validateNames(errors, at, spec);
  if (spec.tolerations !== undefined) validateTolerations(errors, `${at}.tolerations`, spec.tolerations);
  validateRest(errors, at, spec);
}

function validateGates(errors: Errors, at: string, { readinessGates = [], schedulingGates = [] }: PodSpec): void {
  for (const [index, { conditionType = '' }] of readinessGates.entries())
    follow(errors, `${at}.readinessGates[${index}].conditionType`, conditionType, qualifiedName);
  const seen = new Set<string>();
  for (const [index, { name = '' }] of schedulingGates.entries()) {
    const here = `${at}.schedulingGates[${index}]`;
    follow(errors, here, name, qualifiedName);
    if (seen.has(name)) errors.push(duplicate(here, name));
    seen.add(name);
  }
}

/** Users of its own do not go together with the node's other namespaces. */
function validateOwnUsers(errors: Errors, at: string, { hostNetwork, hostPID, hostIPC }: PodSpec): void {
  const rule = 'when `pod.Spec.HostUsers` is false';
  if (hostNetwork === true) errors.push(forbidden(`${at}.hostNetwork`, rule));
  if (hostPID === true) errors.push(forbidden(`${at}.HostPID`, rule));
  if (hostIPC === true) errors.push(forbidden(`${at}.HostIPC`, rule));
}

function validateNames(errors: Errors, at: string, spec: PodSpec): void {
  const { serviceAccountName, nodeName, activeDeadlineSeconds: deadline, hostname, subdomain } = spec;
  if (serviceAccountName) follow(errors, `${at}.serviceAccountName`, serviceAccountName, dns1123Subdomain);
  if (nodeName) follow(errors, `${at}.nodeName`, nodeName, dns1123Subdomain);
  if (deadline !== undefined && (deadline < 1 || deadline > MAX_INT32)) {
    errors.push(invalid(`${at}.activeDeadlineSeconds`, deadline, `must be between 1 and ${MAX_INT32}, inclusive`));
  }
  if (hostname) follow(errors, `${at}.hostname`, hostname, dns1123Label);
  if (subdomain) follow(errors, `${at}.subdomain`, subdomain, dns1123Label);
}

function validateRest(errors: Errors, at: string, spec: PodSpec): void {
  for (const [index, { ip, hostnames = [] }] of (spec.hostAliases ?? []).entries()) {
    const here = `${at}.hostAliases[${index}]`;
    follow(errors, `${here}.ip`, ip ?? '', legacyIp);
    for (const [place, hostname] of hostnames.entries()) follow(errors, `${here}.hostnames[${place}]`, hostname, dns1123Subdomain);
  }
  if (spec.priorityClassName) follow(errors, `${at}.priorityClassName`, spec.priorityClassName, dns1123Subdomain);
  if (spec.runtimeClassName !== undefined) follow(errors, `${at}.runtimeClassName`, spec.runtimeClassName, dns1123Subdomain);
  const { preemptionPolicy } = spec;
  if (preemptionPolicy !== undefined) {
    if ((preemptionPolicy as string) === '') errors.push(required(`${at}.preemptionPolicy`));
    else if (!PREEMPTION_POLICIES.includes(preemptionPolicy))
      errors.push(notSupported(`${at}.preemptionPolicy`, preemptionPolicy, PREEMPTION_POLICIES));
  }
  if (spec.overhead !== undefined) validateResourceList(errors, `${at}.overhead`, spec.overhead);
  if (spec.os !== undefined) validateOs(errors, at, spec);
}

/** On the node's network there is no other port than the node's; a template's pods get theirs when they are made. */
function hostPortsMatch(errors: Errors, at: string, containers: readonly Container[], { isPod }: SpecOwner): void {
  for (const [index, { ports = [] }] of containers.entries()) {
    for (const [place, { containerPort, hostPort = 0 }] of ports.entries()) {
      if (hostPort === containerPort || (hostPort === 0 && !isPod)) continue;
      const rule = 'must match `containerPort` when `hostNetwork` is true';
      errors.push(invalid(`${at}[${index}].ports[${place}].hostPort`, hostPort, rule));
    }
  }
}

function validateDnsConfig(errors: Errors, at: string, config: PodDNSConfig | undefined, policy: string): void {
  if (policy === 'None') {
    if (config === undefined) {
      errors.push(required(at, 'must provide `dnsConfig` when `dnsPolicy` is None'));
      return;
    }
    if ((config.nameservers ?? []).length === 0) {
      errors.push(required(`${at}.nameservers`, 'must provide at least one DNS nameserver when `dnsPolicy` is None'));
      return;
    }
  }
  if (config === undefined) return;
  const { nameservers = [], searches = [], options = [] } = config;
  if (nameservers.length > MAX_NAMESERVERS) {
    errors.push(invalid(`${at}.nameservers`, nameservers, `must not have more than ${MAX_NAMESERVERS} nameservers`));
  }
  for (const [index, server] of nameservers.entries()) follow(errors, `${at}.nameservers[${index}]`, server, legacyIp);
  if (searches.length > MAX_SEARCHES)
    errors.push(invalid(`${at}.searches`, searches, `must not have more than ${MAX_SEARCHES} search paths`));
  if (searches.join(' ').length > MAX_SEARCH_LENGTH) {
    const rule = `must not have more than ${MAX_SEARCH_LENGTH} characters (including spaces) in the search list`;
    errors.push(invalid(`${at}.searches`, searches, rule));
  }
  for (const [index, search] of searches.entries())
    if (search !== '.') follow(errors, `${at}.searches[${index}]`, search.replace(/\.$/, ''), subdomainWithUnderscore);
  for (const [index, { name = '' }] of options.entries()) {
    if (name === '') errors.push(required(`${at}.options[${index}]`, 'must not be empty'));
  }
}
