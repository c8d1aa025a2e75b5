// Acting as somebody else: the Impersonate-* headers, each of which whoever asks must be allowed to set.
// Models apiserver/pkg/endpoints/filters/impersonation.
import { dns1123Label, dns1123Subdomain } from '../../api/names.ts';
import type { ApiRequest, UserInfo } from '../../api/request.ts';
import type { Result, Status } from '../../api/status.ts';
import { ANONYMOUS, AUTHENTICATED, UNAUTHENTICATED } from './authenticate.ts';
import { type Authorizers, forbiddenFor } from '../authz/authorize.ts';
import type { Access } from '../authz/access.ts';
import { requestUri } from '../request/request-uri.ts';

const EXTRA_PREFIX = 'impersonate-extra-';
const AUTHENTICATION = 'authentication.k8s.io';
const ACCOUNT = /^system:serviceaccount:([^:]+):([^:]+)$/;

/** The account that a user name means; a name that no account could have means a user. Models serviceaccount.SplitUsername. */
function accountOf(user: string): { readonly namespace: string; readonly name: string } | undefined {
  const [, namespace = '', name = ''] = ACCOUNT.exec(user) ?? [];
  const isOne = namespace !== '' && dns1123Label(namespace).length === 0 && dns1123Subdomain(name).length === 0;
  return isOne ? { namespace, name } : undefined;
}

interface Wanted {
  readonly user: string;
  readonly uid: string;
  readonly groups: readonly string[];
  readonly extra: Readonly<Record<string, readonly string[]>>;
}

/** Whom the request is to be taken for; undefined where it does not say. */
export function impersonate(request: ApiRequest, user: UserInfo, authorizers: Authorizers): Result<UserInfo> | undefined {
  const wanted = readHeaders(request.headers);
  if (wanted === undefined) return undefined;
  if (wanted.user === '') return { ok: false, status: withoutUser(request, wanted) };
  for (const access of accessesFor(wanted, user)) {
    const { decision, reason } = authorizers.authorize(access);
    if (decision !== 'allow') return { ok: false, status: forbiddenFor(access, reason) };
  }
  const { uid, extra } = wanted;
  return {
    ok: true,
    value: {
      name: wanted.user,
      groups: groupsOf(wanted),
      ...(uid === '' ? {} : { uid }),
      ...(Object.keys(extra).length === 0 ? {} : { extra }),
    },
  };
}

function readHeaders(headers: ApiRequest['headers']): Wanted | undefined {
  if (headers === undefined) return undefined;
  let found = false;
  const extra: Record<string, readonly string[]> = {};
  for (const name in headers) {
    if (!name.startsWith('impersonate-')) continue;
    found = true;
    if (name.startsWith(EXTRA_PREFIX)) extra[unescaped(name.slice(EXTRA_PREFIX.length))] = listOf(headers[name]);
  }
  if (!found) return undefined;
  const text = (name: string): string => listOf(headers[name])[0] ?? '';
  const wanted = { user: text('impersonate-user'), uid: text('impersonate-uid'), groups: listOf(headers['impersonate-group']), extra };
  // An empty name asks for nobody.
  const isNobody = wanted.user === '' && wanted.uid === '' && wanted.groups.length === 0 && Object.keys(extra).length === 0;
  return isNobody ? undefined : wanted;
}

/** A header that came several times is a list; what stands in one is one value, commas and all. */
function listOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

/** Names of headers know no case, but what is escaped in them does. */
function unescaped(text: string): string {
  const lower = text.toLowerCase();
  try {
    return decodeURIComponent(lower);
  } catch {
    // As upstream: what is no escape stays as it is.
    return lower;
  }
}

function accessesFor({ user: name, uid, groups, extra }: Wanted, user: UserInfo): Access[] {
  const account = accountOf(name);
  const first =
    account === undefined ? accessTo(user, { resource: 'users', name }) : accessTo(user, { resource: 'serviceaccounts', ...account });
  const extras = Object.entries(extra).flatMap(([key, values]) =>
    values.map((value) => accessTo(user, { group: AUTHENTICATION, resource: 'userextras', subresource: key, name: value })),
  );
  return [
    first,
    ...groups.map((group) => accessTo(user, { resource: 'groups', name: group })),
    ...extras,
    ...(uid === '' ? [] : [accessTo(user, { group: AUTHENTICATION, resource: 'uids', name: uid })]),
  ];
}

function accessTo(user: UserInfo, target: Partial<Access> & Pick<Access, 'resource' | 'name'>): Access {
  return {
    user,
    verb: 'impersonate',
    isResource: true,
    group: target.group ?? '',
    resource: target.resource,
    subresource: target.subresource ?? '',
    namespace: target.namespace ?? '',
    name: target.name,
    path: '',
    fieldSelector: '',
  };
}

/** Groups that were not asked for are those every such user has. */
function groupsOf({ user, groups }: Wanted): readonly string[] {
  const account = accountOf(user);
  const own =
    groups.length === 0 && account !== undefined ? ['system:serviceaccounts', `system:serviceaccounts:${account.namespace}`] : groups;
  if (user === ANONYMOUS.name) return own.includes(UNAUTHENTICATED) ? own : [...own, UNAUTHENTICATED];
  return own.includes(AUTHENTICATED) || own.includes(UNAUTHENTICATED) ? own : [...own, AUTHENTICATED];
}

/** Upstream fails here with an internal error and prints its list of references as Go does. */
function withoutUser(request: ApiRequest, { groups, extra, uid }: Wanted): Status {
  const version = `${AUTHENTICATION}/v1`;
  const references = [
    ...groups.map((group) => `{Group  ${group}    }`),
    ...Object.entries(extra).flatMap(([key, values]) => values.map((value) => `{UserExtra  ${value}  ${version}  ${key}}`)),
    ...(uid === '' ? [] : [`{UID  ${uid}  ${version}  }`]),
  ];
  const message = `Internal Server Error: ${JSON.stringify(requestUri(request))}: requested [${references.join(' ')}] without impersonating a user`;
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, code: 500 };
}
