// Gives every node a range of pod addresses of its own, so that a pod's address says where it runs.
// Models pkg/controller/nodeipam/ipam/range_allocator.go.
import { nodes } from '../api/kinds/node.ts';
import { done, retry } from '../client/reconcile-loop.ts';
import { defineController, watch } from './define-controller.ts';
import type { Tools } from './define-controller.ts';

interface Memory {
  /** Ranges handed out in this life that the informer may not show yet: node name by range number. */
  readonly given: Map<number, string>;
}

/** Simplified: the cluster's range is 10.244.0.0/12 from 10.244 on, /24 a node, and cannot be set. */
const rangesMost = 12 * 256;

export const nodeIpamController = defineController<Memory>({
  name: 'node-ipam-controller',
  serviceAccount: 'node-controller',
  eventSource: 'cidrAllocator',
  watches: [watch(nodes)],
  // One at a time, so that no range is given twice.
  workers: 1,
  memory: () => ({ given: new Map() }),
  *reconcile(tools, ctx, name) {
    const node = tools.informer(nodes).get(name);
    if (node === undefined) {
      for (const [number, owner] of tools.memory.given) if (owner === name) tools.memory.given.delete(number);
      return done({ saw: `node ${name} is gone`, decided: 'its range is free again' });
    }
    if (node.spec.podCIDR !== undefined && node.spec.podCIDR !== '') {
      return done({ saw: `node ${name} has ${node.spec.podCIDR}`, decided: 'nothing to do' });
    }
    const number = firstFree(tools, name);
    if (number === undefined) {
      tools.recorder.event(ctx, node, 'Normal', 'CIDRNotAvailable', `Node ${name} status is now: CIDRNotAvailable`);
      return retry('no range of pod addresses is free', { saw: `node ${name} has no range` });
    }
    const cidr = rangeText(number);
    tools.memory.given.set(number, name);
    const patched = yield* tools.client.patch(ctx, nodes, undefined, name, { spec: { podCIDR: cidr, podCIDRs: [cidr] } }, 'strategic');
    const story = { saw: `node ${name} has no range`, decided: `give it ${cidr}, the first that is free` };
    if (patched.ok) return done({ ...story, wrote: `nodes/${name}` });
    tools.memory.given.delete(number);
    return retry(patched.status, story);
  },
});

function firstFree(tools: Tools<Memory>, name: string): number | undefined {
  const taken = new Set<string>();
  for (const node of tools.informer(nodes).list()) if (node.spec.podCIDR !== undefined) taken.add(node.spec.podCIDR);
  for (let number = 0; number < rangesMost; number++) {
    const owner = tools.memory.given.get(number);
    if (!taken.has(rangeText(number)) && (owner === undefined || owner === name)) return number;
  }
  return undefined;
}

function rangeText(number: number): string {
  return `10.${244 + Math.floor(number / 256)}.${number % 256}.0/24`;
}
