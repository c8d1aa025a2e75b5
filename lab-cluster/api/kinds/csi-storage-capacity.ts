// CSIStorageCapacity: how much of a class a driver could still make in one part of the cluster.
import { column, nameColumn } from '../columns/columns.ts';
import { type Kind, defineKind } from '../kind.ts';
import type { LabelSelector } from '../label-selector.ts';
import type { KubeObject } from '../object.ts';
import { warningsOfCapacity } from '../warnings/storage-warnings.ts';
import { validateStorageCapacity, validateStorageCapacityUpdate } from '../validate/csi.ts';

export interface CSIStorageCapacity extends KubeObject {
  readonly apiVersion: 'storage.k8s.io/v1';
  readonly kind: 'CSIStorageCapacity';
  readonly storageClassName: string;
  readonly nodeTopology?: LabelSelector;
  readonly capacity?: string;
  readonly maximumVolumeSize?: string;
}

export const csiStorageCapacities: Kind<CSIStorageCapacity> = defineKind<CSIStorageCapacity>({
  group: 'storage.k8s.io',
  version: 'v1',
  kind: 'CSIStorageCapacity',
  plural: 'csistoragecapacities',
  singular: 'csistoragecapacity',
  shortNames: [],
  categories: [],
  namespaced: true,
  simplified: 'Stored and checked as in Kubernetes; no driver reports capacity yet.',
  unconditionalUpdate: false,
  subresources: [],
  validate: validateStorageCapacity,
  validateUpdate: validateStorageCapacityUpdate,
  warnings: warningsOfCapacity,
  columns: [
    nameColumn,
    column('StorageClassName', 'The class.', ({ storageClassName }) => storageClassName ?? ''),
    column('Capacity', 'What is left.', ({ capacity }) => capacity ?? '<unset>'),
  ],
});
