// CSIDriver: what a storage driver needs of Kubernetes, told once for the whole cluster.
import { NONE, ageColumn, booleanColumn, column, nameColumn } from '../columns/columns.ts';
import { deepEqual } from '../equal.ts';
import { type Kind, defineKind } from '../kind.ts';
import type { KubeObject, ObjectMeta } from '../object.ts';
import { validateCsiDriver, validateCsiDriverUpdate } from '../validate/csi.ts';
import { writable } from '../writable.ts';

export interface CSIDriverSpec {
  readonly attachRequired?: boolean;
  readonly podInfoOnMount?: boolean;
  readonly storageCapacity?: boolean;
  readonly fsGroupPolicy?: 'ReadWriteOnceWithFSType' | 'File' | 'None';
  readonly volumeLifecycleModes?: readonly ('Persistent' | 'Ephemeral')[];
  readonly tokenRequests?: readonly { readonly audience: string; readonly expirationSeconds?: number }[];
  readonly requiresRepublish?: boolean;
  readonly seLinuxMount?: boolean;
  readonly nodeAllocatableUpdatePeriodSeconds?: number;
}

export interface CSIDriver extends KubeObject {
  readonly apiVersion: 'storage.k8s.io/v1';
  readonly kind: 'CSIDriver';
  readonly spec: CSIDriverSpec;
}

export const csiDrivers: Kind<CSIDriver> = defineKind<CSIDriver>({
  group: 'storage.k8s.io',
  version: 'v1',
  kind: 'CSIDriver',
  plural: 'csidrivers',
  singular: 'csidriver',
  shortNames: [],
  categories: [],
  namespaced: false,
  simplified: 'Stored and checked as in Kubernetes; no driver is simulated yet.',
  unconditionalUpdate: false,
  showsDeleted: true,
  subresources: [],
  setDefaults: (driver) => {
    const draft = driver as { spec?: CSIDriverSpec };
    const spec = writable((draft.spec ??= {}));
    spec.attachRequired ??= true;
    spec.podInfoOnMount ??= false;
    spec.storageCapacity ??= false;
    spec.fsGroupPolicy ??= 'ReadWriteOnceWithFSType';
    spec.requiresRepublish ??= false;
    spec.seLinuxMount ??= false;
    for (const request of spec.tokenRequests ?? []) request.audience ??= '';
    if ((spec.volumeLifecycleModes?.length ?? 0) === 0) spec.volumeLifecycleModes = ['Persistent'];
  },
  prepareForCreate: (driver) => {
    // Behind a gate that is off.
    const { nodeAllocatableUpdatePeriodSeconds: _gated, ...spec } = driver.spec;
    writable(driver).spec = writable(spec);
  },
  prepareForUpdate: (next, previous) => {
    const old = previous.metadata.generation;
    // Only these three can change at all; drivers made before generations were counted have none.
    const same =
      deepEqual(next.spec.tokenRequests, previous.spec.tokenRequests) &&
      next.spec.requiresRepublish === previous.spec.requiresRepublish &&
      next.spec.seLinuxMount === previous.spec.seLinuxMount;
    if (!same) (next as { metadata: ObjectMeta }).metadata = { ...next.metadata, generation: (old ?? 0) + 1 };
  },
  validate: validateCsiDriver,
  validateUpdate: validateCsiDriverUpdate,
  columns: [
    nameColumn,
    booleanColumn('AttachRequired', 'Whether volumes must be attached first.', ({ spec }) => spec.attachRequired ?? true),
    booleanColumn('PodInfoOnMount', 'Whether it is told which pod mounts.', ({ spec }) => spec.podInfoOnMount ?? false),
    booleanColumn('StorageCapacity', 'Whether the scheduler asks how much is free.', ({ spec }) => spec.storageCapacity ?? false),
    // Stored, an empty list is none.
    column('TokenRequests', 'For whom it gets tokens of the pod.', ({ spec: { tokenRequests = [] } }) =>
      tokenRequests.length === 0 ? '<unset>' : tokenRequests.map(({ audience }) => audience ?? '').join(','),
    ),
    booleanColumn('RequiresRepublish', 'Whether it is called again and again.', ({ spec }) => spec.requiresRepublish ?? false),
    column('Modes', 'Persistent volumes, ephemeral ones, or both.', ({ spec }) => spec.volumeLifecycleModes?.join(',') || NONE),
    ageColumn,
  ],
});
