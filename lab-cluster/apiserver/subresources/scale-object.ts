// A Scale as it is shown of a workload: how many replicas it is to have, how many there are, and which pods these are.
// Models scaleFrom… of pkg/registry/apps/*/storage.
import { ageColumn, integerColumn, nameColumn } from '../../api/columns/columns.ts';
import { invalid } from '../../api/field-errors.ts';
import { defineKind } from '../../api/kind.ts';
import type { LabelSelector } from '../../api/label-selector.ts';
import type { ManagedFieldsEntry, KubeObject } from '../../api/object.ts';
import { erased } from '../../api/registry.ts';
import { selectorText } from '../../api/selector.ts';

type Labels = Readonly<Record<string, string>>;

export interface Scalable extends KubeObject {
  readonly spec: { readonly replicas?: number; readonly selector?: LabelSelector | Labels };
  readonly status?: { readonly replicas?: number };
}

export interface Scale extends KubeObject {
  readonly spec: { readonly replicas?: number };
  readonly status: { readonly replicas: number };
}

/** No URL names this kind: it is in no registry. Its rules: pkg/apis/autoscaling/validation ValidateScale. */
export const scaleKind = erased(
  defineKind<Scale>({
    group: 'autoscaling',
    version: 'v1',
    kind: 'Scale',
    plural: 'scales',
    singular: 'scale',
    shortNames: [],
    categories: [],
    namespaced: true,
    subresources: [],
    validate: ({ spec: { replicas = 0 } }) =>
      replicas < 0 ? [invalid('spec.replicas', replicas, 'must be greater than or equal to 0')] : [],
    columns: [
      // The one table whose name is not marked as one.
      { ...nameColumn, format: '' },
      integerColumn('Desired', 'How many replicas are wanted.', ({ spec }) => spec.replicas ?? 0),
      integerColumn('Available', 'How many there are.', ({ status }) => status.replicas),
      ageColumn,
    ],
  }),
);

/** With the owners of its fields only where it is to be changed: nobody is shown them. */
export function scaleOf({ kind, metadata, spec, status }: Scalable, managedFields?: readonly ManagedFieldsEntry[]): KubeObject {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = metadata;
  const owners = managedFields === undefined ? {} : { managedFields };
  // A ReplicationController selects by plain labels.
  const isPlain = kind === 'ReplicationController';
  const selector = selectorText(isPlain ? { matchLabels: (spec.selector ?? {}) as Labels } : (spec.selector as LabelSelector | undefined));
  const scale = {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp, ...owners },
    // Go leaves out the number of a spec that is 0, but never that of a status.
    spec: spec.replicas === 0 ? {} : { replicas: spec.replicas ?? 0 },
    status: { replicas: status?.replicas ?? 0, ...(selector === '' ? {} : { selector }) },
  };
  return scale as unknown as KubeObject;
}
