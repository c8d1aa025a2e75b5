// Tokens by which a machine that is yet to join shows that it may: each a Secret in kube-system, as `kubeadm token create` makes it.
// Models plugin/pkg/auth/authenticator/token/bootstrap and k8s.io/cluster-bootstrap/token.
import { bytesOfBase64 } from '../../api/base64.ts';
import { type Secret, secrets } from '../../api/kinds/secret.ts';
import type { KubeObject } from '../../api/object.ts';
import { erased } from '../../api/registry.ts';
import type { UserInfo } from '../../api/request.ts';
import { instantOf } from '../../api/time.ts';
import { textOf } from '../protobuf/wire-reader.ts';
import type { Server } from '../server-state.ts';
import { registryKey } from '../storage/registry-key.ts';

const TOKEN = /^([a-z0-9]{6})\.([a-z0-9]{16})$/;
const NAMESPACE = 'kube-system';
const TYPE = 'bootstrap.kubernetes.io/token';
const DEFAULT_GROUP = 'system:bootstrappers';
const GROUP = /^system:bootstrappers:[a-z0-9:-]{0,255}[a-z0-9]$/;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;
const secretKind = erased(secrets);

/** Whose it is; undefined when it is none, or is no longer or not for this. Nobody is told which. */
export function bootstrapUser({ cache, sim }: Server, token: string): UserInfo | undefined {
  const [, id = '', proof = ''] = TOKEN.exec(token) ?? [];
  if (id === '') return undefined;
  const secret = cache.get(secretKind, registryKey(secretKind, NAMESPACE, `bootstrap-token-${id}`)) as (Secret & KubeObject) | undefined;
  if (secret === undefined || secret.metadata.deletionTimestamp !== undefined || secret.type !== TYPE) return undefined;
  const said = (field: string): string => textOf(new Uint8Array(bytesOfBase64(secret.data?.[field] ?? '')));
  const isGood = said('token-secret') === proof && said('token-id') === id && said('usage-bootstrap-authentication') === 'true';
  if (!isGood || hasExpired(said('expiration'), sim.clock.nowUs)) return undefined;
  const groups = groupsOf(said('auth-extra-groups'));
  return groups && { name: `system:bootstrap:${id}`, groups };
}

/** An end that nobody can read has come. */
function hasExpired(expiration: string, nowUs: number): boolean {
  if (expiration === '') return false;
  return !INSTANT.test(expiration) || !(instantOf(expiration) > nowUs);
}

function groupsOf(extra: string): readonly string[] | undefined {
  const more = extra === '' ? [] : extra.split(',');
  return more.every((group) => GROUP.test(group)) ? [...new Set([DEFAULT_GROUP, ...more])].sort() : undefined;
}
