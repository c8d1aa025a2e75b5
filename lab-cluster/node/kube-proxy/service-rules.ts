// The packet rules of one Service, worked out from the Service and its EndpointSlices alone.
// Models pkg/proxy/iptables/proxier.go (syncProxyRules and writeServiceToEndpointRules).
import type { Service, ServicePort } from '../../api/kinds/service.ts';
import type { EndpointSlice } from '../../api/kinds/endpoint-slice.ts';
import { keyOf } from '../../api/object.ts';
import type { Chain, Protocol, Rule } from '../../sim/netfilter.ts';
import {
  type ServicePortName,
  clusterChain,
  endpointChain,
  externalChain,
  firewallChain,
  localChain,
  servicePortName,
} from './chain-name.ts';
import { type Where, drop, jump, markForMasquerade, reject, rule } from './rules.ts';
import { type ProxyEndpoint, endpointsOf, usable } from './service-endpoints.ts';

/** What one Service adds to the tables. */
export interface ServiceRules {
  /** nat KUBE-SERVICES. */
  readonly portals: readonly Rule[];
  /** nat KUBE-NODEPORTS. */
  readonly nodePorts: readonly Rule[];
  readonly natChains: readonly Chain[];
  /** filter KUBE-SERVICES: cluster addresses with nobody behind them. */
  readonly rejected: readonly Rule[];
  /** filter KUBE-EXTERNAL-SERVICES: node ports and outside addresses with nobody behind them. */
  readonly externallyRejected: readonly Rule[];
  /** filter KUBE-PROXY-FIREWALL. */
  readonly firewall: readonly Rule[];
}

/** Where the rules are for: the pods' range is what tells pods from everyone else. */
export interface RuleSite {
  readonly nodeName: string;
  readonly clusterCidr: string;
}

type Draft = { [Part in keyof ServiceRules]: ServiceRules[Part][number][] };

// Simplified: sessionAffinity ClientIP is ignored (no `recent` rules), and node ports answer on every address of the node.
export function serviceRules(service: Service, slices: readonly EndpointSlice[], site: RuleSite): ServiceRules {
  const draft: Draft = { portals: [], nodePorts: [], natChains: [], rejected: [], externallyRejected: [], firewall: [] };
  for (const port of service.spec.ports ?? []) addPort(draft, portPlan(service, port, slices, site));
  return draft;
}

/** Everything the rules of one port depend on. */
interface PortPlan {
  readonly name: ServicePortName;
  readonly protocol: Protocol;
  readonly clusterIp: string;
  readonly port: number;
  readonly nodePort: number;
  readonly externalIps: readonly string[];
  readonly loadBalancerIps: readonly string[];
  readonly sourceRanges: readonly string[];
  readonly internalLocal: boolean;
  readonly externalLocal: boolean;
  readonly cluster: readonly ProxyEndpoint[];
  readonly local: readonly ProxyEndpoint[];
  readonly site: RuleSite;
}

function portPlan(service: Service, port: ServicePort, slices: readonly EndpointSlice[], site: RuleSite): PortPlan {
  const { spec, status } = service;
  const protocol = (port.protocol ?? 'TCP').toLowerCase() as Protocol;
  const endpoints = endpointsOf(slices, port.name ?? '', protocol);
  const ingress = spec.type === 'LoadBalancer' ? (status.loadBalancer.ingress ?? []) : [];
  return {
    name: servicePortName(keyOf(service), port.name ?? '', protocol),
    protocol,
    clusterIp: spec.clusterIP ?? '',
    port: port.port,
    nodePort: port.nodePort ?? 0,
    externalIps: spec.externalIPs ?? [],
    loadBalancerIps: ingress.flatMap(({ ip, ipMode }) => (ip === undefined || ip === '' || ipMode === 'Proxy' ? [] : [ip])),
    sourceRanges: (spec.loadBalancerSourceRanges ?? []).map((range) => range.trim()),
    internalLocal: spec.internalTrafficPolicy === 'Local',
    externalLocal: spec.externalTrafficPolicy === 'Local',
    cluster: usable(endpoints),
    local: usable(endpoints.filter((endpoint) => endpoint.nodeName === site.nodeName)),
    site,
  };
}

function isExternal(plan: PortPlan): boolean {
  return plan.nodePort > 0 || plan.externalIps.length > 0 || plan.loadBalancerIps.length > 0;
}

function addPort(draft: Draft, plan: PortPlan): void {
  const { name, protocol, port, clusterIp } = plan;
  const internal = plan.internalLocal ? plan.local : plan.cluster;
  const toCluster = { protocol, destination: clusterIp, port } as const;
  if (internal.length > 0) {
    const target = plan.internalLocal ? localChain(name) : clusterChain(name);
    draft.portals.push(rule({ comment: `${name.text} cluster IP`, ...toCluster }, jump(target)));
  } else {
    const [why, target] = refusal(plan);
    draft.rejected.push(rule({ comment: `${name.text} ${why}`, ...toCluster }, target));
  }
  if (isExternal(plan)) addExternal(draft, plan);
  addBackends(draft, plan);
}

/** Nobody at all: answer no at once. Nobody here, but elsewhere: stay silent, another node may do better. */
function refusal(plan: PortPlan): readonly ['has no endpoints', typeof reject] | readonly ['has no local endpoints', typeof drop] {
  return plan.cluster.length === 0 ? ['has no endpoints', reject] : ['has no local endpoints', drop];
}

/** Node port, external addresses and load balancer addresses: all lead to KUBE-EXT, or are refused. */
function addExternal(draft: Draft, plan: PortPlan): void {
  const { name, protocol, port, sourceRanges } = plan;
  const reachable = (plan.externalLocal ? plan.local : plan.cluster).length > 0;
  // Pods always reach the whole cluster, so KUBE-EXT is there whenever anyone at all is behind the Service.
  const captured = plan.cluster.length > 0;
  const guarded = sourceRanges.length > 0 && plan.loadBalancerIps.length > 0;
  const at = (address: string): Where => ({ protocol, destination: address, port });
  const target = jump(externalChain(name));
  if (captured) {
    for (const ip of plan.externalIps) draft.portals.push(rule({ comment: `${name.text} external IP`, ...at(ip) }, target));
    for (const ip of plan.loadBalancerIps) {
      draft.portals.push(rule({ comment: `${name.text} loadbalancer IP`, ...at(ip) }, guarded ? jump(firewallChain(name)) : target));
    }
    if (plan.nodePort > 0) draft.nodePorts.push(rule({ comment: name.text, protocol, port: plan.nodePort }, target));
    addExternalChain(draft, plan);
    if (guarded) addFirewall(draft, plan);
  }
  if (reachable) return;
  const [why, refused] = refusal(plan);
  const comment = `${name.text} ${why}`;
  for (const ip of [...plan.externalIps, ...plan.loadBalancerIps]) draft.externallyRejected.push(rule({ comment, ...at(ip) }, refused));
  if (plan.nodePort > 0) draft.externallyRejected.push(rule({ comment, local: 'dst', protocol, port: plan.nodePort }, refused));
}

function addExternalChain(draft: Draft, plan: PortPlan): void {
  const { name, site } = plan;
  const destinations = `${name.text} external destinations`;
  const cluster = jump(clusterChain(name));
  const rules: Rule[] = [];
  if (plan.externalLocal) {
    rules.push(rule({ source: site.clusterCidr, comment: `pod traffic for ${destinations}` }, cluster));
    rules.push(rule({ comment: `masquerade LOCAL traffic for ${destinations}`, local: 'src' }, markForMasquerade));
    rules.push(rule({ comment: `route LOCAL traffic for ${destinations}`, local: 'src' }, cluster));
    if (plan.local.length > 0) rules.push(rule({}, jump(localChain(name))));
  } else {
    rules.push(rule({ comment: `masquerade traffic for ${destinations}` }, markForMasquerade));
    rules.push(rule({}, cluster));
  }
  draft.natChains.push({ name: externalChain(name), rules });
}

/** loadBalancerSourceRanges: whoever may pass goes on to KUBE-EXT, the rest is dropped in the filter table. */
function addFirewall(draft: Draft, plan: PortPlan): void {
  const { name, protocol, port } = plan;
  const comment = `${name.text} loadbalancer IP`;
  const rules = [...plan.sourceRanges, ...plan.loadBalancerIps].map((source) => rule({ source, comment }, jump(externalChain(name))));
  rules.push(rule({ comment: `other traffic to ${name.text} will be dropped by KUBE-PROXY-FIREWALL` }, undefined));
  draft.natChains.push({ name: firewallChain(name), rules });
  for (const destination of plan.loadBalancerIps) {
    const refused = `${name.text} traffic not accepted by ${firewallChain(name)}`;
    draft.firewall.push(rule({ comment: refused, protocol, destination, port }, drop));
  }
}

/** KUBE-SVC, KUBE-SVL and one KUBE-SEP for each endpoint they can choose. */
function addBackends(draft: Draft, plan: PortPlan): void {
  const usesCluster = plan.cluster.length > 0 && (!plan.internalLocal || isExternal(plan));
  const usesLocal = plan.local.length > 0 && (plan.internalLocal || (plan.externalLocal && isExternal(plan)));
  if (usesCluster) draft.natChains.push(balancer(plan, clusterChain(plan.name), plan.cluster, !plan.internalLocal));
  if (usesLocal) draft.natChains.push(balancer(plan, localChain(plan.name), plan.local, plan.internalLocal));
  const reachable = new Map<string, ProxyEndpoint>();
  if (usesCluster) for (const endpoint of plan.cluster) reachable.set(endpoint.text, endpoint);
  if (usesLocal) for (const endpoint of plan.local) reachable.set(endpoint.text, endpoint);
  for (const endpoint of reachable.values()) draft.natChains.push(backend(plan, endpoint));
}

/** Tried in order, so the first of n must win one time in n, the next one in n − 1 of what is left, the last always. */
function balancer(plan: PortPlan, chain: string, endpoints: readonly ProxyEndpoint[], internal: boolean): Chain {
  const { name, protocol, clusterIp, port, site } = plan;
  const rules: Rule[] = [];
  if (internal) {
    const outsiders = { notSource: site.clusterCidr, destination: clusterIp, protocol, port } as const;
    rules.push(rule({ comment: `${name.text} cluster IP`, ...outsiders }, markForMasquerade));
  }
  endpoints.forEach((endpoint, index) => {
    const left = endpoints.length - index;
    const where: Where = { comment: `${name.text} -> ${endpoint.text}`, ...(left > 1 ? { probability: 1 / left } : {}) };
    rules.push(rule(where, jump(endpointChain(name, endpoint.text))));
  });
  return { name: chain, rules };
}

/** A pod that reaches itself through its Service must see the node as the caller, or it would answer itself directly. */
function backend(plan: PortPlan, endpoint: ProxyEndpoint): Chain {
  const { name, protocol } = plan;
  return {
    name: endpointChain(name, endpoint.text),
    rules: [
      rule({ source: endpoint.address, comment: name.text }, markForMasquerade),
      rule({ comment: name.text, protocol }, { kind: 'dnat', address: endpoint.address, port: endpoint.port }),
    ],
  };
}
