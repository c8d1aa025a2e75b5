// What a pod refers to by name in its namespace: Secrets, ConfigMaps, claims and its account. Pure.
// Models VisitPodSecretNames and VisitPodConfigmapNames of pkg/api/pod.
import type { Container } from '../../api/pods/container.ts';
import type { Pod } from '../../api/kinds/pod.ts';
import type { Volume } from '../../api/pods/volume.ts';

/** Kinds of things that lead to nodes through pods. */
export type Reach = 'secrets' | 'configmaps' | 'persistentvolumeclaims' | 'serviceaccounts' | 'pods';
type Visit = (reach: Reach, name: string) => void;
type Add = (reach: Reach, name: string | undefined) => void;

export function visitReferences({ metadata, spec }: Pick<Pod, 'metadata' | 'spec'>, visit: Visit): void {
  const add: Add = (reach, name) => {
    if (name !== undefined && name !== '') visit(reach, name);
  };
  add('serviceaccounts', spec.serviceAccountName);
  for (const secret of spec.imagePullSecrets ?? []) add('secrets', secret.name);
  for (const container of [...(spec.initContainers ?? []), ...(spec.containers ?? []), ...(spec.ephemeralContainers ?? [])]) {
    addOfContainer(container, add);
  }
  for (const volume of spec.volumes ?? []) addOfVolume(volume, metadata.name, add);
}

function addOfContainer({ env, envFrom }: Container, add: Add): void {
  for (const { valueFrom } of env ?? []) {
    add('secrets', valueFrom?.secretKeyRef?.name);
    add('configmaps', valueFrom?.configMapKeyRef?.name);
  }
  for (const source of envFrom ?? []) {
    add('secrets', source.secretRef?.name);
    add('configmaps', source.configMapRef?.name);
  }
}

/** Sources of drivers keep the name of their Secret below one of these. */
interface DriverSource {
  readonly secretRef?: { readonly name?: string };
  readonly nodePublishSecretRef?: { readonly name?: string };
  readonly secretName?: string;
}

const DRIVERS = ['cephfs', 'cinder', 'flexVolume', 'iscsi', 'rbd', 'scaleIO', 'storageos', 'csi', 'azureFile'];

function addOfVolume(volume: Volume, podName: string, add: Add): void {
  add('secrets', volume.secret?.secretName);
  add('configmaps', volume.configMap?.name);
  add('persistentvolumeclaims', volume.persistentVolumeClaim?.claimName);
  if (volume['ephemeral'] !== undefined) add('persistentvolumeclaims', `${podName}-${volume.name}`);
  for (const source of volume.projected?.sources ?? []) {
    add('secrets', source.secret?.name);
    add('configmaps', source.configMap?.name);
  }
  for (const driver of DRIVERS) {
    const source = volume[driver] as DriverSource | undefined;
    if (source === undefined) continue;
    add('secrets', source.secretRef?.name ?? source.nodePublishSecretRef?.name ?? source.secretName);
  }
}
