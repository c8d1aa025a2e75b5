// What token issuers publish about themselves: where their keys are, and which. Models pkg/serviceaccount/openidmetadata.go.
// Simplified: tokens are signed under a key nobody may know (HS256), so the key set is empty.
import { ISSUER, TOKEN_ALGORITHM } from '../../api/service-account-token.ts';

interface OpenIdDocument {
  readonly contentType: string;
  readonly body: object;
}

/** The document at a path, if there is one. */
export function openIdDocument(path: string): OpenIdDocument | undefined {
  if (path === 'openid/v1/jwks') return { contentType: 'application/jwk-set+json', body: { keys: [] } };
  if (path !== '.well-known/openid-configuration') return undefined;
  const body = {
    issuer: ISSUER,
    jwks_uri: `${ISSUER}/openid/v1/jwks`,
    response_types_supported: ['id_token'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: [TOKEN_ALGORITHM],
  };
  return { contentType: 'application/json', body };
}
