// Which claims a pod holds, and whether it holds them still. Models podUsesPVC of pkg/controller/volume/pvcprotection.
import type { PersistentVolumeClaim } from '../api/kinds/persistent-volume-claim.ts';
import type { Pod } from '../api/kinds/pod.ts';

/** Keys of the claims a pod names, those it makes for itself included. */
export function claimsOf(pod: Pod): readonly string[] {
  const { namespace = '', name } = pod.metadata;
  const keys: string[] = [];
  for (const volume of pod.spec.volumes ?? []) {
    if (volume.persistentVolumeClaim !== undefined) keys.push(`${namespace}/${volume.persistentVolumeClaim.claimName}`);
    else if (volume.ephemeral !== undefined) keys.push(`${namespace}/${name}-${volume.name}`);
  }
  return keys;
}

/** A pod without a node has nothing yet: kubelets start none whose claim is going. */
export function usesClaim(pod: Pod, { metadata }: PersistentVolumeClaim): boolean {
  if ((pod.spec.nodeName ?? '') === '') return false;
  return (pod.spec.volumes ?? []).some((volume) => {
    if (volume.persistentVolumeClaim !== undefined) return volume.persistentVolumeClaim.claimName === metadata.name;
    if (volume.ephemeral === undefined || `${pod.metadata.name}-${volume.name}` !== metadata.name || isShutDown(pod)) return false;
    return (metadata.ownerReferences ?? []).some((owner) => owner.controller === true && owner.uid === pod.metadata.uid);
  });
}

/** The kubelet is done with it, and only finalizers keep it: a claim of its own must not wait for that. */
function isShutDown({ metadata }: Pod): boolean {
  return metadata.deletionTimestamp !== undefined && metadata.deletionGracePeriodSeconds === 0;
}
