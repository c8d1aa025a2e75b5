// localsubjectaccessreviews: may somebody do something in this namespace? Models pkg/registry/authorization/localsubjectaccessreview.
import { invalid } from '../../api/field-errors.ts';
import { type LocalSubjectAccessReview, localSubjectAccessReviews } from '../../api/kinds/local-subject-access-review.ts';
import { erased } from '../../api/registry.ts';
import { decide, subjectOf, validateAttributes, validateNoMetadata, validateSubject } from './access-review.ts';
import { defineComputed } from './computed.ts';
import { answered, reviewing } from './review.ts';
import { validateSelectors } from './selector-attributes.ts';

export const localSubjectAccessReview = defineComputed({
  kind: erased(localSubjectAccessReviews),
  operations: {
    create: reviewing((call, server, asked) => {
      const { spec, metadata } = asked as LocalSubjectAccessReview;
      const errors = [
        ...validateAttributes(spec),
        ...validateSubject(spec),
        ...validateSelectors(spec.resourceAttributes),
        ...validateNoMetadata(metadata, { local: true }),
      ];
      const { resourceAttributes, nonResourceAttributes } = spec;
      if (resourceAttributes !== undefined && (resourceAttributes.namespace ?? '') !== (metadata.namespace ?? '')) {
        errors.push(invalid('spec.resourceAttributes.namespace', resourceAttributes.namespace ?? '', 'must match metadata.namespace'));
      }
      if (nonResourceAttributes !== undefined) {
        errors.push(invalid('spec.nonResourceAttributes', nonResourceAttributes, 'disallowed on this kind of request'));
      }
      return answered(call, asked, errors, () => decide(server, subjectOf(spec), spec));
    }),
  },
});
