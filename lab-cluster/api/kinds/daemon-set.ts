// DaemonSet: one pod of a template on every node that fits.
import { NONE, ageColumn, column, integerColumn, joinLabels, nameColumn, wideColumn } from '../columns/columns.ts';
import type { IntOrString } from '../pods/container.ts';
import { TEMPLATE_GENERATION, setDaemonSetDefaults } from '../defaults/daemon-set.ts';
import { deepEqual } from '../equal.ts';
import { type Kind, defineKind } from '../kind.ts';
import type { LabelSelector } from '../label-selector.ts';
import type { Condition, KubeObject, ObjectMeta } from '../object.ts';
import type { PodTemplateSpec } from '../pods/pod-spec.ts';
import { printSelector } from '../selector.ts';
import { beginGeneration, countGeneration, keepSpec, keepStatus } from '../strategy.ts';
import { templateColumns } from '../columns/template-columns.ts';
import { validateDaemonSet, validateDaemonSetStatus, validateDaemonSetUpdate } from '../validate/daemon-set.ts';
import { warningsOfDaemonSet } from '../warnings/workload-warnings.ts';

export interface DaemonSetSpec {
  readonly selector: LabelSelector;
  readonly template: PodTemplateSpec;
  readonly updateStrategy?: {
    readonly type?: 'RollingUpdate' | 'OnDelete';
    readonly rollingUpdate?: { readonly maxUnavailable?: IntOrString; readonly maxSurge?: IntOrString };
  };
  readonly minReadySeconds?: number;
  readonly revisionHistoryLimit?: number;
}

export interface DaemonSetStatus {
  readonly currentNumberScheduled: number;
  readonly numberMisscheduled: number;
  readonly desiredNumberScheduled: number;
  readonly numberReady: number;
  readonly observedGeneration?: number;
  readonly updatedNumberScheduled?: number;
  readonly numberAvailable?: number;
  readonly numberUnavailable?: number;
  readonly collisionCount?: number;
  readonly conditions?: readonly Condition[];
}

export interface DaemonSet extends KubeObject {
  readonly apiVersion: 'apps/v1';
  readonly kind: 'DaemonSet';
  readonly spec: DaemonSetSpec;
  readonly status: DaemonSetStatus;
}

export const daemonSets: Kind<DaemonSet> = defineKind<DaemonSet>({
  group: 'apps',
  version: 'v1',
  kind: 'DaemonSet',
  plural: 'daemonsets',
  singular: 'daemonset',
  shortNames: ['ds'],
  categories: ['all'],
  namespaced: true,
  simplified: 'Stored and checked as in Kubernetes; no controller makes its pods yet.',
  subresources: ['status'],
  setDefaults: setDaemonSetDefaults,
  prepareForCreate: (set) => {
    (set as { status: DaemonSetStatus }).status = {
      currentNumberScheduled: 0,
      numberMisscheduled: 0,
      desiredNumberScheduled: 0,
      numberReady: 0,
    };
    beginGeneration(set);
    writeTemplateGeneration(set, Math.max(templateGeneration(set), 1));
  },
  prepareForUpdate: (next, previous) => {
    keepStatus(next, previous);
    const changed = !deepEqual(next.spec.template, previous.spec.template);
    writeTemplateGeneration(next, templateGeneration(previous) + (changed ? 1 : 0));
    countGeneration(next, previous, !deepEqual(next.spec, previous.spec));
  },
  prepareForStatusUpdate: (next, previous) => {
    keepSpec(next, previous);
    // Inside the server this annotation is a part of the spec.
    if (templateGeneration(next) !== templateGeneration(previous)) writeTemplateGeneration(next, templateGeneration(previous));
  },
  validate: validateDaemonSet,
  validateUpdate: validateDaemonSetUpdate,
  validateStatusUpdate: validateDaemonSetStatus,
  rechecksMetadata: true,
  warnings: warningsOfDaemonSet,
  columns: [
    nameColumn,
    integerColumn('Desired', 'Nodes that should run it.', ({ status }) => status.desiredNumberScheduled),
    integerColumn('Current', 'Nodes that run at least one.', ({ status }) => status.currentNumberScheduled),
    integerColumn('Ready', 'Nodes where it is ready.', ({ status }) => status.numberReady),
    integerColumn('Up-to-date', 'Nodes that have the wanted template already.', ({ status }) => status.updatedNumberScheduled ?? 0),
    integerColumn('Available', 'Nodes where it has been ready for at least minReadySeconds.', ({ status }) => status.numberAvailable ?? 0),
    column('Node Selector', 'Labels a node must have.', ({ spec }) => joinLabels(spec.template.spec.nodeSelector)),
    ageColumn,
    ...templateColumns<DaemonSet>(({ spec }) => spec.template),
    wideColumn('Selector', 'Labels of the pods that belong to it.', ({ spec }) => printSelector(spec.selector) || NONE),
  ],
});

function templateGeneration({ metadata }: DaemonSet): number {
  const text = metadata.annotations?.[TEMPLATE_GENERATION] ?? '';
  return /^-?\d+$/.test(text) ? Number(text) : 0;
}

function writeTemplateGeneration(set: DaemonSet, generation: number): void {
  const annotations = { ...set.metadata.annotations, [TEMPLATE_GENERATION]: String(generation) };
  (set as { metadata: ObjectMeta }).metadata = { ...set.metadata, annotations };
}
