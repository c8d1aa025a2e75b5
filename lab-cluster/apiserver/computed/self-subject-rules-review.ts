// selfsubjectrulesreviews: what may I, in this namespace? Models pkg/registry/authorization/selfsubjectrulesreview.
import { badRequest } from '../../api/errors.ts';
import { type SelfSubjectRulesReview, selfSubjectRulesReviews } from '../../api/kinds/self-subject-rules-review.ts';
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
      return answered(call, asked, [], () => {
        const { rules, problems } = server.authorizers.rulesFor(call.user, namespace);
        return {
          resourceRules: rules.filter((rule) => (rule.resources ?? []).length > 0).map(resourceRule),
          nonResourceRules: rules.filter((rule) => (rule.nonResourceURLs ?? []).length > 0).map(nonResourceRule),
          incomplete: problems.length > 0,
          ...(problems.length === 0 ? {} : { evaluationError: problems.join(', ') }),
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
