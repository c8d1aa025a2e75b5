// Which pods go first when there are too many: those whose loss hurts least.
// Models pkg/controller/controller_utils.go (ActivePodsWithRanks).
import type { Pod } from '../api/kinds/pod.ts';
import { isPodReady, podCondition } from '../api/pods/pod-template.ts';
import { instantOf } from '../api/time.ts';

const deletionCost = 'controller.kubernetes.io/pod-deletion-cost';
const phaseOrder: Readonly<Record<string, number>> = { Pending: 0, Unknown: 1, Running: 2 };

interface Standing {
  readonly pod: Pod;
  readonly assigned: number;
  readonly phase: number;
  readonly ready: number;
  readonly cost: number;
  /** Pods of the same workload on the same node: thin out the crowded nodes. */
  readonly crowd: number;
  readonly readyAgeRank: number;
  readonly restarts: number;
  readonly ageRank: number;
}

/** The `count` pods to delete. `related` are the active pods of the whole workload, on every node. */
export function podsToDelete(pods: readonly Pod[], related: readonly Pod[], count: number, nowUs: number): readonly Pod[] {
  if (count >= pods.length) return pods;
  const crowds = new Map<string, number>();
  for (const pod of related) {
    const node = pod.spec.nodeName ?? '';
    crowds.set(node, (crowds.get(node) ?? 0) + 1);
  }
  const standings = pods.map((pod) => standingOf(pod, crowds, nowUs));
  standings.sort(compare);
  return standings.slice(0, count).map((standing) => standing.pod);
}

function standingOf(pod: Pod, crowds: ReadonlyMap<string, number>, nowUs: number): Standing {
  const node = pod.spec.nodeName ?? '';
  const ready = isPodReady(pod);
  const readySince = ready ? podCondition(pod, 'Ready')?.lastTransitionTime : undefined;
  return {
    pod,
    assigned: node === '' ? 0 : 1,
    phase: phaseOrder[pod.status.phase ?? 'Unknown'] ?? 1,
    ready: ready ? 1 : 0,
    cost: Number(pod.metadata.annotations?.[deletionCost] ?? 0) || 0,
    crowd: crowds.get(node) ?? 0,
    readyAgeRank: ageRank(readySince, nowUs),
    restarts: Math.max(0, ...(pod.status.containerStatuses ?? []).map((status) => status.restartCount)),
    ageRank: ageRank(pod.metadata.creationTimestamp, nowUs),
  };
}

/** Ages are compared by powers of two only, so that the victims are spread among pods of about the same age. */
function ageRank(since: string | undefined, nowUs: number): number {
  if (since === undefined) return -1;
  const ageNanos = (nowUs - instantOf(since)) * 1000;
  return ageNanos <= 0 ? 0 : Math.floor(Math.log2(ageNanos));
}

/** Negative when `left` goes first. */
function compare(left: Standing, right: Standing): number {
  return (
    left.assigned - right.assigned ||
    left.phase - right.phase ||
    left.ready - right.ready ||
    left.cost - right.cost ||
    right.crowd - left.crowd ||
    left.readyAgeRank - right.readyAgeRank ||
    right.restarts - left.restarts ||
    left.ageRank - right.ageRank ||
    compareText(left.pod.metadata.uid, right.pod.metadata.uid)
  );
}

function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
