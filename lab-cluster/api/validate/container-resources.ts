// Rules for requests and limits. Models pkg/apis/core/validation ValidateResourceRequirements.
import { forbidden, invalid, required } from '../field-errors.ts';
import { qualifiedName } from '../names.ts';
import { compareQuantities, milliValue } from '../quantity.ts';
import type { ResourceList, ResourceRequirements } from '../resources.ts';
import { type Errors, NOT_NEGATIVE } from './primitives.ts';

const STANDARD = new Set(['cpu', 'memory', 'ephemeral-storage']);
const HUGE_PAGES = 'hugepages-';

export function validateResources(errors: Errors, at: string, { requests, limits }: ResourceRequirements): void {
  let cpuOrMemory = false;
  let hugePages = false;
  for (const resource in limits) {
    validateResource(errors, `${at}.limits[${resource}]`, resource, limits[resource] ?? '0');
    hugePages ||= resource.startsWith(HUGE_PAGES);
    cpuOrMemory ||= resource === 'cpu' || resource === 'memory';
  }
  for (const resource in requests) {
    const quantity = requests[resource] ?? '0';
    validateResource(errors, `${at}.requests[${resource}]`, resource, quantity);
    hugePages ||= resource.startsWith(HUGE_PAGES);
    cpuOrMemory ||= resource === 'cpu' || resource === 'memory';
    const limit = limits?.[resource];
    if (limit === quantity) continue;
    const strict = !isOvercommitAllowed(resource);
    if (limit === undefined) {
      if (strict) errors.push(required(`${at}.limits`, 'Limit must be set for non overcommitable resources'));
      continue;
    }
    const order = compareQuantities(quantity, limit);
    if (strict && order !== 0) errors.push(invalid(`${at}.requests`, quantity, `must be equal to ${resource} limit of ${limit}`));
    else if (order > 0) errors.push(invalid(`${at}.requests`, quantity, `must be less than or equal to ${resource} limit of ${limit}`));
  }
  if (hugePages && !cpuOrMemory) errors.push(forbidden(at, 'HugePages require cpu or memory'));
}

export function validateResourceList(errors: Errors, at: string, list: ResourceList): void {
  for (const resource in list) validateResource(errors, `${at}[${resource}]`, resource, list[resource] ?? '0');
}

function validateResource(errors: Errors, at: string, resource: string, quantity: string): void {
  const milli = milliValue(quantity);
  if (STANDARD.has(resource)) {
    if (milli < 0) errors.push(invalid(at, quantity, NOT_NEGATIVE));
    return;
  }
  for (const problem of qualifiedName(resource)) errors.push(invalid(at, resource, problem));
  if (!resource.includes('/') && !resource.startsWith(HUGE_PAGES)) {
    errors.push(invalid(at, resource, 'must be a standard resource type or fully qualified'));
    errors.push(invalid(at, resource, 'must be a standard resource for containers'));
  } else if (resource.startsWith('requests.')) {
    errors.push(invalid(at, resource, "doesn't follow extended resource name standard"));
  }
  if (milli < 0) errors.push(invalid(at, quantity, NOT_NEGATIVE));
  if (resource.includes('/') && milli % 1000 !== 0) errors.push(invalid(at, quantity, 'must be an integer'));
}

/** Devices and huge pages exist once: a request is a limit. */
function isOvercommitAllowed(resource: string): boolean {
  const native = !resource.includes('/') || resource.includes('kubernetes.io/');
  return native && !resource.startsWith(HUGE_PAGES);
}
