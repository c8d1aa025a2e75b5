// cloud-controller-manager: the one process that speaks both Kubernetes and the cloud provider's language.
// Models staging/src/k8s.io/cloud-provider/app. Simplified: kubelets say themselves where their machines are, so there is
// no cloud node controller; and routes between nodes need no help from the provider.
import { nodes } from '../api/kinds/node.ts';
import type { KubeNode } from '../api/kinds/node.ts';
import { services } from '../api/kinds/service.ts';
import { keyOf } from '../api/object.ts';
import { userAgentOf } from '../api/release.ts';
import type { Transport } from '../client/client.ts';
import { createEventRecorder } from '../client/event-recorder.ts';
import { createInformerFactory } from '../client/informer-factory.ts';
import { createNetTransport } from '../client/net-transport.ts';
import { startReconcileLoop } from '../client/reconcile-loop.ts';
import { createClient } from '../client/rest-client.ts';
import { createWorkQueue } from '../client/work-queue.ts';
import type { Context, Sim, Task } from '../sim/sim.ts';
import { cloudAddress } from './cloud-api.ts';
import type { LoadBalancer } from './cloud-api.ts';
import { reconcileService, wantsLoadBalancer } from './service-controller.ts';
import type { ServiceTools } from './service-controller.ts';

export interface CloudControllerManagerOptions {
  /** Defaults to the API server's address on the simulated network. */
  readonly transport?: Transport;
  /** Where the provider's API answers. */
  readonly cloud?: string;
}

export function startCloudControllerManager(sim: Sim, options: CloudControllerManagerOptions = {}): void {
  const transport = options.transport ?? createNetTransport(sim);
  const lane = sim.child('service-controller');
  const user = {
    name: 'system:serviceaccount:kube-system:service-controller',
    groups: ['system:serviceaccounts', 'system:serviceaccounts:kube-system', 'system:authenticated'],
  };
  const client = createClient(lane, transport, {
    name: 'service-controller',
    user,
    userAgent: userAgentOf('cloud-controller-manager'),
    qps: 20,
    burst: 30,
  });
  const informers = createInformerFactory(sim, createClient(sim, transport, { name: 'cloud-controller-manager', user }));
  const queue = createWorkQueue(lane);
  const tools: ServiceTools = {
    sim: lane,
    client,
    recorder: createEventRecorder(lane, client, { component: 'service-controller' }),
    services: informers.informer(services),
    nodes: informers.informer(nodes),
    cloud: options.cloud ?? cloudAddress,
    ensured: new Map<string, LoadBalancer>(),
  };
  const enqueue = (service: { readonly metadata: { readonly name: string; readonly namespace?: string } }, ctx: Context): void =>
    queue.add(keyOf(service), ctx);
  tools.services.handle({ add: enqueue, update: (service, _, ctx) => enqueue(service, ctx), delete: enqueue });
  tools.nodes.handle({
    add: (_, ctx) => enqueueBalanced(tools, enqueue, ctx),
    update: (node, previous, ctx) => {
      if (servesDifferently(node, previous)) enqueueBalanced(tools, enqueue, ctx);
    },
    delete: (_, ctx) => enqueueBalanced(tools, enqueue, ctx),
  });
  informers.startAll();
  sim.spawn(
    startWhenSynced(informers.waitForSync(), () =>
      startReconcileLoop(lane, {
        queue,
        workers: 1,
        nameOf: (key) => `services/${key}`,
        reconcile: (ctx, key) => reconcileService(tools, ctx, key),
      }),
    ),
  );
}

function* startWhenSynced(synced: Task<void>, start: () => void): Task<void> {
  yield* synced;
  start();
}

type Enqueue = (service: { readonly metadata: { readonly name: string; readonly namespace?: string } }, ctx: Context) => void;

/** A node that comes or goes concerns every load balancer. */
function enqueueBalanced({ services: known }: ServiceTools, enqueue: Enqueue, ctx: Context): void {
  for (const service of known.list()) if (wantsLoadBalancer(service)) enqueue(service, ctx);
}

function servesDifferently(node: KubeNode, previous: KubeNode): boolean {
  const facts = (one: KubeNode): string => {
    const ready = one.status.conditions?.find((condition) => condition.type === 'Ready')?.status ?? '';
    const address = one.status.addresses?.find((entry) => entry.type === 'InternalIP')?.address ?? '';
    return `${ready} ${address} ${one.metadata.deletionTimestamp ?? ''} ${Object.keys(one.metadata.labels ?? {}).join()}`;
  };
  return facts(node) !== facts(previous);
}
