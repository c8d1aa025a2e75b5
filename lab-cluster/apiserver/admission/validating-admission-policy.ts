// ValidatingAdmissionPolicy: the rules that people of this cluster wrote themselves, in CEL.
// Models apiserver/pkg/admission/plugin/policy/validating/dispatcher.go.
import { forbiddenStatus } from '../../api/errors.ts';
import { type ValidatingAdmissionPolicy, validatingAdmissionPolicies } from '../../api/kinds/validating-admission-policy.ts';
import {
  type ValidatingAdmissionPolicyBinding,
  validatingAdmissionPolicyBindings,
} from '../../api/kinds/validating-admission-policy-binding.ts';
import type { Kind } from '../../api/kind.ts';
import { erased } from '../../api/registry.ts';
import type { Status } from '../../api/status.ts';
import { everything } from '../storage/matcher.ts';
import { evaluatePolicy, type Violation } from './policy/evaluate.ts';
import { matchedKind } from './policy/match.ts';
import { paramKindProblem, paramsOf } from './policy/params.ts';
import { type RequestValues, requestValues } from './policy/request-values.ts';
import type { AdmissionEnv, AdmissionPlugin, AdmissionRequest } from './plugin.ts';

const policyKind = erased(validatingAdmissionPolicies);
const bindingKind = erased(validatingAdmissionPolicyBindings);
const FAILURE_ANNOTATION = 'validation.policy.admission.k8s.io/validation_failure';
const CODES: Readonly<Record<string, number>> = { Unauthorized: 401, Forbidden: 403, RequestEntityTooLarge: 413 };
const MAX_FAILURES = 50;
const MAX_NOTE = 10 * 1024;

export const validatingAdmissionPolicy: AdmissionPlugin = {
  name: 'ValidatingAdmissionPolicy',
  simplified: 'CEL knows UTC and offsets, no names of time zones, and after the first mistake of grammar says no further ones',
  // Who could forbid the repair of a policy could lock everybody out.
  handles: ({ kind }, { cache }) => kind !== policyKind && kind !== bindingKind && cache.of(bindingKind).size > 0,
  validate: (request, env) => {
    const bindings = env.cache.of(bindingKind).list(undefined, everything) as ValidatingAdmissionPolicyBinding[];
    const policies = env.cache.of(policyKind).list(undefined, everything) as ValidatingAdmissionPolicy[];
    const broken: Broken[] = [];
    const values = new Map<Kind, RequestValues>();
    for (const policy of policies) {
      const { matchConstraints } = policy.spec;
      const own = bindings.filter(({ spec }) => spec.policyName === policy.metadata.name);
      if (own.length === 0 || matchConstraints === undefined) continue;
      const kind = matchedKind(matchConstraints, request, env);
      if (kind === undefined) continue;
      const problem = paramKindProblem(policy.spec);
      if (problem !== undefined) {
        broken.push(...unusable(policy, undefined, `failed to configure policy: ${problem}`));
        continue;
      }
      const notes: Notes = new Map();
      for (const binding of own) {
        if (binding.spec.matchResources !== undefined && matchedKind(binding.spec.matchResources, request, env) === undefined) continue;
        const seen = values.get(kind) ?? requestValues(request, kind, env);
        values.set(kind, seen);
        broken.push(...applyBinding(policy, binding, request, env, seen, notes));
      }
      for (const [key, texts] of notes) request.annotate(`${policy.metadata.name}/${key}`, texts.join(', '));
    }
    return report(request, broken);
  },
};

interface Broken {
  readonly policy: string;
  /** Absent: the policy itself cannot be used. */
  readonly binding: string | undefined;
  readonly violation: Violation;
  readonly actions: readonly string[];
}

/** For the audit log, by key: what the bindings of one policy say of a request. */
type Notes = Map<string, string[]>;

/** What cannot be set up is refused, whatever the binding says of broken rules. */
function unusable(policy: ValidatingAdmissionPolicy, binding: string | undefined, message: string): readonly Broken[] {
  if (policy.spec.failurePolicy === 'Ignore') return [];
  return [{ policy: policy.metadata.name, binding, violation: { index: 0, message, reason: 'Invalid' }, actions: ['Deny'] }];
}

function applyBinding(
  policy: ValidatingAdmissionPolicy,
  binding: ValidatingAdmissionPolicyBinding,
  request: AdmissionRequest,
  env: AdmissionEnv,
  values: RequestValues,
  notes: Notes,
): readonly Broken[] {
  const names = { policy: policy.metadata.name, binding: binding.metadata.name };
  const params = paramsOf(policy.spec, binding.spec.paramRef, request, env);
  if ('problem' in params) return unusable(policy, names.binding, `failed to configure binding: ${params.problem}`);
  return params.found.flatMap((param) => {
    const { violations, annotations, failedNotes } = evaluatePolicy(policy.spec, values, param);
    for (const { key, value } of annotations) note(notes, key, value.slice(0, MAX_NOTE));
    return [
      ...violations.map((violation) => ({ ...names, violation, actions: binding.spec.validationActions ?? [] })),
      ...failedNotes.map((message) => ({ ...names, violation: { index: 0, message, reason: 'Invalid' }, actions: ['Deny'] })),
    ];
  });
}

function note(notes: Notes, key: string, text: string): void {
  const known = notes.get(key);
  if (known === undefined) notes.set(key, [text]);
  else if (!known.includes(text)) known.push(text);
}

/** Warnings and notes for the audit log of all, and a refusal for the first that is to be refused. */
function report(request: AdmissionRequest, broken: readonly Broken[]): Status | undefined {
  const noted: object[] = [];
  for (const { policy, binding, violation, actions } of broken) {
    const { message, index } = violation;
    if (actions.includes('Warn')) {
      request.warn(`Validation failed for ValidatingAdmissionPolicy '${policy}' with binding '${binding}': ${message}`);
    }
    if (actions.includes('Audit')) noted.push({ message, policy, binding, expressionIndex: index, validationActions: actions });
  }
  if (noted.length > 0) request.annotate(FAILURE_ANNOTATION, JSON.stringify(noted.slice(0, MAX_FAILURES)));
  const denied = broken.find(({ actions }) => actions.includes('Deny'));
  if (denied === undefined) return undefined;
  const { policy, binding, violation } = denied;
  const where = binding === undefined ? '' : ` with binding '${binding}'`;
  const message = `ValidatingAdmissionPolicy '${policy}'${where} denied request: ${violation.message}`;
  const status = forbiddenStatus(request.kind, request.name, message);
  const { reason } = violation;
  return { ...status, reason, code: CODES[reason] ?? 422, details: { ...status.details, causes: [{ message }] } };
}
