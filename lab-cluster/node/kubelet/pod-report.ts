// From what runs to what is said: keeps the probes of running containers going and sends the pod's status when it differs.
import type { Container } from '../../api/pods/container.ts';
import type { ContainerState, PodStatus } from '../../api/kinds/pod.ts';
import type { Context } from '../../sim/sim.ts';
import type { CriContainer } from '../runtime/cri.ts';
import { ContainerProbes, type ProbeKind } from './container-probes.ts';
import { fieldPathOf, type Kubelet, type PodWorker } from './kubelet-state.ts';
import { generatePodStatus } from './pod-status.ts';
import { setPodStatus } from './status-manager.ts';
import { statusPatch } from './status-patch.ts';
import { emptyMap, withEntry, withoutEntry } from './rare-map.ts';

/** Sends the status if it says something new; returns that in words, or nothing. */
export function reportStatus(kubelet: Kubelet, worker: PodWorker, ctx: Context, terminal = false): string {
  const previous = worker.wanted ?? worker.reported;
  const status = generatePodStatus({
    pod: worker.pod,
    previous,
    runtime: kubelet.cache.get(worker.uid),
    waiting: worker.waiting,
    verdicts: { isStarted: (container) => isStarted(worker, container), isReady: (container) => isReady(worker, container) },
    terminal,
    hostIp: kubelet.hostIp,
    nowUs: kubelet.sim.clock.nowUs,
  });
  if (worker.gone) return '';
  const patch = statusPatch(worker.uid, previous, status);
  if (patch === undefined) return '';
  setPodStatus(kubelet, worker, status, ctx, previous === worker.reported ? patch : undefined);
  return `status ${status.phase ?? ''}: ${inWords(status)}`;
}

export function isStarted(worker: PodWorker, container: CriContainer): boolean {
  return worker.probes.get(container.id)?.isStarted ?? true;
}

function isReady(worker: PodWorker, container: CriContainer): boolean {
  return worker.probes.get(container.id)?.isReady ?? true;
}

/** Begins to probe containers that run and stops for those that do not. */
export function watchContainers(kubelet: Kubelet, worker: PodWorker, ctx: Context): void {
  const { containers } = kubelet.cache.get(worker.uid);
  for (const [id, probes] of worker.probes) {
    if (containers.some((container) => container.id === id && container.state === 'running')) continue;
    probes.stop();
    worker.probes = withoutEntry(worker.probes, id);
  }
  for (const container of containers) {
    if (container.state !== 'running' || worker.probes.has(container.id)) continue;
    const spec = specOf(worker, container.name);
    if (spec === undefined || (spec.livenessProbe ?? spec.readinessProbe ?? spec.startupProbe) === undefined) continue;
    worker.probes = withEntry(worker.probes, container.id, startProbes(kubelet, worker, container, spec, ctx));
  }
}

export function stopProbes(worker: PodWorker): void {
  for (const probes of worker.probes.values()) probes.stop();
  worker.probes = emptyMap();
}

function startProbes(kubelet: Kubelet, worker: PodWorker, container: CriContainer, spec: Container, ctx: Context): ContainerProbes {
  const fieldPath = fieldPathOf(worker.pod, spec.name);
  return new ContainerProbes(kubelet.sim, kubelet.runtime, container, spec, ctx, {
    failed: (kind, output, cause) =>
      kubelet.recorder.event(cause, worker.pod, 'Warning', 'Unhealthy', `${titles[kind]} probe failed: ${output}`, { fieldPath }),
    changed: (kind, success, cause) => {
      if (!success && kind !== 'readiness') {
        worker.unhealthy = withEntry(worker.unhealthy, container.id, `Container ${spec.name} failed ${kind} probe, will be restarted`);
      }
      if (!(success && kind === 'liveness')) kubelet.sync(worker, cause);
    },
  });
}

const titles: Readonly<Record<ProbeKind, string>> = { startup: 'Startup', readiness: 'Readiness', liveness: 'Liveness' };

function specOf(worker: PodWorker, name: string): Container | undefined {
  const { containers, initContainers = [] } = worker.pod.spec;
  return containers.find((container) => container.name === name) ?? initContainers.find((container) => container.name === name);
}

function inWords(status: PodStatus): string {
  const all = [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])];
  return all
    .map(({ name, state, ready }) => `${name} ${wordOf(state)}${ready && state?.running !== undefined ? ' and ready' : ''}`)
    .join(', ');
}

function wordOf(state: ContainerState | undefined): string {
  if (state?.running !== undefined) return 'running';
  if (state?.terminated !== undefined) return `ended (${state.terminated.reason ?? ''}, exit code ${state.terminated.exitCode})`;
  return `waiting (${state?.waiting?.reason ?? ''})`;
}
