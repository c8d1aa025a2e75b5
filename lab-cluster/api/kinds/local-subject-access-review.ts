// LocalSubjectAccessReview: asks whether somebody may do something in one namespace. Answered at once, never stored.
import { createdAtColumn, nameColumn } from '../columns/columns.ts';
import { type Kind, defineKind } from '../kind.ts';
import type { KubeObject } from '../object.ts';
import type { AccessReviewSpec, AccessReviewStatus } from '../review.ts';

export interface LocalSubjectAccessReview extends KubeObject {
  readonly apiVersion: 'authorization.k8s.io/v1';
  readonly kind: 'LocalSubjectAccessReview';
  readonly spec: AccessReviewSpec;
  readonly status?: AccessReviewStatus;
}

export const localSubjectAccessReviews: Kind<LocalSubjectAccessReview> = defineKind<LocalSubjectAccessReview>({
  group: 'authorization.k8s.io',
  version: 'v1',
  kind: 'LocalSubjectAccessReview',
  plural: 'localsubjectaccessreviews',
  singular: 'localsubjectaccessreview',
  shortNames: [],
  categories: [],
  namespaced: true,
  subresources: [],
  verbs: ['create'],
  computed: true,
  columns: [nameColumn, createdAtColumn],
});
