// kube-controller-manager: one process that runs every registered controller on shared informers.
// Models cmd/kube-controller-manager/app/controllermanager.go.
import type { Kind } from '../api/kind.ts';
import type { KubeObject } from '../api/object.ts';
import { userAgentOf } from '../api/release.ts';
import type { UserInfo } from '../api/request.ts';
import { type Authority, createAuthority } from '../api/x509/authority.ts';
import type { Transport } from '../client/client.ts';
import { createEventRecorder } from '../client/event-recorder.ts';
import { createInformerFactory } from '../client/informer-factory.ts';
import type { InformerFactory } from '../client/informer-factory.ts';
import { createNetTransport } from '../client/net-transport.ts';
import { startReconcileLoop } from '../client/reconcile-loop.ts';
import { createClient } from '../client/rest-client.ts';
import { createWorkQueue } from '../client/work-queue.ts';
import type { Sim, Task } from '../sim/sim.ts';
import type { Controller, Tools } from './define-controller.ts';
import { controllers } from './registry.ts';

export interface ControllerManagerOptions {
  /** Defaults to the API server's address on the simulated network. */
  readonly transport?: Transport;
  /** Which controllers to run; defaults to all that are registered. */
  readonly controllers?: readonly Controller[];
  /** What the key that signs certificates follows from; --cluster-signing-key-file upstream. */
  readonly signerSeed?: number;
  /** PEM of the authority that signs the API server's certificate, where it is another; --root-ca-file upstream. */
  readonly rootCertificate?: string;
}

/** What all controllers of a process are given alike. */
interface Shared {
  readonly transport: Transport;
  readonly informers: InformerFactory;
  rootCertificate(): string;
  authority(): Authority;
}

const MANAGER = 'kube-controller-manager';
const clientLimits = { qps: 20, burst: 30 };
const workersDefault = 5;

export function startControllerManager(sim: Sim, options: ControllerManagerOptions = {}): void {
  const transport = options.transport ?? createNetTransport(sim);
  const sharedClient = createClient(sim, transport, {
    name: MANAGER,
    user: managerUser,
    userAgent: userAgentOf(MANAGER, 'shared-informers'),
  });
  const informers = createInformerFactory(sim, sharedClient);
  let made: Authority | undefined;
  const authority = (): Authority => (made ??= createAuthority(options.signerSeed ?? 0));
  const rootCertificate = (): string => options.rootCertificate ?? authority().certificate;
  const shared: Shared = { transport, informers, rootCertificate, authority };
  const started = (options.controllers ?? controllers).map((controller) => prepare(sim, shared, controller));
  informers.startAll();
  sim.spawn(startWhenSynced(informers, started));
}

const managerUser: UserInfo = { name: 'system:kube-controller-manager', groups: ['system:authenticated'] };

/** Connects a controller to the informers; the result starts its workers. */
function prepare(sim: Sim, { transport, informers, rootCertificate, authority }: Shared, controller: Controller): () => void {
  const lane = sim.child(controller.name);
  const account = controller.serviceAccount ?? controller.name;
  const user = controller.asManager === true ? managerUser : serviceAccountUser(account);
  const client = createClient(lane, transport, {
    name: controller.name,
    user,
    userAgent: userAgentOf(MANAGER, user.name),
    ...clientLimits,
  });
  const bare: Tools = {
    sim: lane,
    client,
    recorder: createEventRecorder(lane, client, { component: controller.eventSource ?? controller.name }),
    queue: createWorkQueue(lane),
    rootCertificate,
    authority,
    memory: undefined,
    informer: (kind) => informers.informer(kind),
  };
  const tools: Tools<unknown> = { ...bare, memory: controller.memory?.(bare) };
  for (const watch of controller.watches) watch.attach(tools);
  const main = controller.watches[0]?.kind;
  return () => {
    startReconcileLoop(lane, {
      queue: tools.queue,
      workers: controller.workers ?? workersDefault,
      nameOf: (key) => controller.nameOf?.(key, tools) ?? nameOfKey(main, key),
      reconcile: (ctx, key) => controller.reconcile(tools, ctx, key),
    });
    controller.started?.(tools);
  };
}

function* startWhenSynced(informers: InformerFactory, starts: readonly (() => void)[]): Task<void> {
  yield* informers.waitForSync();
  for (const start of starts) start();
}

function nameOfKey(kind: Kind<KubeObject> | undefined, key: string): string {
  return kind === undefined ? key : `${kind.plural}/${key}`;
}

/** Each controller has an identity of its own, as with --use-service-account-credentials, and a role of its own. */
function serviceAccountUser(account: string): UserInfo {
  return {
    name: `system:serviceaccount:kube-system:${account}`,
    groups: ['system:serviceaccounts', 'system:serviceaccounts:kube-system', 'system:authenticated'],
  };
}
