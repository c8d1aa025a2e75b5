// ServiceAccount: who a pod is when it speaks to the API server.
import { ageColumn, column, nameColumn } from '../columns/columns.ts';
import { warningsOfServiceAccount } from '../warnings/config-warnings.ts';
import { type Kind, defineKind } from '../kind.ts';
import type { KubeObject } from '../object.ts';
import type { ObjectReference } from '../object-reference.ts';

export interface ServiceAccount extends KubeObject {
  readonly apiVersion: 'v1';
  readonly kind: 'ServiceAccount';
  readonly secrets?: readonly ObjectReference[];
  readonly imagePullSecrets?: readonly { readonly name?: string }[];
  readonly automountServiceAccountToken?: boolean;
}

export const serviceAccounts: Kind<ServiceAccount> = defineKind<ServiceAccount>({
  group: '',
  version: 'v1',
  kind: 'ServiceAccount',
  plural: 'serviceaccounts',
  singular: 'serviceaccount',
  shortNames: ['sa'],
  categories: [],
  namespaced: true,
  showsDeleted: true,
  subresources: ['token'],
  rechecksMetadata: true,
  warnings: warningsOfServiceAccount,
  columns: [nameColumn, column('Secrets', 'How many secrets it names.', (account) => account.secrets?.length ?? 0), ageColumn],
});
