// Service: one stable address for whichever pods carry certain labels right now.
import { NONE, ageColumn, column, joinLabels, nameColumn, wideColumn } from '../columns/columns.ts';
import type { IntOrString, Protocol } from '../pods/container.ts';
import { beginService } from '../defaults/service-families.ts';
import { setServiceDefaults } from '../defaults/service.ts';
import { type Kind, defineKind } from '../kind.ts';
import { warningsOfService, warningsOfServiceStatus } from '../warnings/network-warnings.ts';
import type { Condition, KubeObject } from '../object.ts';
import { dropLeftovers } from '../service-leftovers.ts';
import { validateService, validateServiceStatus, validateServiceUpdate } from '../validate/service.ts';

export type ServiceType = 'ClusterIP' | 'NodePort' | 'LoadBalancer' | 'ExternalName';
export type IpFamily = 'IPv4' | 'IPv6';

export interface ServicePort {
  readonly name?: string;
  readonly port: number;
  readonly protocol?: Protocol;
  readonly targetPort?: IntOrString;
  readonly nodePort?: number;
  readonly appProtocol?: string;
}

export interface ServiceSpec {
  readonly type?: ServiceType;
  readonly selector?: Readonly<Record<string, string>>;
  readonly ports?: readonly ServicePort[];
  /** Assigned by the server; `None` makes the service headless. */
  readonly clusterIP?: string;
  readonly clusterIPs?: readonly string[];
  readonly externalIPs?: readonly string[];
  readonly externalName?: string;
  readonly sessionAffinity?: 'ClientIP' | 'None';
  readonly sessionAffinityConfig?: { readonly clientIP?: { readonly timeoutSeconds?: number } };
  readonly loadBalancerIP?: string;
  readonly loadBalancerSourceRanges?: readonly string[];
  readonly loadBalancerClass?: string;
  readonly allocateLoadBalancerNodePorts?: boolean;
  readonly externalTrafficPolicy?: 'Cluster' | 'Local';
  readonly internalTrafficPolicy?: 'Cluster' | 'Local';
  readonly healthCheckNodePort?: number;
  readonly publishNotReadyAddresses?: boolean;
  readonly ipFamilies?: readonly IpFamily[];
  readonly ipFamilyPolicy?: 'SingleStack' | 'PreferDualStack' | 'RequireDualStack';
  readonly trafficDistribution?: string;
}

export interface LoadBalancerIngress {
  readonly ip?: string;
  readonly hostname?: string;
  readonly ipMode?: 'VIP' | 'Proxy';
  readonly ports?: readonly { readonly port: number; readonly protocol: Protocol; readonly error?: string }[];
}

export interface ServiceStatus {
  readonly loadBalancer: { readonly ingress?: readonly LoadBalancerIngress[] };
  readonly conditions?: readonly Condition[];
}

export interface Service extends KubeObject {
  readonly apiVersion: 'v1';
  readonly kind: 'Service';
  readonly spec: ServiceSpec;
  readonly status: ServiceStatus;
}

export const services: Kind<Service> = defineKind<Service>({
  group: '',
  version: 'v1',
  kind: 'Service',
  plural: 'services',
  singular: 'service',
  shortNames: ['svc'],
  categories: ['all'],
  namespaced: true,
  createOnUpdate: true,
  showsDeleted: true,
  subresources: ['status'],
  nameRule: 'dns1035-label',
  setDefaults: (service) => setServiceDefaults(service),
  beginWrite: beginService,
  prepareForCreate: (service) => {
    (service as { status: ServiceStatus }).status = { loadBalancer: {} };
  },
  prepareForUpdate: (next, previous) => {
    (next as { status: ServiceStatus }).status = previous.status;
    dropLeftovers(next, previous);
  },
  prepareForStatusUpdate: (next, previous) => {
    const draft = next as { spec: ServiceSpec; status: ServiceStatus };
    draft.spec = previous.spec;
    // Addresses of balancers are virtual ones, unless somebody says otherwise.
    const { ingress } = (draft.status = { ...next.status, loadBalancer: next.status?.loadBalancer ?? {} }).loadBalancer;
    if (ingress?.some(({ ip, ipMode }) => ip && ipMode === undefined) === true) {
      const complete = ingress.map((one) => (one.ip && one.ipMode === undefined ? { ...one, ipMode: 'VIP' as const } : one));
      draft.status = { ...next.status, loadBalancer: { ...next.status.loadBalancer, ingress: complete } };
    }
  },
  validate: validateService,
  validateUpdate: validateServiceUpdate,
  validateStatusUpdate: validateServiceStatus,
  rechecksMetadata: true,
  warnings: warningsOfService,
  statusWarnings: warningsOfServiceStatus,
  columns: [
    nameColumn,
    column('Type', 'How far the address reaches: the cluster, its nodes, or a load balancer.', (service) => service.spec.type ?? ''),
    column('Cluster-IP', 'The stable virtual address inside the cluster.', ({ spec }) => spec.clusterIPs?.[0] ?? NONE),
    column('External-IP', 'Where it is reached from outside.', printedExternalAddress),
    column('Port(s)', 'port, or port:nodePort, with the protocol.', printedPorts),
    ageColumn,
    wideColumn('Selector', 'Labels of the pods that answer.', (service) => joinLabels(service.spec.selector)),
  ],
  selectableFields: (service) => ({ 'spec.clusterIP': service.spec.clusterIP ?? '', 'spec.type': service.spec.type ?? '' }),
});

/** Models printers/internalversion getServiceExternalIP. */
function printedExternalAddress(service: Service): string {
  const { spec, status } = service;
  const external = spec.externalIPs ?? [];
  if (spec.type === 'ExternalName') return spec.externalName ?? '';
  if (spec.type === 'ClusterIP' || spec.type === 'NodePort') return external.length === 0 ? NONE : external.join(',');
  if (spec.type !== 'LoadBalancer') return '<unknown>';
  const assigned = (status.loadBalancer?.ingress ?? [])
    .map((ingress) => ingress.ip || ingress.hostname || '')
    .filter((address) => address !== '');
  const all = [...new Set(assigned)].sort().concat(external);
  return all.length === 0 ? '<pending>' : all.join(',');
}

function printedPorts(service: Service): string {
  const ports = service.spec.ports ?? [];
  if (ports.length === 0) return NONE;
  return ports.map(({ port, nodePort, protocol }) => `${port}${nodePort ? `:${nodePort}` : ''}/${protocol ?? 'TCP'}`).join(',');
}
