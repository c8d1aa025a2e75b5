// Which taints a node's conditions call for. Pure: it writes nothing.
// Models pkg/controller/nodelifecycle/node_lifecycle_controller.go and pkg/util/taints.
import type { KubeNode, Taint } from '../api/kinds/node.ts';
import type { Condition } from '../api/object.ts';
import type { TaintEffect } from '../api/pods/pod-spec.ts';
import { conditionOf } from './conditions.ts';

const notReady = 'node.kubernetes.io/not-ready';
const unreachable = 'node.kubernetes.io/unreachable';

/** Keys that the controller sets and takes away itself; all others are left alone. */
const pressures: Readonly<Record<string, string>> = {
  MemoryPressure: 'node.kubernetes.io/memory-pressure',
  DiskPressure: 'node.kubernetes.io/disk-pressure',
  NetworkUnavailable: 'node.kubernetes.io/network-unavailable',
  PIDPressure: 'node.kubernetes.io/pid-pressure',
};
const unschedulable = 'node.kubernetes.io/unschedulable';
const managed: Readonly<Record<string, readonly string[]>> = {
  NoSchedule: [notReady, unreachable, unschedulable, ...Object.values(pressures)],
  NoExecute: [notReady, unreachable],
};

/** The node's taints as they should be for one effect; the same list when they are so. */
export function wantedTaints(node: KubeNode, effect: 'NoSchedule' | 'NoExecute', now: string): readonly Taint[] {
  const present = node.spec.taints ?? [];
  const keys = effect === 'NoSchedule' ? noScheduleKeys(node) : readinessKeys(node);
  const isManaged = (taint: Taint): boolean => taint.effect === effect && (managed[effect] ?? []).includes(taint.key);
  const kept = present.filter((taint) => !isManaged(taint) || keys.includes(taint.key));
  const missing = keys.filter((key) => !present.some((taint) => taint.key === key && taint.effect === effect));
  if (missing.length === 0 && kept.length === present.length) return present;
  return [...kept, ...missing.map((key): Taint => ({ key, effect: effect as TaintEffect, timeAdded: now }))];
}

function readinessKeys(node: KubeNode): readonly string[] {
  const ready: Condition | undefined = conditionOf(node.status.conditions, 'Ready');
  if (ready?.status === 'False') return [notReady];
  return ready?.status === 'Unknown' ? [unreachable] : [];
}

function noScheduleKeys(node: KubeNode): readonly string[] {
  const keys = [...readinessKeys(node)];
  // A node that has never said it is ready keeps the taint it was born with.
  if (conditionOf(node.status.conditions, 'Ready') === undefined && (node.spec.taints ?? []).some((taint) => taint.key === notReady))
    keys.push(notReady);
  for (const [type, key] of Object.entries(pressures)) {
    if (conditionOf(node.status.conditions, type)?.status === 'True') keys.push(key);
  }
  if (node.spec.unschedulable === true) keys.push(unschedulable);
  return keys;
}
