// tokenreviews: whose token is this? Models pkg/registry/authentication/tokenreview.
import { badRequest } from '../../api/errors.ts';
import { type TokenReview, tokenReviews } from '../../api/kinds/token-review.ts';
import { erased } from '../../api/registry.ts';
import { authenticateToken, type TokenNotes } from '../authn/authenticate.ts';
import { notesOf } from '../pipeline.ts';
import type { Server } from '../server-state.ts';
import { ISSUER } from '../../api/service-account-token.ts';
import { defineComputed } from './computed.ts';
import { answered, reviewing } from './review.ts';
import { shownUser } from './self-subject-review.ts';

export const tokenReview = defineComputed({
  kind: erased(tokenReviews),
  operations: {
    create: reviewing((call, server, asked) => {
      const { spec } = asked as TokenReview;
      if (!spec.token) return { ok: false, status: badRequest('token is required for TokenReview in authentication') };
      return answered(call, asked, [], () => statusOf(server, spec, notesOf(call)));
    }),
  },
});

function statusOf(server: Server, { token = '', audiences }: TokenReview['spec'], notes: TokenNotes): NonNullable<TokenReview['status']> {
  const accepted = audiences === undefined || audiences.length === 0 ? [ISSUER] : audiences;
  const found = authenticateToken(server, token, accepted, notes);
  if (typeof found === 'string') return { user: {}, error: found };
  return { authenticated: true, user: shownUser(found.user), audiences: found.audiences };
}
