// ClusterRole: what may be done anywhere, or in one namespace when a RoleBinding there names it. May be the sum of others.
import { createdAtColumn, nameColumn } from '../columns/columns.ts';
import { setRoleDefaults } from '../defaults/rbac.ts';
import { type Kind, defineKind } from '../kind.ts';
import type { KubeObject } from '../object.ts';
import type { AggregationRule, PolicyRule } from '../rbac.ts';
import { validateClusterRole } from '../validate/rbac.ts';

export interface ClusterRole extends KubeObject {
  readonly apiVersion: 'rbac.authorization.k8s.io/v1';
  readonly kind: 'ClusterRole';
  readonly rules?: readonly PolicyRule[] | null;
  /** Its rules are then written by a controller: the sum of the roles that match. */
  readonly aggregationRule?: AggregationRule;
}

export const clusterRoles: Kind<ClusterRole> = defineKind<ClusterRole>({
  group: 'rbac.authorization.k8s.io',
  version: 'v1',
  kind: 'ClusterRole',
  plural: 'clusterroles',
  singular: 'clusterrole',
  shortNames: [],
  categories: [],
  namespaced: false,
  createOnUpdate: true,
  subresources: [],
  nameRule: 'path-segment',
  setDefaults: setRoleDefaults,
  validate: validateClusterRole,
  columns: [nameColumn, createdAtColumn],
});
