// The scheduler's picture of nodes and of the pods on them, assumed ones among them: pods decided on, but not yet seen bound.
// Models pkg/scheduler/backend/cache/cache.go.
import type { KubeNode } from '../api/kinds/node.ts';
import type { Pod } from '../api/kinds/pod.ts';
import { emptyNodeInfo, type NodeInfo, withNode, withoutPod, withPod } from './node-info.ts';
import { type PodInfo, podInfoOf, ShapeTable } from './pod-info.ts';
import { NodeList, type Snapshot } from './snapshot.ts';

interface PlacedPod {
  readonly info: PodInfo;
  readonly nodeName: string;
}

export class SchedulerCache {
  readonly #list = new NodeList();
  readonly #indexes = new Map<string, number>();
  readonly #placed = new Map<string, PlacedPod>();
  /** Pods on nodes that are not known, by node name: their node may come later. */
  readonly #homeless = new Map<string, Set<string>>();
  readonly #shapes = new ShapeTable();
  #imageNodes: ReadonlyMap<string, number> = new Map();
  #antiAffineCount = 0;

  podInfo(pod: Pod): PodInfo {
    return podInfoOf(pod, this.#shapes);
  }

  /** Where a pod is, assumed or seen. */
  nodeOf(podUid: string): string | undefined {
    return this.#placed.get(podUid)?.nodeName;
  }

  snapshot(): Snapshot {
    return { size: this.#list.size, chunks: this.#list.chunks(), imageNodes: this.#imageNodes, antiAffineCount: this.#antiAffineCount };
  }

  /** Adds the pod to its node; a pod that is there already (assumed, say) moves or is replaced. */
  putPod(pod: Pod, nodeName: string): void {
    const uid = pod.metadata.uid;
    this.removePod(uid);
    const info = this.podInfo(pod);
    this.#placed.set(uid, { info, nodeName });
    if (!this.#change(nodeName, (node) => withPod(node, info))) {
      const homeless = this.#homeless.get(nodeName) ?? new Set();
      homeless.add(uid);
      this.#homeless.set(nodeName, homeless);
    }
    if (info.requiredAntiAffinity.length > 0) this.#antiAffineCount += 1;
  }

  removePod(uid: string): void {
    const placed = this.#placed.get(uid);
    if (placed === undefined) return;
    this.#placed.delete(uid);
    const { info, nodeName } = placed;
    if (!this.#change(nodeName, (node) => withoutPod(node, info))) this.#homeless.get(nodeName)?.delete(uid);
    if (info.requiredAntiAffinity.length > 0) this.#antiAffineCount -= 1;
  }

  putNode(node: KubeNode): void {
    const { name } = node.metadata;
    const index = this.#indexes.get(name);
    if (index !== undefined) {
      const known = this.#list.at(index);
      const next = withNode(known, node);
      this.#list.set(index, next);
      if (known.node.status.images !== node.status.images) this.#countImages(known, next);
      return;
    }
    let info = emptyNodeInfo(node);
    for (const uid of this.#homeless.get(name) ?? []) {
      const placed = this.#placed.get(uid);
      if (placed !== undefined) info = withPod(info, placed.info);
    }
    this.#homeless.delete(name);
    this.#indexes.set(name, this.#list.size);
    this.#list.set(this.#list.size, info);
    this.#countImages(undefined, info);
  }

  removeNode(name: string): void {
    const index = this.#indexes.get(name);
    if (index === undefined) return;
    const gone = this.#list.at(index);
    const moved = this.#list.remove(index);
    this.#indexes.delete(name);
    if (moved !== undefined) this.#indexes.set(moved.name, index);
    this.#countImages(gone, undefined);
    const left = [...this.#placed].filter(([, placed]) => placed.nodeName === name).map(([uid]) => uid);
    if (left.length > 0) this.#homeless.set(name, new Set(left));
  }

  #change(nodeName: string, change: (node: NodeInfo) => NodeInfo): boolean {
    const index = this.#indexes.get(nodeName);
    if (index === undefined) return false;
    this.#list.set(index, change(this.#list.at(index)));
    return true;
  }

  #countImages(before: NodeInfo | undefined, after: NodeInfo | undefined): void {
    const counts = new Map(this.#imageNodes);
    for (const name of before?.images.keys() ?? []) counts.set(name, (counts.get(name) ?? 1) - 1);
    for (const name of after?.images.keys() ?? []) counts.set(name, (counts.get(name) ?? 0) + 1);
    this.#imageNodes = counts;
  }
}
