// Who may do what. Authorisers are asked in order until one has an opinion; no opinion at all means no.
// Models apiserver/pkg/authorization/union and pkg/endpoints/filters/authorization.go.
import { forbiddenStatus } from '../api/errors.ts';
import type { Status } from '../api/status.ts';
import { ANONYMOUS } from './authenticate.ts';
import type { Attributes } from './attributes.ts';

export type Opinion = { readonly decision: 'allow' | 'deny' | 'none'; readonly reason: string };

/** RBAC and the Node authoriser will be further ones of these. */
export interface Authorizer {
  readonly name: string;
  authorize(attributes: Attributes): Opinion;
}

const NO_OPINION: Opinion = { decision: 'none', reason: '' };

const masters: Authorizer = {
  name: 'masters',
  authorize: ({ user }) =>
    user.groups.includes('system:masters') ? { decision: 'allow', reason: 'group system:masters may do everything' } : NO_OPINION,
};

/** Simplified: the one binding kubeadm makes for its administrators, until roles and bindings are looked at. */
const administrators: Authorizer = {
  name: 'administrators',
  authorize: ({ user }) =>
    user.groups.includes('kubeadm:cluster-admins') ? { decision: 'allow', reason: 'bound to cluster-admin by kubeadm' } : NO_OPINION,
};

/** Health and version are for everyone, discovery for everyone who has a name. Models the bootstrap roles for discovery. */
const publicPaths: Authorizer = {
  name: 'public paths',
  authorize: ({ user, target }) => {
    if (target.type !== 'nonResource' || target.verb !== 'get') return NO_OPINION;
    const open = /^(healthz|livez|readyz|version)(\/|$)/.test(target.path);
    if (!open && user.name === ANONYMOUS.name) return NO_OPINION;
    return open || /^(api|apis|openapi)(\/|$)/.test(target.path) ? { decision: 'allow', reason: 'this path is open to all' } : NO_OPINION;
  },
};

/**
 * Simplified: every component of the control plane and every kubelet may do everything, where upstream gives each its
 * own role (RBAC) and a kubelet only what concerns its node (Node authoriser).
 */
const components: Authorizer = {
  name: 'system components',
  authorize: ({ user }) => {
    const component = user.name.startsWith('system:') && user.name !== ANONYMOUS.name && !user.name.startsWith('system:serviceaccount:');
    const controller = user.name.startsWith('system:serviceaccount:kube-system:');
    return component || controller ? { decision: 'allow', reason: 'a component of the cluster may do everything' } : NO_OPINION;
  },
};

const authorizers: readonly Authorizer[] = [masters, administrators, publicPaths, components];

export type Verdict = { readonly ok: true; readonly reason: string } | { readonly ok: false; readonly status: Status };

export function authorize(attributes: Attributes): Verdict {
  for (const authorizer of authorizers) {
    const { decision, reason } = authorizer.authorize(attributes);
    if (decision === 'allow') return { ok: true, reason };
    if (decision === 'deny') return { ok: false, status: forbidden(attributes) };
  }
  return { ok: false, status: forbidden(attributes) };
}

/** Models responsewriters.forbiddenMessage. */
function forbidden({ user, target, request }: Attributes): Status {
  if (target.type === 'nonResource') {
    const message = `forbidden: User ${JSON.stringify(user.name)} cannot ${target.verb} path ${JSON.stringify(request.path)}`;
    return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason: 'Forbidden', details: {}, code: 403 };
  }
  const { kind, verb, namespace, name, subresource } = target;
  const resource = subresource === undefined ? kind.plural : `${kind.plural}/${subresource}`;
  const scope = namespace === undefined ? 'at the cluster scope' : `in the namespace ${JSON.stringify(namespace)}`;
  const why = `User ${JSON.stringify(user.name)} cannot ${verb} resource "${resource}" in API group "${kind.group}" ${scope}`;
  return forbiddenStatus(kind, name ?? '', why);
}
