// TaintNodesByCondition: a node that has just registered takes no pods until somebody has seen it ready.
// Models plugin/pkg/admission/nodetaint.
import type { KubeNode } from '../../api/kinds/node.ts';
import { writable } from '../../api/writable.ts';
import { type AdmissionPlugin, creates } from './plugin.ts';

const NOT_READY = 'node.kubernetes.io/not-ready';

export const taintNodesByCondition: AdmissionPlugin = {
  name: 'TaintNodesByCondition',
  handles: (request) => creates(request, 'nodes'),
  mutate: ({ object }) => {
    const node = object as KubeNode;
    const draft = writable(node);
    const taints = node.spec?.taints ?? [];
    if (taints.some((taint) => taint.key === NOT_READY && taint.effect === 'NoSchedule')) return undefined;
    draft.spec = { ...draft.spec, taints: [...taints, { key: NOT_READY, effect: 'NoSchedule' }] };
    return undefined;
  },
};
