// Service account tokens as JSON Web Tokens: claims, signature and check. API server and token controller use the same key.
// Models pkg/serviceaccount/{jwt,claims,legacy}.go.
// Simplified: signed with HMAC-SHA-256 (HS256) under a key on the control plane's disk, where upstream signs with RSA: so nobody
// but that machine can check a token, and the published key set is empty.
import { hmacSha256 } from '../sim/sha256.ts';
import type { Micros } from '../sim/sim.ts';
import { base64Of } from './base64.ts';
import { base64Url, fromBase64Url } from './text-encoding.ts';
import { instantOf } from './time.ts';

export const ISSUER = 'https://kubernetes.default.svc.cluster.local';
const LEGACY_ISSUER = 'kubernetes/serviceaccount';
/** Slot of the control plane's disk in which the key lies, as kubeadm puts sa.key there. */
export const KEY_SLOT = 'pki/sa.key';
export const TOKEN_ALGORITHM = 'HS256';

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
  const body = `${base64Url(`{"alg":"${TOKEN_ALGORITHM}","kid":"${keyId(key)}"}`)}.${base64Url(JSON.stringify(claims))}`;
  return `${body}.${signature(key, body)}`;
}

/** The claims of a token that was signed with this key; undefined for every other text. */
export function readToken(key: string, token: string): TokenClaims | LegacyClaims | undefined {
  const [head, payload, signed, ...more] = token.split('.');
  if (payload === undefined || signed === undefined || more.length > 0) return undefined;
  if (signature(key, `${head}.${payload}`) !== signed) return undefined;
  const text = fromBase64Url(payload);
  // The signature is ours, so the shape is.
  return text === undefined ? undefined : (JSON.parse(text) as TokenClaims | LegacyClaims);
}

export function isLegacy(claims: TokenClaims | LegacyClaims): claims is LegacyClaims {
  return claims.iss === LEGACY_ISSUER;
}

/** Seconds since 1970 on the lab's calendar. */
export function secondsSinceEpoch(nowUs: Micros): number {
  const epoch = -instantOf('1970-01-01T00:00:00Z') / 1_000_000;
  return epoch + Math.floor(nowUs / 1_000_000);
}

const keyIds = new Map<string, string>();

/** Names a key without telling it. */
function keyId(key: string): string {
  let id = keyIds.get(key);
  if (id === undefined) {
    if (keyIds.size > 100) keyIds.clear();
    keyIds.set(key, (id = urlSafe(hmacSha256(key, 'kid'))));
  }
  return id;
}

function signature(key: string, text: string): string {
  return urlSafe(hmacSha256(key, text));
}

function urlSafe(bytes: Uint8Array): string {
  return base64Of(bytes).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
