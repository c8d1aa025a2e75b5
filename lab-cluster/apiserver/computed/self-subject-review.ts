// selfsubjectreviews: who am I? Models pkg/registry/authentication/selfsubjectreview.
import { selfSubjectReviews } from '../../api/kinds/self-subject-review.ts';
import type { KubeObject } from '../../api/object.ts';
import { erased } from '../../api/registry.ts';
import type { UserInfo } from '../../api/request.ts';
import type { ReviewedUser } from '../../api/review.ts';
import { timestamp } from '../../api/time.ts';
import { defineComputed } from './computed.ts';
import { answered, reviewing } from './review.ts';

export const selfSubjectReview = defineComputed({
  kind: erased(selfSubjectReviews),
  operations: {
    create: reviewing((call, { sim }, { apiVersion, kind }) => {
      // Upstream answers with a new review, whatever was sent.
      const review = { kind, apiVersion, metadata: { creationTimestamp: timestamp(sim.clock.nowUs) } } as unknown as KubeObject;
      return answered(call, review, [], () => ({ userInfo: shownUser(call.user) }));
    }),
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
