// Tells the kubelets how long they may go on with the Secrets and ConfigMaps they have read: the larger the cluster, the longer.
// Models pkg/controller/ttl/ttl_controller.go.
import { type KubeNode, nodes } from '../api/kinds/node.ts';
import { done, retry } from '../client/reconcile-loop.ts';
import type { Context } from '../sim/sim.ts';
import { defineController, watchWith } from './define-controller.ts';
import type { Tools } from './define-controller.ts';

interface Memory {
  /** Which of the steps the cluster is on: it stays until its size is clearly another. */
  step: number;
}

const annotation = 'node.alpha.kubernetes.io/ttl';

/** The ranges overlap, so that a cluster at a limit does not change its mind with every node. */
const steps: readonly { readonly leastNodes: number; readonly mostNodes: number; readonly seconds: number }[] = [
  { leastNodes: 0, mostNodes: 100, seconds: 0 },
  { leastNodes: 90, mostNodes: 500, seconds: 15 },
  { leastNodes: 450, mostNodes: 1000, seconds: 30 },
  { leastNodes: 900, mostNodes: 2000, seconds: 60 },
  { leastNodes: 1800, mostNodes: Number.POSITIVE_INFINITY, seconds: 300 },
];

export const ttlController = defineController<Memory>({
  name: 'ttl-controller',
  watches: [watchWith(nodes, nodeHandlers)],
  role: {
    plain: 'It writes on every node how long its kubelet may keep what it has read of Secrets and ConfigMaps.',
    port: 'Stamps on every ship how long its copy of the tide table is good for.',
    office: 'Says how long a printed price list may be used before one has to ask again.',
  },
  memory: () => ({ step: 0 }),
  *reconcile(tools, ctx, name) {
    const node = tools.informer(nodes).get(name);
    if (node === undefined) return done({ saw: `node ${name} is gone`, decided: 'nothing to do' });
    const wanted = wantedText(tools);
    if (node.metadata.annotations?.[annotation] === wanted) return done({ saw: `node ${name} says ${wanted} s`, decided: 'nothing to do' });
    const story = { saw: `${tools.informer(nodes).size} nodes`, decided: `its kubelet may keep what it has read for ${wanted} s` };
    const patched = yield* tools.client.patch(
      ctx,
      nodes,
      undefined,
      name,
      { metadata: { annotations: { [annotation]: wanted } } },
      'strategic',
    );
    if (patched.ok || patched.status.reason === 'NotFound') return done({ ...story, wrote: `nodes/${name}` });
    return retry(patched.status, story);
  },
});

function nodeHandlers(tools: Tools<Memory>) {
  const see = (node: KubeNode, ctx: Context): void => {
    if (node.metadata.annotations?.[annotation] !== wantedText(tools)) tools.queue.add(node.metadata.name, ctx);
  };
  return {
    add(node: KubeNode, ctx: Context): void {
      sizeChanged(tools);
      see(node, ctx);
    },
    // Whoever has an old text learns the new one with the next word of it.
    update: (node: KubeNode, _: KubeNode, ctx: Context): void => see(node, ctx),
    delete: (): void => sizeChanged(tools),
  };
}

function sizeChanged({ memory, informer }: Tools<Memory>): void {
  const count = informer(nodes).size;
  while (count > (steps[memory.step]?.mostNodes ?? count)) memory.step += 1;
  while (count < (steps[memory.step]?.leastNodes ?? count)) memory.step -= 1;
}

function wantedText({ memory }: Tools<Memory>): string {
  return String(steps[memory.step]?.seconds ?? 0);
}
