// Whether somebody's rules cover other rules, and which they do not: the question behind every attempt to give rights away.
// Models component-helpers/auth/rbac/validation/policy_comparator.go and pkg/registry/rbac/validation/policy_compact.go. Pure.
import { goList } from '../../api/field-errors.ts';
import type { PolicyRule } from '../../api/rbac.ts';

/** The smallest parts of `wanted` (one verb, one resource or path, one name) that no rule of `owned` covers. */
export function uncovered(owned: readonly PolicyRule[], wanted: readonly PolicyRule[]): readonly PolicyRule[] {
  return wanted.flatMap(brokenDown).filter((part) => !owned.some((rule) => covers(rule, part)));
}

/** A rule without verbs gives nothing away; that it must have some is a rule of roles, which is asked later. */
function brokenDown(rule: Partial<PolicyRule>): PolicyRule[] {
  const parts: PolicyRule[] = [];
  const { verbs = [] } = rule;
  for (const group of rule.apiGroups ?? []) {
    for (const resource of rule.resources ?? []) {
      for (const verb of verbs) {
        const part = { apiGroups: [group], resources: [resource], verbs: [verb] };
        if ((rule.resourceNames ?? []).length === 0) parts.push(part);
        else for (const name of rule.resourceNames ?? []) parts.push({ ...part, resourceNames: [name] });
      }
    }
  }
  for (const path of rule.nonResourceURLs ?? []) for (const verb of verbs) parts.push({ nonResourceURLs: [path], verbs: [verb] });
  return parts;
}

function covers(owner: PolicyRule, part: PolicyRule): boolean {
  return (
    hasAll(owner.verbs, part.verbs) &&
    hasAll(owner.apiGroups, part.apiGroups) &&
    (part.resources ?? []).every((resource) => coversResource(owner.resources ?? [], resource)) &&
    coversName(owner.resourceNames ?? [], part.resourceNames ?? []) &&
    (part.nonResourceURLs ?? []).every((path) => (owner.nonResourceURLs ?? []).some((known) => coversPath(known, path)))
  );
}

function hasAll(set: readonly string[] = [], wanted: readonly string[] = []): boolean {
  return set.includes('*') || wanted.every((one) => set.includes(one));
}

function coversResource(owned: readonly string[], resource: string): boolean {
  if (owned.includes('*') || owned.includes(resource)) return true;
  const slash = resource.indexOf('/');
  return slash > 0 && owned.includes(`*${resource.slice(slash)}`);
}

function coversName(owned: readonly string[], wanted: readonly string[]): boolean {
  return owned.length === 0 || (wanted.length > 0 && wanted.every((name) => owned.includes(name)));
}

function coversPath(owned: string, path: string): boolean {
  return owned === path || (owned.endsWith('*') && path.startsWith(owned.replace(/\*+$/, '')));
}

/** Parts that differ in nothing but the verb, put together again. */
export function compacted(parts: readonly PolicyRule[]): readonly PolicyRule[] {
  const together = new Map<string, { rule: PolicyRule; verbs: string[] }>();
  const others: PolicyRule[] = [];
  for (const part of parts) {
    if (part.resources === undefined) {
      others.push(part);
      continue;
    }
    const key = JSON.stringify([part.apiGroups, part.resources, part.resourceNames]);
    const same = together.get(key);
    if (same === undefined) together.set(key, { rule: part, verbs: [...part.verbs] });
    else same.verbs.push(...part.verbs);
  }
  return [...others, ...[...together.values()].map(({ rule, verbs }) => ({ ...rule, verbs }))];
}

/** `{APIGroups:[""], Resources:["pods"], Verbs:["get" "list"]}`, as upstream prints a rule that is missing. */
export function ruleText(rule: PolicyRule): string {
  const parts: (readonly [string, readonly string[] | undefined])[] = [
    ['APIGroups', rule.apiGroups],
    ['Resources', rule.resources],
    ['NonResourceURLs', rule.nonResourceURLs],
    ['ResourceNames', rule.resourceNames],
    ['Verbs', rule.verbs],
  ];
  const shown = parts.filter(([, list]) => (list ?? []).length > 0).map(([name, list]) => `${name}:${goList(list ?? [])}`);
  return `{${shown.join(', ')}}`;
}
