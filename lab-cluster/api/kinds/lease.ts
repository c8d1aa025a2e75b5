// Lease: who holds something and until when: a node's sign of life, or a leader's turn.
import { ageColumn, column, nameColumn } from '../columns/columns.ts';
import { type Kind, defineKind } from '../kind.ts';
import type { KubeObject } from '../object.ts';
import { validateLease, validateLeaseUpdate } from '../validate/lease.ts';

export interface LeaseSpec {
  readonly holderIdentity?: string;
  readonly leaseDurationSeconds?: number;
  /** MicroTime. */
  readonly acquireTime?: string;
  /** MicroTime. */
  readonly renewTime?: string;
  readonly leaseTransitions?: number;
  readonly strategy?: string;
  readonly preferredHolder?: string;
}

export interface Lease extends KubeObject {
  readonly apiVersion: 'coordination.k8s.io/v1';
  readonly kind: 'Lease';
  readonly spec: LeaseSpec;
}

export const leases: Kind<Lease> = defineKind<Lease>({
  group: 'coordination.k8s.io',
  version: 'v1',
  kind: 'Lease',
  plural: 'leases',
  singular: 'lease',
  shortNames: [],
  categories: [],
  namespaced: true,
  createOnUpdate: true,
  unconditionalUpdate: false,
  subresources: [],
  setDefaults: (lease) => {
    (lease as { spec?: LeaseSpec }).spec ??= {};
  },
  validate: validateLease,
  validateUpdate: validateLeaseUpdate,
  columns: [nameColumn, column('Holder', 'Who holds it now.', (lease) => lease.spec.holderIdentity ?? ''), ageColumn],
});
