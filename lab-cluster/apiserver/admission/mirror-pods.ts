// Mirror pods: how a kubelet shows the API server what it runs from its own files. They are nobody, and hold no secrets.
// Models the mirror pod rules of plugin/pkg/admission/serviceaccount.
import type { Container } from '../../api/container.ts';
import type { Pod } from '../../api/kinds/pod.ts';

const MIRROR_ANNOTATION = 'kubernetes.io/config.mirror';

export function isMirror(pod: Pod): boolean {
  return pod.metadata.annotations?.[MIRROR_ANNOTATION] !== undefined;
}

export function mirrorProblem({ spec }: Pod): string | undefined {
  if ((spec.serviceAccountName ?? '') !== '') return 'a mirror pod may not reference service accounts';
  const containers = [...(spec.initContainers ?? []), ...spec.containers, ...(spec.ephemeralContainers ?? [])];
  if (containers.some(readsSecret) || (spec.imagePullSecrets ?? []).length > 0 || (spec.volumes ?? []).some(holdsSecret)) {
    return 'a mirror pod may not reference secrets';
  }
  const tokens = (spec.volumes ?? []).some((volume) =>
    (volume.projected?.sources ?? []).some((source) => 'serviceAccountToken' in source && source.serviceAccountToken !== undefined),
  );
  return tokens ? 'a mirror pod may not use ServiceAccountToken volume projections' : undefined;
}

function readsSecret({ env = [], envFrom = [] }: Container): boolean {
  return env.some(({ valueFrom }) => valueFrom?.secretKeyRef !== undefined) || envFrom.some(({ secretRef }) => secretRef !== undefined);
}

type Volumes = NonNullable<Pod['spec']['volumes']>;

function holdsSecret(volume: Volumes[number]): boolean {
  if (volume.secret !== undefined) return true;
  return (volume.projected?.sources ?? []).some((source) => 'secret' in source && source.secret !== undefined);
}
