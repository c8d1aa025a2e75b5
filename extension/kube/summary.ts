// One short line and a health word for an object: what tree rows and CodeLenses show. Pure.
import { type KubeObject, printedReadiness, printedStatus } from '../../lab-cluster/index.ts';
import type { KubeEvent, Node, Pod, Service, Workload } from './shapes.ts';
import { isMap } from '../../lab-cluster/kubectl/values.ts';

/** ok: as asked for · busy: on its way · bad: needs attention · plain: has no health. */
export type Health = 'ok' | 'busy' | 'bad' | 'plain';

export interface Summary {
  readonly text: string;
  readonly health: Health;
  /** One sentence when something is not ordinary; else empty. */
  readonly reason: string;
}

export function summarize(object: KubeObject): Summary {
  switch (object.kind) {
    case 'Pod':
      return summarizePod(object);
    case 'Deployment':
    case 'ReplicaSet':
    case 'StatefulSet':
      return workloadSummary(object);
    case 'Service':
      return serviceSummary(object);
    case 'Node':
      return nodeSummary(object);
    case 'Namespace':
      return namespaceSummary(object);
    case 'ConfigMap':
    case 'Secret':
      return plain(countOf(Object.keys(dataOf(object)).length, 'key'));
    case 'Event':
      return eventSummary(object);
    default:
      return plain('');
  }
}

function plain(text: string): Summary {
  return { text, health: 'plain', reason: '' };
}

/** What `kubectl get pods` prints of it; on a node that is NotReady that comes first, because what its kubelet last said may be old. */
export function summarizePod(pod: Pod, node?: Node): Summary {
  const word = podStatus(pod);
  const restarts = podRestarts(pod);
  const text = `${printedReadiness(printable(pod))} ${word}${restarts > 0 ? `, ${countOf(restarts, 'restart')}` : ''}`;
  const isOver = pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';
  if (node === undefined || isOver || nodeSummary(node).health === 'ok') {
    return { text, health: podHealth(pod, word), reason: podReason(pod) };
  }
  const { name } = node.metadata;
  const reason = `${name} is NotReady: what its kubelet last reported of this pod may not be so any more.`;
  return { text: `node NotReady, ${text}`, health: 'bad', reason };
}

/** The word under STATUS. */
export function podStatus(pod: Pod): string {
  return printedStatus(printable(pod));
}

type Printable = Parameters<typeof printedStatus>[0];

/** The server's printer wants what every stored pod has. */
function printable(pod: Pod): Printable {
  const spec = { ...pod.spec, containers: pod.spec?.containers ?? [] };
  return { ...pod, spec, status: pod.status ?? {} } as unknown as Printable;
}

function isPodReady(pod: Pod): boolean {
  return pod.status?.conditions?.some((condition) => condition.type === 'Ready' && condition.status === 'True') ?? false;
}

function podRestarts(pod: Pod): number {
  return (pod.status?.containerStatuses ?? []).reduce((sum, container) => sum + container.restartCount, 0);
}

const onItsWay = new Set(['Pending', 'ContainerCreating', 'PodInitializing', 'Terminating', 'SchedulingGated', 'NotReady']);

function podHealth(pod: Pod, word: string): Health {
  if (word === 'Succeeded' || word === 'Completed') return 'ok';
  if (word === 'Running') return isPodReady(pod) ? 'ok' : 'busy';
  return onItsWay.has(word) || /^Init:\d+\/\d+$/.test(word) ? 'busy' : 'bad';
}

function podReason(pod: Pod): string {
  const unscheduled = pod.status?.conditions?.find((condition) => condition.type === 'PodScheduled' && condition.status === 'False');
  if (unscheduled?.message) return unscheduled.message;
  for (const container of [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])]) {
    const message = container.state?.waiting?.message ?? container.state?.terminated?.message;
    if (message) return `${container.name}: ${message}`;
  }
  return '';
}

function workloadSummary(workload: Workload): Summary {
  const desired = workload.spec?.replicas ?? 1;
  const ready = workload.status?.readyReplicas ?? 0;
  const updated = workload.kind === 'Deployment' ? (workload.status?.updatedReplicas ?? 0) : desired;
  const total = workload.status?.replicas ?? 0;
  const stuck = workload.status?.conditions?.find(
    (condition) =>
      (condition.type === 'ReplicaFailure' && condition.status === 'True') ||
      (condition.type === 'Progressing' && condition.status === 'False'),
  );
  const settled = ready === desired && updated === desired && total === desired;
  const health = stuck !== undefined ? 'bad' : settled ? 'ok' : 'busy';
  const rolling = updated < desired && total > 0 && workload.kind === 'Deployment' ? `, ${updated} updated` : '';
  return { text: `${ready}/${desired}${rolling}`, health, reason: stuck?.message ?? '' };
}

/** The address users reach a Service at, or undefined while it has none. */
function externalAddress(service: Service): string | undefined {
  const first = service.status?.loadBalancer?.ingress?.[0];
  return first?.ip ?? first?.hostname;
}

function serviceSummary(service: Service): Summary {
  const type = service.spec?.type ?? 'ClusterIP';
  const ports = (service.spec?.ports ?? []).map((port) => port.port).join(',');
  if (type !== 'LoadBalancer')
    return { text: `${type} ${service.spec?.clusterIP ?? ''}${ports && `:${ports}`}`.trim(), health: 'ok', reason: '' };
  const address = externalAddress(service);
  if (address !== undefined) return { text: `${type} ${address}:${ports}`, health: 'ok', reason: '' };
  return { text: `${type} pending`, health: 'busy', reason: 'No load balancer has given it an address yet.' };
}

function nodeSummary(node: Node): Summary {
  const ready = node.status?.conditions?.find((condition) => condition.type === 'Ready');
  const cordoned = node.spec?.unschedulable ? ', cordoned' : '';
  if (ready?.status === 'True') return { text: `Ready${cordoned}`, health: 'ok', reason: '' };
  return { text: `NotReady${cordoned}`, health: 'bad', reason: ready?.message ?? 'The node has not reported yet.' };
}

function namespaceSummary(namespace: KubeObject): Summary {
  const { status } = namespace as KubeObject & { readonly status?: { readonly phase?: string } };
  return status?.phase === 'Terminating' ? { text: 'Terminating', health: 'busy', reason: '' } : plain('');
}

function eventSummary(event: KubeEvent): Summary {
  const times = event.series?.count ?? event.count ?? 1;
  const text = `${event.involvedObject?.name ?? ''}: ${event.message ?? ''}${times > 1 ? ` (×${times})` : ''}`;
  return { text, health: event.type === 'Warning' ? 'bad' : 'plain', reason: '' };
}

function dataOf(object: KubeObject): Readonly<Record<string, unknown>> {
  const { data } = object as KubeObject & { readonly data?: unknown };
  return isMap(data) ? data : {};
}

export function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
