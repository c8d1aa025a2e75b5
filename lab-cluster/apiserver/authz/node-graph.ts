// What each node may see because of the pods bound to it: their Secrets, ConfigMaps, claims and accounts, counted per node
// while pods come and go. Models plugin/pkg/auth/authorizer/node/graph.go.
import type { Container } from '../../api/container.ts';
import { type Pod, pods } from '../../api/kinds/pod.ts';
import { erased } from '../../api/registry.ts';
import type { Volume } from '../../api/volume.ts';
import type { WatchCache } from '../storage/watch-cache.ts';

const MIRROR_ANNOTATION = 'kubernetes.io/config.mirror';

/** Kinds of things that lead to nodes through pods. */
type Reach = 'secrets' | 'configmaps' | 'persistentvolumeclaims' | 'serviceaccounts' | 'pods';

export class NodeGraph {
  /** How many pods of a node lead to a thing, by node, then by `plural/namespace/name`. */
  readonly #byNode = new Map<string, Map<string, number>>();

  constructor(cache: WatchCache) {
    cache.of(erased(pods)).observe(({ previous, object }) => {
      const before = previous as Pod | undefined;
      const after = object as Pod | undefined;
      // The rest of what counts here never changes once a pod has a node, but for containers added to look into it.
      const same = before?.spec.nodeName === after?.spec.nodeName && before?.spec.ephemeralContainers === after?.spec.ephemeralContainers;
      if (same) return;
      if (before?.spec.nodeName) this.#count(before, -1);
      if (after?.spec.nodeName) this.#count(after, 1);
    });
  }

  leads(node: string, reach: Reach, namespace: string, name: string): boolean {
    return this.#byNode.get(node)?.has(`${reach}/${namespace}/${name}`) ?? false;
  }

  /** Names of the claims that pods of this node use, as `namespace/name`. */
  claims(node: string): readonly string[] {
    const prefix = 'persistentvolumeclaims/';
    const found: string[] = [];
    for (const key of this.#byNode.get(node)?.keys() ?? []) if (key.startsWith(prefix)) found.push(key.slice(prefix.length));
    return found;
  }

  #count(pod: Pod, change: 1 | -1): void {
    const node = pod.spec.nodeName ?? '';
    const counts = this.#byNode.get(node) ?? new Map<string, number>();
    this.#byNode.set(node, counts);
    for (const key of reachedBy(pod)) {
      const count = (counts.get(key) ?? 0) + change;
      if (count > 0) counts.set(key, count);
      else counts.delete(key);
    }
    if (counts.size === 0) this.#byNode.delete(node);
  }
}

/** Each thing once. A mirror of a static pod leads nowhere: its node wrote it itself. */
function reachedBy(pod: Pod): ReadonlySet<string> {
  const { metadata, spec } = pod;
  const { namespace = '', name } = metadata;
  const reached = new Set<string>([`pods/${namespace}/${name}`]);
  if (metadata.annotations?.[MIRROR_ANNOTATION] !== undefined) return reached;
  const add = (reach: Reach, target: string | undefined): void => {
    if (target !== undefined && target !== '') reached.add(`${reach}/${namespace}/${target}`);
  };
  add('serviceaccounts', spec.serviceAccountName);
  for (const secret of spec.imagePullSecrets ?? []) add('secrets', secret.name);
  for (const container of [...(spec.initContainers ?? []), ...spec.containers, ...(spec.ephemeralContainers ?? [])]) {
    addOfContainer(container, add);
  }
  for (const volume of spec.volumes ?? []) addOfVolume(volume, name, add);
  return reached;
}

type Add = (reach: Reach, name: string | undefined) => void;

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
