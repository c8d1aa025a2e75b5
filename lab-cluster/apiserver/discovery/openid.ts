// What token issuers publish about themselves: where their keys are, and which. Models pkg/serviceaccount/openidmetadata.go.
import { SERVER_ADDRESS } from './plain.ts';
import { ISSUER, TOKEN_ALGORITHM } from '../../api/service-account-token.ts';

interface OpenIdDocument {
  readonly contentType: string;
  readonly body: object;
}

/** Who gives tokens; his keys are made when they are asked for. */
export interface Issuer {
  readonly keySet: object;
}

/** The document at a path, if there is one. */
export function openIdDocument(path: string, issuer: Issuer): OpenIdDocument | undefined {
  if (path === 'openid/v1/jwks') return { contentType: 'application/jwk-set+json', body: issuer.keySet };
  if (path !== '.well-known/openid-configuration') return undefined;
  const body = {
    issuer: ISSUER,
    jwks_uri: `https://${SERVER_ADDRESS}/openid/v1/jwks`,
    response_types_supported: ['id_token'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: [TOKEN_ALGORITHM],
  };
  return { contentType: 'application/json', body };
}
