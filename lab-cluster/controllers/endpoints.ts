// The Endpoints controller: the addresses behind a service in one object, for those who still read the older form.
// Models pkg/controller/endpoint/endpoints_controller.go.
import { deepEqual } from '../api/equal.ts';
import { endpoints } from '../api/kinds/endpoints.ts';
import type { EndpointAddress, EndpointPort, EndpointSubset, Endpoints } from '../api/kinds/endpoints.ts';
import { pods } from '../api/kinds/pod.ts';
import type { Pod } from '../api/kinds/pod.ts';
import { services } from '../api/kinds/service.ts';
import type { Service } from '../api/kinds/service.ts';
import { isPodReady } from '../api/pods/pod-template.ts';
import { done, retry } from '../client/reconcile-loop.ts';
import type { Outcome, Story } from '../client/reconcile-loop.ts';
import type { Context, Task } from '../sim/sim.ts';
import { defineController, watchWith } from './define-controller.ts';
import type { Tools } from './define-controller.ts';
import { isNamespaceTerminating } from './pod-writes.ts';
import { PortGroups, createServiceMembers, hasEndpoint, hostnameOf, isHeadless, resolvePorts, triggerTime } from './service-members.ts';
import type { ResolvedPort, ServiceMembers } from './service-members.ts';
import { counted } from './words.ts';

const managedByLabel = 'endpoints.kubernetes.io/managed-by';
const headlessLabel = 'service.kubernetes.io/headless';
const triggerAnnotation = 'endpoints.kubernetes.io/last-change-trigger-time';
const capacityAnnotation = 'endpoints.kubernetes.io/over-capacity';
/** What does not fit is in the EndpointSlices only. */
const addressesMost = 1000;

export const endpointsController = defineController<ServiceMembers>({
  name: 'endpoint-controller',
  watches: [
    watchWith(services, (tools: Tools<ServiceMembers>) => tools.memory.onService(tools)),
    watchWith(pods, (tools: Tools<ServiceMembers>) => tools.memory.onPod(tools)),
    watchWith(endpoints, ({ queue }: Tools<ServiceMembers>) => ({
      delete: ({ metadata }, ctx) => queue.add(`${metadata.namespace}/${metadata.name}`, ctx),
    })),
  ],
  memory: createServiceMembers,
  reconcile,
});

function* reconcile(tools: Tools<ServiceMembers>, ctx: Context, key: string): Task<Outcome> {
  const service = tools.informer(services).get(key);
  if (service === undefined) return yield* removeFor(tools, ctx, key);
  if (service.spec.type === 'ExternalName' || service.spec.selector === undefined) {
    return done({ saw: `service ${key} selects no pods`, decided: 'leave its endpoints to whoever made it' });
  }
  const { subsets, ready, truncated } = subsetsOf(service, tools.memory.of(key));
  const current = tools.informer(endpoints).get(key);
  const labels = labelsOf(service);
  const story: Story = { saw: `${counted(ready, 'ready pod')} behind service ${key}` };
  if (current !== undefined && sameSubsets(current.subsets ?? [], subsets) && deepEqual(current.metadata.labels, labels)) {
    return done({ ...story, decided: 'the endpoints say so already' });
  }
  const annotations = {
    ...current?.metadata.annotations,
    [triggerAnnotation]: triggerTime(service, tools.memory.of(key)),
    ...(truncated ? { [capacityAnnotation]: 'truncated' } : {}),
  };
  return yield* write(tools, ctx, service, { current, labels, annotations, subsets }, story);
}

interface Wanted {
  readonly current: Endpoints | undefined;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly subsets: readonly EndpointSubset[];
}

function* write(tools: Tools<ServiceMembers>, ctx: Context, service: Service, wanted: Wanted, story: Story): Task<Outcome> {
  const { current, labels, annotations, subsets } = wanted;
  const { name, namespace = '' } = service.metadata;
  const metadata = { name, namespace, labels, annotations };
  const written =
    current === undefined
      ? yield* tools.client.create(ctx, endpoints, { apiVersion: 'v1', kind: 'Endpoints', metadata, subsets })
      : yield* tools.client.update(ctx, endpoints, { ...current, metadata: { ...current.metadata, labels, annotations }, subsets });
  const told = { ...story, decided: current === undefined ? 'create its endpoints' : 'bring its endpoints up to date' };
  if (written.ok) return done({ ...told, wrote: `endpoints/${namespace}/${name}` });
  if (isNamespaceTerminating(written.status)) return done(told);
  const [reason, verb] = current === undefined ? ['FailedToCreateEndpoint', 'create'] : ['FailedToUpdateEndpoint', 'update'];
  tools.recorder.event(
    ctx,
    current ?? service,
    'Warning',
    reason as string,
    `Failed to ${verb} endpoint ${namespace}/${name}: ${written.status.message ?? ''}`,
  );
  return retry(written.status, told);
}

function* removeFor(tools: Tools<ServiceMembers>, ctx: Context, key: string): Task<Outcome> {
  const [namespace, name] = key.split('/') as [string, string];
  const deleted = yield* tools.client.delete(ctx, endpoints, namespace, name);
  const story = { saw: `service ${key} is gone`, decided: 'delete its endpoints' };
  if (deleted.ok) return done({ ...story, wrote: `deleted endpoints/${key}` });
  return deleted.status.reason === 'NotFound' ? done(story) : retry(deleted.status, story);
}

function labelsOf(service: Service): Readonly<Record<string, string>> {
  const { [headlessLabel]: _, ...own } = service.metadata.labels ?? {};
  return { ...own, [managedByLabel]: 'endpoint-controller', ...(isHeadless(service) ? { [headlessLabel]: '' } : {}) };
}

interface Subsets {
  readonly subsets: readonly EndpointSubset[];
  readonly ready: number;
  readonly truncated: boolean;
}

interface PortGroup {
  readonly ports: readonly EndpointPort[];
  readonly ready: EndpointAddress[];
  readonly notReady: EndpointAddress[];
}

/** Addresses grouped by the ports they serve, sorted so that equal endpoints look equal. */
function subsetsOf(service: Service, members: Iterable<Pod>): Subsets {
  const tolerant = service.spec.publishNotReadyAddresses === true;
  const portless = isHeadless(service) && (service.spec.ports ?? []).length === 0;
  const groups = new PortGroups<PortGroup>();
  let ready = 0;
  let total = 0;
  for (const pod of members) {
    if (!hasEndpoint(pod, tolerant ? 'with-terminating' : 'without-terminating')) continue;
    const ports = resolvePorts(service, pod);
    if ((ports.length === 0 && !portless) || ++total > addressesMost) continue;
    const group = groups.of(ports, () => ({ ports: ports.map(portOf), ready: [], notReady: [] }));
    const isReady = tolerant || isPodReady(pod);
    (isReady ? group.ready : group.notReady).push(addressOf(service, pod));
    if (isReady) ready += 1;
  }
  const subsets = groups.all().map((group) => ({
    ...(group.ready.length === 0 ? {} : { addresses: group.ready.sort(byAddress) }),
    ...(group.notReady.length === 0 ? {} : { notReadyAddresses: group.notReady.sort(byAddress) }),
    ...(group.ports.length === 0 ? {} : { ports: group.ports }),
  }));
  return { subsets, ready, truncated: total > addressesMost };
}

function portOf({ name, ...port }: ResolvedPort): EndpointPort {
  return name === '' ? port : { name, ...port };
}

/** One address object a pod version: a pass over a big service makes none. */
const addresses = new WeakMap<Pod, EndpointAddress>();

function addressOf(service: Service, pod: Pod): EndpointAddress {
  const hostname = hostnameOf(service, pod);
  const known = addresses.get(pod);
  if (known !== undefined && known.hostname === hostname) return known;
  const { namespace, name, uid } = pod.metadata;
  const address: EndpointAddress = {
    ip: pod.status.podIP ?? '',
    ...(hostname === undefined ? {} : { hostname }),
    ...(pod.spec.nodeName === undefined ? {} : { nodeName: pod.spec.nodeName }),
    targetRef: { kind: 'Pod', ...(namespace === undefined ? {} : { namespace }), name, uid },
  };
  addresses.set(pod, address);
  return address;
}

function byAddress(left: EndpointAddress, right: EndpointAddress): number {
  return left.ip < right.ip ? -1 : left.ip > right.ip ? 1 : 0;
}

/** Cheaper than comparing everything: an address is told by its pod, place and names. */
function sameSubsets(one: readonly EndpointSubset[], other: readonly EndpointSubset[]): boolean {
  return (
    one.length === other.length &&
    one.every((subset, index) => {
      const twin = other[index];
      return (
        deepEqual(subset.ports, twin?.ports) &&
        sameAddresses(subset.addresses, twin?.addresses) &&
        sameAddresses(subset.notReadyAddresses, twin?.notReadyAddresses)
      );
    })
  );
}

function sameAddresses(one: readonly EndpointAddress[] = [], other: readonly EndpointAddress[] = []): boolean {
  if (one.length !== other.length) return false;
  for (let index = 0; index < one.length; index++) {
    const address = one[index];
    const twin = other[index];
    if (address === twin) continue;
    if (address?.ip !== twin?.ip || address?.targetRef?.uid !== twin?.targetRef?.uid) return false;
    if (address?.nodeName !== twin?.nodeName || address?.hostname !== twin?.hostname) return false;
  }
  return true;
}
