// Defaults of roles and bindings: users, groups and roles belong to the group of RBAC unless said otherwise. Models pkg/apis/rbac/v1/defaults.go.
import { type BindingParts, type PolicyRule, RBAC_GROUP, type Subject } from '../rbac.ts';
import { writable } from '../writable.ts';

/** Go prints a list that is not there as null where its tag lacks omitempty. */
export function setRoleDefaults(role: { readonly rules?: readonly PolicyRule[] | null }): void {
  if (role.rules === undefined) writable(role).rules = null;
}

export function setBindingDefaults(binding: BindingParts): void {
  const draft = writable(binding);
  for (const subject of draft.subjects ?? []) {
    if (!subject.apiGroup && isNamed(subject)) subject.apiGroup = RBAC_GROUP;
  }
  // A body without roleRef is left for validation to name.
  draft.roleRef ??= { apiGroup: '', kind: '', name: '' };
  if (!draft.roleRef.apiGroup) draft.roleRef.apiGroup = RBAC_GROUP;
}

function isNamed({ kind }: Subject): boolean {
  return kind === 'User' || kind === 'Group';
}
