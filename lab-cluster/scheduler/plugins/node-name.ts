// A pod that names its node fits there only.
// Models pkg/scheduler/framework/plugins/nodename.
import { definePlugin, SKIP } from '../framework.ts';

const refusal = { reasons: ["node(s) didn't match the requested node name"], resolvable: false };

export const nodeName = definePlugin<string>({
  name: 'NodeName',
  freedBy: ['node-added', 'node-changed'],
  beforeFilter({ pod }) {
    const name = pod.pod.spec.nodeName;
    return name === undefined || name === '' ? SKIP : { state: name };
  },
  filter: (name, node) => (node.name === name ? undefined : refusal),
});
