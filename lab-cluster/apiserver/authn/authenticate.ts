// Who asks: an identity the transport vouches for, a service account's token, or nobody in particular.
// Models apiserver/pkg/authentication and pkg/serviceaccount/{claims,legacy}.go.
import { aggregate } from '../../api/aggregate.ts';
import { unauthorized } from '../../api/errors.ts';
import { goList, goQuote } from '../../api/field-errors.ts';
import type { KubeObject } from '../../api/object.ts';
import { nodes } from '../../api/kinds/node.ts';
import { pods } from '../../api/kinds/pod.ts';
import { type Secret, secrets } from '../../api/kinds/secret.ts';
import { type ServiceAccount, serviceAccounts } from '../../api/kinds/service-account.ts';
import type { Kind } from '../../api/kind.ts';
import { erased } from '../../api/registry.ts';
import type { ApiRequest, UserInfo } from '../../api/request.ts';
import {
  accountUserName,
  isLegacy,
  ISSUER,
  type LegacyClaims,
  secondsSinceEpoch,
  type TokenClaims,
  type TokenRef,
} from '../../api/service-account-token.ts';
import type { Result } from '../../api/status.ts';
import { encodeBase64 } from '../../api/base64.ts';
import { instantOf } from '../../api/time.ts';
import { bootstrapUser } from './bootstrap-token.ts';
import { credentialIdOf } from './tokens.ts';
import { registryKey } from '../storage/registry-key.ts';
import type { Server } from '../server-state.ts';

export const ANONYMOUS: UserInfo = { name: 'system:anonymous', groups: ['system:unauthenticated'] };
export const AUTHENTICATED = 'system:authenticated';
export const UNAUTHENTICATED = 'system:unauthenticated';
/** So long clocks may differ: tokens, and what they are bound to, may end that much later. */
const LEEWAY_SECONDS = 60;
const INVALID_TOKEN = 'invalid bearer token';
const EXTRA_SPACE = 'the provided Authorization header contains extra space before the bearer token, and is ignored';
const API_AUDIENCES = [ISSUER];

/** What is said of a token beside whose it is. */
export interface TokenNotes {
  /** To whoever asked. */
  warn(text: string): void;
  /** To the audit log. */
  annotate(key: string, value: string): void;
}

/**
 * A user the transport names is who it says, as with a client certificate; a bearer token must be one of ours. Whoever shows
 * something else is nobody in particular.
 */
export function authenticate(request: ApiRequest, server: Server, notes: TokenNotes): Result<UserInfo> {
  if (isUser(request.user)) return { ok: true, value: withGroup(request.user) };
  const token = bearerToken(request.headers?.['authorization'], (text) => notes.warn(text));
  if (token === undefined)
    return request.hasStrangeCertificate === true ? { ok: false, status: unauthorized() } : { ok: true, value: ANONYMOUS };
  const found = authenticateToken(server, token, API_AUDIENCES, notes);
  return typeof found === 'string' ? { ok: false, status: unauthorized() } : { ok: true, value: found.user };
}

/** Models apiserver/pkg/authentication/request/bearertoken. */
function bearerToken(header: unknown, warn: (text: string) => void): string | undefined {
  if (typeof header !== 'string') return undefined;
  const [scheme = '', token = '', ...more] = header.trim().split(' ');
  if (scheme.toLowerCase() !== 'bearer') return undefined;
  if (token === '' && more.length > 0) warn(EXTRA_SPACE);
  return token === '' ? undefined : token;
}

interface TokenBearer {
  readonly user: UserInfo;
  readonly audiences: readonly string[];
}

/**
 * Whose this token is, and for which of the audiences; or why it is nobody's. A token outlives neither its account nor what it
 * is bound to.
 */
export function authenticateToken(server: Server, token: string, audiences: readonly string[], notes: TokenNotes): TokenBearer | string {
  const joining = audiences.includes(ISSUER) ? bootstrapUser(server, token) : undefined;
  if (joining !== undefined) return { user: { ...joining, groups: [...joining.groups, AUTHENTICATED] }, audiences: [ISSUER] };
  const claims = server.tokens.read(token);
  if (claims === undefined) return INVALID_TOKEN;
  if (isLegacy(claims)) return legacyUser(server, token, claims, { audiences, notes }) ?? INVALID_TOKEN;
  const shared = audiences.filter((audience) => claims.aud.includes(audience));
  const problem =
    shared.length === 0
      ? `token audiences ${goList(claims.aud)} is invalid for the target audiences ${goList(audiences)}`
      : problemOf(server, claims);
  if (problem === undefined) {
    noteStaleness(server, claims, notes);
    return { user: userOf(claims), audiences: shared };
  }
  // Two look at it: one for tokens of the server itself, which knows nothing of this one, and one that says why.
  return aggregate([INVALID_TOKEN, problem]);
}

/** Models pkg/serviceaccount/claims.go Validate. */
function problemOf(server: Server, claims: TokenClaims): string | undefined {
  const { namespace, serviceaccount, pod, secret, node } = claims['kubernetes.io'];
  if (secondsSinceEpoch(server.sim.clock.nowUs) - LEEWAY_SECONDS > claims.exp) return 'service account token has expired';
  return (
    accountProblem(server, namespace, serviceaccount) ??
    boundProblem(server, erased(secrets), namespace, secret) ??
    boundProblem(server, erased(pods), namespace, pod) ??
    // A pod's token names its node only to tell where it is used.
    (pod === undefined ? boundProblem(server, erased(nodes), undefined, node) : undefined)
  );
}

/** Who still uses the token he was given for an hour is warned of: it is good for a year, which will not always be so. */
function noteStaleness(server: Server, { sub, 'kubernetes.io': { warnafter = 0 } }: TokenClaims, { annotate }: TokenNotes): void {
  const lateSeconds = secondsSinceEpoch(server.sim.clock.nowUs) - warnafter;
  if (warnafter === 0 || lateSeconds <= 0) return;
  annotate('authentication.k8s.io/stale-token', `subject: ${sub}, seconds after warning threshold: ${lateSeconds}`);
}

function accountProblem(server: Server, namespace: string, { name, uid }: TokenRef): string | undefined {
  const kind = erased(serviceAccounts);
  const account = server.cache.get(kind, registryKey(kind, namespace, name));
  if (account === undefined) return `serviceaccounts ${goQuote(name)} not found`;
  if (account.metadata.uid !== uid) return `service account UID (${account.metadata.uid}) does not match claim (${uid})`;
  return isGone(server, account) ? `service account ${namespace}/${name} has been deleted` : undefined;
}

const INVALIDATED = 'service account token has been invalidated';

function boundProblem(server: Server, kind: Kind, namespace: string | undefined, ref: TokenRef | undefined): string | undefined {
  if (ref === undefined) return undefined;
  const object = server.cache.get(kind, registryKey(kind, namespace, ref.name));
  if (object === undefined) return INVALIDATED;
  const { uid } = object.metadata;
  const what = kind.singular;
  if (uid !== ref.uid) return `${what} UID (${uid}) does not match service account ${what} ref claim (${ref.uid})`;
  return isGone(server, object) ? INVALIDATED : undefined;
}

/** A pod on its way out may use its token a little longer. */
function isGone(server: Server, { metadata: { deletionTimestamp } }: KubeObject): boolean {
  if (deletionTimestamp === undefined) return false;
  return instantOf(deletionTimestamp) + LEEWAY_SECONDS * 1_000_000 <= server.sim.clock.nowUs;
}

function userOf(claims: TokenClaims): UserInfo {
  const { namespace, serviceaccount, pod, node } = claims['kubernetes.io'];
  const one = (key: string, value: string | undefined): Record<string, readonly string[]> =>
    value === undefined ? {} : { [`authentication.kubernetes.io/${key}`]: [value] };
  const extra = {
    ...one('credential-id', credentialIdOf(claims.jti)),
    ...one('node-name', node?.name),
    ...one('node-uid', node?.uid),
    ...one('pod-name', pod?.name),
    ...one('pod-uid', pod?.uid),
  };
  return { ...accountUser(namespace, serviceaccount), extra };
}

function accountUser(namespace: string, { name, uid }: TokenRef): UserInfo {
  return {
    name: accountUserName(namespace, name),
    uid,
    groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, AUTHENTICATED],
  };
}

const INVALID_SINCE = 'kubernetes.io/legacy-token-invalid-since';
const AUTO_GENERATED =
  'Use tokens from the TokenRequest API or manually created secret-based tokens instead of auto-generated secret-based tokens.';

interface Asked {
  readonly audiences: readonly string[];
  readonly notes: TokenNotes;
}

/**
 * Good as long as the Secret it lies in has it. It was made for no audience, so for the API server's.
 * Simplified: the Secret is not labelled with the day of its last use.
 */
function legacyUser(server: Server, token: string, claims: LegacyClaims, { audiences, notes }: Asked): TokenBearer | undefined {
  notes.annotate('authentication.k8s.io/legacy-token', claims.sub);
  if (!audiences.includes(ISSUER)) return undefined;
  const namespace = claims['kubernetes.io/serviceaccount/namespace'];
  const kind = erased(secrets);
  const key = registryKey(kind, namespace, claims['kubernetes.io/serviceaccount/secret.name']);
  const secret = server.cache.get(kind, key) as (Secret & KubeObject) | undefined;
  if (secret?.metadata.deletionTimestamp !== undefined || secret?.data?.['token'] !== encodeBase64(token)) return undefined;
  const account = {
    name: claims['kubernetes.io/serviceaccount/service-account.name'],
    uid: claims['kubernetes.io/serviceaccount/service-account.uid'],
  };
  if (accountProblem(server, namespace, account) !== undefined) return undefined;
  const { name } = secret.metadata;
  if ((secret.metadata.labels?.[INVALID_SINCE] ?? '') !== '') {
    notes.annotate('authentication.k8s.io/legacy-token-invalidated', `${name}/${namespace}`);
    return undefined;
  }
  const isAutoGenerated = secretsOf(server, namespace, account.name).includes(name);
  if (isAutoGenerated) notes.warn(AUTO_GENERATED);
  notes.annotate(`authentication.k8s.io/legacy-token-${isAutoGenerated ? 'autogenerated' : 'manual'}-secret`, name);
  return { user: accountUser(namespace, account), audiences: [ISSUER] };
}

/** The Secrets an account names as its own. */
function secretsOf(server: Server, namespace: string, account: string): readonly string[] {
  const kind = erased(serviceAccounts);
  const found = server.cache.get(kind, registryKey(kind, namespace, account)) as (ServiceAccount & KubeObject) | undefined;
  return (found?.secrets ?? []).map(({ name = '' }) => name);
}

function isUser(user: unknown): user is UserInfo {
  if (typeof user !== 'object' || user === null) return false;
  const { name, groups } = user as Partial<UserInfo>;
  return typeof name === 'string' && name !== '' && Array.isArray(groups);
}

const grouped = new WeakMap<UserInfo, UserInfo>();

/** One value for one value, as what authorisers know of a user is kept by it. */
function withGroup(user: UserInfo): UserInfo {
  if (user.groups.includes(AUTHENTICATED) || user.name === ANONYMOUS.name) return user;
  let complete = grouped.get(user);
  if (complete === undefined) grouped.set(user, (complete = { ...user, groups: [...user.groups, AUTHENTICATED] }));
  return complete;
}
