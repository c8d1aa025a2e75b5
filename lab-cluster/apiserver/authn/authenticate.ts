// Who asks: an identity the transport vouches for, a service account's token, or nobody in particular.
// Models apiserver/pkg/authentication and pkg/serviceaccount/{claims,legacy}.go.
import { unauthorized } from '../../api/errors.ts';
import type { KubeObject } from '../../api/object.ts';
import { nodes } from '../../api/kinds/node.ts';
import { pods } from '../../api/kinds/pod.ts';
import { type Secret, secrets } from '../../api/kinds/secret.ts';
import { serviceAccounts } from '../../api/kinds/service-account.ts';
import type { Kind } from '../../api/kind.ts';
import { erased } from '../../api/registry.ts';
import type { ApiRequest, UserInfo } from '../../api/request.ts';
import { accountUserName, isLegacy, ISSUER, type LegacyClaims, type TokenClaims, type TokenRef } from '../../api/service-account-token.ts';
import type { Result } from '../../api/status.ts';
import { encodeBase64 } from '../../api/base64.ts';
import { instantOf } from '../../api/time.ts';
import { registryKey } from '../storage/registry-key.ts';
import type { Server } from '../server-state.ts';

export const ANONYMOUS: UserInfo = { name: 'system:anonymous', groups: ['system:unauthenticated'] };
export const AUTHENTICATED = 'system:authenticated';
export const UNAUTHENTICATED = 'system:unauthenticated';
/** A pod on its way out may use its token a little longer. */
const DELETION_LEEWAY_US = 60_000_000;
const API_AUDIENCES = [ISSUER];

/** A user the transport names is who it says, as with a client certificate; a bearer token must be one of ours. */
export function authenticate(request: ApiRequest, server: Server): Result<UserInfo> {
  if (isUser(request.user)) return { ok: true, value: withGroup(request.user) };
  const header = request.headers?.['authorization'];
  if (typeof header !== 'string' || header === '') return { ok: true, value: ANONYMOUS };
  const token = /^Bearer\s+(\S+)$/i.exec(header)?.[1];
  const found = token === undefined ? undefined : authenticateToken(server, token, API_AUDIENCES);
  return found === undefined ? { ok: false, status: unauthorized() } : { ok: true, value: found.user };
}

/** Whose token this is, and for which of the audiences. A token outlives neither its account nor what it is bound to. */
export function authenticateToken(
  server: Server,
  token: string,
  audiences: readonly string[],
): { readonly user: UserInfo; readonly audiences: readonly string[] } | undefined {
  const claims = server.tokens.read(token, server.sim.clock.nowUs);
  if (claims === undefined) return undefined;
  if (isLegacy(claims)) return legacyUser(server, token, claims, audiences);
  const shared = audiences.filter((audience) => claims.aud.includes(audience));
  if (shared.length === 0) return undefined;
  const { namespace, serviceaccount, pod, secret, node } = claims['kubernetes.io'];
  const bound = [
    lives(server, erased(serviceAccounts), namespace, serviceaccount),
    pod === undefined || lives(server, erased(pods), namespace, pod),
    secret === undefined || lives(server, erased(secrets), namespace, secret),
    // A pod's token names its node only to tell where it is used.
    node === undefined || pod !== undefined || lives(server, erased(nodes), undefined, node),
  ];
  return bound.every(Boolean) ? { user: userOf(claims), audiences: shared } : undefined;
}

function lives(server: Server, kind: Kind, namespace: string | undefined, { name, uid }: TokenRef): boolean {
  const object = server.cache.get(kind, registryKey(kind, namespace, name));
  if (object === undefined || object.metadata.uid !== uid) return false;
  const { deletionTimestamp } = object.metadata;
  return deletionTimestamp === undefined || instantOf(deletionTimestamp) + DELETION_LEEWAY_US > server.sim.clock.nowUs;
}

function userOf(claims: TokenClaims): UserInfo {
  const { namespace, serviceaccount, pod, node } = claims['kubernetes.io'];
  const one = (key: string, value: string | undefined): Record<string, readonly string[]> =>
    value === undefined ? {} : { [`authentication.kubernetes.io/${key}`]: [value] };
  const extra = {
    ...one('credential-id', `JTI=${claims.jti}`),
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

/** Good as long as the Secret it lies in has it. It was made for no audience, so for the API server's. */
function legacyUser(
  server: Server,
  token: string,
  claims: LegacyClaims,
  audiences: readonly string[],
): { readonly user: UserInfo; readonly audiences: readonly string[] } | undefined {
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
  if (!lives(server, erased(serviceAccounts), namespace, account)) return undefined;
  return { user: accountUser(namespace, account), audiences: [ISSUER] };
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
