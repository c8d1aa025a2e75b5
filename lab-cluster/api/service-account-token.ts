// Service account tokens as JSON Web Tokens: claims, signature and check. API server and token controller use the same key.
// Models pkg/serviceaccount/{jwt,claims,legacy}.go.
// Signed with RSA (RS256) under a key that a text on the control plane's disk decides. The key is made when the first token is
// shown to somebody outside, or comes from there: in the simulation tokens are given and held without being looked at.
import { sha256Of } from '../sim/sha256.ts';
import type { Micros } from '../sim/sim.ts';
import { base64Of, bytesOfBase64 } from './base64.ts';
import { base64Url, fromBase64Url } from './text-encoding.ts';
import { instantOf } from './time.ts';
import { latin } from './x509/der.ts';
import { modulusBytes, type RsaKey, rsaKeyFrom, rsaPublicKeyDer, rsaSign, rsaVerify } from './x509/rsa.ts';

export const ISSUER = 'https://kubernetes.default.svc.cluster.local';
const LEGACY_ISSUER = 'kubernetes/serviceaccount';
/** Slot of the control plane's disk in which the key lies, as kubeadm puts sa.key there. */
export const KEY_SLOT = 'pki/sa.key';
export const TOKEN_ALGORITHM = 'RS256';
/** 256 bytes in base64 without padding. */
const SIGNATURE_LENGTH = 342;

export interface TokenRef {
  readonly name: string;
  readonly uid: string;
}

/** Whose a token is, and with what it ends. */
export interface TokenSubject {
  readonly namespace: string;
  readonly serviceAccount: TokenRef;
  readonly pod?: TokenRef;
  readonly secret?: TokenRef;
  readonly node?: TokenRef;
}

export interface TokenClaims {
  readonly aud: readonly string[];
  readonly exp: number;
  readonly iat: number;
  readonly iss: string;
  readonly jti: string;
  readonly 'kubernetes.io': {
    readonly namespace: string;
    readonly node?: TokenRef;
    readonly pod?: TokenRef;
    readonly secret?: TokenRef;
    readonly serviceaccount: TokenRef;
    readonly warnafter?: number;
  };
  readonly nbf: number;
  readonly sub: string;
}

/** Of tokens that lie in Secrets and never end. */
export interface LegacyClaims {
  readonly iss: string;
  readonly 'kubernetes.io/serviceaccount/namespace': string;
  readonly 'kubernetes.io/serviceaccount/secret.name': string;
  readonly 'kubernetes.io/serviceaccount/service-account.name': string;
  readonly 'kubernetes.io/serviceaccount/service-account.uid': string;
  readonly sub: string;
}

export function accountUserName(namespace: string, name: string): string {
  return `system:serviceaccount:${namespace}:${name}`;
}

export function legacyClaims(namespace: string, secretName: string, account: TokenRef): LegacyClaims {
  return {
    iss: LEGACY_ISSUER,
    'kubernetes.io/serviceaccount/namespace': namespace,
    'kubernetes.io/serviceaccount/secret.name': secretName,
    'kubernetes.io/serviceaccount/service-account.name': account.name,
    'kubernetes.io/serviceaccount/service-account.uid': account.uid,
    sub: accountUserName(namespace, account.name),
  };
}

export function signToken(key: string, claims: TokenClaims | LegacyClaims): string {
  const { rsa, id } = signingKey(key);
  const body = `${base64Url(`{"alg":"${TOKEN_ALGORITHM}","kid":"${id}"}`)}.${base64Url(JSON.stringify(claims))}`;
  return `${body}.${urlSafe(rsaSign(latin(body), rsa))}`;
}

/** The claims of a token that was signed with this key; undefined for every other text. */
export function readToken(key: string, token: string): TokenClaims | LegacyClaims | undefined {
  const [head, payload, signed, ...more] = token.split('.');
  if (head === undefined || payload === undefined || signed?.length !== SIGNATURE_LENGTH || more.length > 0) return undefined;
  const header = fromBase64Url(head);
  if (header?.startsWith(`{"alg":"${TOKEN_ALGORITHM}"`) !== true) return undefined;
  const signature = bytesOfBase64(signed.replaceAll('-', '+').replaceAll('_', '/'));
  if (urlSafe(signature) !== signed || !rsaVerify(latin(`${head}.${payload}`), signature, signingKey(key).rsa.modulus)) return undefined;
  const text = fromBase64Url(payload);
  // The signature is ours, so the shape is.
  return text === undefined ? undefined : (JSON.parse(text) as TokenClaims | LegacyClaims);
}

/** What is published, so that others can check tokens. */
export function publicKeySet(key: string): object {
  const { rsa, id } = signingKey(key);
  return { keys: [{ use: 'sig', kty: 'RSA', kid: id, alg: TOKEN_ALGORITHM, n: urlSafe(modulusBytes(rsa)), e: 'AQAB' }] };
}

export function isLegacy(claims: TokenClaims | LegacyClaims): claims is LegacyClaims {
  return claims.iss === LEGACY_ISSUER;
}

/** Seconds since 1970 on the lab's calendar. */
export function secondsSinceEpoch(nowUs: Micros): number {
  const epoch = -instantOf('1970-01-01T00:00:00Z') / 1_000_000;
  return epoch + Math.floor(nowUs / 1_000_000);
}

interface SigningKey {
  readonly rsa: RsaKey;
  /** Names the key without telling it: the digest of its public part. */
  readonly id: string;
}

const KEYS_KEPT = 20;
const signingKeys = new Map<string, SigningKey>();

/** Made once for each text, because that takes a while. */
function signingKey(text: string): SigningKey {
  let made = signingKeys.get(text);
  if (made === undefined) {
    const rsa = rsaKeyFrom(text);
    if (signingKeys.size >= KEYS_KEPT) signingKeys.clear();
    signingKeys.set(text, (made = { rsa, id: urlSafe([...sha256Of(rsaPublicKeyDer(rsa))]) }));
  }
  return made;
}

function urlSafe(bytes: readonly number[]): string {
  return base64Of(bytes).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
