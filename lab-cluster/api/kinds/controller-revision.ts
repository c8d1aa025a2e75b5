// ControllerRevision: one past state of a StatefulSet or DaemonSet, kept so that it can be gone back to.
import { NONE, ageColumn, column, integerColumn, nameColumn } from '../columns/columns.ts';
import { deepEqual } from '../equal.ts';
import { invalid, required } from '../field-errors.ts';
import type { FieldError } from '../field.ts';
import { type Kind, defineKind } from '../kind.ts';
import { type KubeObject, controllerOf } from '../object.ts';
import { type Errors, IMMUTABLE, notNegative } from '../validate/primitives.ts';

export interface ControllerRevision extends KubeObject {
  readonly apiVersion: 'apps/v1';
  readonly kind: 'ControllerRevision';
  /** What its owner's controller needs to make the state again. */
  readonly data?: unknown;
  readonly revision: number;
}

export const controllerRevisions: Kind<ControllerRevision> = defineKind<ControllerRevision>({
  group: 'apps',
  version: 'v1',
  kind: 'ControllerRevision',
  plural: 'controllerrevisions',
  singular: 'controllerrevision',
  shortNames: [],
  categories: [],
  namespaced: true,
  simplified: 'Stored and checked as in Kubernetes; nothing writes revisions yet.',
  subresources: [],
  setDefaults: (revision) => {
    (revision as { revision?: number }).revision ??= 0;
  },
  validate: validateControllerRevision,
  validateUpdate: (next, previous) => {
    const errors: Errors = [...validateControllerRevision(next)];
    if (!deepEqual(next.data, previous.data)) errors.push(invalid('data', next.data ?? null, IMMUTABLE));
    return errors;
  },
  rechecksMetadata: true,
  columns: [
    nameColumn,
    column('Controller', 'Whose state it was.', printedController),
    { ...integerColumn<ControllerRevision>('Revision', 'Its place among the states of its owner.', (one) => one.revision), type: 'string' },
    ageColumn,
  ],
});

/** Models ValidateControllerRevision of pkg/apis/apps/validation. */
function validateControllerRevision({ data, revision }: ControllerRevision): readonly FieldError[] {
  const errors: Errors = [];
  if (data === undefined || data === null) errors.push(required('data', 'data is mandatory'));
  notNegative(errors, 'revision', revision);
  return errors;
}

/** `daemonset.apps/agent`. */
function printedController(revision: ControllerRevision): string {
  const owner = controllerOf(revision);
  if (owner === undefined) return NONE;
  const [group, version] = owner.apiVersion.split('/');
  const kind = owner.kind.toLowerCase();
  return `${version === undefined ? kind : `${kind}.${group}`}/${owner.name}`;
}
