// PersistentVolumeClaim: what a pod's author asks of storage, and which volume answers.
import { ageColumn, column, nameColumn, wideColumn } from '../columns/columns.ts';
import { setClaimSpecDefaults } from '../defaults/volume.ts';
import { type Kind, defineKind } from '../kind.ts';
import type { LabelSelector } from '../label-selector.ts';
import type { Condition, KubeObject } from '../object.ts';
import type { ResourceList } from '../resources.ts';
import { printedAccessModes, storageClassOf } from '../columns/storage-printed.ts';
import { warningsOfClaim } from '../warnings/storage-warnings.ts';
import { validateClaim, validateClaimStatusUpdate, validateClaimUpdate } from '../validate/persistent-volume-claim.ts';
import { writable } from '../writable.ts';

export interface TypedObjectReference {
  readonly apiGroup?: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
}

export interface PersistentVolumeClaimSpec {
  readonly accessModes?: readonly string[];
  readonly selector?: LabelSelector;
  readonly resources?: { readonly requests?: ResourceList; readonly limits?: ResourceList };
  readonly volumeName?: string;
  readonly storageClassName?: string;
  readonly volumeMode?: 'Filesystem' | 'Block';
  readonly dataSource?: TypedObjectReference;
  readonly dataSourceRef?: TypedObjectReference;
  readonly volumeAttributesClassName?: string;
}

export interface PersistentVolumeClaimStatus {
  readonly phase?: 'Pending' | 'Bound' | 'Lost';
  readonly accessModes?: readonly string[];
  readonly capacity?: ResourceList;
  readonly conditions?: readonly Condition[];
  readonly allocatedResources?: ResourceList;
  readonly allocatedResourceStatuses?: Readonly<Record<string, string>>;
  readonly currentVolumeAttributesClassName?: string;
  readonly modifyVolumeStatus?: { readonly status: string; readonly targetVolumeAttributesClassName?: string };
}

export interface PersistentVolumeClaim extends KubeObject {
  readonly apiVersion: 'v1';
  readonly kind: 'PersistentVolumeClaim';
  readonly spec: PersistentVolumeClaimSpec;
  readonly status: PersistentVolumeClaimStatus;
}

export const persistentVolumeClaims: Kind<PersistentVolumeClaim> = defineKind<PersistentVolumeClaim>({
  group: '',
  version: 'v1',
  kind: 'PersistentVolumeClaim',
  plural: 'persistentvolumeclaims',
  singular: 'persistentvolumeclaim',
  shortNames: ['pvc'],
  categories: [],
  namespaced: true,
  simplified: 'Stored and checked as in Kubernetes; nothing binds or provisions volumes yet.',
  showsDeleted: true,
  subresources: ['status'],
  rechecksMetadata: true,
  setDefaults: (claim) => {
    const draft = claim as { spec?: PersistentVolumeClaimSpec; status?: PersistentVolumeClaimStatus };
    draft.spec ??= {};
    draft.status ??= {};
    writable(draft.status).phase ??= 'Pending';
    setClaimSpecDefaults(draft.spec);
  },
  prepareForCreate: (claim) => {
    const draft = claim as { spec: PersistentVolumeClaimSpec; status: PersistentVolumeClaimStatus };
    draft.status = { phase: 'Pending' };
    draft.spec = withNormalSources(claim.spec);
  },
  prepareForUpdate: (next, previous) => {
    const draft = next as { spec: PersistentVolumeClaimSpec; status: PersistentVolumeClaimStatus };
    draft.status = previous.status;
    draft.spec = withNormalSources(next.spec);
  },
  prepareForStatusUpdate: (next, previous) => {
    (next as { spec: PersistentVolumeClaimSpec }).spec = previous.spec;
  },
  validate: validateClaim,
  validateUpdate: validateClaimUpdate,
  validateStatusUpdate: validateClaimStatusUpdate,
  warnings: warningsOfClaim,
  columns: [
    nameColumn,
    column('Status', 'Pending until a volume is bound to it.', ({ metadata, status }) =>
      metadata.deletionTimestamp === undefined ? (status.phase ?? '') : 'Terminating',
    ),
    column('Volume', 'The volume that answers this claim.', ({ spec }) => spec.volumeName ?? ''),
    column('Capacity', 'How much the bound volume holds.', ({ spec, status }) =>
      spec.volumeName ? (status.capacity?.['storage'] ?? '0') : '',
    ),
    column('Access Modes', 'By how many nodes at once, reading or writing.', ({ spec, status }) =>
      spec.volumeName ? printedAccessModes(status.accessModes) : '',
    ),
    column('StorageClass', 'The class of storage that is asked for.', storageClassOf),
    column(
      'VolumeAttributesClass',
      'The changeable qualities asked for, by the name of their class.',
      ({ spec }) => spec.volumeAttributesClassName ?? '<unset>',
    ),
    ageColumn,
    wideColumn('VolumeMode', 'A file system, or a raw block device.', ({ spec }) => spec.volumeMode ?? '<unset>'),
  ],
});

const SNAPSHOT_GROUP = 'snapshot.storage.k8s.io';

/**
 * The older field takes claims and snapshots alone, and each of the two is copied where the other is absent.
 * Models pkg/api/persistentvolumeclaim EnforceDataSourceBackwardsCompatibility and NormalizeDataSources.
 */
function withNormalSources(spec: PersistentVolumeClaimSpec): PersistentVolumeClaimSpec {
  const { dataSource, dataSourceRef, ...rest } = spec;
  if (dataSource === undefined && dataSourceRef === undefined) return spec;
  // Sources in other namespaces are behind a gate that is off.
  const reference = dataSourceRef?.namespace ? undefined : dataSourceRef;
  const isKnown =
    dataSource !== undefined &&
    ((dataSource.kind === 'PersistentVolumeClaim' && !dataSource.apiGroup) ||
      (dataSource.kind === 'VolumeSnapshot' && dataSource.apiGroup === SNAPSHOT_GROUP));
  const older = isKnown ? dataSource : undefined;
  const normal: { -readonly [Key in keyof PersistentVolumeClaimSpec]: PersistentVolumeClaimSpec[Key] } = rest;
  const source = older ?? reference;
  const target = reference ?? older;
  if (source !== undefined) normal.dataSource = source;
  if (target !== undefined) normal.dataSourceRef = target;
  return normal;
}
