// ValidatingAdmissionPolicy: the rules that people of this cluster wrote themselves, in CEL.
// Models apiserver/pkg/admission/plugin/policy/validating/dispatcher.go.
import { forbiddenStatus } from '../../api/errors.ts';
import { type ValidatingAdmissionPolicy, validatingAdmissionPolicies } from '../../api/kinds/validating-admission-policy.ts';
import {
  type ValidatingAdmissionPolicyBinding,
  validatingAdmissionPolicyBindings,
} from '../../api/kinds/validating-admission-policy-binding.ts';
import { erased } from '../../api/registry.ts';
import type { Status } from '../../api/status.ts';
import { everything } from '../rest/matcher.ts';
import { contextOf, evaluatePolicy, type Violation } from './policy/evaluate.ts';
import { matchesRequest } from './policy/match.ts';
import { paramsOf } from './policy/params.ts';
import type { AdmissionEnv, AdmissionPlugin, AdmissionRequest } from './plugin.ts';

const policyKind = erased(validatingAdmissionPolicies);
const bindingKind = erased(validatingAdmissionPolicyBindings);
const GROUP = 'admissionregistration.k8s.io';
const FAILURE_ANNOTATION = 'validation.policy.admission.k8s.io/validation_failure';
const CODES: Readonly<Record<string, number>> = { Unauthorized: 401, Forbidden: 403, RequestEntityTooLarge: 413 };

export const validatingAdmissionPolicy: AdmissionPlugin = {
  name: 'ValidatingAdmissionPolicy',
  simplified:
    'CEL without `authorizer` and without a cost budget; fields of objects are checked when a request comes, not when the policy is written; with matchPolicy Equivalent the object is seen in the version it was sent in',
  // Who could forbid the repair of a policy could lock everybody out.
  handles: (request, { cache }) => cache.of(bindingKind).size > 0 && request.kind.group !== GROUP,
  validate: (request, env) => {
    const bindings = env.cache.of(bindingKind).list(undefined, everything) as ValidatingAdmissionPolicyBinding[];
    const policies = env.cache.of(policyKind).list(undefined, everything) as ValidatingAdmissionPolicy[];
    const broken: Broken[] = [];
    let context: ReturnType<typeof contextOf> | undefined;
    for (const policy of policies) {
      const { matchConstraints } = policy.spec;
      const own = bindings.filter(({ spec }) => spec.policyName === policy.metadata.name);
      if (own.length === 0 || matchConstraints === undefined || !matchesRequest(matchConstraints, request, env)) continue;
      for (const binding of own) {
        if (binding.spec.matchResources !== undefined && !matchesRequest(binding.spec.matchResources, request, env)) continue;
        context ??= contextOf(request, env);
        broken.push(...applyBinding(policy, binding, request, env, context));
      }
    }
    return report(request, broken);
  },
};

interface Broken {
  readonly policy: string;
  readonly binding: string;
  readonly violation: Violation;
  readonly actions: readonly string[];
}

function applyBinding(
  policy: ValidatingAdmissionPolicy,
  binding: ValidatingAdmissionPolicyBinding,
  request: AdmissionRequest,
  env: AdmissionEnv,
  context: ReturnType<typeof contextOf>,
): readonly Broken[] {
  const names = { policy: policy.metadata.name, binding: binding.metadata.name };
  const params = paramsOf(policy.spec, binding.spec.paramRef, request, env);
  if ('problem' in params) {
    // What cannot be set up is refused, whatever the binding says of broken rules.
    const violation = { message: `failed to configure binding: ${params.problem}`, reason: 'Invalid' };
    return policy.spec.failurePolicy === 'Ignore' ? [] : [{ ...names, violation, actions: ['Deny'] }];
  }
  return params.found.flatMap((param) => {
    const { violations, annotations } = evaluatePolicy(names.policy, policy.spec, context, param);
    for (const [key, value] of Object.entries(annotations)) request.annotate(key, value);
    return violations.map((violation) => ({ ...names, violation, actions: binding.spec.validationActions ?? [] }));
  });
}

/** Warnings and notes for the audit log of all, and a refusal for the first that is to be refused. */
function report(request: AdmissionRequest, broken: readonly Broken[]): Status | undefined {
  const noted: object[] = [];
  for (const { policy, binding, violation, actions } of broken) {
    if (actions.includes('Warn')) {
      request.warn(`Validation failed for ValidatingAdmissionPolicy '${policy}' with binding '${binding}': ${violation.message}`);
    }
    if (actions.includes('Audit')) noted.push({ message: violation.message, policy, binding, validationActions: actions });
  }
  if (noted.length > 0) request.annotate(FAILURE_ANNOTATION, JSON.stringify(noted));
  const denied = broken.find(({ actions }) => actions.includes('Deny'));
  if (denied === undefined) return undefined;
  const { policy, binding, violation } = denied;
  const message = `ValidatingAdmissionPolicy '${policy}' with binding '${binding}' denied request: ${violation.message}`;
  const status = forbiddenStatus(request.kind, request.name, message);
  const { reason } = violation;
  return { ...status, reason, code: CODES[reason] ?? 422, details: { ...status.details, causes: [{ message }] } };
}
