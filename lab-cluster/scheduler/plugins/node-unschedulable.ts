// Keeps pods off cordoned nodes, unless they tolerate that.
// Models pkg/scheduler/framework/plugins/nodeunschedulable.
import { definePlugin } from '../framework.ts';
import { tolerates } from './toleration.ts';

const CORDON = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' } as const;
const refusal = { reasons: ['node(s) were unschedulable'], resolvable: false };

export const nodeUnschedulable = definePlugin<{ readonly tolerated: boolean }>({
  name: 'NodeUnschedulable',
  freedBy: ['node-added', 'node-changed'],
  beforeFilter: ({ pod }) => ({
    state: { tolerated: (pod.pod.spec.tolerations ?? []).some((toleration) => tolerates(toleration, CORDON)) },
  }),
  filter: ({ tolerated }, node) => (node.unschedulable && !tolerated ? refusal : undefined),
});
