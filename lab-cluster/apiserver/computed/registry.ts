// Every computed resource, one line each. Its kind is in api/registry.ts like any other, marked `computed`.
import type { Kind } from '../../api/kind.ts';
import { binding } from './binding.ts';
import { componentStatus } from './component-status.ts';
import type { ComputedResource } from './computed.ts';
import { localSubjectAccessReview } from './local-subject-access-review.ts';
import { metricsOfNodes, metricsOfPods } from './metrics.ts';
import { selfSubjectAccessReview } from './self-subject-access-review.ts';
import { selfSubjectReview } from './self-subject-review.ts';
import { selfSubjectRulesReview } from './self-subject-rules-review.ts';
import { subjectAccessReview } from './subject-access-review.ts';
import { tokenReview } from './token-review.ts';

const computedResources: readonly ComputedResource[] = [
  binding,
  componentStatus,
  localSubjectAccessReview,
  metricsOfNodes,
  metricsOfPods,
  selfSubjectAccessReview,
  selfSubjectReview,
  selfSubjectRulesReview,
  subjectAccessReview,
  tokenReview,
];

const byKind = new Map(computedResources.map((computed) => [computed.kind, computed]));

export function computedOf(kind: Kind): ComputedResource | undefined {
  return byKind.get(kind);
}
