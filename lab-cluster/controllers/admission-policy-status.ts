// The status of admission policies: what their expressions get wrong about the kinds they are about.
// Models pkg/controller/validatingadmissionpolicystatus.
import { expressionWarnings } from '../api/cel/type-check.ts';
import { validatingAdmissionPolicies } from '../api/kinds/validating-admission-policy.ts';
import { kindOf, kinds } from '../api/registry.ts';
import { done, retry } from '../client/reconcile-loop.ts';
import { defineController, watch } from './define-controller.ts';

const MANAGER = 'validatingadmissionpolicy-status';

export const admissionPolicyStatusController = defineController({
  name: 'validatingadmissionpolicy-status-controller',
  role: {
    plain: 'It reads the expressions of every ValidatingAdmissionPolicy and notes in its status which fields do not exist.',
    port: 'Reads new harbour rules for slips of the pen, before a ship is turned away by one.',
    office: 'Proof-reads the house rules and pencils notes in the margin.',
  },
  watches: [watch(validatingAdmissionPolicies)],
  *reconcile(tools, ctx, name) {
    const policy = tools.informer(validatingAdmissionPolicies).get(name);
    if (policy === undefined) return done({ saw: `${name} is gone`, decided: 'nothing to do' });
    const { generation = 0 } = policy.metadata;
    if (generation <= (policy.status?.observedGeneration ?? 0)) return done({ saw: `${name} was read`, decided: 'nothing to do' });
    const warnings = expressionWarnings(policy.spec, { all: () => kinds, of: kindOf });
    const typeChecking = warnings.length === 0 ? {} : { expressionWarnings: warnings };
    const body = {
      apiVersion: policy.apiVersion,
      kind: policy.kind,
      metadata: { name },
      status: { observedGeneration: generation, typeChecking },
    };
    const story = { saw: `${name} is new, or was changed`, decided: `${warnings.length} warnings about its expressions` };
    const written = yield* tools.client.apply(ctx, validatingAdmissionPolicies, body, { fieldManager: MANAGER, subresource: 'status' });
    return written.ok ? done({ ...story, wrote: `validatingadmissionpolicies/${name}` }) : retry(written.status, story);
  },
});
