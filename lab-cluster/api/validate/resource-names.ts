// Which resource names mean something where: in containers, limit ranges and quotas.
// Models pkg/apis/core/helper and validateResourceName with its cousins in pkg/apis/core/validation.
import { invalid } from '../field-errors.ts';
import { qualifiedName } from '../names.ts';
import { type Errors, follow } from './primitives.ts';

export const CONTAINER_RESOURCES: ReadonlySet<string> = new Set(['cpu', 'memory', 'ephemeral-storage']);
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

export function isHugePages(name: string): boolean {
  return name.startsWith('hugepages-');
}

export function isStandardQuotaResource(name: string): boolean {
  return QUOTA_RESOURCES.has(name) || isHugePages(name) || name.startsWith('requests.hugepages-');
}

function isStandardResource(name: string): boolean {
  return isStandardQuotaResource(name) || name === 'storage';
}

/** Kubernetes' own: without a domain, or of kubernetes.io. */
export function isNativeResource(name: string): boolean {
  return !name.includes('/') || name.includes('kubernetes.io/');
}

/** Devices and the like, `example.com/gpu`: counted in whole ones, and never promised twice. */
export function isExtendedResource(name: string): boolean {
  return !isNativeResource(name) && !name.startsWith('requests.') && qualifiedName(`requests.${name}`).length === 0;
}

export function isIntegerResource(name: string): boolean {
  return INTEGER_RESOURCES.has(name) || isExtendedResource(name);
}

/** Huge pages and devices exist once: a request is a limit. */
export function isOvercommitAllowed(name: string): boolean {
  return isNativeResource(name) && !isHugePages(name);
}

/** Whether the name may be one of a resource at all. */
export function validateResourceName(errors: Errors, at: string, name: string): boolean {
  const before = errors.length;
  follow(errors, at, name, qualifiedName);
  if (errors.length === before && !name.includes('/') && !isStandardResource(name))
    errors.push(invalid(at, name, 'must be a standard resource type or fully qualified'));
  return errors.length === before;
}

export function validateContainerResourceName(errors: Errors, at: string, name: string): void {
  validateResourceName(errors, at, name);
  if (!name.includes('/')) {
    if (!CONTAINER_RESOURCES.has(name) && !isHugePages(name)) errors.push(invalid(at, name, 'must be a standard resource for containers'));
  } else if (!isNativeResource(name) && !isExtendedResource(name)) {
    errors.push(invalid(at, name, "doesn't follow extended resource name standard"));
  }
}

export function validateQuotaResourceName(errors: Errors, at: string, name: string): void {
  validateResourceName(errors, at, name);
  if (!name.includes('/') && !isStandardQuotaResource(name)) errors.push(invalid(at, name, 'must be a standard resource for quota'));
}
