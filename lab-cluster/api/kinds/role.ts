// Role: what may be done within one namespace. It allows nobody anything until a RoleBinding names it.
import { createdAtColumn, nameColumn } from '../columns/columns.ts';
import { setRoleDefaults } from '../defaults/rbac.ts';
import { type Kind, defineKind } from '../kind.ts';
import type { KubeObject } from '../object.ts';
import type { PolicyRule } from '../rbac.ts';
import { validateRole } from '../validate/rbac.ts';

export interface Role extends KubeObject {
  readonly apiVersion: 'rbac.authorization.k8s.io/v1';
  readonly kind: 'Role';
  readonly rules?: readonly PolicyRule[] | null;
}

export const roles: Kind<Role> = defineKind<Role>({
  group: 'rbac.authorization.k8s.io',
  version: 'v1',
  kind: 'Role',
  plural: 'roles',
  singular: 'role',
  shortNames: [],
  categories: [],
  namespaced: true,
  createOnUpdate: true,
  subresources: [],
  nameRule: 'path-segment',
  setDefaults: setRoleDefaults,
  validate: validateRole,
  columns: [nameColumn, createdAtColumn],
});
