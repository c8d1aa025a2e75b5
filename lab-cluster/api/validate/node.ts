// Rules for Nodes. Models pkg/apis/core/validation ValidateNode and ValidateNodeUpdate.
import type { FieldError } from '../field.ts';
import { duplicate, forbidden, invalid, notSupported, required } from '../field-errors.ts';
import type { KubeNode, Taint } from '../kinds/node.ts';
import { isIpv4, isIpv6, labelValue, qualifiedName } from '../names.ts';
import { type Errors, follow } from './primitives.ts';

const EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

export function validateNode(node: KubeNode): readonly FieldError[] {
  const errors: Errors = [];
  validateTaints(errors, 'spec.taints', node.spec.taints ?? []);
  const ranges = node.spec.podCIDRs ?? [];
  for (const [index, range] of ranges.entries()) {
    if (!isCidr(range))
      errors.push(invalid(`spec.podCIDRs[${index}]`, range, 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)'));
  }
  if (ranges.length > 2) errors.push(invalid('spec.podCIDRs', ranges, 'may specify no more than one CIDR for each IP family'));
  return errors;
}

export function validateNodeUpdate(next: KubeNode, previous: KubeNode): readonly FieldError[] {
  if (next.spec === previous.spec) return [];
  const errors: Errors = [...validateNode(next)];
  const before = previous.spec.podCIDRs ?? [];
  const after = next.spec.podCIDRs ?? [];
  if (before.length > 0 && (after.length !== before.length || after.some((range, index) => range !== before[index]))) {
    errors.push(forbidden('spec.podCIDRs', 'node updates may not change podCIDR except from "" to valid'));
  }
  const provider = previous.spec.providerID ?? '';
  if (provider !== '' && provider !== next.spec.providerID) {
    errors.push(forbidden('spec.providerID', 'node updates may not change providerID except from "" to valid'));
  }
  return errors;
}

function validateTaints(errors: Errors, field: string, taints: readonly Taint[]): void {
  const seen = new Set<string>();
  for (const [index, { key = '', value = '', effect }] of taints.entries()) {
    const at = `${field}[${index}]`;
    follow(errors, `${at}.key`, key, qualifiedName);
    follow(errors, `${at}.value`, value, labelValue);
    if ((effect as string | undefined) === undefined || (effect as string) === '') errors.push(required(`${at}.effect`));
    else if (!EFFECTS.includes(effect)) errors.push(notSupported(`${at}.effect`, effect, EFFECTS));
    const both = `${key}:${effect}`;
    if (seen.has(both)) errors.push({ ...duplicate(at, taints[index]), detail: 'taints must be unique by key and effect pair' });
    seen.add(both);
  }
}

function isCidr(text: string): boolean {
  const [address = '', bits = '', ...rest] = text.split('/');
  if (rest.length > 0 || !/^\d{1,3}$/.test(bits)) return false;
  return isIpv4(address) ? Number(bits) <= 32 : isIpv6(address) && Number(bits) <= 128;
}
