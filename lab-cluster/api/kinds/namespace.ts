// Namespace: a room of its own for names. Deleting one empties it first, which is why it knows Terminating.
import { ageColumn, column, nameColumn } from '../columns/columns.ts';
import type { FieldError } from '../field.ts';
import { invalid } from '../field-errors.ts';
import { type Kind, defineKind } from '../kind.ts';
import { qualifiedName } from '../names.ts';
import type { Condition, KubeObject, ObjectMeta } from '../object.ts';
import { validateFinalizer } from '../validate/object-meta.ts';
import { follow } from '../validate/primitives.ts';
import { writable } from '../writable.ts';

export interface Namespace extends KubeObject {
  readonly apiVersion: 'v1';
  readonly kind: 'Namespace';
  readonly spec: { readonly finalizers?: readonly string[] };
  readonly status: { readonly phase: 'Active' | 'Terminating'; readonly conditions?: readonly Condition[] };
}

/** Set on every namespace, so that selectors can name one. */
const NAMESPACE_NAME_LABEL = 'kubernetes.io/metadata.name';

export const namespaces: Kind<Namespace> = defineKind<Namespace>({
  group: '',
  version: 'v1',
  kind: 'Namespace',
  plural: 'namespaces',
  singular: 'namespace',
  shortNames: ['ns'],
  categories: [],
  namespaced: false,
  subresources: ['finalize', 'status'],
  verbs: ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'],
  nameRule: 'dns1123-label',
  emptiedFirst: {
    mark: (namespace) => ({ ...namespace, status: { ...namespace.status, phase: 'Terminating' } }),
    isHeld: ({ spec }) => (spec?.finalizers?.length ?? 0) > 0,
  },
  setDefaults: labelWithName,
  prepareForCreate: (namespace) => {
    // A name that was generated was not there yet when defaults were. Models Canonicalize of its strategy.
    labelWithName(namespace);
    const draft = writable(namespace);
    draft.status = { phase: 'Active' };
    const finalizers = namespace.spec?.finalizers ?? [];
    draft.spec = { ...namespace.spec, finalizers: finalizers.includes('kubernetes') ? [...finalizers] : [...finalizers, 'kubernetes'] };
  },
  prepareForUpdate: (next, previous) => {
    const draft = next as { spec: Namespace['spec']; status: Namespace['status'] };
    draft.spec = previous.spec;
    draft.status = previous.status;
  },
  prepareForStatusUpdate: (next, previous) => {
    (next as { spec: Namespace['spec'] }).spec = previous.spec;
  },
  validate: ({ spec }) => finalizerProblems(spec, () => 'spec.finalizers'),
  // Its wish was kept: there is nothing in it that could have become wrong.
  validateUpdate: () => [],
  validateStatusUpdate: ({ metadata, status }) => {
    const isGoing = metadata.deletionTimestamp !== undefined;
    const phase = isGoing ? 'Terminating' : 'Active';
    if (status.phase === phase) return [];
    return [
      invalid('status.Phase', status.phase ?? '', `may only be '${phase}' if \`deletionTimestamp\` is ${isGoing ? 'not ' : ''}empty`),
    ];
  },
  subresourceRules: {
    finalize: {
      prepare: (next, previous) => {
        (next as { status: Namespace['status'] }).status = previous.status;
      },
      validate: ({ spec }) => finalizerProblems(spec, (index) => `spec.finalizers[${index}]`),
    },
  },
  columns: [
    nameColumn,
    column('Status', 'Active, or Terminating while its contents are being deleted.', (namespace) => namespace.status.phase),
    ageColumn,
  ],
  selectableFields: (namespace) => ({ 'status.phase': namespace.status.phase }),
});

function labelWithName({ metadata }: Namespace): void {
  const { name, labels } = metadata as Partial<ObjectMeta>;
  if (!name || labels?.[NAMESPACE_NAME_LABEL] === name) return;
  writable(metadata).labels = { ...labels, [NAMESPACE_NAME_LABEL]: name };
}

function finalizerProblems({ finalizers = [] }: Namespace['spec'], place: (index: number) => string): readonly FieldError[] {
  const errors: FieldError[] = [];
  for (const [index, finalizer] of finalizers.entries()) {
    follow(errors, place(index), finalizer, qualifiedName);
    validateFinalizer(errors, place(index), finalizer);
  }
  return errors;
}
