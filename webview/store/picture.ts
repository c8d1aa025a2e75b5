// The picture as the view keeps it: rows by key, and pods by node with unchanged nodes kept identical, so that only what changed is drawn again.
import type { ComponentRow, EtcdMemberRow, LoopRow, Micros, NodeRow, PictureDelta, PodRow, ServiceRow } from '../../lab-cluster/index.ts';

export interface Picture {
  readonly revision: number;
  readonly timeUs: Micros;
  readonly components: readonly ComponentRow[];
  readonly etcd: readonly EtcdMemberRow[];
  readonly namespaces: readonly string[];
  /** In the order of their names, numbers counted as numbers. */
  readonly nodes: readonly NodeRow[];
  readonly pods: ReadonlyMap<string, PodRow>;
  /** Pods of each node in drawing order; the key '' holds those without a node. */
  readonly podsByNode: ReadonlyMap<string, readonly PodRow[]>;
  readonly loops: readonly LoopRow[];
  readonly services: readonly ServiceRow[];
}

export const emptyPicture: Picture = {
  revision: 0,
  timeUs: 0,
  components: [],
  etcd: [],
  namespaces: [],
  nodes: [],
  pods: new Map(),
  podsByNode: new Map(),
  loops: [],
  services: [],
};

const noPods: readonly PodRow[] = [];

export function podsOn(picture: Picture, node: string): readonly PodRow[] {
  return picture.podsByNode.get(node) ?? noPods;
}

/** Applies a delta. Lists that have no "gone" list of their own come whole; nodes and pods come as changed rows. */
export function applyDelta(before: Picture, delta: PictureDelta): Picture {
  const base = delta.reset ? emptyPicture : before;
  const pods = applyPods(base, delta);
  return {
    revision: delta.revision,
    timeUs: delta.timeUs,
    components: delta.components ?? base.components,
    etcd: delta.etcd ?? base.etcd,
    namespaces: delta.namespaces ?? base.namespaces,
    nodes: applyNodes(base.nodes, delta),
    pods: pods.all,
    podsByNode: delta.reset ? keepIdentical(before.podsByNode, pods.byNode) : pods.byNode,
    loops: delta.loops ?? base.loops,
    services: delta.services ?? base.services,
  };
}

function applyNodes(before: readonly NodeRow[], delta: PictureDelta): readonly NodeRow[] {
  if (delta.nodes === undefined && delta.nodesGone === undefined) {
    return before;
  }
  const byUid = new Map(before.map((node) => [node.uid, node]));
  for (const uid of delta.nodesGone ?? []) {
    byUid.delete(uid);
  }
  for (const node of delta.nodes ?? []) {
    byUid.set(node.uid, node);
  }
  return [...byUid.values()].sort((a, b) => compareNames(a.name, b.name));
}

function applyPods(base: Picture, delta: PictureDelta) {
  if (delta.pods === undefined && delta.podsGone === undefined) {
    return { all: base.pods, byNode: base.podsByNode };
  }
  const all = new Map(base.pods);
  const touched = new Set<string>();
  for (const uid of delta.podsGone ?? []) {
    const old = all.get(uid);
    if (old !== undefined) {
      touched.add(old.node);
      all.delete(uid);
    }
  }
  for (const pod of delta.pods ?? []) {
    const old = all.get(pod.uid);
    if (old !== undefined) {
      touched.add(old.node);
    }
    touched.add(pod.node);
    all.set(pod.uid, pod);
  }
  return { all, byNode: regroup(base.podsByNode, all, touched) };
}

function regroup(before: ReadonlyMap<string, readonly PodRow[]>, all: ReadonlyMap<string, PodRow>, touched: ReadonlySet<string>) {
  const fresh = new Map<string, PodRow[]>();
  for (const node of touched) {
    fresh.set(node, []);
  }
  for (const pod of all.values()) {
    fresh.get(pod.node)?.push(pod);
  }
  const byNode = new Map(before);
  for (const [node, pods] of fresh) {
    pods.sort(comparePods);
    byNode.set(node, pods);
  }
  return byNode;
}

/** After a jump of the cursor most nodes hold the same pods: give those their old lists back. */
function keepIdentical(before: ReadonlyMap<string, readonly PodRow[]>, after: ReadonlyMap<string, readonly PodRow[]>) {
  const kept = new Map<string, readonly PodRow[]>();
  for (const [node, pods] of after) {
    const old = before.get(node);
    const same = old !== undefined && old.length === pods.length && pods.every((pod, index) => samePod(pod, old[index]));
    kept.set(node, same ? old : pods);
  }
  return kept;
}

function samePod(a: PodRow, b: PodRow | undefined): boolean {
  return (
    b !== undefined &&
    a.uid === b.uid &&
    a.status === b.status &&
    a.ready === b.ready &&
    a.terminating === b.terminating &&
    a.restarts === b.restarts &&
    a.ip === b.ip &&
    a.reason === b.reason &&
    a.containers.length === b.containers.length &&
    a.containers.every((dot, index) => dot.state === b.containers[index]?.state)
  );
}

/** Users' pods first, then the system's; by owner, then by name, so that a row never moves without cause. */
function comparePods(a: PodRow, b: PodRow): number {
  const system = Number(a.namespace.startsWith('kube-')) - Number(b.namespace.startsWith('kube-'));
  return system || order(a.namespace, b.namespace) || order(a.workload, b.workload) || order(a.name, b.name);
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** node-2 before node-10. */
export function compareNames(a: string, b: string): number {
  const [headA, numberA] = splitNumber(a);
  const [headB, numberB] = splitNumber(b);
  return order(headA, headB) || numberA - numberB || order(a, b);
}

function splitNumber(name: string): readonly [string, number] {
  const match = /^(.*?)(\d+)$/.exec(name);
  return match === null ? [name, -1] : [match[1] ?? '', Number(match[2])];
}
