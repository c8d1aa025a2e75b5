// What a table says of those who give a role's rules to somebody.
import type { Column } from '../kind.ts';
import type { KubeObject } from '../object.ts';
import { type BindingParts, subjectNames } from '../rbac.ts';
import { ageColumn, column, nameColumn, wideColumn } from './columns.ts';

export const bindingColumns: readonly Column<KubeObject & BindingParts>[] = [
  nameColumn,
  column('Role', 'The role whose rules it gives.', ({ roleRef }) => `${roleRef.kind}/${roleRef.name}`),
  ageColumn,
  wideColumn('Users', 'Users it names.', (binding) => subjectNames(binding, 'User')),
  wideColumn('Groups', 'Groups it names.', (binding) => subjectNames(binding, 'Group')),
  wideColumn('ServiceAccounts', 'Service accounts it names.', (binding) => subjectNames(binding, 'ServiceAccount')),
];
