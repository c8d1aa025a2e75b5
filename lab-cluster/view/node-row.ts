// One node as the picture shows it: its word, and how much of it has been promised to pods.
import { type KubeNode, printedNodeStatus } from '../api/kinds/node.ts';
import type { Pod } from '../api/kinds/pod.ts';
import { podRequests } from '../api/pods/pod-resources.ts';
import { isPodTerminal } from '../api/pods/pod-template.ts';
import { milliValue } from '../api/quantity.ts';
import type { NodeRow } from './picture-types.ts';

/** What the pods of one node ask for together. */
export interface NodeLoad {
  cpuMilli: number;
  memoryBytes: number;
  pods: number;
}

export function emptyLoad(): NodeLoad {
  return { cpuMilli: 0, memoryBytes: 0, pods: 0 };
}

/** Adds one pod to the sum of its node; finished pods hold nothing. */
export function addLoad(load: NodeLoad, pod: Pod): void {
  if (isPodTerminal(pod)) return;
  const requests = podRequests(pod.spec);
  load.cpuMilli += requests.cpu ?? 0;
  load.memoryBytes += (requests.memory ?? 0) / 1000;
  load.pods++;
}

const rows = new WeakMap<KubeNode, NodeRow>();

/** The same row for the same node under the same load. */
export function nodeRow(node: KubeNode, load: NodeLoad): NodeRow {
  const known = rows.get(node);
  if (
    known !== undefined &&
    known.cpuMilli.requested === load.cpuMilli &&
    known.memoryBytes.requested === load.memoryBytes &&
    known.pods.count === load.pods
  ) {
    return known;
  }
  const row = makeRow(node, load);
  rows.set(node, row);
  return row;
}

function makeRow(node: KubeNode, load: NodeLoad): NodeRow {
  const { metadata, spec, status } = node;
  const allocatable = status.allocatable ?? {};
  return {
    uid: metadata.uid,
    name: metadata.name,
    ready: status.conditions?.find(({ type }) => type === 'Ready')?.status ?? 'Unknown',
    state: printedNodeStatus(node).replace(',SchedulingDisabled', ', cordoned'),
    cpuMilli: { requested: load.cpuMilli, allocatable: milliValue(allocatable.cpu) },
    memoryBytes: { requested: load.memoryBytes, allocatable: milliValue(allocatable.memory) / 1000 },
    pods: { count: load.pods, allocatable: milliValue(allocatable.pods) / 1000 },
    address: status.addresses?.find(({ type }) => type === 'InternalIP')?.address ?? '',
    podCidr: spec.podCIDR ?? '',
  };
}
