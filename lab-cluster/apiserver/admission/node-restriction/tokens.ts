// Tokens for pods: a kubelet gets them for pods bound to its node, and for audiences that those pods ask for themselves.
// Models admitServiceAccount and podReferencesAudience of plugin/pkg/admission/noderestriction.
import { type CSIDriver, csiDrivers } from '../../../api/kinds/csi-driver.ts';
import { type PersistentVolumeClaim, persistentVolumeClaims } from '../../../api/kinds/persistent-volume-claim.ts';
import { type PersistentVolume, persistentVolumes } from '../../../api/kinds/persistent-volume.ts';
import { type Pod, pods } from '../../../api/kinds/pod.ts';
import { erased } from '../../../api/registry.ts';
import type { Volume } from '../../../api/pods/volume.ts';
import { registryKey } from '../../storage/registry-key.ts';
import type { AdmissionEnv, AdmissionRequest } from '../plugin.ts';
import { missing, type Objection } from './pods.ts';

const podKind = erased(pods);
const claimKind = erased(persistentVolumeClaims);
const volumeKind = erased(persistentVolumes);
const driverKind = erased(csiDrivers);
/** The verb of whoever may ask for any audience. */
const ANY_AUDIENCE = 'request-serviceaccounts-token-audience';

interface TokenRequest {
  readonly spec?: {
    readonly audiences?: readonly string[] | null;
    readonly boundObjectRef?: {
      readonly kind?: string;
      readonly apiVersion?: string;
      readonly name?: string;
      readonly uid?: string;
    } | null;
  };
}

export function tokenObjection(request: AdmissionRequest, node: string, env: AdmissionEnv): Objection {
  if (request.operation !== 'CREATE' || request.subresource !== 'token') return undefined;
  const { spec } = request.object as unknown as TokenRequest;
  const bound = spec?.boundObjectRef;
  if (!bound || bound.apiVersion !== 'v1' || bound.kind !== 'Pod' || !bound.name) return 'node requested token not bound to a pod';
  if (!bound.uid) return 'node requested token with a pod binding without a uid';
  const pod = env.cache.get(podKind, registryKey(podKind, request.namespace, bound.name)) as Pod | undefined;
  if (pod === undefined) return missing(podKind, bound.name);
  if (bound.uid !== pod.metadata.uid) {
    return `the UID in the bound object reference (${bound.uid}) does not match the UID in record. The object might have been deleted and then recreated`;
  }
  if (pod.spec.nodeName !== node) return 'node requested token bound to a pod scheduled on a different node';
  return audienceObjection(request, spec?.audiences ?? [], pod, env);
}

function audienceObjection(request: AdmissionRequest, audiences: readonly string[], pod: Pod, env: AdmissionEnv): string | undefined {
  if (audiences.length > 1) return 'node may only request 0 or 1 audiences';
  const [audience = ''] = audiences;
  if ((pod.spec.volumes ?? []).some((volume) => asksFor(volume, audience, pod, env))) return undefined;
  const { user, namespace = '', name } = request;
  const { decision } = env.authorizers.authorize({
    user,
    verb: ANY_AUDIENCE,
    isResource: true,
    group: '',
    resource: audience,
    subresource: '',
    namespace,
    name,
    path: '',
    fieldSelector: '',
  });
  if (decision === 'allow') return undefined;
  return `audience "${audience}" not found in pod spec volume, ${user.name} is not authorized to request tokens for this audience`;
}

/** By a token in a projection, or because the volume's driver needs one. */
function asksFor(volume: Volume, audience: string, pod: Pod, { cache }: AdmissionEnv): boolean {
  for (const { serviceAccountToken } of volume.projected?.sources ?? []) {
    if (serviceAccountToken !== undefined && (serviceAccountToken.audience ?? '') === audience) return true;
  }
  const name = driverOf(volume, pod, { cache });
  if (name === undefined) return false;
  const driver = cache.get(driverKind, registryKey(driverKind, undefined, name)) as CSIDriver | undefined;
  return (driver?.spec.tokenRequests ?? []).some((wanted) => wanted.audience === audience);
}

function driverOf(volume: Volume, { metadata }: Pod, { cache }: Pick<AdmissionEnv, 'cache'>): string | undefined {
  const inline = volume['csi'] as { readonly driver?: string } | undefined;
  if (inline !== undefined) return inline.driver;
  const ephemeral = volume['ephemeral'] === undefined ? undefined : `${metadata.name}-${volume.name}`;
  const claimName = volume.persistentVolumeClaim?.claimName ?? ephemeral;
  if (claimName === undefined) return undefined;
  const claim = cache.get(claimKind, registryKey(claimKind, metadata.namespace, claimName)) as PersistentVolumeClaim | undefined;
  if (!claim?.spec.volumeName) return undefined;
  const found = cache.get(volumeKind, registryKey(volumeKind, undefined, claim.spec.volumeName)) as PersistentVolume | undefined;
  return found?.spec.csi?.driver;
}
