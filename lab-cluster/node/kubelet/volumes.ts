// Mounts a pod's volumes before its sandbox is made: the objects they come from must exist, and a token is asked for.
// Models pkg/kubelet/volumemanager and pkg/volume/{configmap,secret,projected}.
import { type ServiceAccount, serviceAccounts } from '../../api/kinds/service-account.ts';
import type { Pod } from '../../api/kinds/pod.ts';
import type { Kind } from '../../api/kind.ts';
import type { Volume, VolumeProjection } from '../../api/pods/volume.ts';
import type { Client } from '../../client/client.ts';
import type { Context, Task } from '../../sim/sim.ts';
import type { ObjectReader, ReadKind } from './object-reader.ts';

export interface VolumeReaders {
  readonly client: Client;
  readonly reader: ObjectReader;
}

export interface MountFailure {
  readonly volume: string;
  readonly message: string;
}

/** Mounts them all; what failed, failed for this try. */
export function* mountVolumes(ctx: Context, readers: VolumeReaders, pod: Pod): Task<readonly MountFailure[]> {
  const failures: MountFailure[] = [];
  for (const volume of pod.spec.volumes ?? []) {
    const message = yield* mountVolume(ctx, readers, pod, volume);
    if (message !== undefined) failures.push({ volume: volume.name, message });
  }
  return failures;
}

/** Why it could not be mounted, or undefined. */
function* mountVolume(ctx: Context, readers: VolumeReaders, pod: Pod, volume: Volume): Task<string | undefined> {
  const { configMap, secret, projected, persistentVolumeClaim } = volume;
  if (configMap !== undefined) return yield* need(ctx, readers, pod, 'configmap', configMap.name ?? '', configMap.optional);
  if (secret !== undefined) return yield* need(ctx, readers, pod, 'secret', secret.secretName ?? '', secret.optional);
  if (persistentVolumeClaim !== undefined) return `persistentvolumeclaim "${persistentVolumeClaim.claimName}" not found`;
  for (const source of projected?.sources ?? []) {
    const message = yield* mountProjection(ctx, readers, pod, source);
    if (message !== undefined) return message;
  }
  return undefined;
}

function* mountProjection(ctx: Context, readers: VolumeReaders, pod: Pod, source: VolumeProjection): Task<string | undefined> {
  const { configMap, secret, serviceAccountToken } = source;
  if (configMap !== undefined) return yield* need(ctx, readers, pod, 'configmap', configMap.name ?? '', configMap.optional);
  if (secret !== undefined) return yield* need(ctx, readers, pod, 'secret', secret.name ?? '', secret.optional);
  if (serviceAccountToken === undefined) return undefined;
  return yield* requestToken(ctx, readers.client, pod, serviceAccountToken.audience, serviceAccountToken.expirationSeconds);
}

function* need(
  ctx: Context,
  { reader }: VolumeReaders,
  pod: Pod,
  kind: ReadKind,
  name: string,
  optional = false,
): Task<string | undefined> {
  const read = yield* reader.read(ctx, kind, pod.metadata.namespace ?? '', name);
  return read.ok || optional ? undefined : read.message;
}

/** A token bound to this pod. Simplified: it is not renewed when most of its hour has passed. */
function* requestToken(
  ctx: Context,
  client: Client,
  pod: Pod,
  audience: string | undefined,
  expirationSeconds = 3607,
): Task<string | undefined> {
  const account = pod.spec.serviceAccountName ?? 'default';
  const kind: Kind<ServiceAccount> = serviceAccounts;
  const { name, namespace = '', uid } = pod.metadata;
  const result = yield* client.post(ctx, kind, namespace, account, 'token', {
    apiVersion: 'authentication.k8s.io/v1',
    kind: 'TokenRequest',
    metadata: {},
    spec: {
      audiences: audience === undefined ? [] : [audience],
      expirationSeconds,
      boundObjectRef: { apiVersion: 'v1', kind: 'Pod', name, uid },
    },
  });
  return result.ok ? undefined : `failed to fetch token: ${result.status.message ?? ''}`;
}
