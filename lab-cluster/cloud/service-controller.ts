// The service controller: gives every Service of type LoadBalancer a load balancer of the cloud, and takes it away again.
// Models staging/src/k8s.io/cloud-provider/controllers/service/controller.go.
import { deepEqual } from '../api/equal.ts';
import { services } from '../api/kinds/service.ts';
import type { Service } from '../api/kinds/service.ts';
import type { KubeNode } from '../api/kinds/node.ts';
import type { Result } from '../api/status.ts';
import type { Client } from '../client/client.ts';
import type { EventRecorder } from '../client/event-recorder.ts';
import type { Informer } from '../client/informer-types.ts';
import { done, retry } from '../client/reconcile-loop.ts';
import type { Outcome } from '../client/reconcile-loop.ts';
import type { Context, Sim, Task } from '../sim/sim.ts';
import type { CloudAnswer, CloudRequest, LoadBalancer, LoadBalancerPort } from './cloud-api.ts';

const cleanupFinalizer = 'service.kubernetes.io/load-balancer-cleanup';
const excludeLabel = 'node.kubernetes.io/exclude-from-external-load-balancers';
const toBeDeletedTaint = 'ToBeDeletedByClusterAutoscaler';
const cloudTimeoutMs = 60_000;

export interface ServiceTools {
  readonly sim: Sim;
  readonly client: Client;
  readonly recorder: EventRecorder;
  readonly services: Informer<Service>;
  readonly nodes: Informer<KubeNode>;
  /** Where the provider's API answers. */
  readonly cloud: string;
  /** What was ensured in this life, by service key, so that an unchanged service costs the provider nothing. */
  readonly ensured: Map<string, LoadBalancer>;
}

export function* reconcileService(tools: ServiceTools, ctx: Context, key: string): Task<Outcome> {
  const service = tools.services.get(key);
  if (service === undefined) {
    tools.ensured.delete(key);
    return done({ saw: `service ${key} is gone`, decided: 'nothing to do' });
  }
  const wanted = wantsLoadBalancer(service) && service.metadata.deletionTimestamp === undefined;
  if (wanted) return yield* ensure(tools, ctx, key, service);
  if ((service.metadata.finalizers ?? []).includes(cleanupFinalizer)) return yield* cleanUp(tools, ctx, key, service);
  return done({ saw: `service ${key} is of type ${service.spec.type ?? 'ClusterIP'}`, decided: 'it needs no load balancer' });
}

/** Every node that is ready for traffic from outside, by address. */
function backendNodes(nodes: Informer<KubeNode>): readonly string[] {
  const addresses: string[] = [];
  for (const node of nodes.list()) {
    const ready = node.status.conditions?.find((condition) => condition.type === 'Ready')?.status === 'True';
    const excluded =
      node.metadata.labels?.[excludeLabel] !== undefined || (node.spec.taints ?? []).some((taint) => taint.key === toBeDeletedTaint);
    const address = node.status.addresses?.find((one) => one.type === 'InternalIP')?.address;
    if (ready && !excluded && address !== undefined && node.metadata.deletionTimestamp === undefined) addresses.push(address);
  }
  return addresses.sort();
}

export function wantsLoadBalancer(service: Service): boolean {
  return service.spec.type === 'LoadBalancer' && service.spec.loadBalancerClass === undefined;
}

function* ensure(tools: ServiceTools, ctx: Context, key: string, service: Service): Task<Outcome> {
  const { recorder } = tools;
  const name = balancerName(service);
  const ports = portsOf(service);
  const nodes = backendNodes(tools.nodes);
  const known = tools.ensured.get(key);
  const saw = `service ${key} of type LoadBalancer, ${nodes.length} ready nodes`;
  if (known !== undefined && deepEqual(known.ports, ports) && hasAddress(service, known.ip)) {
    if (deepEqual(known.nodes, nodes)) return done({ saw, decided: 'its load balancer is as it should be' });
    return yield* changeNodes(tools, ctx, key, service, { name, nodes, saw });
  }
  recorder.event(ctx, service, 'Normal', 'EnsuringLoadBalancer', 'Ensuring load balancer');
  const held = yield* holdFinalizer(tools, ctx, service);
  if (!held.ok) return retry(held.status, { saw });
  const { loadBalancerIP } = service.spec;
  const answer = yield* ask(tools, ctx, {
    do: 'ensure',
    name,
    ports,
    nodes,
    ...(loadBalancerIP === undefined ? {} : { ip: loadBalancerIP }),
  });
  if (!answer.ok || answer.loadBalancer === undefined) {
    const message = answer.ok ? 'the provider gave no load balancer' : answer.message;
    recorder.event(
      ctx,
      service,
      'Warning',
      'SyncLoadBalancerFailed',
      `Error syncing load balancer: failed to ensure load balancer: ${message}`,
    );
    return retry(message, { saw, decided: 'ask the cloud for a load balancer' });
  }
  const { loadBalancer } = answer;
  const story = { saw, decided: `ask the cloud for load balancer ${name}; it answers on ${loadBalancer.ip}` };
  if (!hasAddress(held.value, loadBalancer.ip)) {
    const { namespace } = service.metadata;
    const change = { status: { loadBalancer: { ingress: [{ ip: loadBalancer.ip, ipMode: 'VIP' }] } } };
    const patched = yield* tools.client.patch(ctx, services, namespace, service.metadata.name, change, 'strategic', 'status');
    if (!patched.ok) return retry(patched.status, story);
  }
  tools.ensured.set(key, loadBalancer);
  recorder.event(ctx, service, 'Normal', 'EnsuredLoadBalancer', 'Ensured load balancer');
  return done({ ...story, wrote: `status of service ${key}: ingress ${loadBalancer.ip}` });
}

interface NodeChange {
  readonly name: string;
  readonly nodes: readonly string[];
  readonly saw: string;
}

function* changeNodes(tools: ServiceTools, ctx: Context, key: string, service: Service, { name, nodes, saw }: NodeChange): Task<Outcome> {
  const answer = yield* ask(tools, ctx, { do: 'update', name, nodes });
  const story = { saw, decided: 'tell the load balancer of the nodes there are now' };
  if (!answer.ok || answer.loadBalancer === undefined) {
    tools.ensured.delete(key);
    return retry(answer.ok ? 'the provider gave no load balancer' : answer.message, story);
  }
  tools.ensured.set(key, answer.loadBalancer);
  tools.recorder.event(ctx, service, 'Normal', 'UpdatedLoadBalancer', 'Updated load balancer with new hosts');
  return done({ ...story, wrote: `${nodes.length} nodes behind ${name}` });
}

/** The Service may not go before its load balancer has: nobody would remember it. */
function* holdFinalizer(tools: ServiceTools, ctx: Context, service: Service): Task<Result<Service>> {
  const finalizers = service.metadata.finalizers ?? [];
  if (finalizers.includes(cleanupFinalizer)) return { ok: true, value: service };
  return yield* patchFinalizers(tools, ctx, service, [...finalizers, cleanupFinalizer]);
}

function* cleanUp(tools: ServiceTools, ctx: Context, key: string, service: Service): Task<Outcome> {
  const { recorder } = tools;
  const name = balancerName(service);
  const story = { saw: `service ${key} needs its load balancer no longer`, decided: `have the cloud delete ${name}` };
  recorder.event(ctx, service, 'Normal', 'DeletingLoadBalancer', 'Deleting load balancer');
  const answer = yield* ask(tools, ctx, { do: 'delete', name });
  if (!answer.ok) {
    recorder.event(
      ctx,
      service,
      'Warning',
      'SyncLoadBalancerFailed',
      `Error syncing load balancer: failed to delete load balancer: ${answer.message}`,
    );
    return retry(answer.message, story);
  }
  tools.ensured.delete(key);
  if (service.metadata.deletionTimestamp === undefined && (service.status.loadBalancer.ingress ?? []).length > 0) {
    const { namespace } = service.metadata;
    const cleared = yield* tools.client.patch(
      ctx,
      services,
      namespace,
      service.metadata.name,
      { status: { loadBalancer: { ingress: null } } },
      'strategic',
      'status',
    );
    if (!cleared.ok && cleared.status.reason !== 'NotFound') return retry(cleared.status, story);
  }
  const left = (service.metadata.finalizers ?? []).filter((finalizer) => finalizer !== cleanupFinalizer);
  const released = yield* patchFinalizers(tools, ctx, service, left);
  if (!released.ok && released.status.reason !== 'NotFound') return retry(released.status, story);
  recorder.event(ctx, service, 'Normal', 'DeletedLoadBalancer', 'Deleted load balancer');
  return done({ ...story, wrote: `removed finalizer ${cleanupFinalizer}` });
}

function* patchFinalizers({ client }: ServiceTools, ctx: Context, service: Service, finalizers: readonly string[]): Task<Result<Service>> {
  const { namespace, name, resourceVersion } = service.metadata;
  const change = { metadata: { resourceVersion, finalizers: finalizers.length === 0 ? null : finalizers } };
  // Models servicehelper.PatchService: by way of the status, as nothing more of a Service is the controller's to write.
  return yield* client.patch(ctx, services, namespace, name, change, 'merge', 'status');
}

function* ask({ sim, cloud }: ServiceTools, ctx: Context, request: CloudRequest): Task<CloudAnswer> {
  const span = sim.trace.start('request', ctx, { object: `load-balancers/${request.name}`, verb: request.do });
  const called = yield* sim.net.call<CloudAnswer>(cloud, request, span, cloudTimeoutMs);
  const answer: CloudAnswer = called.ok ? called.value : { ok: false, message: `the cloud does not answer: connection ${called.fault}` };
  sim.trace.end(span, answer.ok ? { code: 200 } : { code: called.ok ? 409 : 0, saw: answer.message });
  return answer;
}

function hasAddress(service: Service, ip: string): boolean {
  return service.status.loadBalancer.ingress?.some((ingress) => ingress.ip === ip) ?? false;
}

function portsOf(service: Service): readonly LoadBalancerPort[] {
  return (service.spec.ports ?? []).map(({ port, nodePort = 0, protocol = 'TCP' }) => ({ port, nodePort, protocol }));
}

/** Models cloudprovider.DefaultLoadBalancerName: names that last as long as the Service. */
function balancerName(service: Service): string {
  return `a${service.metadata.uid.replaceAll('-', '')}`.slice(0, 32);
}
