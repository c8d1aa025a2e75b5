// SelfSubjectReview: tells whoever asks who they are. Answered at once, never stored.
import { createdAtColumn, nameColumn } from '../columns/columns.ts';
import { type Kind, defineKind } from '../kind.ts';
import type { KubeObject } from '../object.ts';
import type { ReviewedUser } from '../review.ts';

export interface SelfSubjectReview extends KubeObject {
  readonly apiVersion: 'authentication.k8s.io/v1';
  readonly kind: 'SelfSubjectReview';
  readonly status?: { readonly userInfo?: ReviewedUser };
}

export const selfSubjectReviews: Kind<SelfSubjectReview> = defineKind<SelfSubjectReview>({
  group: 'authentication.k8s.io',
  version: 'v1',
  kind: 'SelfSubjectReview',
  plural: 'selfsubjectreviews',
  singular: 'selfsubjectreview',
  shortNames: [],
  categories: [],
  namespaced: false,
  subresources: [],
  verbs: ['create'],
  computed: true,
  columns: [nameColumn, createdAtColumn],
});
