// Answers an API server that asks for the log of a container: once, or on and on until the container ends.
// Models GetKubeletContainerLogs of pkg/kubelet/kubelet_pods.go and ReadLogs of pkg/kubelet/kuberuntime/logs.
import { type KubeletLogAnswer, kubeletAddress, type KubeletLogRequest, type LogQuery } from '../../api/kubelet-log.ts';
import type { ContainerStatus } from '../../api/kinds/pod.ts';
import { microTimestamp } from '../../api/time.ts';
import type { Context, Exchange, Micros, Timer } from '../../sim/sim.ts';
import { type LogLine, printedBetween } from '../runtime/printed.ts';
import { type ContainerRecord, containerTable } from '../runtime/records.ts';
import type { Kubelet, PodWorker } from './kubelet-state.ts';

/** How often a log that is followed is looked at. */
const LOOK_US = 500_000;

export function serveLogs(kubelet: Kubelet): void {
  const { sim, options } = kubelet;
  sim.net.listen(kubeletAddress(options.nodeName), (exchange) => answer(kubelet, exchange as LogExchange), ['kube-apiserver']);
}

type LogExchange = Exchange<unknown, KubeletLogAnswer, { readonly text: string }>;

function answer(kubelet: Kubelet, exchange: LogExchange): void {
  const request = exchange.request as KubeletLogRequest;
  const { query } = request;
  const { ctx } = exchange;
  const found = locate(kubelet, request);
  const record = typeof found === 'string' ? undefined : recordOf(kubelet, found.id);
  if (typeof found === 'string' || record === undefined) {
    exchange.reply({ code: 400, text: typeof found === 'string' ? found : `unable to retrieve container logs for ${found.id}` }, ctx);
    return exchange.end(ctx);
  }
  const nowUs = kubelet.sim.clock.nowUs;
  const text = logText(record, request.pod, nowUs, query);
  exchange.reply({ code: 200, text }, ctx);
  const full = query.limitBytes !== undefined && text.length >= query.limitBytes;
  if (!query.follow || record.state !== 'running' || full) return exchange.end(ctx);
  follow(kubelet, exchange, request, { id: record.id, seenUs: nowUs, left: (query.limitBytes ?? Number.POSITIVE_INFINITY) - text.length });
}

/** The container whose log it is, or why there is none. Models validateContainerLogStatus. */
function locate(kubelet: Kubelet, { namespace, pod, container, query }: KubeletLogRequest): { readonly id: string } | string {
  const worker = workerOf(kubelet, `${namespace}/${pod}`);
  if (worker === undefined) return `pod "${pod}" cannot be found - no logs available`;
  const status = statusOf(worker, container);
  const named = `container "${container}" in pod "${pod}"`;
  if (status === undefined) return `${named} is not available`;
  const { waiting, running, terminated } = status.state ?? {};
  const last = status.lastState?.terminated;
  const before = idOf(last?.containerID);
  if (query.previous) return before ?? `previous terminated ${named} not found`;
  if (running !== undefined) return idOf(status.containerID) ?? `${named} is not available`;
  if (terminated !== undefined) return idOf(terminated.containerID) ?? before ?? `${named} is terminated`;
  if (last !== undefined) return before ?? `${named} is terminated`;
  if (waiting === undefined) return `${named} is waiting to start - no logs yet`;
  return `${named} is waiting to start: ${WAITS[waiting.reason ?? ''] ?? waiting.reason ?? ''}`;
}

const WAITS: Readonly<Record<string, string>> = {
  ErrImagePull: "image can't be pulled",
  ImagePullBackOff: 'trying and failing to pull image',
};

function workerOf(kubelet: Kubelet, key: string): PodWorker | undefined {
  const known = [...kubelet.workers.values()].filter((worker) => worker.key === key);
  return known.find(({ gone }) => !gone) ?? known.at(-1);
}

function statusOf({ wanted, reported }: PodWorker, name: string): ContainerStatus | undefined {
  const { initContainerStatuses = [], containerStatuses = [], ephemeralContainerStatuses = [] } = wanted ?? reported;
  return [...containerStatuses, ...initContainerStatuses, ...ephemeralContainerStatuses].find((status) => status.name === name);
}

function idOf(containerId: string | undefined): { readonly id: string } | undefined {
  return containerId === undefined || containerId === '' ? undefined : { id: containerId.replace(/^\w+:\/\//, '') };
}

function recordOf(kubelet: Kubelet, id: string): ContainerRecord | undefined {
  return containerTable(kubelet.sim.machine).containers.get(id);
}

function logText(record: ContainerRecord, pod: string, nowUs: Micros, query: LogQuery): string {
  const since = query.sinceUs ?? (query.sinceSeconds === undefined ? 0 : nowUs - query.sinceSeconds * 1_000_000);
  const lines = printedBetween(record, pod, Math.max(0, since) - 1, nowUs);
  const kept = query.tailLines === undefined ? lines : lines.slice(Math.max(0, lines.length - query.tailLines));
  return textOf(kept, query).slice(0, query.limitBytes);
}

function textOf(lines: readonly LogLine[], { timestamps }: LogQuery): string {
  return lines.map(({ atUs, text }) => `${timestamps ? `${microTimestamp(atUs).slice(0, -1)}000Z ` : ''}${text}\n`).join('');
}

interface Following {
  readonly id: string;
  /** Printed up to then has been sent. */
  seenUs: Micros;
  /** Bytes that may still be sent. */
  left: number;
}

/** Looks again and again; the record of a container that was removed ends it. */
function follow(kubelet: Kubelet, exchange: LogExchange, { pod, query }: KubeletLogRequest, state: Following): void {
  const { clock } = kubelet.sim;
  const routine: Context = { span: exchange.ctx.span, background: true };
  let timer: Timer | undefined;
  const look = (): void => {
    const record = recordOf(kubelet, state.id);
    const lines = record === undefined ? [] : printedBetween(record, pod, state.seenUs, clock.nowUs);
    state.seenUs = clock.nowUs;
    const text = textOf(lines, query).slice(0, state.left);
    state.left -= text.length;
    if (text !== '') exchange.send({ text }, routine);
    if (record?.state === 'running' && state.left > 0) timer = clock.after(LOOK_US, true, look);
    else exchange.end(routine);
  };
  timer = clock.after(LOOK_US, true, look);
  exchange.onClose(() => timer?.cancel());
}
