// selfsubjectrulesreviews: what may I, in this namespace? Models pkg/registry/authorization/selfsubjectrulesreview.
import { aggregate } from '../../api/aggregate.ts';
import { badRequest } from '../../api/errors.ts';
import { type SelfSubjectRulesReview, selfSubjectRulesReviews } from '../../api/kinds/self-subject-rules-review.ts';
import type { KubeObject } from '../../api/object.ts';
import type { PolicyRule } from '../../api/rbac.ts';
import { erased } from '../../api/registry.ts';
import { defineComputed } from './computed.ts';
import { answered, reviewing } from './review.ts';

export const selfSubjectRulesReview = defineComputed({
  kind: erased(selfSubjectRulesReviews),
  operations: {
    create: reviewing((call, server, asked) => {
      const namespace = (asked as SelfSubjectRulesReview).spec.namespace ?? '';
      if (namespace === '') return { ok: false, status: badRequest('no namespace on request') };
      // Upstream answers with a new review, which does not repeat the question.
      const { apiVersion, kind } = asked;
      const blank = { kind, apiVersion, metadata: {}, spec: {} } as unknown as KubeObject;
      return answered(call, blank, [], () => {
        const { rules, problems, isIncomplete } = server.authorizers.rulesFor(call.user, namespace);
        return {
          resourceRules: rules.filter((rule) => (rule.resources ?? []).length > 0).map(resourceRule),
          nonResourceRules: rules.filter((rule) => (rule.nonResourceURLs ?? []).length > 0).map(nonResourceRule),
          incomplete: isIncomplete,
          ...(problems.length === 0 ? {} : { evaluationError: aggregate(problems) }),
        };
      });
    }),
  },
});

function resourceRule({ verbs, apiGroups, resources, resourceNames }: PolicyRule): object {
  return { verbs, ...(apiGroups === undefined ? {} : { apiGroups }), resources, ...(resourceNames === undefined ? {} : { resourceNames }) };
}

function nonResourceRule({ verbs, nonResourceURLs }: PolicyRule): object {
  return { verbs, nonResourceURLs };
}
