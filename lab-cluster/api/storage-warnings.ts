// What the server accepts of storage but warns of. Models pkg/api/persistentvolume/util.go, pkg/api/persistentvolumeclaim/util.go
// and pkg/api/storage/util.go.
import type { NodeSelectorTerm } from './affinity.ts';
import { goQuote } from './field-errors.ts';
import type { PersistentVolume } from './kinds/persistent-volume.ts';
import type { PersistentVolumeClaim, PersistentVolumeClaimSpec } from './kinds/persistent-volume-claim.ts';
import type { StorageClass } from './kinds/storage-class.ts';
import { RENAMED_NODE_LABELS } from './node-labels.ts';
import { milliValue } from './quantity.ts';
import { BETA_CLASS } from './storage-printed.ts';

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
  const capacity = spec.capacity?.['storage'];
  if (capacity !== undefined && isFractional(capacity)) warnings.push(fractional('spec.capacity[storage]', capacity));
  return warnings;
}

/** Labels of nodes that have newer names. Models nodeapi.GetWarningsForNodeSelectorTerm. */
function warningsOfTerm(at: string, { matchExpressions = [] }: NodeSelectorTerm): readonly string[] {
  return matchExpressions.flatMap(({ key }, index) => {
    const instead = RENAMED_NODE_LABELS[key];
    if (instead === undefined) return [];
    return [`${at}.matchExpressions[${index}].key: ${key} is deprecated since v1.14; use ${goQuote(instead)} instead`];
  });
}

export function warningsOfClaim({ metadata, spec }: PersistentVolumeClaim): readonly string[] {
  const warnings: string[] = [];
  if (metadata.annotations?.[BETA_CLASS] !== undefined) {
    warnings.push(`metadata.annotations[${BETA_CLASS}]: deprecated since v1.8; use "storageClassName" attribute instead`);
  }
  return [...warnings, ...warningsOfClaimSpec('spec', spec)];
}

function warningsOfClaimSpec(at: string, spec: PersistentVolumeClaimSpec): readonly string[] {
  const warnings: string[] = [];
  for (const list of ['requests', 'limits'] as const) {
    const storage = spec.resources?.[list]?.['storage'];
    if (storage !== undefined && isFractional(storage)) warnings.push(fractional(`${at}.resources.${list}[storage]`, storage));
  }
  return warnings;
}

export function warningsOfClass({ allowedTopologies = [] }: StorageClass): readonly string[] {
  return allowedTopologies.flatMap(({ matchLabelExpressions = [] }, index) =>
    matchLabelExpressions.flatMap(({ key }, place) => {
      const instead = RENAMED_NODE_LABELS[key];
      if (instead === undefined) return [];
      return [`allowedTopologies[${index}].matchLabelExpressions[${place}].key: deprecated since v1.14; use ${goQuote(instead)} instead`];
    }),
  );
}

function isFractional(quantity: string): boolean {
  return milliValue(quantity) % 1000 !== 0;
}

function fractional(at: string, quantity: string): string {
  return `${at}: fractional byte value ${goQuote(quantity)} is invalid, must be an integer`;
}
