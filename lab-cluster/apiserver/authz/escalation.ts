// Nobody can give away what they do not have: whoever writes a role or a binding must hold every right in it, or be trusted
// with `escalate` or `bind`. Models pkg/registry/rbac/{escalation_check,role,clusterrole,rolebinding,clusterrolebinding}/policybased
// and pkg/registry/rbac/validation ConfirmNoEscalation.
import { deepEqual } from '../../api/equal.ts';
import { forbiddenStatus, notFoundStatus } from '../../api/errors.ts';
import { goList, goQuote } from '../../api/field-errors.ts';
import type { KubeObject } from '../../api/object.ts';
import { type BindingParts, type PolicyRule, RBAC_GROUP } from '../../api/rbac.ts';
import type { Status } from '../../api/status.ts';
import type { AdmissionRequest } from '../admission/plugin.ts';
import { type Authorizers, MASTERS } from './authorize.ts';
import { compacted, ruleText, uncovered } from './covers.ts';

const EVERYTHING: readonly PolicyRule[] = [
  { verbs: ['*'], apiGroups: ['*'], resources: ['*'] },
  { verbs: ['*'], nonResourceURLs: ['*'] },
];

type RoleObject = KubeObject & { readonly rules?: readonly PolicyRule[] | null; readonly aggregationRule?: unknown };
type BindingObject = KubeObject & BindingParts;

/** Why this role or binding may not be written by whoever asks; nothing for all other kinds. */
export function escalation(request: AdmissionRequest, authorizers: Authorizers): Status | undefined {
  const { kind, operation, user, object, oldObject } = request;
  if (kind.group !== RBAC_GROUP || (operation !== 'CREATE' && operation !== 'UPDATE')) return undefined;
  if (user.groups.includes(MASTERS)) return undefined;
  if (oldObject !== undefined && onlyLooseEnds(object, oldObject)) return undefined;
  return kind.plural.endsWith('bindings') ? bindingEscalation(request, authorizers) : roleEscalation(request, authorizers);
}

/** Owners and finalizers may be changed by whoever cleans up. */
function onlyLooseEnds(next: KubeObject, previous: KubeObject): boolean {
  const { ownerReferences: _owners, finalizers: _finalizers, managedFields: _managed, ...rest } = next.metadata;
  const { ownerReferences: _oldOwners, finalizers: _oldFinalizers, managedFields: _oldManaged, ...oldRest } = previous.metadata;
  return deepEqual({ ...next, metadata: rest }, { ...previous, metadata: oldRest });
}

function roleEscalation(request: AdmissionRequest, authorizers: Authorizers): Status | undefined {
  const { kind, object, oldObject } = request;
  if (isAllowed(request, authorizers, 'escalate', kind.plural, oldObject === undefined ? '' : request.name, request.namespace))
    return undefined;
  const role = object as RoleObject;
  const why = lacking(request, authorizers, role.rules ?? []);
  if (why !== undefined) return forbiddenStatus(kind, request.name, why);
  const aggregates = role.aggregationRule !== undefined || (oldObject as RoleObject | undefined)?.aggregationRule !== undefined;
  if (!aggregates || lacking(request, authorizers, EVERYTHING) === undefined) return undefined;
  return forbiddenStatus(kind, request.name, 'must have cluster-admin privileges to use the aggregationRule');
}

function bindingEscalation(request: AdmissionRequest, authorizers: Authorizers): Status | undefined {
  const { kind, object, namespace } = request;
  const { roleRef } = object as BindingObject;
  const plural = roleRef.kind === 'ClusterRole' ? 'clusterroles' : 'roles';
  if (isAllowed(request, authorizers, 'bind', plural, roleRef.name, namespace)) return undefined;
  const rules = authorizers.rbac.rulesOf(roleRef, namespace ?? '');
  if (typeof rules === 'string') {
    const singular = roleRef.kind.toLowerCase();
    const named = { group: RBAC_GROUP, kind: singular, plural: singular, resource: `${singular}.${RBAC_GROUP}` };
    return notFoundStatus(named, roleRef.name);
  }
  const why = lacking(request, authorizers, rules);
  return why === undefined ? undefined : forbiddenStatus(kind, request.name, why);
}

function isAllowed(
  { user }: AdmissionRequest,
  authorizers: Authorizers,
  verb: 'escalate' | 'bind',
  resource: string,
  name: string,
  namespace: string | undefined,
): boolean {
  const access = {
    user,
    verb,
    isResource: true,
    group: RBAC_GROUP,
    resource,
    subresource: '',
    namespace: namespace ?? '',
    name,
    path: '',
    fieldSelector: '',
  };
  return authorizers.authorize(access).decision === 'allow';
}

/** The sentence that lists what somebody lacks. */
function lacking({ user, namespace }: AdmissionRequest, authorizers: Authorizers, wanted: readonly PolicyRule[]): string | undefined {
  const { rules, problem } = authorizers.rbac.rulesFor(user, namespace ?? '');
  const missing = uncovered(rules, wanted);
  if (missing.length === 0) return undefined;
  const list = [...new Set(compacted(missing).map(ruleText))].sort().join('\n');
  const unresolved = problem === undefined ? '' : `; resolution errors: [${problem}]`;
  const who = `user ${goQuote(user.name)} (groups=${goList(user.groups)})`;
  return `${who} is attempting to grant RBAC permissions not currently held:\n${list}${unresolved}`;
}
