// The explorer as a pure function of what the watches brought: rows, children, and which rows a change touches.
import type { ComponentRow, KubeObject } from '../../lab-cluster/index.ts';
import type { Change, LiveStore } from '../kube/live-store.ts';
import type { ObjectRef } from '../../lab-cluster/kubectl/resources.ts';
import type { KubeEvent, Node, Pod } from '../kube/shapes.ts';
import { summarize } from '../kube/summary.ts';
import {
  componentId,
  controlPlaneId,
  type Group,
  groupId,
  groups,
  moreId,
  namespaceId,
  namespacesId,
  nodeId,
  nodesId,
  objectId,
  parseNodeId,
  type TreeNode,
} from './tree-node.ts';
import {
  componentRow,
  controlPlaneRow,
  eventRow,
  groupRow,
  moreRow,
  namespaceRow,
  namespacesRow,
  nodeRow,
  nodesRow,
  objectRow,
  podRow,
} from './tree-rows.ts';

/** What the explorer needs watched. */
export const watchedByTree = [
  'nodes',
  'namespaces',
  'deployments',
  'replicasets',
  'pods',
  'services',
  'configmaps',
  'secrets',
  'events',
] as const;

/** Rows beyond this are counted, not shown: nobody reads a list of thousands. */
const maxChildren = 300;
const maxEvents = 50;

export interface TreeSource {
  get(plural: string, key: string): KubeObject | undefined;
  list(plural: string): readonly KubeObject[];
  inNamespace(plural: string, namespace: string): readonly KubeObject[];
  countInNamespace(plural: string, namespace: string): number;
  /** Those that no Deployment or ReplicaSet owns. */
  unowned(plural: string, namespace: string): readonly KubeObject[];
  /** Those that changed last, newest first. */
  newest(plural: string, namespace: string, limit: number): readonly KubeObject[];
  ownedBy(plural: string, uid: string): readonly KubeObject[];
  onNode(node: string): readonly KubeObject[];
  readonly components: readonly ComponentRow[];
}

/** What the watches brought, and which processes are up. */
export function treeSource(store: LiveStore, components: () => readonly ComponentRow[]): TreeSource {
  return {
    get: (plural, key) => store.get(plural, key),
    list: (plural) => store.list(plural),
    inNamespace: (plural, namespace) => store.inNamespace(plural, namespace),
    countInNamespace: (plural, namespace) => store.countInNamespace(plural, namespace),
    unowned: (plural, namespace) => store.unowned(plural, namespace),
    newest: (plural, namespace, limit) => store.newest(plural, namespace, limit),
    ownedBy: (plural, uid) => store.ownedBy(plural, uid),
    onNode: (node) => store.onNode(node),
    get components() {
      return components();
    },
  };
}

export class TreeModel {
  readonly #source: TreeSource;

  constructor(source: TreeSource) {
    this.#source = source;
  }

  /** Ids of the rows below `id`, or of the top rows. */
  children(id?: string): readonly string[] {
    if (id === undefined) return [controlPlaneId, nodesId, namespacesId];
    const node = parseNodeId(id);
    switch (node?.type) {
      case 'section':
        return this.#section(node.section);
      case 'node':
        return this.#ofNode(node.name);
      case 'namespace':
        return groups.filter((group) => this.#sizeOfGroup(node.name, group) > 0).map((group) => groupId(node.name, group));
      case 'group':
        return limited(id, this.#ofGroup(node.namespace, node.group));
      case 'object':
        return limited(id, this.#ofObject(node.ref));
      default:
        return [];
    }
  }

  row(id: string): TreeNode | undefined {
    const node = parseNodeId(id);
    switch (node?.type) {
      case 'section':
        return this.#sectionRow(node.section);
      case 'component':
        return this.#componentRow(node.name);
      case 'node':
        return this.#nodeRow(node.name);
      case 'namespace':
        return this.#namespaceRow(node.name);
      case 'group':
        return groupRow(node.group, this.#sizeOfGroup(node.namespace, node.group));
      case 'object':
        return this.#objectRow(node.ref, node.below);
      case 'more':
        return moreRow(this.#hiddenBelow(node.below));
      default:
        return undefined;
    }
  }

  /** Rows that have to be drawn again after these changes: themselves, or the parents whose children are not the same any more. */
  affected(changes: readonly Change[]): ReadonlySet<string> {
    const ids = new Set<string>();
    for (const change of changes) {
      if (change.type === 'changed') this.#addChanged(change.object, change.previous, change.plural, ids);
      else for (const parent of this.#parents(change.plural, change.object)) ids.add(parent);
    }
    return ids;
  }

  #addChanged(object: KubeObject, previous: KubeObject | undefined, plural: string, ids: Set<string>): void {
    if (plural === 'nodes') {
      ids.add(nodeId(object.metadata.name));
      if (previous !== undefined && summarize(previous).health === summarize(object).health) return;
      // The row above counts those that are ready; the pods below say that their node is not.
      ids.add(nodesId);
      const { name } = object.metadata;
      for (const pod of this.#source.onNode(name)) ids.add(objectId(refOf('pods', pod))).add(objectId(refOf('pods', pod), name));
    } else if (plural === 'namespaces') ids.add(namespaceId(object.metadata.name));
    else ids.add(objectId(refOf(plural, object)));
    if (plural === 'events') for (const parent of this.#parents(plural, object)) ids.add(parent);
    if (plural !== 'pods') return;
    const node = (object as Pod).spec?.nodeName;
    if (node === undefined) return;
    if ((previous as Pod | undefined)?.spec?.nodeName === node) ids.add(objectId(refOf(plural, object), node));
    else ids.add(nodeId(node));
  }

  #parents(plural: string, object: KubeObject): readonly string[] {
    const { namespace = '' } = object.metadata;
    switch (plural) {
      case 'nodes':
        return [nodesId];
      case 'namespaces':
        return [namespacesId];
      case 'pods': {
        const node = (object as Pod).spec?.nodeName;
        return [...this.#ownerRows(object, namespace), ...(node === undefined ? [] : [nodeId(node)])];
      }
      case 'deployments':
      case 'replicasets':
        return this.#ownerRows(object, namespace);
      case 'services':
        return this.#groupRows(namespace, 'services');
      case 'events':
        return this.#groupRows(namespace, 'events');
      default:
        return this.#groupRows(namespace, 'configuration');
    }
  }

  #ownerRows(object: KubeObject, namespace: string): readonly string[] {
    const owner = object.metadata.ownerReferences?.find((reference) => reference.controller === true);
    if (owner?.kind === 'ReplicaSet') return [objectId({ plural: 'replicasets', namespace, name: owner.name })];
    if (owner?.kind === 'Deployment') return [objectId({ plural: 'deployments', namespace, name: owner.name })];
    return this.#groupRows(namespace, 'workloads');
  }

  /** The group, and the namespace too where the group appears or goes. */
  #groupRows(namespace: string, group: Group): readonly string[] {
    return this.#sizeOfGroup(namespace, group) <= 1 ? [namespaceId(namespace), groupId(namespace, group)] : [groupId(namespace, group)];
  }

  #section(section: string): readonly string[] {
    if (section === 'control-plane') return this.#controlPlane().map((component) => componentId(component.name));
    if (section === 'nodes') return names(this.#source.list('nodes')).map(nodeId);
    // What the user works in comes before what the cluster keeps for itself.
    return names(this.#source.list('namespaces'))
      .sort((a, b) => Number(isOwn(a)) - Number(isOwn(b)))
      .map(namespaceId);
  }

  #controlPlane(): readonly ComponentRow[] {
    return this.#source.components.filter((component) => component.host.startsWith('control-plane'));
  }

  #ofNode(name: string): readonly string[] {
    const components = this.#source.components
      .filter((component) => component.name.endsWith(`/${name}`))
      .map((component) => componentId(component.name));
    const pods = inOrder(this.#source.onNode(name)).map((pod) => objectId(refOf('pods', pod), name));
    return limited(nodeId(name), [...components, ...pods]);
  }

  #ofGroup(namespace: string, group: Group): readonly string[] {
    const all = (plural: string): readonly KubeObject[] => this.#source.inNamespace(plural, namespace);
    const rows = (plural: string, objects: readonly KubeObject[]): readonly string[] =>
      inOrder(objects).map((object) => objectId(refOf(plural, object)));
    switch (group) {
      case 'workloads':
        return ['deployments', 'replicasets', 'pods'].flatMap((plural) => rows(plural, this.#source.unowned(plural, namespace)));
      case 'services':
        return rows('services', all('services'));
      case 'configuration':
        return [...rows('configmaps', all('configmaps')), ...rows('secrets', all('secrets'))];
      case 'events':
        return this.#source.newest('events', namespace, maxEvents).map((object) => objectId(refOf('events', object)));
      default:
        return [];
    }
  }

  /** The same without making rows: it is asked after every change. */
  #sizeOfGroup(namespace: string, group: Group): number {
    const count = (plural: string): number => this.#source.countInNamespace(plural, namespace);
    switch (group) {
      case 'workloads':
        return ['deployments', 'replicasets', 'pods'].reduce((sum, plural) => sum + this.#source.unowned(plural, namespace).length, 0);
      case 'services':
        return count('services');
      case 'configuration':
        return count('configmaps') + count('secrets');
      case 'events':
        return count('events');
      default:
        return 0;
    }
  }

  #ofObject(ref: ObjectRef): readonly string[] {
    const object = this.#source.get(ref.plural, keyText(ref));
    if (object === undefined) return [];
    if (ref.plural === 'deployments') {
      const sets = [...this.#source.ownedBy('replicasets', object.metadata.uid)].sort((a, b) => revisionOf(b) - revisionOf(a));
      return sets.map((set) => objectId(refOf('replicasets', set)));
    }
    if (ref.plural === 'replicasets') {
      return inOrder(this.#source.ownedBy('pods', object.metadata.uid)).map((pod) => objectId(refOf('pods', pod)));
    }
    return [];
  }

  #sectionRow(section: string): TreeNode {
    if (section === 'control-plane') return controlPlaneRow(this.#controlPlane());
    return section === 'nodes' ? nodesRow(this.#source.list('nodes')) : namespacesRow;
  }

  #componentRow(name: string): TreeNode | undefined {
    const component = this.#source.components.find((candidate) => candidate.name === name);
    return component && componentRow(component);
  }

  #nodeRow(name: string): TreeNode | undefined {
    const node = this.#source.get('nodes', name);
    return node && nodeRow(node, this.#source.onNode(name).length);
  }

  #namespaceRow(name: string): TreeNode | undefined {
    const namespace = this.#source.get('namespaces', name);
    if (namespace === undefined) return undefined;
    const isEmpty = this.children(namespaceId(name)).length === 0;
    return namespaceRow(namespace, isEmpty ? 'none' : isOwn(name) ? 'closed' : 'open');
  }

  #objectRow(ref: ObjectRef, below: string): TreeNode | undefined {
    const object = this.#source.get(ref.plural, keyText(ref));
    if (object === undefined) return undefined;
    if (ref.plural === 'events') return eventRow(object as KubeEvent, ref);
    if (ref.plural === 'pods') {
      const pod = object as Pod;
      return podRow(pod, ref, this.#source.get('nodes', pod.spec?.nodeName ?? '') as Node | undefined, below);
    }
    const isOpen = ref.plural === 'deployments' || (ref.plural === 'replicasets' && this.#ofObject(ref).length > 0);
    return objectRow(object, ref, isOpen ? 'open' : 'none');
  }

  #hiddenBelow(id: string): number {
    const node = parseNodeId(id);
    if (node?.type === 'object') return this.#ofObject(node.ref).length - maxChildren;
    if (node?.type === 'group') return this.#sizeOfGroup(node.namespace, node.group) - maxChildren;
    return node?.type === 'node' ? this.#source.onNode(node.name).length - maxChildren : 0;
  }
}

function limited(id: string, ids: readonly string[]): readonly string[] {
  return ids.length <= maxChildren ? ids : [...ids.slice(0, maxChildren), moreId(id)];
}

function refOf(plural: string, object: KubeObject): ObjectRef {
  const { namespace, name } = object.metadata;
  return namespace === undefined ? { plural, name } : { plural, namespace, name };
}

function keyText(ref: ObjectRef): string {
  return ref.namespace === undefined ? ref.name : `${ref.namespace}/${ref.name}`;
}

function names(objects: readonly KubeObject[]): string[] {
  return objects.map((object) => object.metadata.name).sort();
}

function inOrder(objects: readonly KubeObject[]): readonly KubeObject[] {
  return [...objects].sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : a.metadata.name > b.metadata.name ? 1 : 0));
}

function revisionOf(object: KubeObject): number {
  return Number(object.metadata.annotations?.['deployment.kubernetes.io/revision'] ?? 0);
}

/** Namespaces the cluster keeps for itself. */
function isOwn(namespace: string): boolean {
  return namespace.startsWith('kube-');
}
