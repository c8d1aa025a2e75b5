// What a kubelet may do to pods: mirror its own static ones, and delete, evict and report on those bound to it.
// Models admitPod, admitPodStatus and admitPodEviction of plugin/pkg/admission/noderestriction.
import { notFoundStatus } from '../../../api/errors.ts';
import { deepEqual } from '../../../api/equal.ts';
import type { Kind } from '../../../api/kind.ts';
import { nodes } from '../../../api/kinds/node.ts';
import type { Pod } from '../../../api/kinds/pod.ts';
import type { Volume } from '../../../api/pods/volume.ts';
import type { OwnerReference } from '../../../api/object.ts';
import { erased } from '../../../api/registry.ts';
import type { Status } from '../../../api/status.ts';
import { MIRROR } from '../../../api/validate/pod-annotations.ts';
import { registryKey } from '../../storage/registry-key.ts';
import { type Reach, visitReferences } from '../../authz/pod-references.ts';
import type { AdmissionEnv, AdmissionRequest } from '../plugin.ts';

const nodeKind = erased(nodes);

/** A sentence that refuses, or the whole answer where something is not there. */
export type Objection = string | Status | undefined;

export function podObjection(request: AdmissionRequest, node: string, env: AdmissionEnv): Objection {
  const quoted = JSON.stringify(node);
  switch (request.subresource) {
    case undefined:
      return mainObjection(request, node, quoted, env);
    case 'status':
      return statusObjection(request, node, quoted);
    case 'eviction': {
      const pod = storedPod(request, env);
      if (pod === undefined) return missing(request.kind, request.name);
      return pod.spec.nodeName === node ? undefined : `node ${node} can only evict pods with spec.nodeName set to itself`;
    }
    default:
      return `unexpected pod subresource ${JSON.stringify(request.subresource)}, only 'status' and 'eviction' are allowed`;
  }
}

/** Upstream looks in its own memory, which calls kinds by their singular. */
export function missing(kind: Kind, name: string): Status {
  return notFoundStatus({ ...kind, plural: kind.singular, resource: kind.singular }, name);
}

function storedPod({ kind, namespace, name }: AdmissionRequest, { cache }: AdmissionEnv): Pod | undefined {
  return cache.get(kind, registryKey(kind, namespace, name)) as Pod | undefined;
}

function mainObjection(request: AdmissionRequest, node: string, quoted: string, env: AdmissionEnv): Objection {
  const { operation, oldObject, object } = request;
  if (operation === 'CREATE') return creationObjection(object as Pod, node, quoted, env);
  if (operation !== 'DELETE') return `unexpected operation "${operation}", node ${quoted} can only create and delete mirror pods`;
  const isOwn = ((oldObject ?? object) as Pod).spec.nodeName === node;
  return isOwn ? undefined : `node ${quoted} can only delete pods with spec.nodeName set to itself`;
}

function statusObjection({ operation, object, oldObject }: AdmissionRequest, node: string, quoted: string): Objection {
  if (operation !== 'UPDATE') return `unexpected operation "${operation}"`;
  const existing = oldObject as Pod;
  if (existing.spec.nodeName !== node) return `node ${quoted} can only update pod status for pods with spec.nodeName set to itself`;
  const pod = object as Pod;
  if (!deepEqual(pod.metadata.labels ?? {}, existing.metadata.labels ?? {}))
    return `node ${quoted} cannot update labels through pod status`;
  const claims = ({ status }: Pod): unknown => (status as { readonly resourceClaimStatuses?: unknown } | undefined)?.resourceClaimStatuses;
  return deepEqual(claims(pod) ?? [], claims(existing) ?? []) ? undefined : `node ${quoted} cannot update resource claim statues`;
}

function creationObjection({ metadata, spec }: Pod, node: string, quoted: string, env: AdmissionEnv): Objection {
  if (metadata.annotations?.[MIRROR] === undefined) {
    return `pod does not have "${MIRROR}" annotation, node ${quoted} can only create mirror pods`;
  }
  if (spec.nodeName !== node) return `node ${quoted} can only create pods with spec.nodeName set to itself`;
  return ownerObjection(metadata.ownerReferences ?? [], node, quoted, env) ?? referenceObjection({ metadata, spec }, quoted);
}

/** A mirror pod goes when its node does. */
function ownerObjection(owners: readonly OwnerReference[], node: string, quoted: string, { cache }: AdmissionEnv): Objection {
  const only = `node ${quoted} can only create pods with`;
  if (owners.length > 1) return `${only} a single owner reference set to itself`;
  const [owner] = owners;
  if (owner === undefined || owner.apiVersion !== 'v1' || owner.kind !== 'Node' || owner.name !== node) {
    return `${only} an owner reference set to itself`;
  }
  if (owner.controller !== true) return `${only} a controller owner reference set to itself`;
  if (owner.blockOwnerDeletion === true) return `node ${quoted} must not set blockOwnerDeletion on an owner reference`;
  const found = cache.get(nodeKind, registryKey(nodeKind, undefined, node));
  if (found === undefined) return missing(nodeKind, node);
  const { uid } = found.metadata;
  return owner.uid === uid ? undefined : `node ${node} UID mismatch: expected ${owner.uid} got ${uid}`;
}

/** Static pods live without the API server, so they need nothing of it. Models HasAPIObjectReference of pkg/api/pod. */
function referenceObjection(pod: Pick<Pod, 'metadata' | 'spec'>, quoted: string): Objection {
  const reached = new Set<Reach>();
  visitReferences(pod, (reach) => void reached.add(reach));
  const { resourceClaims = [], volumes = [] } = pod.spec;
  const first =
    IN_ORDER.find((reach) => reached.has(reach)) ??
    (resourceClaims.length > 0 ? 'resourceclaims' : volumes.map(behindVolume).find((what) => what !== undefined));
  return first === undefined ? undefined : `node ${quoted} can not create pods that reference ${first}`;
}

const IN_ORDER: readonly Reach[] = ['serviceaccounts', 'secrets', 'configmaps'];
/** By what a volume, or a source of a projected one, is of. */
const BEHIND: Readonly<Record<string, string>> = {
  configMap: 'configmaps (via configmap volumes)',
  secret: 'secrets (via secret volumes)',
  csi: 'csidrivers (via CSI volumes)',
  glusterfs: 'endpoints (via glusterFS volumes)',
  persistentVolumeClaim: 'persistentvolumeclaims',
  ephemeral: 'persistentvolumeclaims (via ephemeral volumes)',
  azureFile: 'secrets (via azureFile volumes)',
};
const BEHIND_SOURCE: Readonly<Record<string, string>> = {
  configMap: 'configmaps (via projected volumes)',
  secret: 'secrets (via projected volumes)',
  serviceAccountToken: 'serviceaccounts (via projected volumes)',
  clusterTrustBundle: 'clustertrustbundles',
  podCertificate: 'podcertificates',
};

function behindVolume(volume: Volume): string | undefined {
  const sources = volume.projected?.sources ?? [];
  return firstOf(BEHIND, volume) ?? sources.map((source) => firstOf(BEHIND_SOURCE, source)).find((what) => what !== undefined);
}

function firstOf(names: Readonly<Record<string, string>>, of: object): string | undefined {
  const field = Object.keys(names).find((name) => (of as Readonly<Record<string, unknown>>)[name] !== undefined);
  return field === undefined ? undefined : names[field];
}
