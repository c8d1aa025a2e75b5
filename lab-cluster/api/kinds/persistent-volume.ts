// PersistentVolume: a piece of storage that outlives pods, made by an administrator or by a provisioner.
import { ageColumn, column, nameColumn, wideColumn } from '../columns/columns.ts';
import { setVolumeSourceDefaults } from '../defaults/volume.ts';
import { type Kind, defineKind } from '../kind.ts';
import type { KubeObject } from '../object.ts';
import type { ObjectReference } from '../object-reference.ts';
import type { ResourceList } from '../resources.ts';
import type { NodeSelector } from '../pods/affinity.ts';
import { printedAccessModes, storageClassOf } from '../columns/storage-printed.ts';
import { warningsOfVolume } from '../warnings/storage-warnings.ts';
import { validatePersistentVolume, validatePersistentVolumeUpdate } from '../validate/persistent-volume.ts';
import { writable } from '../writable.ts';

export interface PersistentVolumeSpec {
  readonly capacity?: ResourceList;
  readonly accessModes?: readonly string[];
  readonly claimRef?: ObjectReference;
  readonly persistentVolumeReclaimPolicy?: 'Retain' | 'Delete' | 'Recycle';
  readonly storageClassName?: string;
  readonly mountOptions?: readonly string[];
  readonly volumeMode?: 'Filesystem' | 'Block';
  readonly nodeAffinity?: { readonly required?: NodeSelector };
  readonly volumeAttributesClassName?: string;
  readonly hostPath?: { readonly path: string; readonly type?: string };
  readonly csi?: { readonly driver: string; readonly volumeHandle: string; readonly [field: string]: unknown };
  readonly [source: string]: unknown;
}

export interface PersistentVolumeStatus {
  readonly phase?: 'Pending' | 'Available' | 'Bound' | 'Released' | 'Failed';
  readonly message?: string;
  readonly reason?: string;
  readonly lastPhaseTransitionTime?: string;
}

export interface PersistentVolume extends KubeObject {
  readonly apiVersion: 'v1';
  readonly kind: 'PersistentVolume';
  readonly spec: PersistentVolumeSpec;
  readonly status: PersistentVolumeStatus;
}

export const persistentVolumes: Kind<PersistentVolume> = defineKind<PersistentVolume>({
  group: '',
  version: 'v1',
  kind: 'PersistentVolume',
  plural: 'persistentvolumes',
  singular: 'persistentvolume',
  shortNames: ['pv'],
  categories: [],
  namespaced: false,
  simplified: 'Stored and checked as in Kubernetes; nothing binds or provisions volumes yet.',
  showsDeleted: true,
  subresources: ['status'],
  setDefaults: (volume) => {
    const draft = volume as { spec?: PersistentVolumeSpec; status?: PersistentVolumeStatus };
    draft.spec ??= {};
    draft.status ??= {};
    writable(draft.status).phase ??= 'Pending';
    const spec = writable(draft.spec);
    spec.persistentVolumeReclaimPolicy ??= 'Retain';
    spec.volumeMode ??= 'Filesystem';
    setVolumeSourceDefaults(spec);
  },
  prepareForCreate: (volume) => {
    writable(volume).status = { phase: 'Pending', lastPhaseTransitionTime: volume.metadata.creationTimestamp };
  },
  prepareForUpdate: (next, previous) => {
    (next as { status: PersistentVolumeStatus }).status = previous.status;
  },
  prepareForStatusUpdate: (next, previous, now) => {
    const draft = next as { spec: PersistentVolumeSpec; status?: PersistentVolumeStatus };
    draft.spec = previous.spec;
    const { status = {} } = draft;
    const said = status.lastPhaseTransitionTime;
    // Whoever moves the phase without saying when has moved it now.
    if (status.phase !== previous.status.phase && (said === undefined || said === previous.status.lastPhaseTransitionTime))
      draft.status = { ...status, lastPhaseTransitionTime: now };
  },
  validate: validatePersistentVolume,
  validateUpdate: validatePersistentVolumeUpdate,
  rechecksMetadata: true,
  validateStatusUpdate: () => [],
  warnings: warningsOfVolume,
  columns: [
    nameColumn,
    column('Capacity', 'How much it holds.', ({ spec }) => spec.capacity?.['storage'] ?? '0'),
    column('Access Modes', 'By how many nodes at once, reading or writing.', ({ spec }) => printedAccessModes(spec.accessModes)),
    column('Reclaim Policy', 'What becomes of it when its claim is gone.', ({ spec }) => spec.persistentVolumeReclaimPolicy ?? ''),
    column('Status', 'Available, Bound to a claim, or Released by one.', ({ metadata, status }) =>
      metadata.deletionTimestamp === undefined ? (status.phase ?? '') : 'Terminating',
    ),
    column('Claim', 'The claim it belongs to.', ({ spec }) =>
      spec.claimRef === undefined ? '' : `${spec.claimRef.namespace ?? ''}/${spec.claimRef.name ?? ''}`,
    ),
    column('StorageClass', 'The class it was made for.', storageClassOf),
    column(
      'VolumeAttributesClass',
      'Its changeable qualities, by the name of their class.',
      ({ spec }) => spec.volumeAttributesClassName ?? '<unset>',
    ),
    column('Reason', 'Why it is in this state.', ({ status }) => status.reason ?? ''),
    ageColumn,
    wideColumn('VolumeMode', 'A file system, or a raw block device.', ({ spec }) => spec.volumeMode ?? '<unset>'),
  ],
});
