// SubjectAccessReview: asks whether somebody may do something, anywhere. Answered at once, never stored.
import { createdAtColumn, nameColumn } from '../columns/columns.ts';
import { type Kind, defineKind } from '../kind.ts';
import type { KubeObject } from '../object.ts';
import type { AccessReviewSpec, AccessReviewStatus } from '../review.ts';

export interface SubjectAccessReview extends KubeObject {
  readonly apiVersion: 'authorization.k8s.io/v1';
  readonly kind: 'SubjectAccessReview';
  readonly spec: AccessReviewSpec;
  readonly status?: AccessReviewStatus;
}

export const subjectAccessReviews: Kind<SubjectAccessReview> = defineKind<SubjectAccessReview>({
  group: 'authorization.k8s.io',
  version: 'v1',
  kind: 'SubjectAccessReview',
  plural: 'subjectaccessreviews',
  singular: 'subjectaccessreview',
  shortNames: [],
  categories: [],
  namespaced: false,
  subresources: [],
  verbs: ['create'],
  computed: true,
  columns: [nameColumn, createdAtColumn],
});
