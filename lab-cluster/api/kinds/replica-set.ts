// ReplicaSet: so many pods of one template, always. Deployments make one for each version of their template.
import { ageColumn, integerColumn, joinContainers, nameColumn, wideColumn } from '../columns/columns.ts';
import { setReplicaSetDefaults } from '../defaults/workload.ts';
import { deepEqual } from '../equal.ts';
import { type Kind, defineKind } from '../kind.ts';
import type { LabelSelector } from '../label-selector.ts';
import type { Condition, KubeObject, ObjectMeta } from '../object.ts';
import type { PodTemplateSpec } from '../pods/pod-spec.ts';
import { printSelector } from '../selector.ts';
import { dropTerminating } from '../strategy.ts';
import { validateReplicaSet, validateReplicaSetStatus, validateReplicaSetUpdate } from '../validate/workload.ts';
import { warningsOfReplicas } from '../warnings/workload-warnings.ts';

export interface ReplicaSetSpec {
  readonly replicas?: number;
  readonly minReadySeconds?: number;
  readonly selector: LabelSelector;
  readonly template: PodTemplateSpec;
}

export interface ReplicaSetStatus {
  readonly replicas: number;
  readonly fullyLabeledReplicas?: number;
  readonly readyReplicas?: number;
  readonly availableReplicas?: number;
  readonly terminatingReplicas?: number;
  readonly observedGeneration?: number;
  readonly conditions?: readonly Condition[];
}

export interface ReplicaSet extends KubeObject {
  readonly apiVersion: 'apps/v1';
  readonly kind: 'ReplicaSet';
  readonly spec: ReplicaSetSpec;
  readonly status: ReplicaSetStatus;
}

export const replicaSets: Kind<ReplicaSet> = defineKind<ReplicaSet>({
  group: 'apps',
  version: 'v1',
  kind: 'ReplicaSet',
  plural: 'replicasets',
  singular: 'replicaset',
  shortNames: ['rs'],
  categories: ['all'],
  namespaced: true,
  subresources: ['scale', 'status'],
  setDefaults: (replicaSet) => setReplicaSetDefaults(replicaSet),
  prepareForCreate: (replicaSet) => {
    const draft = replicaSet as { metadata: ObjectMeta; status: ReplicaSetStatus };
    draft.metadata = { ...replicaSet.metadata, generation: 1 };
    draft.status = { replicas: 0 };
  },
  prepareForUpdate: (next, previous) => {
    const draft = next as { metadata: ObjectMeta; status: ReplicaSetStatus };
    draft.status = previous.status;
    const generation = previous.metadata.generation ?? 0;
    draft.metadata = { ...next.metadata, generation: deepEqual(next.spec, previous.spec) ? generation : generation + 1 };
  },
  prepareForStatusUpdate: (next, previous) => {
    (next as { spec: ReplicaSetSpec }).spec = previous.spec;
    dropTerminating(next);
  },
  validate: validateReplicaSet,
  validateUpdate: validateReplicaSetUpdate,
  validateStatusUpdate: validateReplicaSetStatus,
  warnings: warningsOfReplicas,
  rechecksMetadata: true,
  columns: [
    nameColumn,
    integerColumn('Desired', 'Pods wanted.', (replicaSet) => replicaSet.spec.replicas ?? 0),
    integerColumn('Current', 'Pods that exist.', (replicaSet) => replicaSet.status.replicas),
    integerColumn('Ready', 'Pods that are ready.', (replicaSet) => replicaSet.status.readyReplicas ?? 0),
    ageColumn,
    wideColumn('Containers', 'Containers in the template.', (replicaSet) =>
      joinContainers(replicaSet.spec.template.spec.containers, (one) => one.name),
    ),
    wideColumn('Images', 'Images in the template.', (replicaSet) =>
      joinContainers(replicaSet.spec.template.spec.containers, (one) => one.image),
    ),
    wideColumn('Selector', 'Labels of the pods that belong to it.', (replicaSet) => printSelector(replicaSet.spec.selector)),
  ],
  selectableFields: (replicaSet) => ({ 'status.replicas': String(replicaSet.status.replicas) }),
});
