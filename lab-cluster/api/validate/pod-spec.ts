// Rules for a pod's spec, in upstream's order: volumes, containers, then everything about the pod as a whole.
// Models pkg/apis/core/validation ValidatePodSpec.
import type { Container } from '../container.ts';
import { invalid, notSupported, required, tooMany } from '../field-errors.ts';
import { dns1123Label, dns1123Subdomain, ipAddress, qualifiedName } from '../names.ts';
import type { PodDNSConfig, PodSpec } from '../pod-spec.ts';
import { validateContainers, validateInitContainers } from './container.ts';
import { validateResourceList } from './container-resources.ts';
import { type Errors, follow, validateLabels } from './primitives.ts';
import { validateAffinity, validateSpread, validateTolerations } from './scheduling.ts';
import { validateId } from './security.ts';
import { validateVolumes } from './volumes.ts';

const RESTART_POLICIES = ['Always', 'OnFailure', 'Never'];
const DNS_POLICIES = ['ClusterFirst', 'ClusterFirstWithHostNet', 'Default', 'None'];
const PREEMPTION_POLICIES = ['Never', 'PreemptLowerPriority'];
const MAX_INT32 = 2_147_483_647;
const MAX_NAMESERVERS = 3;
const MAX_SEARCHES = 32;

export function validatePodSpec(errors: Errors, at: string, spec: PodSpec): void {
  const volumes = validateVolumes(errors, `${at}.volumes`, spec.volumes ?? []);
  validateContainers(errors, `${at}.containers`, spec.containers, volumes);
  if (spec.initContainers !== undefined)
    validateInitContainers(errors, `${at}.initContainers`, spec.initContainers, spec.containers, volumes);
  const { restartPolicy = '', dnsPolicy = '' } = spec;
  if (restartPolicy === '') errors.push(required(`${at}.restartPolicy`));
  else if (!RESTART_POLICIES.includes(restartPolicy)) errors.push(notSupported(`${at}.restartPolicy`, restartPolicy, RESTART_POLICIES));
  if (dnsPolicy === '') errors.push(required(`${at}.dnsPolicy`));
  else if (!DNS_POLICIES.includes(dnsPolicy)) errors.push(notSupported(`${at}.dnsPolicy`, dnsPolicy, DNS_POLICIES));
  if (spec.nodeSelector !== undefined) validateLabels(errors, `${at}.nodeSelector`, spec.nodeSelector);
  validatePodSecurity(errors, at, spec);
  if (spec.affinity !== undefined) validateAffinity(errors, `${at}.affinity`, spec.affinity);
  validateDnsConfig(errors, `${at}.dnsConfig`, spec.dnsConfig, dnsPolicy);
  for (const [index, gate] of (spec.readinessGates ?? []).entries()) {
    follow(errors, `${at}.readinessGates[${index}].conditionType`, gate.conditionType, qualifiedName);
  }
  for (const [index, gate] of (spec.schedulingGates ?? []).entries()) {
    follow(errors, `${at}.schedulingGates[${index}]`, gate.name, qualifiedName);
  }
  if (spec.topologySpreadConstraints !== undefined) {
    validateSpread(errors, `${at}.topologySpreadConstraints`, spec.topologySpreadConstraints);
  }
  validateNames(errors, at, spec);
  if (spec.tolerations !== undefined) validateTolerations(errors, `${at}.tolerations`, spec.tolerations);
  validateRest(errors, at, spec);
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
    follow(errors, `${at}.hostAliases[${index}].ip`, ip ?? '', ipAddress);
    for (const hostname of hostnames) follow(errors, `${at}.hostAliases[${index}].hostnames`, hostname, dns1123Subdomain);
  }
  if (spec.priorityClassName) follow(errors, `${at}.priorityClassName`, spec.priorityClassName, dns1123Subdomain);
  if (spec.runtimeClassName) follow(errors, `${at}.runtimeClassName`, spec.runtimeClassName, dns1123Subdomain);
  const { preemptionPolicy } = spec;
  if (preemptionPolicy !== undefined && !PREEMPTION_POLICIES.includes(preemptionPolicy)) {
    errors.push(notSupported(`${at}.preemptionPolicy`, preemptionPolicy, PREEMPTION_POLICIES));
  }
  if (spec.overhead !== undefined) validateResourceList(errors, `${at}.overhead`, spec.overhead);
}

/** Models validatePodSpecSecurityContext: the pod's own user, and ports of containers that share the node's network. */
function validatePodSecurity(errors: Errors, at: string, spec: PodSpec): void {
  if (spec.hostNetwork === true) {
    hostPortsMatch(errors, `${at}.containers`, spec.containers);
    hostPortsMatch(errors, `${at}.initContainers`, spec.initContainers ?? []);
  }
  if (spec.hostPID === true && spec.shareProcessNamespace === true) {
    errors.push(invalid(`${at}.shareProcessNamespace`, true, 'ShareProcessNamespace and HostPID cannot both be enabled'));
  }
  const context = spec.securityContext;
  if (context === undefined) return;
  const here = `${at}.securityContext`;
  validateId(errors, `${here}.fsGroup`, context.fsGroup);
  validateId(errors, `${here}.runAsUser`, context.runAsUser);
  validateId(errors, `${here}.runAsGroup`, context.runAsGroup);
  for (const [index, group] of (context.supplementalGroups ?? []).entries())
    validateId(errors, `${here}.supplementalGroups[${index}]`, group);
}

function hostPortsMatch(errors: Errors, at: string, containers: readonly Container[]): void {
  for (const [index, { ports = [] }] of containers.entries()) {
    for (const [place, { containerPort, hostPort }] of ports.entries()) {
      if (hostPort === containerPort) continue;
      errors.push(
        invalid(`${at}[${index}].ports[${place}].containerPort`, containerPort, 'must match `hostPort` when `hostNetwork` is true'),
      );
    }
  }
}

function validateDnsConfig(errors: Errors, at: string, config: PodDNSConfig | undefined, policy: string): void {
  if (policy === 'None') {
    if (config === undefined) errors.push(required(at, 'must provide `dnsConfig` when `dnsPolicy` is None'));
    else if ((config.nameservers ?? []).length === 0) {
      errors.push(required(`${at}.nameservers`, 'must provide at least one DNS nameserver when `dnsPolicy` is None'));
    }
  }
  if (config === undefined) return;
  const { nameservers = [], searches = [], options = [] } = config;
  if (nameservers.length > MAX_NAMESERVERS) {
    errors.push(invalid(`${at}.nameservers`, nameservers, `must not have more than ${MAX_NAMESERVERS} nameservers`));
  }
  for (const [index, server] of nameservers.entries()) follow(errors, `${at}.nameservers[${index}]`, server, ipAddress);
  if (searches.length > MAX_SEARCHES) errors.push(tooMany(`${at}.searches`, searches.length, MAX_SEARCHES));
  for (const [index, search] of searches.entries()) follow(errors, `${at}.searches[${index}]`, search.replace(/\.$/, ''), dns1123Subdomain);
  for (const [index, { name = '' }] of options.entries()) {
    if (name === '') errors.push(required(`${at}.options[${index}]`, 'must not be empty'));
  }
}
