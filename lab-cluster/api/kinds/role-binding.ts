// RoleBinding: gives the rules of a Role, or of a ClusterRole, to people and programs, within one namespace.
import { bindingColumns } from '../columns/binding-columns.ts';
import { setBindingDefaults } from '../defaults/rbac.ts';
import { type Kind, defineKind } from '../kind.ts';
import type { KubeObject } from '../object.ts';
import type { BindingParts } from '../rbac.ts';
import { validateRoleBinding, validateRoleBindingUpdate } from '../validate/rbac.ts';

export interface RoleBinding extends KubeObject, BindingParts {
  readonly apiVersion: 'rbac.authorization.k8s.io/v1';
  readonly kind: 'RoleBinding';
}

export const roleBindings: Kind<RoleBinding> = defineKind<RoleBinding>({
  group: 'rbac.authorization.k8s.io',
  version: 'v1',
  kind: 'RoleBinding',
  plural: 'rolebindings',
  singular: 'rolebinding',
  shortNames: [],
  categories: [],
  namespaced: true,
  createOnUpdate: true,
  subresources: [],
  nameRule: 'path-segment',
  setDefaults: setBindingDefaults,
  validate: validateRoleBinding,
  validateUpdate: validateRoleBindingUpdate,
  columns: bindingColumns,
});
