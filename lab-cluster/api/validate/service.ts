// Rules for Services, but for whether an address or port is still free, which only the API server's allocators know.
// Models pkg/apis/core/validation ValidateService and ValidateServiceUpdate.
import type { FieldError } from '../field.ts';
import { duplicate, forbidden, invalid, notSupported, required } from '../field-errors.ts';
import type { Service, ServicePort, ServiceSpec } from '../kinds/service.ts';
import { dns1123Label, dns1123Subdomain, ipAddress, portNumber, qualifiedName } from '../names.ts';
import { validatePortNumberOrName } from './ports.ts';
import { type Errors, follow, validateLabels } from './primitives.ts';

const TYPES = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'];
const PROTOCOLS = ['SCTP', 'TCP', 'UDP'];
const AFFINITIES = ['ClientIP', 'None'];
const TRAFFIC_POLICIES = ['Cluster', 'Local'];
const FAMILIES = ['IPv4', 'IPv6'];
const FAMILY_POLICIES = ['PreferDualStack', 'RequireDualStack', 'SingleStack'];
const KUBELET_PORT = 10_250;
const AFFINITY_MAX_SECONDS = 86_400;

export function validateService({ spec }: Service): readonly FieldError[] {
  const errors: Errors = [];
  const ports = spec.ports ?? [];
  const headless = spec.clusterIP === 'None';
  if (ports.length === 0 && !headless && spec.type !== 'ExternalName') errors.push(required('spec.ports'));
  validateByType(errors, spec, headless);
  const names = new Set<string>();
  for (const [index, port] of ports.entries()) validatePort(errors, `spec.ports[${index}]`, port, ports.length > 1, names);
  validateLabels(errors, 'spec.selector', spec.selector);
  validateAffinity(errors, spec);
  validateAddresses(errors, spec);
  for (const [index, address] of (spec.externalIPs ?? []).entries()) {
    const at = `spec.externalIPs[${index}]`;
    follow(errors, at, address, ipAddress);
    if (address === '0.0.0.0' || address === '::') errors.push(invalid(at, address, 'may not be unspecified (0.0.0.0 or ::)'));
    if (address.startsWith('127.')) errors.push(invalid(at, address, 'may not be in the loopback range (127.0.0.0/8, ::1/128)'));
  }
  if (!TYPES.includes(spec.type ?? '')) errors.push(notSupported('spec.type', spec.type, TYPES));
  if (spec.type === 'ClusterIP') {
    for (const [index, port] of ports.entries()) {
      if (port.nodePort) errors.push(forbidden(`spec.ports[${index}].nodePort`, "may not be used when `type` is 'ClusterIP'"));
    }
  }
  validateUniquePorts(errors, ports);
  validateTrafficPolicies(errors, spec);
  return errors;
}

function validateByType(errors: Errors, spec: ServiceSpec, headless: boolean): void {
  if (spec.type === 'LoadBalancer' || spec.type === 'NodePort') {
    if (spec.type === 'LoadBalancer') {
      for (const [index, { port }] of (spec.ports ?? []).entries()) {
        if (port === KUBELET_PORT) {
          errors.push(invalid(`spec.ports[${index}]`, port, `may not expose port ${KUBELET_PORT} externally since it is used by kubelet`));
        }
      }
    }
    if (headless) errors.push(invalid('spec.clusterIPs[0]', 'None', `may not be set to 'None' for ${spec.type} services`));
  }
  if (spec.type !== 'ExternalName') return;
  if ((spec.clusterIPs ?? []).length > 0 || spec.clusterIP)
    errors.push(forbidden('spec.clusterIPs', 'may not be set for ExternalName services'));
  if ((spec.ipFamilies ?? []).length > 0) errors.push(forbidden('spec.ipFamilies', 'may not be set for ExternalName services'));
  if (spec.ipFamilyPolicy !== undefined) errors.push(forbidden('spec.ipFamilyPolicy', 'may not be set for ExternalName services'));
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
  if (protocol === undefined) errors.push(required(`${at}.protocol`));
  else if (!PROTOCOLS.includes(protocol)) errors.push(notSupported(`${at}.protocol`, protocol, PROTOCOLS));
  validatePortNumberOrName(errors, `${at}.targetPort`, targetPort ?? 0);
  if (appProtocol !== undefined) follow(errors, `${at}.appProtocol`, appProtocol, qualifiedName);
}

function validateAffinity(errors: Errors, { sessionAffinity, sessionAffinityConfig }: ServiceSpec): void {
  if (!AFFINITIES.includes(sessionAffinity ?? '')) errors.push(notSupported('spec.sessionAffinity', sessionAffinity, AFFINITIES));
  if (sessionAffinity === 'ClientIP') {
    const seconds = sessionAffinityConfig?.clientIP?.timeoutSeconds ?? 0;
    if (seconds <= 0 || seconds > AFFINITY_MAX_SECONDS) {
      const at = 'spec.sessionAffinityConfig.clientIP.timeoutSeconds';
      errors.push(invalid(at, seconds, `must be greater than 0 and less than ${AFFINITY_MAX_SECONDS}`));
    }
  } else if (sessionAffinity === 'None' && sessionAffinityConfig !== undefined) {
    errors.push(forbidden('spec.sessionAffinityConfig', 'must not be set when session affinity is None'));
  }
}

/** Models ValidateServiceClusterIPsRelatedFields. */
function validateAddresses(errors: Errors, spec: ServiceSpec): void {
  if (spec.type === 'ExternalName') return;
  const addresses = spec.clusterIPs ?? [];
  for (const [index, family] of (spec.ipFamilies ?? []).entries()) {
    if (!FAMILIES.includes(family)) errors.push(notSupported(`spec.ipFamilies[${index}]`, family, FAMILIES));
  }
  if (spec.ipFamilyPolicy !== undefined && !FAMILY_POLICIES.includes(spec.ipFamilyPolicy)) {
    errors.push(notSupported('spec.ipFamilyPolicy', spec.ipFamilyPolicy, FAMILY_POLICIES));
  }
  if (spec.clusterIP && addresses.length > 0 && addresses[0] !== spec.clusterIP) {
    errors.push(invalid('spec.clusterIPs', addresses, 'first value must match `clusterIP`'));
  }
  if (addresses.length > 2) errors.push(invalid('spec.clusterIPs', addresses, 'may only hold up to 2 values'));
  for (const [index, address] of addresses.entries()) {
    if (address !== 'None') follow(errors, `spec.clusterIPs[${index}]`, address, ipAddress);
    else if (addresses.length > 1) errors.push(invalid(`spec.clusterIPs[${index}]`, address, 'must be specified alone'));
  }
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
    if (numbers.has(`${protocol}/${port}`)) {
      // Go prints its internal struct here, with the key fields alone.
      const key = { Name: '', Protocol: protocol, AppProtocol: null, Port: port, TargetPort: 0, NodePort: 0 };
      errors.push(duplicate(`spec.ports[${index}]`, key));
    }
    numbers.add(`${protocol}/${port}`);
  }
}

function validateTrafficPolicies(errors: Errors, spec: ServiceSpec): void {
  const { externalTrafficPolicy: external, internalTrafficPolicy: internal } = spec;
  const reachable =
    spec.type === 'NodePort' || spec.type === 'LoadBalancer' || (spec.type === 'ClusterIP' && (spec.externalIPs ?? []).length > 0);
  if (reachable) {
    if (!external) errors.push(required('spec.externalTrafficPolicy'));
    else if (!TRAFFIC_POLICIES.includes(external)) errors.push(notSupported('spec.externalTrafficPolicy', external, TRAFFIC_POLICIES));
  } else if (external) {
    errors.push(invalid('spec.externalTrafficPolicy', external, 'may only be set for externally-accessible services'));
  }
  if (spec.type !== 'ExternalName' && internal !== undefined && !TRAFFIC_POLICIES.includes(internal)) {
    errors.push(notSupported('spec.internalTrafficPolicy', internal, TRAFFIC_POLICIES));
  }
  const { loadBalancerClass: name } = spec;
  if (name !== undefined && spec.type !== 'LoadBalancer')
    errors.push(forbidden('spec.loadBalancerClass', "may only be used when `type` is 'LoadBalancer'"));
  if (spec.allocateLoadBalancerNodePorts !== undefined && spec.type !== 'LoadBalancer') {
    errors.push(forbidden('spec.allocateLoadBalancerNodePorts', "may only be used when `type` is 'LoadBalancer'"));
  }
}

export function validateServiceUpdate(next: Service, previous: Service): readonly FieldError[] {
  if (next.spec === previous.spec) return [];
  const errors: Errors = [];
  const before = previous.spec.clusterIPs?.[0];
  const after = next.spec.clusterIPs?.[0];
  if (next.spec.type !== 'ExternalName' && previous.spec.type !== 'ExternalName' && before !== undefined && after !== before) {
    if (after === undefined) errors.push(invalid('spec.clusterIPs[0]', next.spec.clusterIPs ?? null, 'primary clusterIP can not be unset'));
    else errors.push(invalid('spec.clusterIPs[0]', next.spec.clusterIPs, 'may not change once set'));
  }
  return [...errors, ...validateService(next)];
}
