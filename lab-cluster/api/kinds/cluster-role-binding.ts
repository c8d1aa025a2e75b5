// ClusterRoleBinding: gives the rules of a ClusterRole to people and programs, in all namespaces and for what is in none.
import { bindingColumns } from '../columns/binding-columns.ts';
import { setBindingDefaults } from '../defaults/rbac.ts';
import { type Kind, defineKind } from '../kind.ts';
import type { KubeObject } from '../object.ts';
import type { BindingParts } from '../rbac.ts';
import { validateClusterRoleBinding, validateClusterRoleBindingUpdate } from '../validate/rbac.ts';

export interface ClusterRoleBinding extends KubeObject, BindingParts {
  readonly apiVersion: 'rbac.authorization.k8s.io/v1';
  readonly kind: 'ClusterRoleBinding';
}

export const clusterRoleBindings: Kind<ClusterRoleBinding> = defineKind<ClusterRoleBinding>({
  group: 'rbac.authorization.k8s.io',
  version: 'v1',
  kind: 'ClusterRoleBinding',
  plural: 'clusterrolebindings',
  singular: 'clusterrolebinding',
  shortNames: [],
  categories: [],
  namespaced: false,
  createOnUpdate: true,
  subresources: [],
  nameRule: 'path-segment',
  setDefaults: setBindingDefaults,
  validate: validateClusterRoleBinding,
  validateUpdate: validateClusterRoleBindingUpdate,
  columns: bindingColumns,
});
