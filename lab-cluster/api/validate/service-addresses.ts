// Rules for a Service's own addresses and the families they belong to.
// Models pkg/apis/core/validation ValidateServiceClusterIPsRelatedFields and the checks for upgrades to two families and back.
import { duplicate, invalid, notSupported, required } from '../field-errors.ts';
import { legacyIp, parseIp } from '../ip.ts';
import type { ServiceSpec } from '../kinds/service.ts';
import { type Errors, follow } from './primitives.ts';

const FAMILIES = ['IPv4', 'IPv6'];
const FAMILY_POLICIES = ['PreferDualStack', 'RequireDualStack', 'SingleStack'];
const AT = 'spec.clusterIPs';
const ONCE = 'may not change once set';

export function validateAddresses(errors: Errors, spec: ServiceSpec): void {
  if (spec.type === 'ExternalName') return;
  const { clusterIPs: addresses = [], ipFamilies: families = [], ipFamilyPolicy: policy } = spec;
  validateFirst(errors, spec.clusterIP ?? '', addresses);
  for (const [index, family] of families.entries()) {
    const at = `spec.ipFamilies[${index}]`;
    if (!FAMILIES.includes(family)) errors.push(notSupported(at, family, FAMILIES));
    if (families.indexOf(family) < index) errors.push(duplicate(at, family));
  }
  if (policy !== undefined && !FAMILY_POLICIES.includes(policy)) errors.push(notSupported('spec.ipFamilyPolicy', policy, FAMILY_POLICIES));
  const before = errors.length;
  for (const [index, address] of addresses.entries()) {
    if (index > 0 || address !== 'None') follow(errors, `${AT}[${index}]`, address, legacyIp);
    else if (addresses.length > 1) errors.push(invalid(AT, addresses, "'None' must be the first and only value"));
  }
  const wrong = errors.length > before;
  if (addresses.length > 2) errors.push(invalid(AT, addresses, 'may only hold up to 2 values'));
  // What is no address is told once, not again as the wrong family.
  if (wrong) return;
  const found = new Set(addresses.map((address) => familyOf(address)));
  if (addresses.length > 1 && found.size < 2) errors.push(invalid(AT, addresses, 'may specify no more than one IP for each IP family'));
  if (addresses[0] === 'None') return;
  for (const [index, address] of addresses.slice(0, families.length).entries()) {
    const family = families[index] ?? '';
    if (FAMILIES.includes(family) && family !== familyOf(address))
      errors.push(invalid(`${AT}[${index}]`, address, `expected an ${family} value as indicated by \`ipFamilies[${index}]\``));
  }
}

function validateFirst(errors: Errors, address: string, addresses: readonly string[]): void {
  if (address === '') {
    if (addresses.length > 0) errors.push(invalid(AT, addresses, 'must be empty when `clusterIP` is not specified'));
  } else if (addresses.length === 0) errors.push(required(AT));
  else if (addresses[0] !== address) errors.push(invalid(AT, addresses, 'first value must match `clusterIP`'));
}

function familyOf(address: string): string {
  return parseIp(address)?.family === 6 ? 'IPv6' : 'IPv4';
}

/** A second address may come and go with its family; the first one stays. */
export function validateAddressesKept(errors: Errors, next: ServiceSpec, previous: ServiceSpec): void {
  if (next.type === 'ExternalName' || previous.type === 'ExternalName') return;
  if (next.clusterIP !== 'None' || previous.clusterIP !== 'None') {
    validateKept(errors, next, next.clusterIPs ?? [], previous.clusterIPs ?? [], {
      at: AT,
      unset: 'primary clusterIP can not be unset',
      released: "must be set to 'SingleStack' when releasing the secondary clusterIP",
    });
  }
  validateKept(errors, next, next.ipFamilies ?? [], previous.ipFamilies ?? [], {
    at: 'spec.ipFamilies',
    unset: 'primary ipFamily can not be unset',
    released: "must be set to 'SingleStack' when releasing the secondary ipFamily",
  });
}

interface Words {
  readonly at: string;
  readonly unset: string;
  readonly released: string;
}

function validateKept(
  errors: Errors,
  { ipFamilyPolicy }: ServiceSpec,
  after: readonly string[],
  before: readonly string[],
  { at, unset, released }: Words,
): void {
  if (after.length === before.length) {
    for (const [index, one] of before.entries()) {
      if (one !== after[index]) errors.push(invalid(`${at}[${at === AT ? index : 0}]`, after, ONCE));
    }
    return;
  }
  if (after.length === 0) errors.push(invalid(`${at}[0]`, after, unset));
  if (before.length > 0 && after.length > 0 && after[0] !== before[0]) errors.push(invalid(`${at}[0]`, after, ONCE));
  if (after.length === 1 && before.length > 1 && ipFamilyPolicy !== 'SingleStack')
    errors.push(invalid('spec.ipFamilyPolicy', ipFamilyPolicy ?? null, released));
}
