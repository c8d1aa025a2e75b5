// Service account tokens: issued by the token subresource, shown as a bearer, checked without asking anyone.
// Models pkg/serviceaccount/jwt.go and claims.go.
// Simplified: the same claims, but signed with a keyed checksum that is no cryptography, because a lab gives out thousands and
// nobody attacks it. The key lies on the server's disk.
import { type Machine, slot } from '../sim/machine.ts';
import type { Micros, Rng } from '../sim/sim.ts';
import { instantOf, timestamp } from '../api/time.ts';
import { base64Url, fromBase64Url } from './text-encoding.ts';

export const ISSUER = 'https://kubernetes.default.svc.cluster.local';

export interface TokenSubject {
  readonly namespace: string;
  readonly serviceAccount: { readonly name: string; readonly uid: string };
  readonly pod?: { readonly name: string; readonly uid: string };
}

export interface TokenSpec {
  readonly audiences: readonly string[];
  readonly expirationSeconds: number;
}

interface Claims {
  readonly aud: readonly string[];
  readonly exp: number;
  readonly iat: number;
  readonly iss: string;
  readonly jti: string;
  readonly 'kubernetes.io': {
    readonly namespace: string;
    readonly serviceaccount: { readonly name: string; readonly uid: string };
    readonly pod?: { readonly name: string; readonly uid: string };
  };
  readonly nbf: number;
  readonly sub: string;
}

export class TokenAuthority {
  readonly #key: string;
  readonly #rng: Rng;

  constructor(disk: Machine['disk'], rng: Rng) {
    this.#rng = rng;
    // Made once per machine, as kubeadm makes sa.key: a restarted server still knows the tokens it gave.
    this.#key = slot(disk, 'pki/sa.key', () => rng.uuid());
  }

  issue(subject: TokenSubject, spec: TokenSpec, nowUs: Micros): { readonly token: string; readonly expirationTimestamp: string } {
    const issued = secondsSinceEpoch(nowUs);
    const { namespace, serviceAccount, pod } = subject;
    const claims: Claims = {
      aud: spec.audiences,
      exp: issued + spec.expirationSeconds,
      iat: issued,
      iss: ISSUER,
      jti: this.#rng.uuid(),
      'kubernetes.io': { namespace, ...(pod === undefined ? {} : { pod }), serviceaccount: serviceAccount },
      nbf: issued,
      sub: `system:serviceaccount:${namespace}:${serviceAccount.name}`,
    };
    const head = base64Url('{"alg":"HS256","kid":"sa"}');
    const body = `${head}.${base64Url(JSON.stringify(claims))}`;
    return { token: `${body}.${this.#sign(body)}`, expirationTimestamp: timestamp(nowUs + spec.expirationSeconds * 1_000_000) };
  }

  /** Whose token this is; undefined when it is none of ours, altered or expired. */
  check(token: string, nowUs: Micros): TokenSubject | undefined {
    const [head, payload, signature, ...more] = token.split('.');
    if (payload === undefined || signature === undefined || more.length > 0) return undefined;
    if (this.#sign(`${head}.${payload}`) !== signature) return undefined;
    const text = fromBase64Url(payload);
    if (text === undefined) return undefined;
    // The signature is ours, so the shape is.
    const claims = JSON.parse(text) as Claims;
    if (claims.exp <= secondsSinceEpoch(nowUs)) return undefined;
    const { namespace, serviceaccount, pod } = claims['kubernetes.io'];
    return { namespace, serviceAccount: serviceaccount, ...(pod === undefined ? {} : { pod }) };
  }

  #sign(text: string): string {
    return base64Url(checksum(`${this.#key}.${text}.${this.#key}`));
  }
}

/** Two mixed 32-bit sums over all characters. */
function checksum(text: string): string {
  let one = 0x9e3779b9;
  let two = 0x7f4a7c15;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    one = Math.imul(one ^ code, 0x85ebca77);
    two = Math.imul(two ^ code, 0xc2b2ae3d);
    one ^= two >>> 13;
    two ^= one >>> 16;
  }
  return `${(one >>> 0).toString(36)}.${(two >>> 0).toString(36)}`;
}

function secondsSinceEpoch(nowUs: Micros): number {
  const epoch = -instantOf('1970-01-01T00:00:00Z') / 1_000_000;
  return epoch + Math.floor(nowUs / 1_000_000);
}
