// Who owns whom, for every object of the cluster, kept as watch events come in. It decides nothing and deletes nothing.
// Models pkg/controller/garbagecollector/graph_builder.go.
import { deepEqual } from '../api/equal.ts';
import type { KubeObject, OwnerReference } from '../api/object.ts';

export const foregroundFinalizer = 'foregroundDeletion';
export const orphanFinalizer = 'orphan';

export interface GraphNode {
  readonly uid: string;
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string | undefined;
  readonly name: string;
  owners: readonly OwnerReference[];
  readonly dependents: Set<GraphNode>;
  beingDeleted: boolean;
  /** Waits for its dependents to be deleted before it goes itself. */
  deletingDependents: boolean;
  /** Waits for its dependents to be set free before it goes itself. */
  orphaning: boolean;
  /** Known from a reference only; no informer has shown it. */
  virtual: boolean;
}

/** Nodes that need a look after a change. */
export type Touched = readonly GraphNode[];

const absentMost = 500;

export class OwnerGraph {
  readonly #nodes = new Map<string, GraphNode>();
  /** Owners that are known to be gone, newest last. */
  readonly #absent = new Set<string>();

  get(uid: string): GraphNode | undefined {
    return this.#nodes.get(uid);
  }

  isAbsent(uid: string): boolean {
    return this.#absent.has(uid);
  }

  /** Remembers that no object with this uid exists any more. */
  markAbsent(uid: string): void {
    this.#absent.add(uid);
    if (this.#absent.size <= absentMost) return;
    for (const oldest of this.#absent) {
      this.#absent.delete(oldest);
      return;
    }
  }

  /** An object appeared or changed. `previous` saves work where it is known. */
  see(object: KubeObject, previous?: KubeObject): Touched {
    if (previous !== undefined && sameLinks(object, previous)) return [];
    const present = this.#nodes.get(object.metadata.uid);
    const node = present === undefined || present.virtual ? this.#enter(object, present) : present;
    const touched: GraphNode[] = [];
    if (node === present) this.#relink(node, object.metadata.ownerReferences ?? [], touched);
    else this.#link(node, node.owners, touched);
    this.#follow(node, object, touched);
    return touched;
  }

  /** An object is gone: those it owned need a look, and owners that waited for it. */
  forget(uid: string): Touched {
    const node = this.#nodes.get(uid);
    if (node === undefined) return [];
    this.#nodes.delete(uid);
    this.markAbsent(uid);
    const touched = [...node.dependents];
    for (const { uid: ownerUid } of node.owners) {
      const owner = this.#nodes.get(ownerUid);
      owner?.dependents.delete(node);
      if (owner?.deletingDependents === true) touched.push(owner);
      if (owner?.virtual === true && owner.dependents.size === 0) this.#nodes.delete(ownerUid);
    }
    return touched;
  }

  #enter(object: KubeObject, virtual: GraphNode | undefined): GraphNode {
    const { uid, namespace, name, ownerReferences = [] } = object.metadata;
    const node: GraphNode = {
      uid,
      apiVersion: object.apiVersion,
      kind: object.kind,
      namespace,
      name,
      owners: ownerReferences,
      dependents: virtual?.dependents ?? new Set(),
      beingDeleted: false,
      deletingDependents: false,
      orphaning: false,
      virtual: false,
    };
    this.#nodes.set(uid, node);
    this.#absent.delete(uid);
    return node;
  }

  #link(node: GraphNode, owners: readonly OwnerReference[], touched: GraphNode[]): void {
    for (const reference of owners) {
      let owner = this.#nodes.get(reference.uid);
      if (owner === undefined) {
        owner = virtualOwner(reference, node.namespace);
        this.#nodes.set(reference.uid, owner);
        touched.push(owner);
      }
      owner.dependents.add(node);
    }
  }

  #relink(node: GraphNode, owners: readonly OwnerReference[], touched: GraphNode[]): void {
    if (deepEqual(owners, node.owners)) return;
    const before = node.owners;
    node.owners = owners;
    for (const reference of before) {
      const still = owners.find((owner) => owner.uid === reference.uid);
      const owner = this.#nodes.get(reference.uid);
      if (still === undefined) owner?.dependents.delete(node);
      // An owner that this one blocked may go now.
      const unblocked = reference.blockOwnerDeletion === true && still?.blockOwnerDeletion !== true;
      if (unblocked && owner?.deletingDependents === true) touched.push(owner);
    }
    this.#link(node, owners, touched);
    touched.push(node);
  }

  /** Notes the ways an object may be going away. */
  #follow(node: GraphNode, object: KubeObject, touched: GraphNode[]): void {
    const { deletionTimestamp, finalizers = [] } = object.metadata;
    node.beingDeleted = deletionTimestamp !== undefined;
    const orphaning = node.beingDeleted && finalizers.includes(orphanFinalizer);
    if (orphaning && !node.orphaning) touched.push(node);
    node.orphaning = orphaning;
    const deletingDependents = node.beingDeleted && finalizers.includes(foregroundFinalizer);
    if (deletingDependents && !node.deletingDependents) touched.push(...node.dependents, node);
    node.deletingDependents = deletingDependents;
  }
}

function virtualOwner(reference: OwnerReference, namespace: string | undefined): GraphNode {
  const { uid, apiVersion, kind, name } = reference;
  return {
    uid,
    apiVersion,
    kind,
    namespace,
    name,
    owners: [],
    dependents: new Set(),
    beingDeleted: false,
    deletingDependents: false,
    orphaning: false,
    virtual: true,
  };
}

function sameLinks({ metadata: one }: KubeObject, { metadata: other }: KubeObject): boolean {
  return (
    one.uid === other.uid &&
    one.deletionTimestamp === other.deletionTimestamp &&
    (one.ownerReferences === other.ownerReferences || deepEqual(one.ownerReferences, other.ownerReferences)) &&
    (one.finalizers === other.finalizers || deepEqual(one.finalizers, other.finalizers))
  );
}

/** Dependents that keep `node` from going while it waits in the foreground. */
export function blockersOf(node: GraphNode): readonly GraphNode[] {
  return [...node.dependents].filter((dependent) =>
    dependent.owners.some((owner) => owner.uid === node.uid && owner.blockOwnerDeletion === true),
  );
}
