// Deployment: so many pods of one template, replaced a few at a time when the template changes.
import { ageColumn, column, joinContainers, nameColumn, wideColumn } from '../columns/columns.ts';
import type { IntOrString } from '../pods/container.ts';
import { setDeploymentDefaults } from '../defaults/workload.ts';
import { deepEqual } from '../equal.ts';
import { type Kind, defineKind } from '../kind.ts';
import type { LabelSelector } from '../label-selector.ts';
import type { Condition, KubeObject, ObjectMeta } from '../object.ts';
import type { PodTemplateSpec } from '../pods/pod-spec.ts';
import { selectorText } from '../selector.ts';
import { dropTerminating } from '../strategy.ts';
import { validateDeployment, validateDeploymentStatus, validateDeploymentUpdate } from '../validate/workload.ts';
import { warningsOfReplicas } from '../warnings/workload-warnings.ts';

export interface DeploymentStrategy {
  readonly type?: 'RollingUpdate' | 'Recreate';
  readonly rollingUpdate?: { readonly maxUnavailable?: IntOrString; readonly maxSurge?: IntOrString };
}

export interface DeploymentSpec {
  readonly replicas?: number;
  readonly selector: LabelSelector;
  readonly template: PodTemplateSpec;
  readonly strategy?: DeploymentStrategy;
  readonly minReadySeconds?: number;
  readonly revisionHistoryLimit?: number;
  readonly paused?: boolean;
  readonly progressDeadlineSeconds?: number;
}

export interface DeploymentStatus {
  readonly observedGeneration?: number;
  readonly replicas?: number;
  readonly updatedReplicas?: number;
  readonly readyReplicas?: number;
  readonly availableReplicas?: number;
  readonly unavailableReplicas?: number;
  readonly terminatingReplicas?: number;
  readonly conditions?: readonly Condition[];
  readonly collisionCount?: number;
}

export interface Deployment extends KubeObject {
  readonly apiVersion: 'apps/v1';
  readonly kind: 'Deployment';
  readonly spec: DeploymentSpec;
  readonly status: DeploymentStatus;
}

export const deployments: Kind<Deployment> = defineKind<Deployment>({
  group: 'apps',
  version: 'v1',
  kind: 'Deployment',
  plural: 'deployments',
  singular: 'deployment',
  shortNames: ['deploy'],
  categories: ['all'],
  namespaced: true,
  subresources: ['scale', 'status'],
  setDefaults: (deployment) => setDeploymentDefaults(deployment),
  prepareForCreate: (deployment) => {
    const draft = deployment as { metadata: ObjectMeta; status: DeploymentStatus };
    draft.metadata = { ...deployment.metadata, generation: 1 };
    draft.status = {};
  },
  prepareForUpdate: (next, previous) => {
    const draft = next as { metadata: ObjectMeta; status: DeploymentStatus };
    draft.status = previous.status;
    const same = deepEqual(next.spec, previous.spec) && deepEqual(next.metadata.annotations, previous.metadata.annotations);
    const generation = previous.metadata.generation ?? 0;
    draft.metadata = { ...next.metadata, generation: same ? generation : generation + 1 };
  },
  prepareForStatusUpdate: (next, previous) => {
    const draft = next as { metadata: ObjectMeta; spec: DeploymentSpec };
    draft.spec = previous.spec;
    const { labels: _, ...metadata } = next.metadata;
    draft.metadata = previous.metadata.labels === undefined ? metadata : { ...metadata, labels: previous.metadata.labels };
    dropTerminating(next);
  },
  validate: validateDeployment,
  validateUpdate: validateDeploymentUpdate,
  validateStatusUpdate: validateDeploymentStatus,
  warnings: warningsOfReplicas,
  columns: [
    nameColumn,
    column(
      'Ready',
      'Pods that are ready, of those wanted.',
      (deployment) => `${deployment.status.readyReplicas ?? 0}/${deployment.spec.replicas ?? 0}`,
    ),
    column('Up-to-date', 'Pods that already have the wanted template.', (deployment) => deployment.status.updatedReplicas ?? 0),
    column(
      'Available',
      'Pods that have been ready for at least minReadySeconds.',
      (deployment) => deployment.status.availableReplicas ?? 0,
    ),
    ageColumn,
    wideColumn('Containers', 'Containers in the template.', (deployment) =>
      joinContainers(deployment.spec.template.spec.containers, (one) => one.name),
    ),
    wideColumn('Images', 'Images in the template.', (deployment) =>
      joinContainers(deployment.spec.template.spec.containers, (one) => one.image),
    ),
    wideColumn('Selector', 'Labels of the pods that belong to it.', (deployment) => selectorText(deployment.spec.selector)),
  ],
});
