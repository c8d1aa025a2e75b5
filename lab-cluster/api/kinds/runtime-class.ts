// RuntimeClass: which of a node's container runtimes runs a pod, what that costs, and on which nodes it can be had.
// Models pkg/apis/node/validation.
import { ageColumn, column, nameColumn } from '../columns/columns.ts';
import { warningsOfRuntimeClass } from '../warnings/config-warnings.ts';
import type { FieldError } from '../field.ts';
import { duplicate } from '../field-errors.ts';
import { internalForm } from '../internal/internal-form.ts';
import { type Kind, defineKind } from '../kind.ts';
import { dns1123Label } from '../names.ts';
import type { KubeObject } from '../object.ts';
import type { Toleration } from '../pods/pod-spec.ts';
import type { ResourceList } from '../resources.ts';
import { validateResourceList } from '../validate/container-resources.ts';
import { follow, immutable, validateLabels } from '../validate/primitives.ts';
import { validateTolerations } from '../validate/scheduling.ts';

export interface RuntimeClass extends KubeObject {
  readonly apiVersion: 'node.k8s.io/v1';
  readonly kind: 'RuntimeClass';
  readonly handler?: string;
  readonly overhead?: { readonly podFixed?: ResourceList };
  readonly scheduling?: {
    readonly nodeSelector?: Readonly<Record<string, string>>;
    readonly tolerations?: readonly Toleration[];
  };
}

export const runtimeClasses: Kind<RuntimeClass> = defineKind<RuntimeClass>({
  group: 'node.k8s.io',
  version: 'v1',
  kind: 'RuntimeClass',
  plural: 'runtimeclasses',
  singular: 'runtimeclass',
  shortNames: [],
  categories: [],
  namespaced: false,
  createOnUpdate: true,
  unconditionalUpdate: false,
  simplified: 'Overhead and scheduling are merged into pods; every handler runs alike.',
  subresources: [],
  validate: validateRuntimeClass,
  warnings: warningsOfRuntimeClass,
  validateUpdate: (next, previous) => {
    const errors: FieldError[] = [];
    immutable(errors, 'handler', next.handler ?? '', previous.handler ?? '');
    return errors;
  },
  columns: [nameColumn, column('Handler', 'What the node’s container runtime calls it.', ({ handler }) => handler ?? ''), ageColumn],
});

function validateRuntimeClass({ handler = '', overhead, scheduling }: RuntimeClass): readonly FieldError[] {
  const errors: FieldError[] = [];
  follow(errors, 'handler', handler, dns1123Label);
  if (overhead !== undefined) validateResourceList(errors, 'overhead.podFixed', overhead.podFixed ?? {});
  if (scheduling === undefined) return errors;
  validateLabels(errors, 'scheduling.nodeSelector', scheduling.nodeSelector);
  const { tolerations = [] } = scheduling;
  validateTolerations(errors, 'scheduling.tolerations', tolerations);
  const seen = new Set<string>();
  for (const [index, { key = '', operator = '', value = '', effect = '', ...more }] of tolerations.entries()) {
    const listKey = JSON.stringify([key, operator, value, effect]);
    const whole = { key, operator, value, effect, ...more };
    if (seen.has(listKey)) errors.push(duplicate(`scheduling.tolerations[${index}]`, internalForm('Toleration', whole)));
    seen.add(listKey);
  }
  return errors;
}
