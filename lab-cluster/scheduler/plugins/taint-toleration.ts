// Keeps pods off nodes with taints they do not tolerate, and away from those that merely prefer to be left alone.
// Models pkg/scheduler/framework/plugins/tainttoleration.
import type { Taint } from '../../api/kinds/node.ts';
import type { Toleration } from '../../api/pods/pod-spec.ts';
import { definePlugin, scaleByHighest } from '../framework.ts';
import { toleratesAny } from './toleration.ts';

const refusal = { reasons: ['node(s) had untolerated taint(s)'], resolvable: false };
const none: readonly Toleration[] = [];

export const taintToleration = definePlugin<readonly Toleration[], readonly Toleration[]>({
  name: 'TaintToleration',
  weight: 3,
  freedBy: ['node-added', 'node-changed'],
  beforeFilter: ({ pod }) => ({ state: pod.pod.spec.tolerations ?? none }),
  filter: (tolerations, node) =>
    node.taints.length > 0 && node.taints.some((taint) => keepsAway(taint) && !toleratesAny(tolerations, taint)) ? refusal : undefined,
  beforeScore: ({ pod }) => ({ state: pod.pod.spec.tolerations ?? none }),
  score(tolerations, node) {
    if (node.taints.length === 0) return 0;
    return node.taints.filter((taint) => taint.effect === 'PreferNoSchedule' && !toleratesAny(tolerations, taint)).length;
  },
  normalize: (scores) => scaleByHighest(scores, 'reverse'),
});

function keepsAway(taint: Taint): boolean {
  return taint.effect === 'NoSchedule' || taint.effect === 'NoExecute';
}
