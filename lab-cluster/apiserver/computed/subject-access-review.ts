// subjectaccessreviews: may somebody do something? Models pkg/registry/authorization/subjectaccessreview.
import { type SubjectAccessReview, subjectAccessReviews } from '../../api/kinds/subject-access-review.ts';
import { erased } from '../../api/registry.ts';
import { decide, subjectOf, validateAttributes, validateNoMetadata, validateSubject } from './access-review.ts';
import { defineComputed } from './computed.ts';
import { answered, reviewing } from './review.ts';
import { validateSelectors } from './selector-attributes.ts';

export const subjectAccessReview = defineComputed({
  kind: erased(subjectAccessReviews),
  operations: {
    create: reviewing((call, server, asked) => {
      const { spec, metadata } = asked as SubjectAccessReview;
      const errors = [
        ...validateAttributes(spec),
        ...validateSubject(spec),
        ...validateSelectors(spec.resourceAttributes),
        ...validateNoMetadata(metadata),
      ];
      return answered(call, asked, errors, () => decide(server, subjectOf(spec), spec));
    }),
  },
});
