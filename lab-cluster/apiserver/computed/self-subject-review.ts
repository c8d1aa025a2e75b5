// selfsubjectreviews: who am I? Models pkg/registry/authentication/selfsubjectreview.
import { selfSubjectReviews } from '../../api/kinds/self-subject-review.ts';
import { erased } from '../../api/registry.ts';
import type { UserInfo } from '../../api/request.ts';
import type { ReviewedUser } from '../../api/review.ts';
import { defineComputed } from './computed.ts';
import { answered, reviewing } from './review.ts';

export const selfSubjectReview = defineComputed({
  kind: erased(selfSubjectReviews),
  operations: {
    create: reviewing((call, _server, asked) => answered(call, asked, [], () => ({ userInfo: shownUser(call.user) }))),
  },
});

/** A user as reviews print one. */
export function shownUser({ name, uid, groups, extra }: UserInfo): ReviewedUser {
  return {
    username: name,
    ...(uid === undefined ? {} : { uid }),
    ...(groups.length === 0 ? {} : { groups }),
    ...(extra === undefined ? {} : { extra }),
  };
}
