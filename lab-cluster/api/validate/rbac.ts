// Rules for roles and bindings. Models pkg/apis/rbac/validation.
import { deepEqual } from '../equal.ts';
import type { FieldError } from '../field.ts';
import { invalid, notSupported, required } from '../field-errors.ts';
import { dns1123Subdomain, pathSegment } from '../names.ts';
import { type AggregationRule, type BindingParts, type PolicyRule, RBAC_GROUP, type RoleRef, type Subject } from '../rbac.ts';
import { type Errors, follow, validateSelector } from './primitives.ts';

/** The rules of a Role. */
export function validateRole({ rules }: { readonly rules?: readonly PolicyRule[] | null }): readonly FieldError[] {
  return validateRules(rules ?? [], true);
}

export function validateClusterRole(role: {
  readonly rules?: readonly PolicyRule[] | null;
  readonly aggregationRule?: AggregationRule;
}): readonly FieldError[] {
  const errors: Errors = [...validateRules(role.rules ?? [], false)];
  if (role.aggregationRule === undefined) return errors;
  const at = 'aggregationRule.clusterRoleSelectors';
  const selectors = role.aggregationRule.clusterRoleSelectors ?? [];
  if (selectors.length === 0) errors.push(required(at, 'at least one clusterRoleSelector required if aggregationRule is non-nil'));
  for (const [index, selector] of selectors.entries()) validateSelector(errors, `${at}[${index}]`, selector);
  return errors;
}

function validateRules(rules: readonly PolicyRule[], namespaced: boolean): readonly FieldError[] {
  const errors: Errors = [];
  for (const [index, rule] of rules.entries()) validateRule(errors, `rules[${index}]`, rule, namespaced);
  return errors;
}

function validateRule(errors: Errors, at: string, rule: PolicyRule, namespaced: boolean): void {
  const { verbs = [], apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [] } = rule;
  if (verbs.length === 0) errors.push(required(`${at}.verbs`, 'verbs must contain at least one value'));
  if (nonResourceURLs.length > 0) {
    const field = `${at}.nonResourceURLs`;
    if (namespaced) errors.push(invalid(field, nonResourceURLs, 'namespaced rules cannot apply to non-resource URLs'));
    if (apiGroups.length > 0 || resources.length > 0 || resourceNames.length > 0) {
      errors.push(invalid(field, nonResourceURLs, 'rules cannot apply to both regular resources and non-resource URLs'));
    }
    return;
  }
  if (apiGroups.length === 0) errors.push(required(`${at}.apiGroups`, 'resource rules must supply at least one api group'));
  if (resources.length === 0) errors.push(required(`${at}.resources`, 'resource rules must supply at least one resource'));
}

export function validateRoleBinding(binding: BindingParts): readonly FieldError[] {
  return validateBinding(binding, true);
}

export function validateClusterRoleBinding(binding: BindingParts): readonly FieldError[] {
  return validateBinding(binding, false);
}

export function validateRoleBindingUpdate(next: BindingParts, previous: BindingParts): readonly FieldError[] {
  return [...validateBinding(next, true), ...sameRole(next.roleRef, previous.roleRef)];
}

export function validateClusterRoleBindingUpdate(next: BindingParts, previous: BindingParts): readonly FieldError[] {
  return [...validateBinding(next, false), ...sameRole(next.roleRef, previous.roleRef)];
}

/** Who may do something can change, what it is cannot: else whoever may edit a binding could hand out any role. */
function sameRole(next: RoleRef, previous: RoleRef): readonly FieldError[] {
  if (deepEqual(next, previous)) return [];
  // Printed as Go prints the internal type, which has no tags.
  return [invalid('roleRef', { APIGroup: next.apiGroup, Kind: next.kind, Name: next.name }, 'cannot change roleRef')];
}

function validateBinding({ roleRef, subjects }: BindingParts, namespaced: boolean): readonly FieldError[] {
  const errors: Errors = [];
  if (roleRef.apiGroup !== RBAC_GROUP) errors.push(notSupported('roleRef.apiGroup', roleRef.apiGroup, [RBAC_GROUP]));
  const roles = namespaced ? ['Role', 'ClusterRole'] : ['ClusterRole'];
  if (!roles.includes(roleRef.kind)) errors.push(notSupported('roleRef.kind', roleRef.kind, roles));
  if (!roleRef.name) errors.push(required('roleRef.name'));
  else follow(errors, 'roleRef.name', roleRef.name, pathSegment);
  for (const [index, subject] of (subjects ?? []).entries()) validateSubject(errors, `subjects[${index}]`, subject, namespaced);
  return errors;
}

const SUBJECT_KINDS = ['ServiceAccount', 'User', 'Group'];

function validateSubject(errors: Errors, at: string, subject: Subject, namespaced: boolean): void {
  const { kind, name, namespace, apiGroup = '' } = subject;
  if (!name) errors.push(required(`${at}.name`));
  if (kind === 'ServiceAccount') {
    if (name) follow(errors, `${at}.name`, name, dns1123Subdomain);
    if (apiGroup !== '') errors.push(notSupported(`${at}.apiGroup`, apiGroup, ['']));
    if (!namespaced && !namespace) errors.push(required(`${at}.namespace`));
  } else if (kind === 'User' || kind === 'Group') {
    if (apiGroup !== RBAC_GROUP) errors.push(notSupported(`${at}.apiGroup`, apiGroup, [RBAC_GROUP]));
  } else {
    errors.push(notSupported(`${at}.kind`, kind, SUBJECT_KINDS));
  }
}
