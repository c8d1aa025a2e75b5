// ServiceAccount: every pod runs as somebody, and finds that somebody's token, the cluster's root certificate and its
// namespace in a volume. Models plugin/pkg/admission/serviceaccount.
import { forbiddenStatus } from '../../api/errors.ts';
import type { Status } from '../../api/status.ts';
import type { Pod } from '../../api/kinds/pod.ts';
import { type ServiceAccount, serviceAccounts } from '../../api/kinds/service-account.ts';
import type { Container } from '../../api/pods/container.ts';
import type { Volume } from '../../api/pods/volume.ts';
import { erased } from '../../api/registry.ts';
import { writable } from '../../api/writable.ts';
import { registryKey } from '../storage/registry-key.ts';
import { isMirror, mirrorProblem } from './mirror-pods.ts';
import { enforcesSecrets, foreignSecret, foreignSecretIn } from './mountable-secrets.ts';
import type { AdmissionEnv, AdmissionPlugin, AdmissionRequest } from './plugin.ts';

const DEFAULT_ACCOUNT = 'default';
const MOUNT_PATH = '/var/run/secrets/kubernetes.io/serviceaccount';
const VOLUME_PREFIX = 'kube-api-access-';
/** An hour, and a little more so that it is renewed before the hour is over. */
const TOKEN_SECONDS = 3607;
const kind = erased(serviceAccounts);

export const serviceAccount: AdmissionPlugin = {
  name: 'ServiceAccount',
  handles: (request) =>
    request.kind.plural === 'pods' &&
    (request.subresource === undefined ? request.operation === 'CREATE' : addsEphemeralContainers(request)),
  // The default account of a new namespace is made by a controller, a moment later.
  ready: (request, env) =>
    request.operation !== 'CREATE' || accountName(request) !== DEFAULT_ACCOUNT || accountOf(request, env) !== undefined,
  mutate: (request, env) => {
    const pod = request.object as Pod;
    if (request.operation !== 'CREATE') return undefined;
    // The kubelet would not know its own pod again.
    if (isMirror(pod)) return judgeMirror(request);
    const name = accountName(request);
    const account = accountOf(request, env);
    if (account === undefined) return unknownAccount(request);
    const spec = writable(pod).spec;
    spec.serviceAccountName = name;
    spec.serviceAccount = name;
    if (pod.spec.automountServiceAccountToken ?? account.automountServiceAccountToken ?? true) mountToken(pod, env);
    if ((pod.spec.imagePullSecrets ?? []).length === 0 && account.imagePullSecrets !== undefined) {
      spec.imagePullSecrets = account.imagePullSecrets.map((secret) => ({ ...secret }));
    }
    return judgeSecrets(request, account);
  },
  validate: (request, env) => {
    const pod = request.object as Pod;
    if (request.operation === 'CREATE' && isMirror(pod)) return judgeMirror(request);
    if ((pod.spec.serviceAccountName ?? '') === '' && request.operation === 'CREATE') {
      return forbiddenStatus(request.kind, request.name, `no service account specified for pod ${request.namespace}/${pod.metadata.name}`);
    }
    const account = accountOf(request, env);
    if (account === undefined) return unknownAccount(request);
    return judgeSecrets(request, account);
  },
};

/** Upstream asks this twice: before other plugins, and of the pod they made of it. */
function judgeSecrets({ kind: named, name, operation, object }: AdmissionRequest, account: ServiceAccount): Status | undefined {
  if (!enforcesSecrets(account)) return undefined;
  const pod = object as Pod;
  const why =
    operation === 'CREATE' ? foreignSecret(pod, account) : foreignSecretIn(pod.spec.ephemeralContainers, 'ephemeral container', account);
  return why === undefined ? undefined : forbiddenStatus(named, name, why);
}

function addsEphemeralContainers({ operation, subresource }: AdmissionRequest): boolean {
  return operation === 'UPDATE' && subresource === 'ephemeralcontainers';
}

function judgeMirror({ kind: named, name, object }: AdmissionRequest): Status | undefined {
  const why = mirrorProblem(object as Pod);
  return why === undefined ? undefined : forbiddenStatus(named, name, why);
}

function unknownAccount(request: AdmissionRequest): Status {
  const name = accountName(request);
  const why = `error looking up service account ${request.namespace}/${name}: serviceaccount ${JSON.stringify(name)} not found`;
  return forbiddenStatus(request.kind, request.name, why);
}

function accountName(request: AdmissionRequest): string {
  return (request.object as Pod).spec?.serviceAccountName || DEFAULT_ACCOUNT;
}

function accountOf(request: AdmissionRequest, { cache }: AdmissionEnv): ServiceAccount | undefined {
  return cache.get(kind, registryKey(kind, request.namespace, accountName(request))) as ServiceAccount | undefined;
}

function mountToken(pod: Pod, { rng }: AdmissionEnv): void {
  const spec = writable(pod).spec;
  const mounted = (container: Container): boolean => container.volumeMounts?.some((mount) => mount.mountPath === MOUNT_PATH) ?? false;
  const bare = [...(pod.spec.initContainers ?? []), ...(pod.spec.containers ?? [])].filter((container) => !mounted(container));
  if (bare.length === 0) return;
  // Who copies a pod copies its volume too: that one will do.
  const present = pod.spec.volumes?.find((volume) => (volume.name ?? '').startsWith(VOLUME_PREFIX));
  const name = present?.name ?? `${VOLUME_PREFIX}${rng.suffix(5)}`;
  if (present === undefined) spec.volumes = (spec.volumes ?? []).concat(writable(tokenVolume(name)));
  for (const container of bare) {
    const mount = { name, readOnly: true, mountPath: MOUNT_PATH };
    writable(container).volumeMounts = (container.volumeMounts ?? []).concat(mount);
  }
}

/** The same for every pod but for the volume's name, so every pod shares it. */
const TOKEN_SOURCES = {
  sources: [
    { serviceAccountToken: { expirationSeconds: TOKEN_SECONDS, path: 'token' } },
    { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
    { downwardAPI: { items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }] } },
  ],
  defaultMode: 0o644,
};

function tokenVolume(name: string): Volume {
  return { name, projected: TOKEN_SOURCES } as Volume;
}
