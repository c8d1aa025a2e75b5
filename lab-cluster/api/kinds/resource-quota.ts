// ResourceQuota: how much a namespace may have in all, and how much it has.
import { ageColumn, column, nameColumn } from '../columns/columns.ts';
import { type Kind, defineKind } from '../kind.ts';
import type { KubeObject } from '../object.ts';
import type { ResourceList } from '../resources.ts';
import { validateResourceQuota, validateResourceQuotaUpdate } from '../validate/resource-quota.ts';
import { writable } from '../writable.ts';

export interface ScopeRequirement {
  readonly scopeName: string;
  readonly operator: string;
  readonly values?: readonly string[];
}

export interface ResourceQuotaSpec {
  readonly hard?: ResourceList;
  readonly scopes?: readonly string[];
  readonly scopeSelector?: { readonly matchExpressions?: readonly ScopeRequirement[] };
}

export interface ResourceQuota extends KubeObject {
  readonly apiVersion: 'v1';
  readonly kind: 'ResourceQuota';
  readonly spec: ResourceQuotaSpec;
  readonly status: { readonly hard?: ResourceList; readonly used?: ResourceList };
}

export const resourceQuotas: Kind<ResourceQuota> = defineKind<ResourceQuota>({
  group: '',
  version: 'v1',
  kind: 'ResourceQuota',
  plural: 'resourcequotas',
  singular: 'resourcequota',
  shortNames: ['quota'],
  categories: [],
  namespaced: true,
  showsDeleted: true,
  subresources: ['status'],
  prepareForCreate: (quota) => {
    writable(quota).status = {};
  },
  prepareForUpdate: (next, previous) => {
    (next as { status: ResourceQuota['status'] }).status = previous.status;
  },
  prepareForStatusUpdate: (next, previous) => {
    (next as { spec: ResourceQuotaSpec }).spec = previous.spec;
  },
  validate: validateResourceQuota,
  validateUpdate: validateResourceQuotaUpdate,
  columns: [
    nameColumn,
    column('Request', 'What is used of each amount but the limits.', (quota) => usage(quota, false)),
    column('Limit', 'What is used of the limits.', (quota) => usage(quota, true)),
    ageColumn,
  ],
});

/** `pods: 2/5, requests.cpu: 200m/1`. Models printResourceQuota. */
function usage({ status }: ResourceQuota, limits: boolean): string {
  return Object.keys(status?.hard ?? {})
    .sort()
    .filter((name) => name.startsWith('limits.') === limits)
    .map((name) => `${name}: ${status.used?.[name] ?? '0'}/${status.hard?.[name]}`)
    .join(', ');
}
