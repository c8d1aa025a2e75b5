// Of which IP families a Service is: what it says, what its addresses tell, or what the cluster has, and what cannot be.
// Models pkg/registry/core/service/storage/alloc.go initIPFamilyFields.
import { invalid } from '../field-errors.ts';
import type { FieldError } from '../field.ts';
import type { IpFamily, Service, ServiceSpec } from '../kinds/service.ts';
import { HEADLESS, isHeadlessByHand, needsAddress, sameItems } from '../service-facts.ts';
import type { Errors } from '../validate/primitives.ts';
import { familyOf, validateAddresses } from '../validate/service-addresses.ts';
import { type Writable, writable } from '../writable.ts';
import { alignAddresses, keepAssigned } from './service-kept-values.ts';

/** Families the cluster has a service range of, the default first: the lab is IPv4 only. */
const FAMILIES: readonly IpFamily[] = ['IPv4'];
const NO_ERRORS: readonly FieldError[] = [];
const POLICY = 'spec.ipFamilyPolicy';

type Draft = Writable<ServiceSpec>;

/** All of a Service that is settled before its allocators and its rules are asked. Writes into `next`, which must be private. */
export function beginService(next: Service, previous: Service | undefined): readonly FieldError[] {
  if (previous !== undefined) keepAssigned(next, previous);
  alignAddresses(next, previous);
  return settleFamilies(next, previous);
}

function settleFamilies(next: Service, previous: Service | undefined): readonly FieldError[] {
  const draft = writable(next.spec);
  if (!needsAddress(draft) || staysPreferred(draft, previous?.spec)) return NO_ERRORS;
  draft.ipFamilyPolicy ??= previous?.spec.ipFamilyPolicy ?? (isHeadlessByHand(draft) ? 'RequireDualStack' : 'SingleStack');
  const errors: Errors = [];
  validateAddresses(errors, draft);
  if (errors.length > 0) return errors;
  if (previous !== undefined) release(errors, draft, previous.spec);
  if (draft.ipFamilyPolicy === 'SingleStack') checkSingle(errors, draft);
  inferFamilies(errors, draft);
  if (errors.length > 0) return errors;
  if (isHeadlessByHand(draft)) {
    // Its endpoints may be of both families even where the cluster has one.
    draft.ipFamilies = [...firstOrDefault(draft)];
    if (draft.ipFamilyPolicy !== 'SingleStack') addOther(draft);
    return NO_ERRORS;
  }
  checkCluster(errors, draft);
  if (errors.length > 0) return errors;
  draft.ipFamilies = [...firstOrDefault(draft)];
  if (draft.ipFamilyPolicy !== 'SingleStack' && FAMILIES.length === 2) addOther(draft);
  return NO_ERRORS;
}

function firstOrDefault({ ipFamilies = [] }: Draft): readonly IpFamily[] {
  return ipFamilies.length > 0 ? ipFamilies : FAMILIES.slice(0, 1);
}

function addOther(draft: Draft): void {
  const [first, second] = draft.ipFamilies ?? [];
  if (first !== undefined && second === undefined) draft.ipFamilies = [first, first === 'IPv4' ? 'IPv6' : 'IPv4'];
}

/** A Service that takes what there is is not changed because the cluster has more or fewer families by now. */
function staysPreferred(next: Draft, previous: ServiceSpec | undefined): boolean {
  return (
    previous !== undefined &&
    previous.type === next.type &&
    next.ipFamilyPolicy === 'PreferDualStack' &&
    (previous.ipFamilyPolicy ?? 'PreferDualStack') === 'PreferDualStack' &&
    sameItems(next.clusterIPs, previous.clusterIPs) &&
    sameItems(next.ipFamilies, previous.ipFamilies)
  );
}

/** To want a single family is to give the second one back; otherwise who gives it back must say so. */
function release(errors: Errors, draft: Draft, previous: ServiceSpec): void {
  const { clusterIPs = [], ipFamilies = [], ipFamilyPolicy } = draft;
  if (ipFamilyPolicy === 'SingleStack') {
    if (clusterIPs.length > 1 && sameItems(clusterIPs, previous.clusterIPs)) draft.clusterIPs = clusterIPs.slice(0, 1);
    if (ipFamilies.length > 1 && sameItems(ipFamilies, previous.ipFamilies)) draft.ipFamilies = ipFamilies.slice(0, 1);
    return;
  }
  if (isReduced(clusterIPs, previous.clusterIPs))
    errors.push(invalid(POLICY, ipFamilyPolicy, "must be 'SingleStack' to release the secondary cluster IP"));
  if (isReduced(ipFamilies, previous.ipFamilies))
    errors.push(invalid(POLICY, ipFamilyPolicy, "must be 'SingleStack' to release the secondary IP family"));
}

function isReduced(now: readonly string[], before: readonly string[] = []): boolean {
  return now.length > 0 && now.length < before.length;
}

function checkSingle(errors: Errors, { ipFamilyPolicy, clusterIPs, ipFamilies }: Draft): void {
  const must = "must be 'RequireDualStack' or 'PreferDualStack' when multiple";
  if (clusterIPs?.length === 2) errors.push(invalid(POLICY, ipFamilyPolicy, `${must} cluster IPs are specified`));
  if (ipFamilies?.length === 2) errors.push(invalid(POLICY, ipFamilyPolicy, `${must} IP families are specified`));
}

function inferFamilies(errors: Errors, draft: Draft): void {
  for (const [index, address] of (draft.clusterIPs ?? []).entries()) {
    if (address === HEADLESS) return;
    if (index < (draft.ipFamilies ?? []).length) continue;
    const family = familyOf(address);
    if (FAMILIES.includes(family)) draft.ipFamilies = [...(draft.ipFamilies ?? []), family];
    else errors.push(invalid(`spec.clusterIPs[${index}]`, draft.clusterIPs, `${family} is not configured on this cluster`));
  }
}

function checkCluster(errors: Errors, { ipFamilyPolicy, ipFamilies = [] }: Draft): void {
  if (ipFamilyPolicy === 'RequireDualStack' && FAMILIES.length < 2)
    errors.push(invalid(POLICY, ipFamilyPolicy, 'this cluster is not configured for dual-stack services'));
  for (const [index, family] of ipFamilies.entries()) {
    if (!FAMILIES.includes(family)) errors.push(invalid(`spec.ipFamilies[${index}]`, family, 'not configured on this cluster'));
  }
}
