// What a Service's author may leave out, but for the addresses, which only an API server can assign.
// Models pkg/apis/core/v1/defaults.go SetDefaults_Service.
import type { Service, ServiceSpec, ServiceStatus } from '../kinds/service.ts';
import { writable } from '../writable.ts';

const AFFINITY_SECONDS = 10_800;

export function setServiceDefaults(service: Service): void {
  const object = service as { spec?: ServiceSpec; status?: ServiceStatus };
  object.spec ??= {};
  object.status ??= { loadBalancer: {} };
  const spec = writable(object.spec);
  spec.sessionAffinity ||= 'None';
  if (spec.sessionAffinity === 'None') delete spec.sessionAffinityConfig;
  if (spec.sessionAffinity === 'ClientIP') {
    spec.sessionAffinityConfig ??= {};
    spec.sessionAffinityConfig.clientIP ??= {};
    spec.sessionAffinityConfig.clientIP.timeoutSeconds ??= AFFINITY_SECONDS;
  }
  spec.type ||= 'ClusterIP';
  for (const port of spec.ports ?? []) {
    port.protocol ||= 'TCP';
    if (port.targetPort === undefined || port.targetPort === 0 || port.targetPort === '') port.targetPort = port.port;
  }
  const external =
    spec.type === 'NodePort' || spec.type === 'LoadBalancer' || (spec.type === 'ClusterIP' && (spec.externalIPs?.length ?? 0) > 0);
  if (external) spec.externalTrafficPolicy ||= 'Cluster';
  if (spec.type === 'ClusterIP' || spec.type === 'NodePort' || spec.type === 'LoadBalancer') spec.internalTrafficPolicy ??= 'Cluster';
  if (spec.type === 'LoadBalancer') spec.allocateLoadBalancerNodePorts ??= true;
}
