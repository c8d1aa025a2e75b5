// Which pods stand behind which service, kept as labels and selectors change: what both endpoint controllers start from.
// Models staging/src/k8s.io/endpointslice/util/controller_utils.go.
import { pods } from '../api/kinds/pod.ts';
import type { Pod } from '../api/kinds/pod.ts';
import { services } from '../api/kinds/service.ts';
import type { Service, ServicePort } from '../api/kinds/service.ts';
import { keyOf } from '../api/object.ts';
import { isPodReady, isPodTerminal, podCondition } from '../api/pods/pod-template.ts';
import { matchesLabels } from '../api/selector.ts';
import type { InformerHandlers } from '../client/informer-types.ts';
import type { Tools } from './define-controller.ts';

/** A port of a service as one pod serves it. */
export interface ResolvedPort {
  readonly name: string;
  readonly port: number;
  readonly protocol: 'TCP' | 'UDP' | 'SCTP';
  readonly appProtocol?: string;
}

export interface ServiceMembers {
  /** Pods whose labels match the service's selector, whatever their state. */
  of(serviceKey: string): Iterable<Pod>;
  readonly onService: (tools: Tools<ServiceMembers>) => InformerHandlers<Service>;
  readonly onPod: (tools: Tools<ServiceMembers>) => InformerHandlers<Pod>;
}

const byNamespace = 'namespace';
/** Services with more pods than this wait a little for further changes before they are looked at. */
const membersAtOnce = 100;
const longestWaitMs = 1000;

/** Call it in a controller's `memory`. */
export function createServiceMembers(tools: Tools): ServiceMembers {
  tools.informer(pods).addIndex(byNamespace, (pod) => [pod.metadata.namespace ?? '']);
  tools.informer(services).addIndex(byNamespace, (service) => [service.metadata.namespace ?? '']);
  const members = new Map<string, Map<string, Pod>>();

  function gather(service: Service): void {
    const matching = new Map<string, Pod>();
    for (const pod of tools.informer(pods).byIndex(byNamespace, service.metadata.namespace ?? '')) {
      if (matchesLabels(service.spec.selector, pod.metadata.labels)) matching.set(keyOf(pod), pod);
    }
    members.set(keyOf(service), matching);
  }

  return {
    of: (serviceKey) => members.get(serviceKey)?.values() ?? [],
    onService: ({ queue }) => ({
      add(service, ctx) {
        gather(service);
        queue.add(keyOf(service), ctx);
      },
      update(service, previous, ctx) {
        if (service.spec.selector !== previous.spec.selector) gather(service);
        queue.add(keyOf(service), ctx);
      },
      delete(service, ctx) {
        members.delete(keyOf(service));
        queue.add(keyOf(service), ctx);
      },
    }),
    onPod: ({ queue, informer }) => {
      const see = (pod: Pod, gone: boolean, relevant: boolean, ctx: Parameters<typeof queue.add>[1]): void => {
        for (const service of informer(services).byIndex(byNamespace, pod.metadata.namespace ?? '')) {
          const key = keyOf(service);
          const known = members.get(key);
          const matches = !gone && matchesLabels(service.spec.selector, pod.metadata.labels);
          const had = known?.has(keyOf(pod)) ?? false;
          if (matches) known?.set(keyOf(pod), pod);
          else known?.delete(keyOf(pod));
          if (relevant && (matches || had)) queue.addAfter(key, patience(known?.size ?? 0), ctx);
        }
      };
      return {
        add: (pod, ctx) => see(pod, false, hasEndpoint(pod, 'with-terminating'), ctx),
        update: (pod, previous, ctx) => see(pod, false, endpointChanged(pod, previous), ctx),
        delete: (pod, ctx) => see(pod, true, true, ctx),
      };
    },
  };
}

/** Simplified: upstream looks at once however many pods there are, at a cost that grows with their square. */
function patience(members: number): number {
  return members <= membersAtOnce ? 0 : Math.min(members, longestWaitMs);
}

/** Whether anything changed that an endpoint shows. */
function endpointChanged(pod: Pod, previous: Pod): boolean {
  return (
    pod.metadata.deletionTimestamp !== previous.metadata.deletionTimestamp ||
    pod.metadata.labels !== previous.metadata.labels ||
    pod.status.podIP !== previous.status.podIP ||
    pod.spec.nodeName !== previous.spec.nodeName ||
    pod.spec.hostname !== previous.spec.hostname ||
    isPodTerminal(pod) !== isPodTerminal(previous) ||
    isPodReady(pod) !== isPodReady(previous)
  );
}

/** A pod has an endpoint once it has an address, until it has finished; while it terminates only where asked for. */
export function hasEndpoint(pod: Pod, terminating: 'with-terminating' | 'without-terminating'): boolean {
  if (terminating === 'without-terminating' && pod.metadata.deletionTimestamp !== undefined) return false;
  return pod.status.podIP !== undefined && pod.status.podIP !== '' && !isPodTerminal(pod);
}

/** Port lists of services that name no port of their pods: the same for every pod. */
const numberedPorts = new WeakMap<Service, readonly ResolvedPort[]>();

/** The ports under which `pod` serves `service`; named ports that the pod does not have are left out. */
export function resolvePorts(service: Service, pod: Pod): readonly ResolvedPort[] {
  const known = numberedPorts.get(service);
  if (known !== undefined) return known;
  const resolved: ResolvedPort[] = [];
  for (const wanted of service.spec.ports ?? []) {
    const port = targetOf(wanted, pod);
    if (port === undefined) continue;
    const { name = '', protocol = 'TCP', appProtocol } = wanted;
    resolved.push({ name, port, protocol, ...(appProtocol === undefined ? {} : { appProtocol }) });
  }
  const numbered = (service.spec.ports ?? []).every(({ targetPort }) => typeof targetPort !== 'string');
  if (numbered) numberedPorts.set(service, resolved);
  return resolved;
}

function targetOf({ targetPort, port, protocol = 'TCP' }: ServicePort, pod: Pod): number | undefined {
  if (targetPort === undefined || targetPort === '' || targetPort === 0) return port;
  if (typeof targetPort === 'number') return targetPort;
  for (const container of pod.spec.containers) {
    const named = container.ports?.find((one) => one.name === targetPort && (one.protocol ?? 'TCP') === protocol);
    if (named !== undefined) return named.containerPort;
  }
  return undefined;
}

/** Groups things by list of ports: `ports` is one list for all whose lists say the same. */
export class PortGroups<Group> {
  readonly #byList = new Map<readonly ResolvedPort[], Group>();
  readonly #byText = new Map<string, Group>();

  /** The group of these ports, made when there is none. */
  of(ports: readonly ResolvedPort[], make: () => Group): Group {
    const known = this.#byList.get(ports);
    if (known !== undefined) return known;
    const text = ports.map((port) => `${port.name}:${port.port}/${port.protocol}`).join();
    const group = this.#byText.get(text) ?? make();
    this.#byText.set(text, group);
    this.#byList.set(ports, group);
    return group;
  }

  /** In the order of their ports' text. */
  all(): readonly Group[] {
    return [...this.#byText.entries()].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, group]) => group);
  }
}

export function isHeadless(service: Service): boolean {
  return service.spec.clusterIP === 'None';
}

/** The name of a pod in the DNS of its headless service, where it has one. */
export function hostnameOf(service: Service, pod: Pod): string | undefined {
  const { hostname, subdomain } = pod.spec;
  if (hostname === undefined || hostname === '' || subdomain !== service.metadata.name) return undefined;
  return pod.metadata.namespace === service.metadata.namespace ? hostname : undefined;
}

/**
 * The instant of the newest change that the endpoints show, for measuring how long it took to reach the nodes.
 * Simplified: from the pods' readiness and the service's creation, not from every single change.
 */
export function triggerTime(service: Service, members: Iterable<Pod>): string {
  let latest = service.metadata.creationTimestamp;
  for (const pod of members) {
    const since = podCondition(pod, 'Ready')?.lastTransitionTime;
    if (since !== undefined && since > latest) latest = since;
  }
  return latest;
}
