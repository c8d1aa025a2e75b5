// Rules for what kubelets report of a pod. Models pkg/apis/core/validation ValidatePodStatusUpdate.
import { deepEqual } from '../equal.ts';
import type { FieldError } from '../field.ts';
import { duplicate, forbidden, invalid } from '../field-errors.ts';
import { internalForm } from '../internal/internal-form.ts';
import { legacyIp, parseIp } from '../ip.ts';
import type { ContainerStatus, Pod } from '../kinds/pod.ts';
import { dns1123Subdomain, qualifiedName } from '../names.ts';
import { validateAnnotationsAnew } from './pod-update.ts';
import { type Errors, IMMUTABLE, follow } from './primitives.ts';
import { validateId } from './security.ts';

const SYSTEM_CONDITIONS = new Set(['PodScheduled', 'Ready', 'Initialized']);

export function validatePodStatus(next: Pod, previous: Pod): readonly FieldError[] {
  const errors: Errors = [];
  if (next.metadata.annotations !== previous.metadata.annotations) validateAnnotationsAnew(errors, next, previous);
  const { status } = next;
  for (const [index, { type }] of (status.conditions ?? []).entries())
    if (!SYSTEM_CONDITIONS.has(type)) follow(errors, `metadata.conditions[${index}].Type`, type ?? '', qualifiedName);
  const { nominatedNodeName } = status;
  if (nominatedNodeName && nominatedNodeName !== previous.status.nominatedNodeName)
    follow(errors, 'status.nominatedNodeName', nominatedNodeName, dns1123Subdomain);
  if (status.qosClass !== previous.status.qosClass) errors.push(invalid('status.qosClass', status.qosClass ?? '', IMMUTABLE));
  validateTransitions(errors, next, previous);
  validateClaimStatuses(errors, next);
  // What is shared with the state before was judged when it came.
  if (status.podIPs !== previous.status.podIPs) validateAddresses(errors, 'PodIP', 'status.podIPs', status.podIPs ?? []);
  const [first] = status.hostIPs ?? [];
  if (first !== undefined && first.ip !== status.hostIP)
    errors.push(invalid('status.hostIPs[0].ip', first.ip, 'must be equal to `hostIP`'));
  if (status.hostIPs !== previous.status.hostIPs) validateAddresses(errors, 'HostIP', 'status.hostIPs', status.hostIPs ?? []);
  for (const list of ['containerStatuses', 'initContainerStatuses', 'ephemeralContainerStatuses'] as const)
    validateUsers(errors, `status.${list}`, status[list] ?? [], next.spec.os?.name ?? 'linux');
  return errors;
}

/** Claims are reported of by the names the pod has for them, once each. */
function validateClaimStatuses(errors: Errors, { spec, status }: Pod): void {
  const { resourceClaimStatuses = [] } = status;
  if (resourceClaimStatuses.length === 0) return;
  const claims = new Set(((spec.resourceClaims ?? []) as readonly { readonly name?: string }[]).map(({ name }) => name));
  const seen = new Set<string>();
  for (const [index, { name = '', resourceClaimName }] of resourceClaimStatuses.entries()) {
    const at = `status.resourceClaimStatuses[${index}].name`;
    if (!claims.has(name)) errors.push(invalid(at, name, 'must match the name of an entry in `spec.resourceClaims`'));
    if (seen.has(name)) errors.push(duplicate(at, name));
    seen.add(name);
    if (resourceClaimName !== undefined) follow(errors, at, resourceClaimName, dns1123Subdomain);
  }
}

/** What has ended for good does not begin again. */
function validateTransitions(errors: Errors, next: Pod, previous: Pod): void {
  const { restartPolicy, initContainers = [] } = previous.spec;
  const mayRestart = ({ exitCode }: { readonly exitCode: number }): boolean => exitCode !== 0 && restartPolicy === 'OnFailure';
  const sidecars = new Set(initContainers.filter((one) => one.restartPolicy === 'Always').map(({ name }) => name));
  const { status } = next;
  const before = previous.status;
  if (restartPolicy !== 'Always') {
    compareStates(errors, 'status.containerStatuses', status.containerStatuses, before.containerStatuses, (one, end) => mayRestart(end));
    compareStates(
      errors,
      'status.initContainerStatuses',
      status.initContainerStatuses,
      before.initContainerStatuses,
      (one, end) => mayRestart(end) || sidecars.has(one.name),
    );
  }
  // Containers for debugging never run twice.
  const { ephemeralContainerStatuses: debuggers } = status;
  compareStates(errors, 'status.ephemeralContainerStatuses', debuggers, before.ephemeralContainerStatuses, () => false);
}

function compareStates(
  errors: Errors,
  at: string,
  next: readonly ContainerStatus[] | undefined,
  previous: readonly ContainerStatus[] | undefined,
  mayBegin: (status: ContainerStatus, end: { readonly exitCode: number }) => boolean,
): void {
  if (next === undefined || previous === undefined || next === previous) return;
  for (const [index, status] of previous.entries()) {
    const end = status.state?.terminated;
    if (end === undefined || mayBegin(status, end)) continue;
    if (next.some((other) => other.name === status.name && other.state?.terminated === undefined))
      errors.push(forbidden(`${at}[${index}].state`, 'may not be transitioned to non-terminated state'));
  }
}

function validateAddresses(errors: Errors, type: string, at: string, addresses: readonly { readonly ip: string }[]): void {
  for (const [index, { ip = '' }] of addresses.entries()) follow(errors, `${at}[${index}]`, ip, legacyIp);
  if (addresses.length < 2) return;
  const families = new Set(addresses.map(({ ip }) => parseIp(ip)?.family));
  if (families.size < 2 || addresses.length > 2)
    errors.push(
      invalid(
        at,
        addresses.map((one) => internalForm(type, one)),
        'may specify no more than one IP for each IP family',
      ),
    );
  for (const [index, address] of addresses.entries()) {
    const earlier = addresses.slice(0, index).some((other) => deepEqual(other, address));
    if (earlier) errors.push(duplicate(`${at}[${index}]`, internalForm(type, address)));
  }
}

/** Models validateContainerStatusUsers. */
function validateUsers(errors: Errors, at: string, statuses: readonly ContainerStatus[], os: string): void {
  for (const [index, { user }] of statuses.entries()) {
    const linux = user?.linux;
    if (linux === undefined) continue;
    const here = `${at}[${index}].linux`;
    if (os === 'windows') {
      errors.push(forbidden(here, 'cannot be set for a windows pod'));
      continue;
    }
    validateId(errors, `${here}.uid`, linux.uid);
    validateId(errors, `${here}.gid`, linux.gid);
    for (const [place, group] of (linux.supplementalGroups ?? []).entries())
      validateId(errors, `${here}.supplementalGroups[${place}]`, group);
  }
}
