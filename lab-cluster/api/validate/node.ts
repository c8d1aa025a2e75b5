// Rules for Nodes. Models pkg/apis/core/validation ValidateNode and ValidateNodeUpdate.
// Simplified: annotations that held taints and pods to avoid before there were fields are not looked at.
import type { FieldError } from '../field.ts';
import { duplicate, forbidden, invalid, notSupported, required } from '../field-errors.ts';
import { internalForm } from '../internal/internal-form.ts';
import { legacyCidr, parseCidr } from '../ip.ts';
import type { KubeNode, Taint } from '../kinds/node.ts';
import { labelValue, qualifiedName } from '../names.ts';
import { validateQuantityOf } from './container-resources.ts';
import { type Errors, follow } from './primitives.ts';

const EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];
const RANGES = 'spec.podCIDRs';
/** Upstream looks for taints in the wrong place, and says so. */
const TAINTS = 'metadata.taints';

export function validateNode(node: KubeNode): readonly FieldError[] {
  const errors: Errors = [];
  validateTaints(errors, node.spec.taints ?? []);
  validateResources(errors, node);
  const ranges = node.spec.podCIDRs ?? [];
  for (const [index, range] of ranges.entries()) follow(errors, `${RANGES}[${index}]`, range, legacyCidr);
  if (ranges.length < 2) return errors;
  const families = new Set(ranges.map((range) => parseCidr(range)?.ip.family));
  if (families.size < 2 || ranges.length > 2) errors.push(invalid(RANGES, ranges, 'may specify no more than one CIDR for each IP family'));
  for (const [index, range] of ranges.entries()) {
    if (ranges.indexOf(range) < index) errors.push(duplicate(`${RANGES}[${index}]`, range));
  }
  return errors;
}

/** Upstream applies the rules of a new node, and then those of a change. */
export function validateNodeUpdate(next: KubeNode, previous: KubeNode): readonly FieldError[] {
  return next.spec === previous.spec ? [] : [...validateNode(next), ...validateNodeStatusUpdate(next, previous)];
}

/** Models ValidateNodeUpdate. */
export function validateNodeStatusUpdate(next: KubeNode, previous: KubeNode): readonly FieldError[] {
  const errors: Errors = [];
  // Kubelets report every few seconds, and nearly always the same: what is shared with the state before has been looked at.
  if (next.status !== previous.status) {
    validateResources(errors, next);
    validateNodeAddresses(errors, next);
  }
  if (next.spec === previous.spec) return errors;
  const before = previous.spec.podCIDRs ?? [];
  const after = next.spec.podCIDRs ?? [];
  const kept = forbidden(RANGES, 'node updates may not change podCIDR except from "" to valid');
  if (before.length > 0 && after.length !== before.length) errors.push(kept);
  else for (const [index, range] of before.entries()) if (range !== after[index]) errors.push(kept);
  const provider = previous.spec.providerID ?? '';
  if (provider !== '' && provider !== next.spec.providerID)
    errors.push(forbidden('spec.providerID', 'node updates may not change providerID except from "" to valid'));
  validateTaints(errors, next.spec.taints ?? []);
  if ((next.spec.externalID ?? '') !== (previous.spec.externalID ?? '')) errors.push(forbidden('spec.externalID', 'may not be updated'));
  return errors;
}

function validateTaints(errors: Errors, taints: readonly Taint[]): void {
  const seen = new Set<string>();
  for (const [index, taint] of taints.entries()) {
    const { key = '', value = '' } = taint;
    const effect: string = taint.effect ?? '';
    const at = `${TAINTS}[${index}]`;
    follow(errors, `${at}.key`, key, qualifiedName);
    const problems = labelValue(value);
    if (problems.length > 0) errors.push(invalid(`${at}.value`, value, problems.join(';')));
    if (effect === '') errors.push(required(`${at}.effect`));
    else if (!EFFECTS.includes(effect)) errors.push(notSupported(`${at}.effect`, effect, EFFECTS));
    const both = `${key}:${effect}`;
    if (seen.has(both))
      errors.push({ ...duplicate(at, internalForm('Taint', taint)), detail: 'taints must be unique by key and effect pair' });
    seen.add(both);
  }
}

function validateResources(errors: Errors, { status }: KubeNode): void {
  for (const list of ['capacity', 'allocatable'] as const) {
    const quantities = (status as KubeNode['status'] | undefined)?.[list] ?? {};
    for (const resource of Object.keys(quantities).sort())
      validateQuantityOf(errors, `status.${list}.${resource}`, resource, quantities[resource] ?? '0');
  }
}

function validateNodeAddresses(errors: Errors, { status }: KubeNode): void {
  const seen = new Set<string>();
  for (const [index, one] of (status.addresses ?? []).entries()) {
    const both = `${one.type} ${one.address}`;
    if (seen.has(both)) errors.push(duplicate(`status.addresses[${index}]`, internalForm('NodeAddress', one)));
    seen.add(both);
  }
}
