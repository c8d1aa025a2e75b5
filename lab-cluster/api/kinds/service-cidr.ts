// ServiceCIDR: a range from which Services get their addresses.
import { ageColumn, column, nameColumn } from '../columns/columns.ts';
import { type Kind, defineKind } from '../kind.ts';
import type { Condition, KubeObject } from '../object.ts';
import { validateServiceCidr, validateServiceCidrUpdate } from '../validate/service-cidr.ts';
import { writable } from '../writable.ts';

export interface ServiceCIDR extends KubeObject {
  readonly apiVersion: 'networking.k8s.io/v1';
  readonly kind: 'ServiceCIDR';
  readonly spec: { readonly cidrs?: readonly string[] };
  readonly status: { readonly conditions?: readonly Condition[] };
}

export const serviceCidrs: Kind<ServiceCIDR> = defineKind<ServiceCIDR>({
  group: 'networking.k8s.io',
  version: 'v1',
  kind: 'ServiceCIDR',
  plural: 'servicecidrs',
  singular: 'servicecidr',
  shortNames: [],
  categories: [],
  namespaced: false,
  simplified: 'No controller guards it: a range that is still in use can be deleted, and its Ready condition is written by nobody.',
  subresources: ['status'],
  setDefaults: (range) => {
    const draft = range as { spec?: ServiceCIDR['spec']; status?: ServiceCIDR['status'] };
    draft.spec ??= {};
    draft.status ??= {};
  },
  prepareForCreate: (range) => {
    writable(range).status = {};
  },
  prepareForUpdate: (next, previous) => {
    (next as { status: ServiceCIDR['status'] }).status = previous.status;
  },
  prepareForStatusUpdate: (next, previous) => {
    (next as { spec: ServiceCIDR['spec'] }).spec = previous.spec;
  },
  validate: validateServiceCidr,
  validateUpdate: validateServiceCidrUpdate,
  validateStatusUpdate: () => [],
  columns: [nameColumn, column('CIDRs', 'The range, or one of each IP family.', ({ spec }) => spec.cidrs?.join(',') ?? ''), ageColumn],
});
