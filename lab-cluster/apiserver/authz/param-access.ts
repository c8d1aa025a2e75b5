// Whoever writes a policy reads its parameters through it: he must be allowed to read them himself.
// Models pkg/registry/admissionregistration/{validatingadmissionpolicy,validatingadmissionpolicybinding}/authz.go.
import { invalidStatus } from '../../api/errors.ts';
import { deepEqual } from '../../api/equal.ts';
import { forbidden } from '../../api/field-errors.ts';
import { type ValidatingAdmissionPolicy, validatingAdmissionPolicies } from '../../api/kinds/validating-admission-policy.ts';
import {
  type ValidatingAdmissionPolicyBinding,
  validatingAdmissionPolicyBindings,
} from '../../api/kinds/validating-admission-policy-binding.ts';
import { erased, kindOf } from '../../api/registry.ts';
import type { UserInfo } from '../../api/request.ts';
import type { Status } from '../../api/status.ts';
import type { AdmissionEnv, AdmissionRequest } from '../admission/plugin.ts';
import { registryKey } from '../storage/registry-key.ts';
import { MASTERS } from './authorize.ts';

const policyKind = erased(validatingAdmissionPolicies);
const bindingKind = erased(validatingAdmissionPolicyBindings);

type ParamKind = ValidatingAdmissionPolicy['spec']['paramKind'];

/** Why this policy or binding may not be written by whoever asks; nothing for all other kinds. */
export function paramAccess(request: AdmissionRequest, env: AdmissionEnv): Status | undefined {
  const { kind, operation, user, subresource } = request;
  if ((kind !== policyKind && kind !== bindingKind) || subresource !== undefined) return undefined;
  if ((operation !== 'CREATE' && operation !== 'UPDATE') || user.groups.includes(MASTERS)) return undefined;
  const problem = kind === policyKind ? policyProblem(request, env) : bindingProblem(request, env);
  if (problem === undefined) return undefined;
  const field = kind === policyKind ? 'spec.paramKind' : 'spec.paramRef';
  return invalidStatus(kind, request.name, [forbidden(field, `user ${userText(user)} ${problem}`)]);
}

function policyProblem(request: AdmissionRequest, env: AdmissionEnv): string | undefined {
  const { paramKind } = (request.object as ValidatingAdmissionPolicy).spec;
  const before = (request.oldObject as ValidatingAdmissionPolicy | undefined)?.spec.paramKind;
  if (paramKind === undefined || deepEqual(paramKind, before) || mayGet(request, env, paramKind, '*', '*')) return undefined;
  const { kind = '', apiVersion = '' } = paramKind;
  return `must have "get" permission on all objects of the referenced paramKind (kind=${kind}, apiVersion=${apiVersion})`;
}

function bindingProblem(request: AdmissionRequest, env: AdmissionEnv): string | undefined {
  const { paramRef, policyName = '' } = (request.object as ValidatingAdmissionPolicyBinding).spec;
  const before = (request.oldObject as ValidatingAdmissionPolicyBinding | undefined)?.spec;
  if (paramRef === undefined || (deepEqual(paramRef, before?.paramRef) && before?.policyName === policyName)) return undefined;
  const policy = env.cache.get(policyKind, registryKey(policyKind, undefined, policyName)) as ValidatingAdmissionPolicy | undefined;
  if (mayGet(request, env, policy?.spec.paramKind, paramRef.namespace ?? '', paramRef.name ?? '')) return undefined;
  return 'does not have "get" permission on the object referenced by paramRef';
}

/** Of a kind that nobody knows, everything is asked for. */
function mayGet({ user }: AdmissionRequest, { authorizers }: AdmissionEnv, paramKind: ParamKind, namespace: string, name: string): boolean {
  const { apiVersion, kind = '' } = paramKind ?? {};
  const group = apiVersion === undefined ? '*' : apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '';
  const resource = kindOf(apiVersion ?? '', kind)?.plural ?? '*';
  const access = { user, verb: 'get', isResource: true, group, resource, subresource: '', namespace, name, path: '', fieldSelector: '' };
  return authorizers.authorize(access).decision === 'allow';
}

/** As Go prints a user: `&{ann  [dev] map[]}`. */
function userText({ name, uid = '', groups, extra = {} }: UserInfo): string {
  const entries = Object.entries(extra).sort(([left], [right]) => (left < right ? -1 : 1));
  return `&{${name} ${uid} [${groups.join(' ')}] map[${entries.map(([key, values]) => `${key}:[${values.join(' ')}]`).join(' ')}]}`;
}
