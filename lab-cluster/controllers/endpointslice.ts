// The EndpointSlice controller: the addresses behind a service in slices, so that one pod's change moves one slice only.
// Models pkg/controller/endpointslice/endpointslice_controller.go.
import { endpointSlices } from '../api/kinds/endpoint-slice.ts';
import type { Endpoint, EndpointSlice } from '../api/kinds/endpoint-slice.ts';
import { deepEqual } from '../api/equal.ts';
import { pods } from '../api/kinds/pod.ts';
import type { Pod } from '../api/kinds/pod.ts';
import { services } from '../api/kinds/service.ts';
import type { Service } from '../api/kinds/service.ts';
import { keyOf } from '../api/object.ts';
import { isPodReady } from '../api/pods/pod-template.ts';
import type { Status } from '../api/status.ts';
import { done, retry } from '../client/reconcile-loop.ts';
import type { Outcome } from '../client/reconcile-loop.ts';
import type { Context, Task } from '../sim/sim.ts';
import { controllerReference } from './adoption.ts';
import { defineController, watchWith } from './define-controller.ts';
import type { Tools } from './define-controller.ts';
import { endpointsPerSlice, planSlices } from './endpointslice-plan.ts';
import type { PortGroup, SlicePlan } from './endpointslice-plan.ts';
import { isNamespaceTerminating } from './pod-writes.ts';
import { PortGroups, createServiceMembers, hasEndpoint, hostnameOf, isHeadless, resolvePorts, triggerTime } from './service-members.ts';
import type { ServiceMembers } from './service-members.ts';
import { counted } from './words.ts';

interface Memory extends ServiceMembers {
  /** Newest revision this controller wrote of each slice, by service and slice key; 'deleted' for those it removed. */
  readonly written: Map<string, Map<string, number | 'deleted'>>;
}

const managedByLabel = 'endpointslice.kubernetes.io/managed-by';
const serviceNameLabel = 'kubernetes.io/service-name';
const headlessLabel = 'service.kubernetes.io/headless';
const triggerAnnotation = 'endpoints.kubernetes.io/last-change-trigger-time';
const managedBy = 'endpointslice-controller.k8s.io';
const byService = 'service';

export const endpointSliceController = defineController<Memory>({
  name: 'endpointslice-controller',
  eventSource: 'endpoint-slice-controller',
  watches: [
    watchWith(services, (tools: Tools<Memory>) => tools.memory.onService(tools)),
    watchWith(pods, (tools: Tools<Memory>) => tools.memory.onPod(tools)),
    watchWith(endpointSlices, ({ memory, queue }: Tools<Memory>) => ({
      update(slice, _, ctx) {
        const ours = memory.written.get(serviceKeyOf(slice))?.get(keyOf(slice));
        // Somebody else changed one of our slices.
        if (typeof ours === 'number' && Number(slice.metadata.resourceVersion) > ours) queue.add(serviceKeyOf(slice), ctx);
      },
      delete(slice, ctx) {
        const own = memory.written.get(serviceKeyOf(slice));
        const ours = own?.get(keyOf(slice));
        own?.delete(keyOf(slice));
        if (ours !== 'deleted' && isOurs(slice)) queue.add(serviceKeyOf(slice), ctx);
      },
    })),
  ],
  memory(tools) {
    tools.informer(endpointSlices).addIndex(byService, (slice) => (isOurs(slice) ? [serviceKeyOf(slice)] : []));
    return { ...createServiceMembers(tools), written: new Map() };
  },
  reconcile,
});

function* reconcile(tools: Tools<Memory>, ctx: Context, key: string): Task<Outcome> {
  const service = tools.informer(services).get(key);
  if (service === undefined) {
    tools.memory.written.delete(key);
    return done({ saw: `service ${key} is gone`, decided: 'nothing: its slices go with it, being owned by it' });
  }
  const { type, selector } = service.spec;
  if (type === 'ExternalName' || selector === undefined) return done({ saw: `service ${key} selects no pods`, decided: 'nothing to do' });
  if (service.metadata.deletionTimestamp !== undefined) return done({ saw: `service ${key} is being deleted`, decided: 'nothing to do' });
  const present = presentSlices(tools, key);
  if (present === undefined) return retry('its informer does not show yet what it wrote last');
  const groups = groupsOf(service, tools.memory.of(key));
  const labels = labelsOf(service);
  const plan = planSlices(present, groups, (slice) => !deepEqual(slice.metadata.labels, labels));
  const endpointCount = groups.reduce((sum, group) => sum + group.endpoints.length, 0);
  const problem = yield* carryOut(tools, ctx, service, plan, labels);
  const story = {
    saw: `${counted(endpointCount, 'endpoint')} behind service ${key}, ${counted(present.length, 'slice')}`,
    decided: decidedText(plan),
    wrote: problem === undefined ? wroteText(plan) : '',
  };
  return problem === undefined || isNamespaceTerminating(problem) ? done(story) : retry(problem, story);
}

function decidedText({ create, update, remove }: SlicePlan): string {
  if (create.length + update.length + remove.length === 0) return 'the slices say so already';
  return `create ${create.length}, update ${update.length}, delete ${remove.length} of at most ${endpointsPerSlice} endpoints each`;
}

function wroteText({ create, update, remove }: SlicePlan): string {
  return create.length + update.length + remove.length === 0
    ? ''
    : [...update, ...remove].map((slice) => slice.metadata.name).join(', ') || 'a new slice';
}

/** The slices of a service; undefined while the informer is behind this controller's own writes. */
function presentSlices({ memory, informer }: Tools<Memory>, key: string): readonly EndpointSlice[] | undefined {
  const written = memory.written.get(key);
  for (const [sliceKey, revision] of written ?? []) {
    if (revision === 'deleted') continue;
    const slice = informer(endpointSlices).get(sliceKey);
    if (slice === undefined || Number(slice.metadata.resourceVersion) < revision) return undefined;
  }
  const shown = informer(endpointSlices).byIndex(byService, key);
  return shown.filter((slice) => written?.get(keyOf(slice)) !== 'deleted' && slice.metadata.deletionTimestamp === undefined);
}

function* carryOut(
  tools: Tools<Memory>,
  ctx: Context,
  service: Service,
  plan: SlicePlan,
  labels: Readonly<Record<string, string>>,
): Task<Status | undefined> {
  const { client, memory } = tools;
  const annotations = { [triggerAnnotation]: triggerTime(service, memory.of(keyOf(service))) };
  const { namespace = '', name } = service.metadata;
  const written = memory.written.get(keyOf(service)) ?? new Map<string, number | 'deleted'>();
  memory.written.set(keyOf(service), written);
  for (const { ports, endpoints } of plan.create) {
    const created = yield* client.create(ctx, endpointSlices, {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: { generateName: `${name}-`, namespace, labels, annotations, ownerReferences: [controllerReference(service)] },
      addressType: 'IPv4',
      endpoints,
      ports,
    });
    if (!created.ok) return created.status;
    written.set(keyOf(created.value), Number(created.value.metadata.resourceVersion));
  }
  for (const slice of plan.update) {
    const metadata = { ...slice.metadata, labels, annotations: { ...slice.metadata.annotations, ...annotations } };
    const updated = yield* client.update(ctx, endpointSlices, { ...slice, metadata });
    if (!updated.ok) return updated.status;
    written.set(keyOf(updated.value), Number(updated.value.metadata.resourceVersion));
  }
  for (const slice of plan.remove) {
    const deleted = yield* client.delete(ctx, endpointSlices, namespace, slice.metadata.name);
    if (!deleted.ok && deleted.status.reason !== 'NotFound') return deleted.status;
    written.set(keyOf(slice), 'deleted');
  }
  return undefined;
}

function groupsOf(service: Service, members: Iterable<Pod>): readonly PortGroup[] {
  const groups = new PortGroups<{ readonly ports: PortGroup['ports']; readonly endpoints: Endpoint[] }>();
  const portless = isHeadless(service) && (service.spec.ports ?? []).length === 0;
  for (const pod of members) {
    if (!hasEndpoint(pod, 'with-terminating')) continue;
    const ports = resolvePorts(service, pod);
    if (ports.length > 0 || portless) groups.of(ports, () => ({ ports, endpoints: [] })).endpoints.push(endpointOf(service, pod));
  }
  return groups.all();
}

/** One endpoint object a pod version: a pass over a big service makes none. */
const endpointsOfPods = new WeakMap<Pod, Endpoint>();

/** Simplified: without zones and hints, so traffic is never kept within one zone. */
function endpointOf(service: Service, pod: Pod): Endpoint {
  const hostname = hostnameOf(service, pod);
  const serving = isPodReady(pod);
  const terminating = pod.metadata.deletionTimestamp !== undefined;
  const ready = service.spec.publishNotReadyAddresses === true || (serving && !terminating);
  const known = endpointsOfPods.get(pod);
  if (known !== undefined && known.hostname === hostname && known.conditions?.ready === ready) return known;
  const { namespace, name, uid } = pod.metadata;
  const endpoint: Endpoint = {
    addresses: [pod.status.podIP ?? ''],
    conditions: { ready, serving, terminating },
    ...(hostname === undefined ? {} : { hostname }),
    targetRef: { kind: 'Pod', ...(namespace === undefined ? {} : { namespace }), name, uid },
    ...(pod.spec.nodeName === undefined ? {} : { nodeName: pod.spec.nodeName }),
  };
  endpointsOfPods.set(pod, endpoint);
  return endpoint;
}

function labelsOf(service: Service): Readonly<Record<string, string>> {
  const { [headlessLabel]: _, [managedByLabel]: __, [serviceNameLabel]: ___, ...own } = service.metadata.labels ?? {};
  return {
    ...own,
    [managedByLabel]: managedBy,
    [serviceNameLabel]: service.metadata.name,
    ...(isHeadless(service) ? { [headlessLabel]: '' } : {}),
  };
}

function isOurs(slice: EndpointSlice): boolean {
  return slice.metadata.labels?.[managedByLabel] === managedBy;
}

function serviceKeyOf(slice: EndpointSlice): string {
  return `${slice.metadata.namespace}/${slice.metadata.labels?.[serviceNameLabel] ?? ''}`;
}
