// ValidatingAdmissionPolicy: rules of one's own, written in CEL, that the API server itself holds requests against.
import { completeMatch, type MatchCondition, type MatchResources } from '../admission-rules.ts';
import { ageColumn, column, integerColumn, nameColumn } from '../columns/columns.ts';
import { deepEqual } from '../equal.ts';
import { type Kind, defineKind } from '../kind.ts';
import type { Condition, KubeObject } from '../object.ts';
import { beginGeneration, countGeneration, keepMetadata, keepSpec, keepStatus } from '../strategy.ts';
import { validatePolicy, validatePolicyStatus } from '../validate/admission-policy.ts';
import { writable } from '../writable.ts';

export interface Validation {
  readonly expression: string;
  readonly message?: string;
  readonly messageExpression?: string;
  readonly reason?: string;
}

export interface PolicySpec {
  readonly paramKind?: { readonly apiVersion?: string; readonly kind?: string };
  readonly matchConstraints?: MatchResources;
  readonly validations?: readonly Validation[];
  readonly failurePolicy?: string;
  readonly auditAnnotations?: readonly { readonly key: string; readonly valueExpression: string }[];
  readonly matchConditions?: readonly MatchCondition[];
  readonly variables?: readonly { readonly name: string; readonly expression: string }[];
}

export interface ValidatingAdmissionPolicy extends KubeObject {
  readonly apiVersion: 'admissionregistration.k8s.io/v1';
  readonly kind: 'ValidatingAdmissionPolicy';
  readonly spec: PolicySpec;
  readonly status?: {
    readonly observedGeneration?: number;
    readonly typeChecking?: { readonly expressionWarnings?: readonly { readonly fieldRef: string; readonly warning: string }[] };
    readonly conditions?: readonly Condition[];
  };
}

export const validatingAdmissionPolicies: Kind<ValidatingAdmissionPolicy> = defineKind<ValidatingAdmissionPolicy>({
  group: 'admissionregistration.k8s.io',
  version: 'v1',
  kind: 'ValidatingAdmissionPolicy',
  plural: 'validatingadmissionpolicies',
  singular: 'validatingadmissionpolicy',
  shortNames: [],
  categories: ['api-extensions'],
  namespaced: false,
  unconditionalUpdate: false,
  subresources: ['status'],
  setDefaults: ({ spec }) => {
    writable(spec).failurePolicy ??= 'Fail';
    if (spec.matchConstraints !== undefined) completeMatch(spec.matchConstraints);
  },
  prepareForCreate: (policy) => {
    beginGeneration(policy);
    writable(policy).status = {};
  },
  prepareForUpdate: (next, previous) => {
    keepStatus(next, previous);
    countGeneration(next, previous, !deepEqual(next.spec, previous.spec));
  },
  prepareForStatusUpdate: (next, previous) => {
    keepSpec(next, previous);
    keepMetadata(next, previous);
  },
  validate: validatePolicy,
  validateStatusUpdate: validatePolicyStatus,
  columns: [
    nameColumn,
    integerColumn('Validations', 'How many rules it has.', ({ spec }) => spec.validations?.length ?? 0),
    column('ParamKind', 'What kind of object its parameters are.', ({ spec }) =>
      spec.paramKind === undefined ? '<unset>' : `${spec.paramKind.apiVersion ?? ''}/${spec.paramKind.kind ?? ''}`,
    ),
    ageColumn,
  ],
});
