// Which resource names mean something where: in containers, limit ranges and quotas.
// Models pkg/apis/core/helper and validateResourceName with its cousins in pkg/apis/core/validation.
import { invalid } from '../field-errors.ts';
import { qualifiedName } from '../names.ts';
import type { Errors } from './primitives.ts';

const CONTAINER_RESOURCES = new Set(['cpu', 'memory', 'ephemeral-storage']);
const QUOTA_RESOURCES = new Set([
  'cpu',
  'memory',
  'ephemeral-storage',
  'requests.cpu',
  'requests.memory',
  'requests.storage',
  'requests.ephemeral-storage',
  'limits.cpu',
  'limits.memory',
  'limits.ephemeral-storage',
  'pods',
  'resourcequotas',
  'services',
  'replicationcontrollers',
  'secrets',
  'persistentvolumeclaims',
  'configmaps',
  'services.nodeports',
  'services.loadbalancers',
]);
const INTEGER_RESOURCES = new Set([
  'pods',
  'resourcequotas',
  'services',
  'replicationcontrollers',
  'secrets',
  'configmaps',
  'persistentvolumeclaims',
  'services.nodeports',
  'services.loadbalancers',
]);

function isHugePages(name: string): boolean {
  return name.startsWith('hugepages-');
}

export function isStandardQuotaResource(name: string): boolean {
  return QUOTA_RESOURCES.has(name) || isHugePages(name) || name.startsWith('requests.hugepages-');
}

function isStandardResource(name: string): boolean {
  return isStandardQuotaResource(name) || name === 'storage';
}

function isNative(name: string): boolean {
  return !name.includes('/') || name.includes('kubernetes.io/');
}

/** Devices and the like, `example.com/gpu`: counted in whole ones, and never promised twice. */
export function isExtendedResource(name: string): boolean {
  return !isNative(name) && !name.startsWith('requests.') && qualifiedName(`requests.${name}`).length === 0;
}

export function isIntegerResource(name: string): boolean {
  return INTEGER_RESOURCES.has(name) || isExtendedResource(name);
}

/** Huge pages and devices exist once: a request is a limit. */
export function isOvercommitAllowed(name: string): boolean {
  return isNative(name) && !isHugePages(name);
}

export function validateResourceName(errors: Errors, at: string, name: string): void {
  const problems = qualifiedName(name);
  for (const problem of problems) errors.push(invalid(at, name, problem));
  if (problems.length === 0 && !name.includes('/') && !isStandardResource(name)) {
    errors.push(invalid(at, name, 'must be a standard resource type or fully qualified'));
  }
}

export function validateContainerResourceName(errors: Errors, at: string, name: string): void {
  validateResourceName(errors, at, name);
  if (!name.includes('/')) {
    if (!CONTAINER_RESOURCES.has(name) && !isHugePages(name)) errors.push(invalid(at, name, 'must be a standard resource for containers'));
  } else if (!isNative(name) && !isExtendedResource(name)) {
    errors.push(invalid(at, name, "doesn't follow extended resource name standard"));
  }
}

export function validateQuotaResourceName(errors: Errors, at: string, name: string): void {
  validateResourceName(errors, at, name);
  if (!name.includes('/') && !isStandardQuotaResource(name)) errors.push(invalid(at, name, 'must be a standard resource for quota'));
}
