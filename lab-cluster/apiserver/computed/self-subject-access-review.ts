// selfsubjectaccessreviews: may I? Models pkg/registry/authorization/selfsubjectaccessreview.
import { type SelfSubjectAccessReview, selfSubjectAccessReviews } from '../../api/kinds/self-subject-access-review.ts';
import { erased } from '../../api/registry.ts';
import { decide, validateAttributes, validateNoMetadata } from './access-review.ts';
import { defineComputed } from './computed.ts';
import { answered, reviewing } from './review.ts';
import { validateSelectors } from './selector-attributes.ts';

export const selfSubjectAccessReview = defineComputed({
  kind: erased(selfSubjectAccessReviews),
  operations: {
    create: reviewing((call, server, asked) => {
      const { spec, metadata } = asked as SelfSubjectAccessReview;
      const errors = [...validateAttributes(spec), ...validateSelectors(spec.resourceAttributes), ...validateNoMetadata(metadata)];
      return answered(call, asked, errors, () => decide(server, call.user, spec));
    }),
  },
});
