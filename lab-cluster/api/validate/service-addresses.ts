// Rules for a Service's own addresses and the families they belong to.
// Models pkg/apis/core/validation ValidateServiceClusterIPsRelatedFields and the checks for upgrades to two families and back.
import { duplicate, invalid, notSupported, required } from '../field-errors.ts';
import { legacyIp, parseIp } from '../ip.ts';
import type { IpFamily, ServiceSpec } from '../kinds/service.ts';
import { isHeadless } from '../service-facts.ts';
import { type Errors, follow } from './primitives.ts';

const FAMILIES = ['IPv4', 'IPv6'];
const FAMILY_POLICIES = ['PreferDualStack', 'RequireDualStack', 'SingleStack'];
const AT = 'spec.clusterIPs';
const POLICY = 'spec.ipFamilyPolicy';
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
  if (policy !== undefined && !FAMILY_POLICIES.includes(policy)) errors.push(notSupported(POLICY, policy, FAMILY_POLICIES));
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
  if (isHeadless(spec)) return;
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

export function familyOf(address: string): IpFamily {
  return parseIp(address)?.family === 6 ? 'IPv6' : 'IPv4';
}

/** A second address may come and go with its family; the first one stays. */
export function validateAddressesKept(errors: Errors, next: ServiceSpec, previous: ServiceSpec): void {
  if (next.type === 'ExternalName' || previous.type === 'ExternalName') return;
  const { clusterIPs: now = [], ipFamilyPolicy } = next;
  const { clusterIPs: before = [] } = previous;
  const wasHeadless = isHeadless(previous);
  if (!wasHeadless || !isHeadless(next)) {
    if (now.length === before.length) {
      for (const [index, one] of before.entries()) if (one !== now[index]) errors.push(invalid(`${AT}[${index}]`, now, ONCE));
    } else {
      if (now.length === 0) errors.push(invalid(`${AT}[0]`, next.clusterIPs ?? null, 'primary clusterIP can not be unset'));
      else if (before.length > 0 && now[0] !== before[0]) errors.push(invalid(`${AT}[0]`, now, ONCE));
      if (now.length === 1 && before.length > 1 && ipFamilyPolicy !== 'SingleStack')
        errors.push(invalid(POLICY, ipFamilyPolicy ?? null, "must be set to 'SingleStack' when releasing the secondary clusterIP"));
    }
  }
  if (!wasHeadless && !isHeadless(next)) validateFamiliesKept(errors, next, previous);
}

/** Upstream shows the addresses where the first family has changed along with the number of families. */
function validateFamiliesKept(errors: Errors, next: ServiceSpec, previous: ServiceSpec): void {
  const at = 'spec.ipFamilies[0]';
  const { ipFamilies: now = [], clusterIPs, ipFamilyPolicy } = next;
  const { ipFamilies: before = [] } = previous;
  if (now.length === before.length) {
    for (const [index, one] of before.entries()) if (one !== now[index]) errors.push(invalid(at, now, ONCE));
    return;
  }
  if (now.length < before.length && (clusterIPs ?? []).length === 0)
    errors.push(invalid(at, next.ipFamilies ?? null, 'primary ipFamily can not be unset'));
  if (now.length > 0 && before.length > 0 && now[0] !== before[0]) errors.push(invalid(at, clusterIPs ?? null, ONCE));
  if (now.length === 1 && before.length > 1 && ipFamilyPolicy !== 'SingleStack')
    errors.push(invalid(POLICY, ipFamilyPolicy ?? null, "must be set to 'SingleStack' when releasing the secondary ipFamily"));
}
