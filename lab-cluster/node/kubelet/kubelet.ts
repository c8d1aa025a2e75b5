// The kubelet: the agent that makes one node's pods real and says how they are. Everything it knows comes from the API
// server and from the container runtime, so it can be killed at any moment.
// Models pkg/kubelet/kubelet.go.
import { type KubeNode, nodes } from '../../api/kinds/node.ts';
import { type Pod, pods } from '../../api/kinds/pod.ts';
import { userAgentOf } from '../../api/release.ts';
import { createEventRecorder } from '../../client/event-recorder.ts';
import { createInformer } from '../../client/informer.ts';
import { createClient } from '../../client/rest-client.ts';
import type { Context, Sim, Task } from '../../sim/sim.ts';
import type { CriEvent } from '../runtime/cri.ts';
import { BackOff } from './back-off.ts';
import { serveLogs } from './container-logs.ts';
import { ImagePuller } from './image-puller.ts';
import { type Kubelet, newWorker } from './kubelet-state.ts';
import { LifecycleEvents } from './lifecycle-events.ts';
import { NodeAgent } from './node-agent.ts';
import { networkNotReady } from './node-status.ts';
import { ObjectReader } from './object-reader.ts';
import type { KubeletOptions } from './options.ts';
import { PodCache } from './pod-cache.ts';
import { CRASH_FIRST_MS, CRASH_MOST_MS } from './pod-containers.ts';
import { requestSync } from './pod-worker.ts';
import { createRuntimeClient } from './runtime-client.ts';
import { noteReported } from './status-manager.ts';

/** Kernel slot in which the network plugin finds the node's range of pod addresses. */
const POD_CIDR_SLOT = 'podCidr';
const RECONNECT_US = 1_000_000;
/** A runtime that has been away for so long makes the node not ready. */
const RUNTIME_GRACE_US = 30_000_000;
const QPS = 50;
const BURST = 100;

export function startKubelet(sim: Sim, options: KubeletOptions): void {
  const start = sim.trace.start('life', sim.startedBy, { verb: 'start', object: sim.name });
  sim.trace.end(start);
  const user = { name: `system:node:${options.nodeName}`, groups: ['system:nodes', 'system:authenticated'] };
  const identity = { name: sim.name, user, userAgent: userAgentOf('kubelet'), qps: QPS, burst: BURST };
  const client = createClient(sim, options.transport, identity);
  // Events have a client of their own: a storm of them must not hold up what matters.
  const recorder = createEventRecorder(sim, createClient(sim, options.transport, identity), {
    component: 'kubelet',
    host: options.nodeName,
  });
  const runtime = createRuntimeClient(sim, options.runtimeAddress);
  const isNetworkReady = (): boolean => typeof sim.machine.kernel.get(POD_CIDR_SLOT) === 'string';
  const link = new RuntimeLink();
  const agent = new NodeAgent({
    sim,
    client,
    recorder,
    runtime,
    options,
    problems: () => [...(link.lost ? ['container runtime is down'] : []), ...(isNetworkReady() ? [] : [networkNotReady])],
  });
  const kubelet: Kubelet = {
    sim,
    options,
    client,
    recorder,
    runtime,
    cache: new PodCache(),
    reader: new ObjectReader(sim, client),
    puller: new ImagePuller(sim, runtime, recorder, () => agent.markImages()),
    lifecycle: new LifecycleEvents(sim, (uid, ctx) => syncByUid(kubelet, uid, ctx)),
    crashBackOff: new BackOff(CRASH_FIRST_MS, CRASH_MOST_MS),
    workers: new Map(),
    hostIp: sim.machine.address,
    isNetworkReady,
    sync: (worker, ctx) => requestSync(kubelet, worker, ctx),
  };
  serveLogs(kubelet);
  sim.spawn(agent.run(start));
  watchNode(kubelet, agent);
  const watchPods = onceOnly(() => startPodInformer(kubelet, start));
  connectRuntime(kubelet, agent, link, start, watchPods);
}

/** Whether the runtime has been out of reach for too long. */
class RuntimeLink {
  up = false;
  lost = false;
  /** What broke the connection, when it was not the first attempt that failed. */
  brokenBy: Context | undefined = undefined;
}

/** Follows the runtime's events; every new connection begins with a full list, because events were missed meanwhile. */
function connectRuntime(kubelet: Kubelet, agent: NodeAgent, link: RuntimeLink, start: Context, ready: () => void): void {
  const { sim } = kubelet;
  const routine: Context = { span: start.span, background: true };
  const connect = (): void =>
    kubelet.runtime.events(routine, {
      opened: (runtime) => {
        const cause = link.brokenBy === undefined || runtime.span === 0 ? start : { span: runtime.span, background: false };
        link.up = true;
        sim.spawn(relist(kubelet, cause, ready));
        if (!link.lost) return;
        link.lost = false;
        sim.spawn(agent.report(cause));
      },
      event: (event, ctx) => takeEvent(kubelet, event, ctx),
      closed: (cause) => {
        sim.clock.after(RECONNECT_US, true, connect);
        if (link.up) {
          link.brokenBy = cause;
          sim.clock.after(RUNTIME_GRACE_US, false, giveUp);
        }
        link.up = false;
      },
    });
  const giveUp = (): void => {
    if (link.up || link.lost) return;
    link.lost = true;
    sim.spawn(agent.report(link.brokenBy ?? start));
  };
  connect();
}

function* relist(kubelet: Kubelet, ctx: Context, ready: () => void): Task<void> {
  const before = kubelet.cache.snapshot();
  const sandboxes = yield* kubelet.runtime.call(ctx, 'ListPodSandboxes', {});
  const containers = yield* kubelet.runtime.call(ctx, 'ListContainers', {});
  if (!sandboxes.ok || !containers.ok) return;
  const changed = kubelet.cache.merge(before, sandboxes.value, containers.value);
  // Every pod, not only those that look different: an answer may have brought what the missed event would have told.
  for (const uid of new Set([...changed, ...kubelet.cache.uids()])) syncByUid(kubelet, uid, ctx);
  ready();
}

function takeEvent(kubelet: Kubelet, event: CriEvent, ctx: Context): void {
  const { cache, lifecycle } = kubelet;
  if (event.type === 'sandbox') {
    if (event.removed) cache.removeSandbox(event.sandbox);
    else cache.putSandbox(event.sandbox);
    if (!event.removed) lifecycle.mark(event.sandbox.config.podUid, ctx);
    return;
  }
  if (event.removed) cache.removeContainer(event.container);
  else cache.putContainer(event.container);
  if (!event.removed && event.container.state !== 'created') lifecycle.mark(event.container.podUid, ctx);
}

function syncByUid(kubelet: Kubelet, uid: string, ctx: Context): void {
  const worker = kubelet.workers.get(uid);
  if (worker !== undefined) requestSync(kubelet, worker, ctx);
}

function watchNode(kubelet: Kubelet, agent: NodeAgent): void {
  const { sim, client, options } = kubelet;
  const informer = createInformer<KubeNode>(sim, client, nodes, { fieldSelector: `metadata.name=${options.nodeName}` });
  const take = (node: KubeNode, ctx: Context): void => {
    agent.note(node, ctx);
    const range = node.spec.podCIDR;
    if (range === undefined || range === '' || kubelet.isNetworkReady()) return;
    sim.machine.kernel.set(POD_CIDR_SLOT, range);
    sim.spawn(agent.report(ctx));
    for (const worker of kubelet.workers.values()) requestSync(kubelet, worker, ctx);
  };
  informer.handle({ add: take, update: (node, _, ctx) => take(node, ctx) });
  informer.start();
}

function startPodInformer(kubelet: Kubelet, start: Context): void {
  const { sim, client, options } = kubelet;
  const informer = createInformer<Pod>(sim, client, pods, { fieldSelector: `spec.nodeName=${options.nodeName}` });
  informer.handle({
    add: (pod, ctx) => addPod(kubelet, pod, ctx),
    update: (pod, previous, ctx) => {
      if (pod.metadata.uid !== previous.metadata.uid) removePod(kubelet, previous, ctx);
      updatePod(kubelet, pod, ctx);
    },
    delete: (pod, ctx) => removePod(kubelet, pod, ctx),
  });
  informer.start();
  sim.spawn(
    (function* (): Task<void> {
      yield* informer.waitForSync();
      yield* removeOrphans(kubelet, start);
    })(),
  );
}

function addPod(kubelet: Kubelet, pod: Pod, ctx: Context): void {
  const worker = newWorker(pod, ctx);
  kubelet.workers.set(worker.uid, worker);
  requestSync(kubelet, worker, ctx);
}

function updatePod(kubelet: Kubelet, pod: Pod, ctx: Context): void {
  const worker = kubelet.workers.get(pod.metadata.uid);
  if (worker === undefined) return addPod(kubelet, pod, ctx);
  noteReported(worker, pod);
  const previous = worker.pod;
  worker.pod = pod;
  // Most updates are this kubelet's own statuses coming back.
  if (pod.metadata.generation !== previous.metadata.generation || pod.metadata.deletionTimestamp !== previous.metadata.deletionTimestamp) {
    requestSync(kubelet, worker, ctx);
  }
}

function removePod(kubelet: Kubelet, pod: Pod, ctx: Context): void {
  const worker = kubelet.workers.get(pod.metadata.uid);
  if (worker === undefined) return;
  worker.gone = true;
  worker.wanted = undefined;
  requestSync(kubelet, worker, ctx);
}

/** Sandboxes of pods that were removed from the API while nobody watched. Models HandlePodCleanups. */
function* removeOrphans(kubelet: Kubelet, ctx: Context): Task<void> {
  for (const uid of [...kubelet.cache.uids()]) {
    if (kubelet.workers.has(uid)) continue;
    for (const sandbox of kubelet.cache.get(uid).sandboxes) {
      yield* kubelet.runtime.insist(ctx, 'RemovePodSandbox', { sandboxId: sandbox.id });
      kubelet.cache.removeSandbox(sandbox);
    }
  }
}

function onceOnly(act: () => void): () => void {
  let done = false;
  return () => {
    if (done) return;
    done = true;
    act();
  };
}
