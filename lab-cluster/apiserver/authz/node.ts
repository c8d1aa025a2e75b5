// The Node authoriser: a kubelet may do what concerns its own node and the pods bound to it, and no more.
// Models plugin/pkg/auth/authorizer/node/node_authorizer.go.
// Simplified: Secrets that only a PersistentVolume names, and resource claims, lead to no node.
import { type PersistentVolumeClaim, persistentVolumeClaims } from '../../api/kinds/persistent-volume-claim.ts';
import { type VolumeAttachment, volumeAttachments } from '../../api/kinds/volume-attachment.ts';
import type { PolicyRule } from '../../api/rbac.ts';
import { erased } from '../../api/registry.ts';
import type { UserInfo } from '../../api/request.ts';
import { registryKey } from '../storage/registry-key.ts';
import type { WatchCache } from '../storage/watch-cache.ts';
import { type Access, selectedValue } from './access.ts';
import { ALLOWED, type Authorizer, type KnownRules, NO_OPINION, noOpinion, type Opinion } from './authorizer.ts';
import { bootstrapRules, NODE_ROLE } from './bootstrap-policy.ts';
import type { NodeGraph } from './node-graph.ts';
import { allows } from './rules.ts';

const claims = erased(persistentVolumeClaims);
const attachments = erased(volumeAttachments);

const USER_PREFIX = 'system:node:';
const GROUP = 'system:nodes';
const LEASE_NAMESPACE = 'kube-node-lease';
const READS: ReadonlySet<string> = new Set(['get', 'list', 'watch']);
const OWN_THINGS: ReadonlySet<string> = new Set(['get', 'create', 'update', 'patch', 'delete']);

/** The node that a user is; empty for a member of the group that does not say which, undefined for everyone else. */
export function nodeOf({ name, groups }: UserInfo): string | undefined {
  return name.startsWith(USER_PREFIX) && groups.includes(GROUP) ? name.slice(USER_PREFIX.length) : undefined;
}

export class NodeAuthorizer implements Authorizer {
  readonly name = 'Node';
  readonly #graph: NodeGraph;
  readonly #cache: WatchCache;
  #rules: readonly PolicyRule[] | undefined;

  constructor(cache: WatchCache, graph: NodeGraph) {
    this.#cache = cache;
    this.#graph = graph;
  }

  authorize(access: Access): Opinion {
    const node = nodeOf(access.user);
    if (node === undefined) return NO_OPINION;
    if (node === '') return noOpinion(`unknown node for user ${JSON.stringify(access.user.name)}`);
    const special = access.isResource ? this.#special(access, node) : undefined;
    if (special !== undefined) return special;
    this.#rules ??= bootstrapRules(NODE_ROLE);
    return this.#rules.some((rule) => allows(rule, access)) ? ALLOWED : NO_OPINION;
  }

  rulesFor(user: UserInfo): KnownRules {
    if (nodeOf(user) === undefined) return { rules: [] };
    return { rules: [], problem: 'node authorizer does not support user rule resolution', isIncomplete: true };
  }

  /** Resources of which a node sees only some; undefined for all others. */
  #special(access: Access, node: string): Opinion | undefined {
    switch (access.group === '' ? access.resource : `${access.resource}.${access.group}`) {
      case 'pods':
        return this.#pods(access, node);
      case 'nodes':
        return ownNode(access, node);
      case 'secrets':
      case 'configmaps':
        return this.#read(access, node, access.resource as 'secrets' | 'configmaps');
      case 'serviceaccounts':
        return this.#token(access, node);
      case 'leases.coordination.k8s.io':
        return ownLease(access, node);
      case 'persistentvolumeclaims':
        return access.subresource === 'status'
          ? this.#claimStatus(access, node)
          : this.#get(access, () => this.#leads(access, node, 'persistentvolumeclaims'));
      case 'persistentvolumes':
        return this.#get(access, () => this.#volume(access, node));
      case 'volumeattachments.storage.k8s.io':
        return this.#get(access, () => this.#attachment(access, node));
      case 'resourceclaims.resource.k8s.io':
        return this.#get(access, () => unrelated(node));
      case 'csinodes.storage.k8s.io':
        return ownCsiNode(access, node);
      default:
        return undefined;
    }
  }

  #leads(access: Access, node: string, reach: Parameters<NodeGraph['leads']>[1]): Opinion {
    if (access.name === '') return noOpinion('No Object name found');
    return this.#graph.leads(node, reach, access.namespace, access.name) ? ALLOWED : unrelated(node);
  }

  #get(access: Access, lookUp: () => Opinion): Opinion {
    if (access.verb !== 'get') return noOpinion('can only get individual resources of this type');
    if (access.subresource !== '') return noOpinion('cannot get subresource');
    return lookUp();
  }

  #read(access: Access, node: string, reach: 'secrets' | 'configmaps'): Opinion {
    if (!READS.has(access.verb)) return noOpinion('can only read resources of this type');
    if (access.subresource !== '') return noOpinion('cannot read subresource');
    if (access.namespace === '') return noOpinion('can only read namespaced object of this type');
    return this.#leads(access, node, reach);
  }

  #token(access: Access, node: string): Opinion {
    if (access.verb !== 'create' || access.name === '') return noOpinion('can only create tokens for individual service accounts');
    if (access.subresource !== 'token') return noOpinion('can only create token subresource of serviceaccount');
    return this.#leads(access, node, 'serviceaccounts');
  }

  #claimStatus(access: Access, node: string): Opinion {
    if (access.verb !== 'update' && access.verb !== 'patch') return noOpinion('can only get/update/patch this type');
    return this.#leads(access, node, 'persistentvolumeclaims');
  }

  #pods(access: Access, node: string): Opinion {
    const { verb, subresource } = access;
    if (subresource === 'status') return verb === 'update' || verb === 'patch' ? ALLOWED : NO_OPINION;
    if (subresource === 'eviction') return verb === 'create' ? ALLOWED : NO_OPINION;
    if (subresource !== '') return NO_OPINION;
    if (verb === 'get') return this.#leads(access, node, 'pods');
    if (verb === 'create' || verb === 'delete') return ALLOWED;
    if (verb !== 'list' && verb !== 'watch') return NO_OPINION;
    if (selectedValue(access.fieldSelector, 'spec.nodeName') === node) return ALLOWED;
    return access.name === '' ? noOpinion('can only list/watch pods with spec.nodeName field selector') : this.#leads(access, node, 'pods');
  }

  /** A volume belongs to a node through the claim that a pod there uses. */
  #volume(access: Access, node: string): Opinion {
    if (access.name === '') return noOpinion('No Object name found');
    const bound = this.#graph.claims(node).some((path) => {
      const [namespace, name = ''] = path.split('/');
      const claim = this.#cache.get(claims, registryKey(claims, namespace, name)) as PersistentVolumeClaim | undefined;
      return claim?.spec?.volumeName === access.name;
    });
    return bound ? ALLOWED : unrelated(node);
  }

  #attachment(access: Access, node: string): Opinion {
    if (access.name === '') return noOpinion('No Object name found');
    const attachment = this.#cache.get(attachments, registryKey(attachments, undefined, access.name)) as VolumeAttachment | undefined;
    return attachment?.spec?.nodeName === node ? ALLOWED : unrelated(node);
  }
}

function unrelated(node: string): Opinion {
  return noOpinion(`no relationship found between node '${node}' and this object`);
}

function ownNode({ verb, subresource, name }: Access, node: string): Opinion {
  const changes = verb === 'update' || verb === 'patch';
  if (subresource === 'status') return changes ? ALLOWED : NO_OPINION;
  if (subresource !== '') return NO_OPINION;
  if (changes || verb === 'create') return ALLOWED;
  if (!READS.has(verb)) return NO_OPINION;
  if (name === node) return ALLOWED;
  const others = name === '' ? 'all nodes' : `'${name}'`;
  return noOpinion(`node '${node}' cannot read ${others}, only its own Node object`);
}

function ownLease({ verb, namespace, name }: Access, node: string): Opinion {
  if (!OWN_THINGS.has(verb)) return noOpinion('can only get, create, update, patch, or delete a node lease');
  if (namespace !== LEASE_NAMESPACE) return noOpinion(`can only access leases in the ${JSON.stringify(LEASE_NAMESPACE)} system namespace`);
  // The name of something new is in its body, where admission looks.
  if (verb !== 'create' && name !== node) return noOpinion('can only access node lease with the same name as the requesting node');
  return ALLOWED;
}

function ownCsiNode({ verb, subresource, name }: Access, node: string): Opinion {
  if (!OWN_THINGS.has(verb)) return noOpinion('can only get, create, update, patch, or delete a CSINode');
  if (subresource !== '') return noOpinion('cannot authorize CSINode subresources');
  if (verb !== 'create' && name !== node) return noOpinion('can only access CSINode with the same name as the requesting node');
  return ALLOWED;
}
