// StatefulSet: pods with lasting names, each with storage of its own, made and ended one after the other.
import { ageColumn, column, nameColumn } from '../columns/columns.ts';
import type { IntOrString } from '../pods/container.ts';
import { setStatefulSetDefaults } from '../defaults/stateful-set.ts';
import { deepEqual } from '../equal.ts';
import { type Kind, defineKind } from '../kind.ts';
import type { LabelSelector } from '../label-selector.ts';
import type { Condition, KubeObject, ObjectMeta } from '../object.ts';
import type { PodTemplateSpec } from '../pods/pod-spec.ts';
import { beginGeneration, countGeneration, keepSpec, keepStatus } from '../strategy.ts';
import { templateColumns } from '../columns/template-columns.ts';
import { validateStatefulSet, validateStatefulSetStatus, validateStatefulSetUpdate } from '../validate/stateful-set.ts';
import { warningsOfStatefulSet } from '../warnings/workload-warnings.ts';
import type { PersistentVolumeClaimSpec } from './persistent-volume-claim.ts';

/** A PersistentVolumeClaim to be made for each pod. */
export interface ClaimTemplate {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata?: Partial<ObjectMeta>;
  readonly spec?: PersistentVolumeClaimSpec;
  readonly status?: { readonly phase?: string };
}

export interface StatefulSetSpec {
  readonly replicas?: number;
  readonly selector: LabelSelector;
  readonly template: PodTemplateSpec;
  readonly volumeClaimTemplates?: readonly ClaimTemplate[];
  readonly serviceName?: string;
  readonly podManagementPolicy?: 'OrderedReady' | 'Parallel';
  readonly updateStrategy?: {
    readonly type?: 'RollingUpdate' | 'OnDelete';
    readonly rollingUpdate?: { readonly partition?: number; readonly maxUnavailable?: IntOrString };
  };
  readonly revisionHistoryLimit?: number;
  readonly minReadySeconds?: number;
  readonly persistentVolumeClaimRetentionPolicy?: {
    readonly whenDeleted?: 'Retain' | 'Delete';
    readonly whenScaled?: 'Retain' | 'Delete';
  };
  readonly ordinals?: { readonly start: number };
}

export interface StatefulSetStatus {
  readonly observedGeneration?: number;
  readonly replicas: number;
  readonly readyReplicas?: number;
  readonly currentReplicas?: number;
  readonly updatedReplicas?: number;
  readonly currentRevision?: string;
  readonly updateRevision?: string;
  readonly collisionCount?: number;
  readonly conditions?: readonly Condition[];
  readonly availableReplicas: number;
}

export interface StatefulSet extends KubeObject {
  readonly apiVersion: 'apps/v1';
  readonly kind: 'StatefulSet';
  readonly spec: StatefulSetSpec;
  readonly status: StatefulSetStatus;
}

export const statefulSets: Kind<StatefulSet> = defineKind<StatefulSet>({
  group: 'apps',
  version: 'v1',
  kind: 'StatefulSet',
  plural: 'statefulsets',
  singular: 'statefulset',
  shortNames: ['sts'],
  categories: ['all'],
  namespaced: true,
  simplified: 'Stored and checked as in Kubernetes; no controller makes its pods yet.',
  nameRule: 'dns1123-label',
  subresources: ['scale', 'status'],
  setDefaults: setStatefulSetDefaults,
  prepareForCreate: (set) => {
    (set as { status: StatefulSetStatus }).status = { replicas: 0, availableReplicas: 0 };
    beginGeneration(set);
    dropMaxUnavailable(set.spec, undefined);
    nameService(set.spec);
  },
  prepareForUpdate: (next, previous) => {
    keepStatus(next, previous);
    dropMaxUnavailable(next.spec, previous.spec);
    nameService(next.spec);
    countGeneration(next, previous, !deepEqual(next.spec, previous.spec));
  },
  prepareForStatusUpdate: keepSpec,
  validate: validateStatefulSet,
  validateUpdate: validateStatefulSetUpdate,
  validateStatusUpdate: validateStatefulSetStatus,
  warnings: warningsOfStatefulSet,
  columns: [
    nameColumn,
    column('Ready', 'Pods that are ready, of those wanted.', ({ status, spec }) => `${status.readyReplicas ?? 0}/${spec.replicas ?? 0}`),
    ageColumn,
    ...templateColumns<StatefulSet>(({ spec }) => spec.template),
  ],
});

/** Printed even when it is empty, but nobody owns what nobody wrote. */
function nameService(spec: StatefulSetSpec): void {
  (spec as { serviceName?: string }).serviceName ??= '';
}

/** Several pods at a time is not on by default in 1.34: the field goes, unless the object had it already. */
function dropMaxUnavailable(spec: StatefulSetSpec, previous: StatefulSetSpec | undefined): void {
  const rolling = spec.updateStrategy?.rollingUpdate;
  if (rolling?.maxUnavailable === undefined || previous?.updateStrategy?.rollingUpdate?.maxUnavailable !== undefined) return;
  delete (rolling as { maxUnavailable?: IntOrString }).maxUnavailable;
}
