// Issues tokens and reads them back; whether what they are bound to still exists is looked up by authenticate.ts.
import { type Machine, slot } from '../../sim/machine.ts';
import type { Micros, Rng } from '../../sim/sim.ts';
import {
  accountUserName,
  ISSUER,
  KEY_SLOT,
  type LegacyClaims,
  publicKeySet,
  readToken,
  secondsSinceEpoch,
  signToken,
  type TokenClaims,
  type TokenSubject,
} from '../../api/service-account-token.ts';
import { timestamp } from '../../api/time.ts';

export interface TokenSpec {
  readonly audiences: readonly string[];
  readonly expirationSeconds: number;
}

/** What kubelets ask for on behalf of pods: such a token lives a year, and whoever still uses it after an hour is warned of. */
const EXTENDED_FROM_SECONDS = 3607;
const EXTENDED_TO_SECONDS = 365 * 24 * 60 * 60;

/** What a token is called where it must not be shown. */
export function credentialIdOf(jti: string): string {
  return `JTI=${jti}`;
}

export interface IssuedToken {
  readonly credentialId: string;
  /** Of the TokenRequest. */
  readonly status: { readonly token: string; readonly expirationTimestamp: string };
}

export class TokenAuthority {
  readonly #key: string;
  readonly #rng: Rng;

  constructor(disk: Machine['disk'], rng: Rng) {
    this.#rng = rng;
    // Made once per machine, as kubeadm makes sa.key: a restarted server still knows the tokens it gave.
    this.#key = slot(disk, KEY_SLOT, () => rng.uuid());
  }

  /** The token is signed when somebody looks at it: kubelets hold thousands that nobody ever does. */
  issue(subject: TokenSubject, spec: TokenSpec, nowUs: Micros): IssuedToken {
    const issued = secondsSinceEpoch(nowUs);
    const { namespace, serviceAccount, pod, secret, node } = subject;
    const isExtended = pod !== undefined && spec.expirationSeconds === EXTENDED_FROM_SECONDS && spec.audiences.includes(ISSUER);
    const claims: TokenClaims = {
      aud: spec.audiences,
      exp: issued + (isExtended ? EXTENDED_TO_SECONDS : spec.expirationSeconds),
      iat: issued,
      iss: ISSUER,
      jti: this.#rng.uuid(),
      'kubernetes.io': {
        namespace,
        ...(node === undefined ? {} : { node }),
        ...(pod === undefined ? {} : { pod }),
        ...(secret === undefined ? {} : { secret }),
        serviceaccount: serviceAccount,
        ...(isExtended ? { warnafter: issued + spec.expirationSeconds } : {}),
      },
      nbf: issued,
      sub: accountUserName(namespace, serviceAccount.name),
    };
    const key = this.#key;
    const { jti } = claims;
    let token: string | undefined;
    return {
      credentialId: credentialIdOf(jti),
      status: {
        get token() {
          return (token ??= signToken(key, claims));
        },
        expirationTimestamp: timestamp(nowUs + spec.expirationSeconds * 1_000_000),
      },
    };
  }

  /** The public part of the key, as a document. */
  get keySet(): object {
    return publicKeySet(this.#key);
  }

  /** What a token says, even out of date; undefined when it is none of ours, or altered. */
  read(token: string): TokenClaims | LegacyClaims | undefined {
    return readToken(this.#key, token);
  }
}
