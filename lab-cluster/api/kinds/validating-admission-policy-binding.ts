// ValidatingAdmissionPolicyBinding: puts a policy to work, with parameters, for some requests, and says what breaking it means.
import { completeMatch, type MatchResources } from '../admission-rules.ts';
import { ageColumn, column, nameColumn } from '../columns/columns.ts';
import { deepEqual } from '../equal.ts';
import { type Kind, defineKind } from '../kind.ts';
import type { LabelSelector } from '../label-selector.ts';
import type { KubeObject } from '../object.ts';
import { beginGeneration, countGeneration } from '../strategy.ts';
import { validateBinding } from '../validate/admission-policy-binding.ts';

export interface ParamRef {
  readonly name?: string;
  readonly namespace?: string;
  readonly selector?: LabelSelector;
  readonly parameterNotFoundAction?: string;
}

export interface BindingSpec {
  readonly policyName?: string;
  readonly paramRef?: ParamRef;
  readonly matchResources?: MatchResources;
  readonly validationActions?: readonly string[];
}

export interface ValidatingAdmissionPolicyBinding extends KubeObject {
  readonly apiVersion: 'admissionregistration.k8s.io/v1';
  readonly kind: 'ValidatingAdmissionPolicyBinding';
  readonly spec: BindingSpec;
}

export const validatingAdmissionPolicyBindings: Kind<ValidatingAdmissionPolicyBinding> = defineKind<ValidatingAdmissionPolicyBinding>({
  group: 'admissionregistration.k8s.io',
  version: 'v1',
  kind: 'ValidatingAdmissionPolicyBinding',
  plural: 'validatingadmissionpolicybindings',
  singular: 'validatingadmissionpolicybinding',
  shortNames: [],
  categories: ['api-extensions'],
  namespaced: false,
  unconditionalUpdate: false,
  subresources: [],
  setDefaults: ({ spec }) => {
    if (spec.matchResources !== undefined) completeMatch(spec.matchResources);
  },
  prepareForCreate: beginGeneration,
  prepareForUpdate: (next, previous) => countGeneration(next, previous, !deepEqual(next.spec, previous.spec)),
  validate: validateBinding,
  columns: [
    nameColumn,
    column('PolicyName', 'The policy it puts to work.', ({ spec }) => spec.policyName ?? ''),
    column('ParamRef', 'Where the parameters are.', ({ spec }) => paramText(spec.paramRef)),
    ageColumn,
  ],
});

function paramText(ref: ParamRef | undefined): string {
  if (ref?.name) return `${ref.namespace || '*'}/${ref.name}`;
  return ref?.selector === undefined ? '<unset>' : goSelector(ref.selector);
}

/** A label selector as Go prints the struct. Models the generated LabelSelector.String. */
function goSelector({ matchLabels = {}, matchExpressions = [] }: LabelSelector): string {
  const labels = Object.keys(matchLabels).sort();
  const pairs = labels.map((key) => `${key}: ${matchLabels[key]},`).join('');
  const requirements = matchExpressions.map(
    ({ key, operator, values = [] }) => `LabelSelectorRequirement{Key:${key},Operator:${operator},Values:[${values.join(' ')}],},`,
  );
  return `&LabelSelector{MatchLabels:map[string]string{${pairs}},MatchExpressions:[]LabelSelectorRequirement{${requirements.join('')}},}`;
}
