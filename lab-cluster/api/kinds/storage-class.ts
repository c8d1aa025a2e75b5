// StorageClass: a kind of storage that can be had on demand, and who makes it.
import { ageColumn, column, nameColumn } from '../columns/columns.ts';
import { type Kind, defineKind } from '../kind.ts';
import type { KubeObject } from '../object.ts';
import { warningsOfClass } from '../warnings/storage-warnings.ts';
import { validateStorageClass, validateStorageClassUpdate } from '../validate/storage.ts';
import { writable } from '../writable.ts';

export interface StorageClass extends KubeObject {
  readonly apiVersion: 'storage.k8s.io/v1';
  readonly kind: 'StorageClass';
  readonly provisioner: string;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly reclaimPolicy?: 'Delete' | 'Retain';
  readonly mountOptions?: readonly string[];
  readonly allowVolumeExpansion?: boolean;
  readonly volumeBindingMode?: 'Immediate' | 'WaitForFirstConsumer';
  readonly allowedTopologies?: readonly {
    readonly matchLabelExpressions?: readonly { readonly key: string; readonly values: readonly string[] }[];
  }[];
}

const DEFAULT_MARKS = ['storageclass.kubernetes.io/is-default-class', 'storageclass.beta.kubernetes.io/is-default-class'];

/** Claims that name no class get this one. */
export function isDefaultClass({ metadata }: StorageClass): boolean {
  return DEFAULT_MARKS.some((mark) => metadata.annotations?.[mark] === 'true');
}

export const storageClasses: Kind<StorageClass> = defineKind<StorageClass>({
  group: 'storage.k8s.io',
  version: 'v1',
  kind: 'StorageClass',
  plural: 'storageclasses',
  singular: 'storageclass',
  shortNames: ['sc'],
  categories: [],
  namespaced: false,
  simplified: 'Stored and checked as in Kubernetes; nothing provisions volumes yet.',
  showsDeleted: true,
  subresources: [],
  setDefaults: (storageClass) => {
    const draft = writable(storageClass);
    draft.reclaimPolicy ??= 'Delete';
    draft.volumeBindingMode ??= 'Immediate';
  },
  validate: validateStorageClass,
  validateUpdate: validateStorageClassUpdate,
  rechecksMetadata: true,
  warnings: warningsOfClass,
  columns: [
    { ...nameColumn, cell: (object) => `${object.metadata.name}${isDefaultClass(object as StorageClass) ? ' (default)' : ''}` },
    column('Provisioner', 'Who makes its volumes.', ({ provisioner }) => provisioner ?? ''),
    column('ReclaimPolicy', 'What becomes of a volume when its claim is gone.', ({ reclaimPolicy }) => reclaimPolicy ?? 'Delete'),
    column('VolumeBindingMode', 'Whether a volume is made at once or when a pod needs it.', (one) => one.volumeBindingMode ?? 'Immediate'),
    column('AllowVolumeExpansion', 'Whether its volumes can grow.', ({ allowVolumeExpansion }) => allowVolumeExpansion ?? false),
    ageColumn,
  ],
});
