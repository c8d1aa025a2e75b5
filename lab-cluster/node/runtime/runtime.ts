// The container runtime daemon of one node (containerd): answers CRI requests and streams what happens to containers.
// It knows nothing of the API server. What it starts lives on in the machine's kernel when the daemon is killed.
import type { Exchange, Sim } from '../../sim/sim.ts';
import { armEnd, createContainer, removeContainer, startContainer, stopContainer } from './container-service.ts';
import type { CriError, CriReply, CriRequest } from './cri.ts';
import type { Cni, Daemon, RuntimeTimes } from './daemon.ts';
import type { ImageDefinition } from './image-definition.ts';
import { imageStatus, pullImage, resolveImage } from './image-service.ts';
import { imageCatalogue } from './images.ts';
import { probeContainer } from './probe.ts';
import { containerTable, imageStore } from './records.ts';
import { removeSandbox, runSandbox, stopSandbox } from './sandbox-service.ts';

export interface RuntimeOptions {
  readonly nodeName: string;
  readonly cni: Cni;
  /** Images that are on the node's disk from the start. */
  readonly preloadedImages?: readonly string[];
  /** What the registries hold; the lab's own catalogue unless given. */
  readonly catalogue?: readonly ImageDefinition[];
  readonly times?: Partial<RuntimeTimes>;
}

const runtimeVersion = 'containerd://2.1.4';

const defaultTimes: RuntimeTimes = { sandboxMs: 90, createMs: 20, startMs: 30, resolveMs: 250, bytesPerSecond: 40_000_000 };

/** `containerd/node-1`: where a node's runtime listens. */
export function runtimeAddress(nodeName: string): string {
  return `containerd/${nodeName}`;
}

export function startRuntime(sim: Sim, options: RuntimeOptions): void {
  const daemon: Daemon = {
    sim,
    cni: options.cni,
    times: { ...defaultTimes, ...options.times },
    catalogue: options.catalogue ?? imageCatalogue,
    found: new Map(),
    table: containerTable(sim.machine),
    images: imageStore(sim.machine),
    listeners: new Set(),
    ends: new Map(),
    waiting: new Map(),
  };
  for (const name of options.preloadedImages ?? []) {
    const image = resolveImage(daemon, name);
    if (image.ok) daemon.images.set(image.value.name, image.value);
  }
  // Containers lived on without the daemon; some may have ended meanwhile.
  for (const container of [...daemon.table.containers.values()]) if (container.state === 'running') armEnd(daemon, container);
  sim.net.listen(runtimeAddress(options.nodeName), (exchange) => serve(daemon, exchange));
}

function serve(daemon: Daemon, exchange: Exchange): void {
  const request = exchange.request as CriRequest;
  const { ctx } = exchange;
  const { table } = daemon;
  const answer = (value: unknown, cause = ctx): void => exchange.reply({ ok: true, value }, cause);
  const pass = (reply: CriReply<unknown>, cause = ctx): void => exchange.reply(reply, cause);
  const refuse = (code: CriError['code'], message: string): void => exchange.reply({ ok: false, error: { code, message } }, ctx);
  switch (request.op) {
    case 'Status':
      return answer({ version: runtimeVersion });
    case 'RunPodSandbox':
      return runSandbox(daemon, request.config, ctx, pass);
    case 'StopPodSandbox':
      return stopSandbox(daemon, request.sandboxId, ctx, () => answer(undefined));
    case 'RemovePodSandbox':
      return removeSandbox(daemon, request.sandboxId, ctx, () => answer(undefined));
    case 'ListPodSandboxes':
      return answer([...table.sandboxes.values()]);
    case 'ListContainers':
      return answer([...table.containers.values()]);
    case 'ListImages':
      return answer([...daemon.images.values()]);
    case 'ImageStatus':
      return answer(imageStatus(daemon, request.image));
    case 'PullImage':
      return pullImage(daemon, request.image, ctx, pass);
    case 'CreateContainer': {
      const sandbox = table.sandboxes.get(request.sandboxId);
      if (sandbox?.state !== 'ready') return refuse('NotFound', `failed to find sandbox id "${request.sandboxId}": not found`);
      return createContainer(daemon, sandbox, request.config, ctx, pass);
    }
    case 'StartContainer':
      return startContainer(daemon, request.containerId, ctx, pass);
    case 'StopContainer':
      return stopContainer(daemon, request.containerId, request.timeoutMs, ctx, () => answer(undefined));
    case 'RemoveContainer':
      removeContainer(daemon, request.containerId, ctx);
      return answer(undefined);
    case 'Probe': {
      const container = table.containers.get(request.containerId);
      if (container === undefined) return refuse('NotFound', `container "${request.containerId}" not found`);
      const ip = table.sandboxes.get(container.sandboxId)?.ip ?? '';
      return answer(probeContainer(container, ip, request.action, daemon.sim.clock.nowUs));
    }
    case 'GetContainerEvents':
      daemon.listeners.add(exchange);
      exchange.onClose(() => daemon.listeners.delete(exchange));
      // Whoever waited for this daemon can go on because it was started.
      return exchange.reply({ ok: true, value: undefined }, { span: daemon.sim.startedBy.span, background: ctx.background });
  }
}
