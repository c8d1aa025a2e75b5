// Whether one RBAC rule speaks of an access. Models pkg/apis/rbac/v1/evaluation_helpers.go. Pure.
import type { PolicyRule } from '../../api/rbac.ts';
import type { Access } from './access.ts';

/** Verb, group and resource fit; the object's name is still to be looked at. */
export function speaksOf(rule: PolicyRule, access: Access): boolean {
  if (!holds(rule.verbs, access.verb)) return false;
  if (!access.isResource) return holdsPath(rule.nonResourceURLs, access.path);
  return holds(rule.apiGroups, access.group) && holdsResource(rule.resources, access.resource, access.subresource);
}

/** Rules without names hold for every object; with names, not for collections. */
export function holdsName(rule: PolicyRule, name: string): boolean {
  const { resourceNames } = rule;
  return resourceNames === undefined || resourceNames.length === 0 || resourceNames.includes(name);
}

export function allows(rule: PolicyRule, access: Access): boolean {
  return speaksOf(rule, access) && (!access.isResource || holdsName(rule, access.name));
}

function holds(list: readonly string[] | undefined, wanted: string): boolean {
  return list !== undefined && (list.includes('*') || list.includes(wanted));
}

function holdsResource(list: readonly string[] | undefined, resource: string, subresource: string): boolean {
  if (list === undefined) return false;
  if (list.includes('*')) return true;
  if (subresource === '') return list.includes(resource);
  return list.includes(`${resource}/${subresource}`) || list.includes(`*/${subresource}`);
}

function holdsPath(list: readonly string[] | undefined, path: string): boolean {
  if (list === undefined) return false;
  return list.some((known) => known === '*' || known === path || (known.endsWith('*') && path.startsWith(known.replace(/\*+$/, ''))));
}
