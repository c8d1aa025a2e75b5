// Two pods cannot have one port of a node.
// Models pkg/scheduler/framework/plugins/nodeports.
import { definePlugin, SKIP } from '../framework.ts';
import type { HostPort } from '../pod-info.ts';

const refusal = { reasons: ["node(s) didn't have free ports for the requested pod ports"], resolvable: true };

export const nodePorts = definePlugin<readonly HostPort[]>({
  name: 'NodePorts',
  freedBy: ['node-added', 'node-changed', 'pod-removed'],
  beforeFilter: ({ pod }) => (pod.hostPorts.length === 0 ? SKIP : { state: pod.hostPorts }),
  filter: (wanted, node) => (wanted.some((port) => node.hostPorts.some((used) => collide(port, used))) ? refusal : undefined),
});

function collide(one: HostPort, other: HostPort): boolean {
  const sameAddress = one.ip === other.ip || one.ip === '0.0.0.0' || other.ip === '0.0.0.0';
  return one.port === other.port && one.protocol === other.protocol && sameAddress;
}
