// ReplicationController: what ReplicaSets grew out of, with a selector that is a plain map of labels.
import { ageColumn, integerColumn, joinLabels, nameColumn, wideColumn } from '../columns/columns.ts';
import { deepEqual } from '../equal.ts';
import { setTemplateDefaults } from '../defaults/workload.ts';
import { type Kind, defineKind } from '../kind.ts';
import type { Condition, KubeObject, ObjectMeta } from '../object.ts';
import type { PodTemplateSpec } from '../pods/pod-spec.ts';
import { beginGeneration, countGeneration, keepSpec, keepStatus } from '../strategy.ts';
import { templateColumns } from '../columns/template-columns.ts';
import {
  validateReplicationController,
  validateReplicationControllerStatus,
  validateReplicationControllerUpdate,
} from '../validate/replication-controller.ts';
import { warningsOfReplicas } from '../warnings/workload-warnings.ts';

type Labels = Readonly<Record<string, string>>;

export interface ReplicationControllerSpec {
  readonly replicas?: number;
  readonly minReadySeconds?: number;
  readonly selector?: Labels;
  readonly template?: PodTemplateSpec;
}

export interface ReplicationControllerStatus {
  readonly replicas: number;
  readonly fullyLabeledReplicas?: number;
  readonly readyReplicas?: number;
  readonly availableReplicas?: number;
  readonly observedGeneration?: number;
  readonly conditions?: readonly Condition[];
}

export interface ReplicationController extends KubeObject {
  readonly apiVersion: 'v1';
  readonly kind: 'ReplicationController';
  readonly spec: ReplicationControllerSpec;
  readonly status: ReplicationControllerStatus;
}

export const replicationControllers: Kind<ReplicationController> = defineKind<ReplicationController>({
  group: '',
  version: 'v1',
  kind: 'ReplicationController',
  plural: 'replicationcontrollers',
  singular: 'replicationcontroller',
  shortNames: ['rc'],
  categories: ['all'],
  namespaced: true,
  simplified: 'Stored and checked as in Kubernetes; no controller makes its pods yet.',
  defaultPropagation: 'Orphan',
  subresources: ['scale', 'status'],
  setDefaults: setReplicationControllerDefaults,
  prepareForCreate: (controller) => {
    (controller as { status: ReplicationControllerStatus }).status = { replicas: 0 };
    beginGeneration(controller);
  },
  prepareForUpdate: (next, previous) => {
    keepStatus(next, previous);
    countGeneration(next, previous, !deepEqual(next.spec, previous.spec));
  },
  prepareForStatusUpdate: keepSpec,
  validate: validateReplicationController,
  validateUpdate: validateReplicationControllerUpdate,
  validateStatusUpdate: validateReplicationControllerStatus,
  warnings: warningsOfReplicas,
  rechecksMetadata: true,
  columns: [
    nameColumn,
    integerColumn('Desired', 'Pods wanted.', ({ spec }) => spec.replicas ?? 0),
    integerColumn('Current', 'Pods that exist.', ({ status }) => status.replicas),
    integerColumn('Ready', 'Pods that are ready.', ({ status }) => status.readyReplicas ?? 0),
    ageColumn,
    ...templateColumns<ReplicationController>(({ spec }) => spec.template),
    wideColumn('Selector', 'Labels of the pods that belong to it.', ({ spec }) => joinLabels(spec.selector)),
  ],
  selectableFields: ({ status }) => ({ 'status.replicas': String(status.replicas) }),
});

/** Models SetDefaults_ReplicationController: who says nothing selects what the template makes. */
function setReplicationControllerDefaults(controller: ReplicationController): void {
  const object = controller as { metadata: ObjectMeta; spec?: ReplicationControllerSpec; status?: { replicas?: number } };
  const spec = (object.spec ??= {}) as { -readonly [Key in keyof ReplicationControllerSpec]: ReplicationControllerSpec[Key] };
  object.status ??= { replicas: 0 };
  object.status.replicas ??= 0;
  spec.replicas ??= 1;
  if (spec.template === undefined) return;
  setTemplateDefaults(spec);
  const labels = spec.template.metadata?.labels;
  if (labels === undefined) return;
  if (spec.selector === undefined) spec.selector = { ...labels };
  if (object.metadata.labels === undefined) object.metadata = { ...object.metadata, labels: { ...labels } };
}
