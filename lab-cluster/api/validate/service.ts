// Rules for Services, but for whether an address or port is still free, which only the API server's allocators know.
// Models pkg/apis/core/validation ValidateService, ValidateServiceUpdate and ValidateServiceStatusUpdate.
import type { FieldError } from '../field.ts';
import { duplicate, forbidden, invalid, notSupported, required } from '../field-errors.ts';
import { internalForm } from '../internal/internal-form.ts';
import { legacyCidr, legacyIp, specialIp } from '../ip.ts';
import type { Service, ServicePort, ServiceSpec } from '../kinds/service.ts';
import { dns1123Label, dns1123Subdomain, portNumber, qualifiedName } from '../names.ts';
import { isExternallyAccessible, isHeadless, needsHealthCheck } from '../service-facts.ts';
import { validatePortNumberOrName } from './ports.ts';
import { type Errors, follow, IMMUTABLE, validateLabels } from './primitives.ts';
import { validateAddresses, validateAddressesKept } from './service-addresses.ts';

const TYPES = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'];
const PROTOCOLS = ['SCTP', 'TCP', 'UDP'];
const AFFINITIES = ['ClientIP', 'None'];
const TRAFFIC_POLICIES = ['Cluster', 'Local'];
const DISTRIBUTIONS = ['PreferClose', 'PreferSameNode', 'PreferSameZone'];
const IP_MODES = ['Proxy', 'VIP'];
const AFFINITY_MAX_SECONDS = 86_400;
const TOPOLOGY_HINTS = 'service.kubernetes.io/topology-aware-hints';
const TOPOLOGY_MODE = 'service.kubernetes.io/topology-mode';
const SOURCE_RANGES = 'service.beta.kubernetes.io/load-balancer-source-ranges';
const ONLY_BALANCED = "may only be used when `type` is 'LoadBalancer'";

export function validateService(service: Service): readonly FieldError[] {
  const { metadata, spec } = service;
  const errors: Errors = [];
  const mode = metadata.annotations?.[TOPOLOGY_MODE];
  const hints = metadata.annotations?.[TOPOLOGY_HINTS];
  if (mode !== undefined && hints !== undefined && mode !== hints)
    errors.push(
      invalid(`metadata.annotations[${TOPOLOGY_MODE}]`, mode, `must match annotations[${TOPOLOGY_HINTS}] when both are specified`),
    );
  const ports = spec.ports ?? [];
  if (ports.length === 0 && !isHeadless(spec) && spec.type !== 'ExternalName') errors.push(required('spec.ports'));
  validateByType(errors, spec);
  const names = new Set<string>();
  for (const [index, port] of ports.entries()) validatePort(errors, `spec.ports[${index}]`, port, ports.length > 1, names);
  validateLabels(errors, 'spec.selector', spec.selector);
  validateAffinity(errors, spec);
  validateAddresses(errors, spec);
  for (const [index, address] of (spec.externalIPs ?? []).entries()) {
    const at = `spec.externalIPs[${index}]`;
    follow(errors, at, address, legacyIp(address).length === 0 ? specialIp : legacyIp);
  }
  if (!spec.type) errors.push(required('spec.type'));
  else if (!TYPES.includes(spec.type)) errors.push(notSupported('spec.type', spec.type, TYPES));
  for (const [index, { nodePort }] of ports.entries()) {
    if (spec.type === 'ClusterIP' && nodePort)
      errors.push(forbidden(`spec.ports[${index}].nodePort`, "may not be used when `type` is 'ClusterIP'"));
  }
  validateUniquePorts(errors, ports);
  validateSourceRanges(errors, service);
  validateBalancer(errors, spec);
  validateExternalTraffic(errors, spec);
  validateInternalTraffic(errors, spec);
  return errors;
}

function validateByType(errors: Errors, spec: ServiceSpec): void {
  if ((spec.type === 'LoadBalancer' || spec.type === 'NodePort') && isHeadless(spec))
    errors.push(invalid('spec.clusterIPs[0]', 'None', `may not be set to 'None' for ${spec.type} services`));
  if (spec.type !== 'ExternalName') return;
  const not = 'may not be set for ExternalName services';
  if ((spec.clusterIPs ?? []).length > 0 || spec.clusterIP) errors.push(forbidden('spec.clusterIPs', not));
  if ((spec.ipFamilies ?? []).length > 0) errors.push(forbidden('spec.ipFamilies', not));
  if (spec.ipFamilyPolicy !== undefined) errors.push(forbidden('spec.ipFamilyPolicy', not));
  const name = (spec.externalName ?? '').replace(/\.$/, '');
  if (name === '') errors.push(required('spec.externalName'));
  else follow(errors, 'spec.externalName', name, dns1123Subdomain);
}

function validatePort(errors: Errors, at: string, port: ServicePort, needsName: boolean, names: Set<string>): void {
  const { name = '', protocol, targetPort, appProtocol } = port;
  if (needsName && name === '') {
    errors.push(required(`${at}.name`));
  } else if (name !== '') {
    follow(errors, `${at}.name`, name, dns1123Label);
    if (names.has(name)) errors.push(duplicate(`${at}.name`, name));
    names.add(name);
  }
  for (const problem of portNumber(port.port ?? 0)) errors.push(invalid(`${at}.port`, port.port ?? 0, problem));
  if (!protocol) errors.push(required(`${at}.protocol`));
  else if (!PROTOCOLS.includes(protocol)) errors.push(notSupported(`${at}.protocol`, protocol, PROTOCOLS));
  validatePortNumberOrName(errors, `${at}.targetPort`, targetPort ?? 0);
  if (appProtocol !== undefined) follow(errors, `${at}.appProtocol`, appProtocol, qualifiedName);
}

function validateAffinity(errors: Errors, { sessionAffinity, sessionAffinityConfig }: ServiceSpec): void {
  const at = 'spec.sessionAffinityConfig';
  if (!sessionAffinity) errors.push(required('spec.sessionAffinity'));
  else if (!AFFINITIES.includes(sessionAffinity)) errors.push(notSupported('spec.sessionAffinity', sessionAffinity, AFFINITIES));
  if (sessionAffinity === 'None' && sessionAffinityConfig !== undefined)
    errors.push(forbidden(at, 'must not be set when session affinity is None'));
  if (sessionAffinity !== 'ClientIP') return;
  const seconds = sessionAffinityConfig?.clientIP?.timeoutSeconds;
  const missing = 'when session affinity type is ClientIP';
  if (sessionAffinityConfig === undefined) errors.push(required(at, missing));
  else if (sessionAffinityConfig.clientIP === undefined) errors.push(required(`${at}.clientIP`, missing));
  else if (seconds === undefined) errors.push(required(`${at}.clientIP.timeoutSeconds`, missing));
  else if (seconds <= 0 || seconds > AFFINITY_MAX_SECONDS)
    errors.push(invalid(`${at}.clientIP.timeoutSeconds`, seconds, `must be greater than 0 and less than ${AFFINITY_MAX_SECONDS}`));
}

function validateUniquePorts(errors: Errors, ports: readonly ServicePort[]): void {
  const nodePorts = new Set<string>();
  const numbers = new Set<string>();
  for (const [index, { protocol, nodePort }] of ports.entries()) {
    if (!nodePort) continue;
    if (nodePorts.has(`${protocol}/${nodePort}`)) errors.push(duplicate(`spec.ports[${index}].nodePort`, nodePort));
    nodePorts.add(`${protocol}/${nodePort}`);
  }
  for (const [index, { protocol, port }] of ports.entries()) {
    if (numbers.has(`${protocol}/${port}`)) errors.push(duplicate(`spec.ports[${index}]`, internalForm('ServicePort', { protocol, port })));
    numbers.add(`${protocol}/${port}`);
  }
}

/** The field's name begins with a capital: so upstream has it. Older services say it in an annotation. */
function validateSourceRanges(errors: Errors, { metadata, spec }: Service): void {
  const ranges = spec.loadBalancerSourceRanges ?? [];
  const annotated = metadata.annotations?.[SOURCE_RANGES];
  if (ranges.length === 0 && annotated === undefined) return;
  const at = ranges.length > 0 ? 'spec.LoadBalancerSourceRanges' : `metadata.annotations[${SOURCE_RANGES}]`;
  if (spec.type !== 'LoadBalancer') errors.push(forbidden(at, ONLY_BALANCED));
  for (const [index, range] of ranges.entries()) follow(errors, `${at}[${index}]`, range.trim(), legacyCidr);
  if (ranges.length > 0 || annotated === undefined || annotated.trim() === '') return;
  for (const range of annotated.trim().split(',')) follow(errors, at, range.trim(), legacyCidr);
}

function validateBalancer(errors: Errors, spec: ServiceSpec): void {
  const { type, allocateLoadBalancerNodePorts: allocates } = spec;
  if (allocates !== undefined && type !== 'LoadBalancer') errors.push(forbidden('spec.allocateLoadBalancerNodePorts', ONLY_BALANCED));
  if (allocates === undefined && type === 'LoadBalancer') errors.push(required('allocateLoadBalancerNodePorts'));
  validateBalancerClass(errors, spec);
}

function validateBalancerClass(errors: Errors, { type, loadBalancerClass: name }: ServiceSpec): void {
  if (name === undefined) return;
  if (type === 'LoadBalancer') follow(errors, 'spec.loadBalancerClass', name, qualifiedName);
  else errors.push(forbidden('spec.loadBalancerClass', ONLY_BALANCED));
}

function validateExternalTraffic(errors: Errors, spec: ServiceSpec): void {
  const { externalTrafficPolicy: policy, healthCheckNodePort: port = 0 } = spec;
  const at = 'spec.externalTrafficPolicy';
  if (!isExternallyAccessible(spec)) {
    if (policy) errors.push(invalid(at, policy, 'may only be set for externally-accessible services'));
  } else if (!policy) errors.push(required(at));
  else if (!TRAFFIC_POLICIES.includes(policy)) errors.push(notSupported(at, policy, TRAFFIC_POLICIES));
  const health = 'spec.healthCheckNodePort';
  if (!needsHealthCheck(spec)) {
    const only = "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'";
    if (port !== 0) errors.push(invalid(health, port, only));
  } else if (port === 0) errors.push(required(health));
  else for (const problem of portNumber(port)) errors.push(invalid(health, port, problem));
}

function validateInternalTraffic(errors: Errors, { type, internalTrafficPolicy: policy, trafficDistribution }: ServiceSpec): void {
  const at = 'spec.internalTrafficPolicy';
  if (policy === undefined) {
    if (type === 'NodePort' || type === 'LoadBalancer' || type === 'ClusterIP') errors.push(required(at));
  } else if (!TRAFFIC_POLICIES.includes(policy)) errors.push(notSupported(at, policy, TRAFFIC_POLICIES));
  if (trafficDistribution !== undefined && !DISTRIBUTIONS.includes(trafficDistribution))
    errors.push(notSupported('spec.trafficDistribution', trafficDistribution, DISTRIBUTIONS));
}

export function validateServiceUpdate(next: Service, previous: Service): readonly FieldError[] {
  const errors: Errors = [];
  validateAddressesKept(errors, next.spec, previous.spec);
  const { type, loadBalancerClass: name, healthCheckNodePort } = next.spec;
  if (type === 'LoadBalancer' && previous.spec.type === 'LoadBalancer' && name !== previous.spec.loadBalancerClass)
    errors.push(invalid('spec.loadBalancerClass', name ?? null, 'may not change once set'));
  validateBalancerClass(errors, next.spec);
  const checked = needsHealthCheck(next.spec) && needsHealthCheck(previous.spec);
  if (checked && (healthCheckNodePort ?? 0) !== (previous.spec.healthCheckNodePort ?? 0))
    errors.push(forbidden('spec.healthCheckNodePort', IMMUTABLE));
  return [...errors, ...validateService(next)];
}

export function validateServiceStatus({ spec, status }: Service): readonly FieldError[] {
  const errors: Errors = [];
  const ingress = status.loadBalancer.ingress ?? [];
  if (spec.type !== 'LoadBalancer' && ingress.length > 0)
    return [forbidden('status.loadBalancer.ingress', "may only be used when `spec.type` is 'LoadBalancer'")];
  for (const [index, { ip = '', hostname = '', ipMode }] of ingress.entries()) {
    const at = `status.loadBalancer.ingress[${index}]`;
    if (ip !== '') follow(errors, `${at}.ip`, ip, legacyIp);
    if (ip !== '' && ipMode === undefined) errors.push(required(`${at}.ipMode`, 'must be specified when `ip` is set'));
    else if (ip === '' && ipMode !== undefined) errors.push(forbidden(`${at}.ipMode`, 'may not be specified when `ip` is not set'));
    else if (ipMode !== undefined && !IP_MODES.includes(ipMode)) errors.push(notSupported(`${at}.ipMode`, ipMode, IP_MODES));
    if (hostname === '') continue;
    follow(errors, `${at}.hostname`, hostname, dns1123Subdomain);
    if (legacyIp(hostname).length === 0) errors.push(invalid(`${at}.hostname`, hostname, 'must be a DNS name, not an IP address'));
  }
  return errors;
}
