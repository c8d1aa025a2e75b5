// SelfSubjectRulesReview: everything whoever asks may do in a namespace. Answered at once, never stored.
import { createdAtColumn, nameColumn } from '../columns/columns.ts';
import { type Kind, defineKind } from '../kind.ts';
import type { KubeObject } from '../object.ts';
import type { PolicyRule } from '../rbac.ts';

export interface SelfSubjectRulesReview extends KubeObject {
  readonly apiVersion: 'authorization.k8s.io/v1';
  readonly kind: 'SelfSubjectRulesReview';
  readonly spec: { readonly namespace?: string };
  readonly status?: {
    readonly resourceRules: readonly PolicyRule[];
    readonly nonResourceRules: readonly PolicyRule[];
    readonly incomplete: boolean;
    readonly evaluationError?: string;
  };
}

export const selfSubjectRulesReviews: Kind<SelfSubjectRulesReview> = defineKind<SelfSubjectRulesReview>({
  group: 'authorization.k8s.io',
  version: 'v1',
  kind: 'SelfSubjectRulesReview',
  plural: 'selfsubjectrulesreviews',
  singular: 'selfsubjectrulesreview',
  shortNames: [],
  categories: [],
  namespaced: false,
  subresources: [],
  verbs: ['create'],
  computed: true,
  columns: [nameColumn, createdAtColumn],
});
