// PriorityClass: a name for how much a pod matters when there is not room for all.
// Models pkg/apis/scheduling/validation.
import { ageColumn, booleanColumn, column, integerColumn, nameColumn } from '../columns/columns.ts';
import type { FieldError } from '../field.ts';
import { forbidden, notSupported, required } from '../field-errors.ts';
import { type Kind, defineKind } from '../kind.ts';
import type { KubeObject } from '../object.ts';
import { beginGeneration } from '../strategy.ts';
import { immutable } from '../validate/primitives.ts';
import { writable } from '../writable.ts';

export interface PriorityClass extends KubeObject {
  readonly apiVersion: 'scheduling.k8s.io/v1';
  readonly kind: 'PriorityClass';
  readonly value?: number;
  readonly globalDefault?: boolean;
  readonly description?: string;
  readonly preemptionPolicy?: string;
}

const HIGHEST_USER_PRIORITY = 1_000_000_000;
const SYSTEM_PREFIX = 'system-';
const POLICIES = ['PreemptLowerPriority', 'Never'];

/** The two classes every cluster has from its first moment. */
export const SYSTEM_PRIORITY_CLASSES: readonly { readonly name: string; readonly value: number; readonly description: string }[] = [
  {
    name: 'system-node-critical',
    value: 2 * HIGHEST_USER_PRIORITY + 1000,
    description: 'Used for system critical pods that must not be moved from their current node.',
  },
  {
    name: 'system-cluster-critical',
    value: 2 * HIGHEST_USER_PRIORITY,
    description: 'Used for system critical pods that must run in the cluster, but can be moved to another node if necessary.',
  },
];

export const priorityClasses: Kind<PriorityClass> = defineKind<PriorityClass>({
  group: 'scheduling.k8s.io',
  version: 'v1',
  kind: 'PriorityClass',
  plural: 'priorityclasses',
  singular: 'priorityclass',
  shortNames: ['pc'],
  categories: [],
  namespaced: false,
  subresources: [],
  setDefaults: (priorityClass) => {
    const draft = writable(priorityClass);
    draft.value ??= 0;
    draft.preemptionPolicy ??= 'PreemptLowerPriority';
  },
  prepareForCreate: beginGeneration,
  validate: validatePriorityClass,
  validateUpdate: (next, previous) => {
    const errors: FieldError[] = [];
    if ((next.value ?? 0) !== (previous.value ?? 0)) errors.push(forbidden('value', 'may not be changed in an update.'));
    immutable(errors, 'preemptionPolicy', next.preemptionPolicy, previous.preemptionPolicy);
    return errors;
  },
  columns: [
    nameColumn,
    integerColumn('Value', 'The number that pods of this class are compared by.', ({ value }) => value ?? 0),
    booleanColumn('Global-Default', 'Whether pods that name no class are of this one.', ({ globalDefault }) => globalDefault ?? false),
    ageColumn,
    column('PreemptionPolicy', 'Whether pods of this class drive out others.', ({ preemptionPolicy }) => preemptionPolicy ?? ''),
  ],
});

function validatePriorityClass({ metadata, value = 0, globalDefault, preemptionPolicy }: PriorityClass): readonly FieldError[] {
  const errors: FieldError[] = [];
  const name = metadata.name ?? '';
  if (name.startsWith(SYSTEM_PREFIX)) {
    const why = unlikeSystemClass(name, value, globalDefault ?? false);
    const rule = `priority class names with '${SYSTEM_PREFIX}' prefix are reserved for system use only. error: ${why}`;
    if (why !== undefined) errors.push(forbidden('metadata.name', rule));
  } else if (value > HIGHEST_USER_PRIORITY) {
    errors.push(forbidden('value', `maximum allowed value of a user defined priority is ${HIGHEST_USER_PRIORITY}`));
  }
  if (preemptionPolicy === '') errors.push(required('preemptionPolicy'));
  else if (preemptionPolicy !== undefined && !POLICIES.includes(preemptionPolicy))
    errors.push(notSupported('preemptionPolicy', preemptionPolicy, POLICIES));
  return errors;
}

function unlikeSystemClass(name: string, value: number, globalDefault: boolean): string | undefined {
  const known = SYSTEM_PRIORITY_CLASSES.find((one) => one.name === name);
  if (known === undefined) return `${name} is not a known system priority class`;
  if (value !== known.value) return `value of ${name} PriorityClass must be ${known.value}`;
  return globalDefault ? `globalDefault of ${name} PriorityClass must be false` : undefined;
}
