// Rules for requests and limits: which resources there are, and how much may be asked for.
// Models pkg/apis/core/validation validateResourceRequirements and pkg/apis/core/helper.
import { forbidden, invalid, notFound, notSupported, duplicate, required } from '../field-errors.ts';
import { dns1123Label } from '../names.ts';
import { compareQuantities, milliValue } from '../quantity.ts';
import type { ResourceList, ResourceRequirements } from '../resources.ts';
import { type Errors, NOT_NEGATIVE, follow } from './primitives.ts';
import {
  CONTAINER_RESOURCES,
  isHugePages,
  isIntegerResource,
  isOvercommitAllowed,
  validateContainerResourceName,
  validateResourceName,
} from './resource-names.ts';

const POD_RESOURCES = ['cpu', 'hugepages-', 'memory'];

type NameRule = (errors: Errors, at: string, resource: string) => void;

/** Of one container. `claims`: names the pod has claims under. */
export function validateResources(errors: Errors, at: string, requirements: ResourceRequirements, claims: ReadonlySet<string>): void {
  validateRequirements(errors, at, requirements, validateContainerResourceName);
  if (requirements.claims !== undefined) validateClaimNames(errors, `${at}.claims`, requirements.claims, claims);
}

/** Of the pod as a whole, which knows fewer resources and no claims. */
export function validatePodLevelResources(errors: Errors, at: string, requirements: ResourceRequirements): void {
  if (requirements.claims !== undefined) errors.push(forbidden(`${at}.claims`, 'claims cannot be set for Resources at pod-level'));
  validateRequirements(errors, at, requirements, validatePodResource);
}

function validateRequirements(errors: Errors, at: string, { requests, limits }: ResourceRequirements, nameRule: NameRule): void {
  let cpuOrMemory = false;
  let hugePages = false;
  for (const resource in limits) {
    validateOne(errors, `${at}.limits[${resource}]`, resource, limits[resource] ?? '0', nameRule);
    hugePages ||= isHugePages(resource);
    cpuOrMemory ||= resource === 'cpu' || resource === 'memory';
  }
  for (const resource in requests) {
    const quantity = requests[resource] ?? '0';
    const here = `${at}.requests[${resource}]`;
    validateNamedQuantity(errors, here, resource, quantity, nameRule);
    checkAgainstLimit(errors, at, resource, quantity, limits?.[resource]);
    validatePages(errors, here, resource, quantity);
    hugePages ||= isHugePages(resource);
    cpuOrMemory ||= resource === 'cpu' || resource === 'memory';
  }
  if (hugePages && !cpuOrMemory) errors.push(forbidden(at, 'HugePages require cpu or memory'));
}

function checkAgainstLimit(errors: Errors, at: string, resource: string, quantity: string, limit: string | undefined): void {
  if (limit === quantity) return;
  const strict = !isOvercommitAllowed(resource);
  if (limit === undefined) {
    if (strict) errors.push(required(`${at}.limits`, 'Limit must be set for non overcommitable resources'));
    return;
  }
  const order = compareQuantities(quantity, limit);
  if (strict && order !== 0) errors.push(invalid(`${at}.requests`, quantity, `must be equal to ${resource} limit of ${limit}`));
  else if (order > 0) errors.push(invalid(`${at}.requests`, quantity, `must be less than or equal to ${resource} limit of ${limit}`));
}

/** Overhead, which follows the rules of limits. */
export function validateResourceList(errors: Errors, at: string, list: ResourceList): void {
  validateRequirements(errors, at, { limits: list }, validateContainerResourceName);
}

function validateOne(errors: Errors, at: string, resource: string, quantity: string, nameRule: NameRule): void {
  validateNamedQuantity(errors, at, resource, quantity, nameRule);
  validatePages(errors, at, resource, quantity);
}

function validateNamedQuantity(errors: Errors, at: string, resource: string, quantity: string, nameRule: NameRule): void {
  if (!CONTAINER_RESOURCES.has(resource)) nameRule(errors, at, resource);
  else if (nameRule === validatePodResource) validatePodResource(errors, at, resource);
  validateQuantityOf(errors, at, resource, quantity);
}

/** Models ValidateResourceQuantityValue. */
export function validateQuantityOf(errors: Errors, at: string, resource: string, quantity: string): void {
  const milli = milliValue(quantity);
  if (milli < 0) errors.push(invalid(at, quantity, NOT_NEGATIVE));
  if (milli % 1000 !== 0 && isIntegerResource(resource)) errors.push(invalid(at, quantity, 'must be an integer'));
}

function validatePages(errors: Errors, at: string, resource: string, quantity: string): void {
  if (!isHugePages(resource)) return;
  const page = milliValue(resource.slice('hugepages-'.length));
  if (page <= 0 || page % 1000 !== 0 || milliValue(quantity) % page !== 0)
    errors.push(invalid(at, quantity, `${quantity} is not positive integer multiple of ${resource}`));
}

function validatePodResource(errors: Errors, at: string, resource: string): void {
  if (!validateResourceName(errors, at, resource)) return;
  if (resource !== 'cpu' && resource !== 'memory' && !isHugePages(resource)) errors.push(notSupported(at, resource, POD_RESOURCES));
}

function validateClaimNames(
  errors: Errors,
  at: string,
  claims: NonNullable<ResourceRequirements['claims']>,
  known: ReadonlySet<string>,
): void {
  const seen = new Set<string>();
  /** How many requests in each claim were named. */
  const requested = new Map<string, number>();
  for (const [index, { name = '', request = '' }] of claims.entries()) {
    const here = `${at}[${index}]`;
    if (name === '') {
      errors.push(required(here));
      continue;
    }
    // A whole claim and requests in it overlap, whichever comes first.
    const key = request === '' ? name : `${name}/${request}`;
    if (seen.has(name)) errors.push(duplicate(here, name));
    else {
      if (request !== '') follow(errors, `${here}.request`, request, dns1123Label);
      if (seen.has(key)) errors.push(duplicate(here, key));
      else if (request === '') for (let count = requested.get(name) ?? 0; count > 0; count--) errors.push(duplicate(here, name));
      else requested.set(name, (requested.get(name) ?? 0) + 1);
      seen.add(key);
    }
    if (known.has(name)) continue;
    const names = known.size === 0 ? ' which is empty' : `: ${[...known].sort().join(', ')}`;
    errors.push({ ...notFound(here, name), detail: `must be one of the names in pod.spec.resourceClaims${names}` });
  }
}
