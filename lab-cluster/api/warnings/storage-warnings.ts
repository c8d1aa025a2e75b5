// What the server accepts of storage but warns of. Models pkg/api/persistentvolume/util.go, pkg/api/persistentvolumeclaim/util.go
// and pkg/api/storage/util.go.
import { warningsOfBytes, warningsOfClaimSpec } from './claim-warnings.ts';
import type { CSIStorageCapacity } from '../kinds/csi-storage-capacity.ts';
import type { PersistentVolume } from '../kinds/persistent-volume.ts';
import type { PersistentVolumeClaim } from '../kinds/persistent-volume-claim.ts';
import type { StorageClass } from '../kinds/storage-class.ts';
import { renamedLabel, warningsOfNodeSelector, warningsOfTerm } from '../node-labels.ts';
import { BETA_CLASS } from '../columns/storage-printed.ts';

const MOUNT_OPTIONS = 'volume.beta.kubernetes.io/mount-options';

/** By the field that names the driver. */
const OLD_DRIVERS: readonly (readonly [string, string])[] = [
  ['cephfs', 'deprecated in v1.28, non-functional in v1.31+'],
  ['photonPersistentDisk', 'deprecated in v1.11, non-functional in v1.16+'],
  ['scaleIO', 'deprecated in v1.16, non-functional in v1.22+'],
  ['storageos', 'deprecated in v1.22, non-functional in v1.25+'],
  ['glusterfs', 'deprecated in v1.25, non-functional in v1.26+'],
  ['rbd', 'deprecated in v1.28, non-functional in v1.31+'],
];

export function warningsOfVolume({ metadata, spec }: PersistentVolume): readonly string[] {
  const warnings: string[] = [];
  if (metadata.annotations?.[BETA_CLASS] !== undefined) {
    warnings.push(`metadata.annotations[${BETA_CLASS}]: deprecated since v1.8; use "storageClassName" attribute instead`);
  }
  if (metadata.annotations?.[MOUNT_OPTIONS] !== undefined) {
    warnings.push(`metadata.annotations[${MOUNT_OPTIONS}]: deprecated since v1.31; use "mountOptions" attribute instead`);
  }
  if (spec.persistentVolumeReclaimPolicy === 'Recycle') {
    warnings.push(
      'spec.persistentVolumeReclaimPolicy: The Recycle reclaim policy is deprecated. Instead, the recommended approach is to use dynamic provisioning.',
    );
  }
  for (const [index, term] of (spec.nodeAffinity?.required?.nodeSelectorTerms ?? []).entries())
    warnings.push(...warningsOfTerm(`spec.nodeAffinity.required.nodeSelectorTerms[${index}]`, term));
  for (const [field, story] of OLD_DRIVERS) {
    // Upstream's own spelling of two of them.
    const at = field === 'storageos' ? 'storageOS' : field;
    if (spec[field] !== undefined) warnings.push(`spec.${at}: ${story}`);
  }
  warnings.push(...warningsOfBytes('spec.capacity', 'storage', spec.capacity));
  return warnings;
}

export function warningsOfClaim({ metadata, spec }: PersistentVolumeClaim): readonly string[] {
  const warnings: string[] = [];
  if (metadata.annotations?.[BETA_CLASS] !== undefined) {
    warnings.push(`metadata.annotations[${BETA_CLASS}]: deprecated since v1.8; use "storageClassName" attribute instead`);
  }
  return [...warnings, ...warningsOfClaimSpec('spec', spec)];
}

export function warningsOfClass({ allowedTopologies = [] }: StorageClass): readonly string[] {
  return allowedTopologies.flatMap(({ matchLabelExpressions = [] }, index) =>
    matchLabelExpressions.flatMap(({ key }, place) => {
      const message = renamedLabel(key);
      return message === undefined ? [] : [`allowedTopologies[${index}].matchLabelExpressions[${place}].key: ${message}`];
    }),
  );
}

export function warningsOfCapacity({ nodeTopology = {} }: CSIStorageCapacity): readonly string[] {
  return warningsOfNodeSelector('nodeTopology', nodeTopology);
}
