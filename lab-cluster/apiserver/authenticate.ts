// Who asks: an identity the transport vouches for, a service account's token, or nobody in particular.
import { serviceAccounts } from '../api/kinds/service-account.ts';
import { erased } from '../api/registry.ts';
import type { ApiRequest, UserInfo } from '../api/request.ts';
import { unauthorized } from '../api/errors.ts';
import type { Result } from '../api/status.ts';
import type { Micros } from '../sim/sim.ts';
import { registryKey } from './registry-key.ts';
import type { TokenAuthority } from './tokens.ts';
import type { WatchCache } from './watch-cache.ts';

export const ANONYMOUS: UserInfo = { name: 'system:anonymous', groups: ['system:unauthenticated'] };
const AUTHENTICATED = 'system:authenticated';

const accounts = erased(serviceAccounts);

/** A user the transport names is who it says, as with a client certificate; a bearer token must be one of ours. */
export function authenticate(request: ApiRequest, tokens: TokenAuthority, cache: WatchCache, nowUs: Micros): Result<UserInfo> {
  if (isUser(request.user)) return { ok: true, value: withGroup(request.user) };
  const header = request.headers?.['authorization'];
  if (typeof header !== 'string' || header === '') return { ok: true, value: ANONYMOUS };
  const token = /^Bearer\s+(\S+)$/i.exec(header)?.[1];
  const subject = token === undefined ? undefined : tokens.check(token, nowUs);
  if (subject === undefined) return { ok: false, status: unauthorized() };
  const { namespace, serviceAccount } = subject;
  const account = cache.get(accounts, registryKey(accounts, namespace, serviceAccount.name));
  // A token outlives neither its account nor a new account of the same name.
  if (account?.metadata.uid !== serviceAccount.uid) return { ok: false, status: unauthorized() };
  const groups = ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, AUTHENTICATED];
  return { ok: true, value: { name: `system:serviceaccount:${namespace}:${serviceAccount.name}`, groups } };
}

function isUser(user: unknown): user is UserInfo {
  if (typeof user !== 'object' || user === null) return false;
  const { name, groups } = user as Partial<UserInfo>;
  return typeof name === 'string' && name !== '' && Array.isArray(groups);
}

function withGroup(user: UserInfo): UserInfo {
  const known = user.groups.includes(AUTHENTICATED) || user.name === ANONYMOUS.name;
  return known ? user : { name: user.name, groups: [...user.groups, AUTHENTICATED] };
}
