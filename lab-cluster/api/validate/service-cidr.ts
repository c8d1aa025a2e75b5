// Rules for ServiceCIDRs and IPAddresses. Models pkg/apis/networking/validation/validation.go.
import { deepEqual } from '../equal.ts';
import type { FieldError } from '../field.ts';
import { invalid, required } from '../field-errors.ts';
import { internalForm } from '../internal/internal-form.ts';
import { parseCidr, strictCidr } from '../ip.ts';
import type { IPAddress } from '../kinds/ip-address.ts';
import type { ServiceCIDR } from '../kinds/service-cidr.ts';
import { dns1123Subdomain, pathSegment } from '../names.ts';
import { type Errors, IMMUTABLE, follow } from './primitives.ts';

export function validateServiceCidr({ spec }: ServiceCIDR): readonly FieldError[] {
  const errors: Errors = [];
  const ranges = spec.cidrs ?? [];
  const at = 'spec.cidrs';
  if (ranges.length === 0) return [required(at, 'at least one CIDR required')];
  if (ranges.length > 2) return [invalid(at, internalForm('ServiceCIDRSpec', spec), 'may only hold up to 2 values')];
  for (const [index, range] of ranges.entries()) follow(errors, `${at}[${index}]`, range, strictCidr);
  const [first, second] = ranges.map((range) => parseCidr(range)?.ip.family);
  if (ranges.length === 2 && first !== undefined && first === second)
    errors.push(invalid(at, ranges, 'may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64'));
  return errors;
}

export function validateServiceCidrUpdate(next: ServiceCIDR, previous: ServiceCIDR): readonly FieldError[] {
  const errors: Errors = [];
  const before = previous.spec.cidrs ?? [];
  const after = next.spec.cidrs ?? [];
  const changed = (index: number): void => {
    if (before[index] !== after[index]) errors.push(invalid(`spec.cidrs[${index}]`, after[index] ?? '', IMMUTABLE));
  };
  if (before.length === after.length) for (const index of before.keys()) changed(index);
  else if (before.length === 1 && after.length === 2) {
    // A second family may come later.
    changed(0);
    errors.push(...validateServiceCidr(next));
  } else errors.push(invalid('spec.cidrs', next.spec.cidrs ?? null, IMMUTABLE));
  return errors;
}

export function validateIpAddress({ spec }: IPAddress): readonly FieldError[] {
  const errors: Errors = [];
  const at = 'spec.parentRef';
  const { parentRef } = spec;
  if (parentRef === undefined) return [required(at)];
  const { group = '', resource = '', namespace = '', name = '' } = parentRef;
  if (group !== '') follow(errors, `${at}.group`, group, dns1123Subdomain);
  if (resource === '') errors.push(required(`${at}.resource`));
  else follow(errors, `${at}.resource`, resource, pathSegment);
  if (name === '') errors.push(required(`${at}.name`));
  else follow(errors, `${at}.name`, name, pathSegment);
  if (namespace !== '') follow(errors, `${at}.namespace`, namespace, pathSegment);
  return errors;
}

export function validateIpAddressUpdate(next: IPAddress, previous: IPAddress): readonly FieldError[] {
  if (deepEqual(next.spec.parentRef, previous.spec.parentRef)) return [];
  const value = internalForm('*ParentReference', next.spec.parentRef);
  return [invalid('spec.parentRef', value, IMMUTABLE)];
}
