// What the server accepts of addresses and rules but warns of. Models pkg/registry/networking/{ingress,networkpolicy}/strategy.go,
// pkg/registry/{core/endpoint,discovery/endpointslice}/strategy.go and pkg/api/service/warnings.go.
import { append } from '../append.ts';
import { warningsOfCidr, warningsOfIp } from '../ip.ts';
import type { EndpointSlice } from '../kinds/endpoint-slice.ts';
import type { Endpoints } from '../kinds/endpoints.ts';
import type { Ingress } from '../kinds/ingress.ts';
import type { NetworkPolicy, NetworkPolicyPeer } from '../kinds/network-policy.ts';
import type { Service } from '../kinds/service.ts';

const CLASS_ANNOTATION = 'kubernetes.io/ingress.class';

export function warningsOfIngress({ metadata, spec }: Ingress, previous?: Ingress): readonly string[] {
  if (previous !== undefined || metadata.annotations?.[CLASS_ANNOTATION] === undefined || spec.ingressClassName !== undefined) return [];
  return [`annotation ${JSON.stringify(CLASS_ANNOTATION)} is deprecated, please use 'spec.ingressClassName' instead`];
}

export function warningsOfNetworkPolicy({ spec }: NetworkPolicy): readonly string[] {
  const ofPeers = (at: string, peers: readonly NetworkPolicyPeer[] = []): readonly string[] =>
    peers.flatMap(({ ipBlock }, index) => {
      if (ipBlock === undefined) return [];
      const here = `${at}[${index}].ipBlock`;
      const { cidr, except = [] } = ipBlock;
      return [...warningsOfCidr(`${here}.cidr`, cidr), ...except.flatMap((one, place) => warningsOfCidr(`${here}.except[${place}]`, one))];
    });
  return [
    ...(spec.ingress ?? []).flatMap(({ from }, index) => ofPeers(`spec.ingress[${index}].from`, from)),
    ...(spec.egress ?? []).flatMap(({ to }, index) => ofPeers(`spec.egress[${index}].to`, to)),
  ];
}

const HINTS = 'service.kubernetes.io/topology-aware-hints';

export function warningsOfService({ metadata, spec }: Service): readonly string[] {
  const { type, clusterIP = '', clusterIPs = [], externalIPs = [], loadBalancerIP, loadBalancerSourceRanges = [], sessionAffinity } = spec;
  const warnings: string[] = [];
  if (metadata.annotations?.[HINTS] !== undefined)
    warnings.push(`annotation ${HINTS} is deprecated, please use service.kubernetes.io/topology-mode instead`);
  if (clusterIP !== '' && clusterIP !== 'None') append(warnings, warningsOfIps('spec.clusterIPs', clusterIPs));
  if (type === 'ClusterIP' && clusterIP === 'None') {
    if (loadBalancerIP) warnings.push('spec.loadBalancerIP is ignored for headless services');
    if (externalIPs.length > 0) warnings.push('spec.externalIPs is ignored for headless services');
    if (sessionAffinity !== 'None') warnings.push('spec.SessionAffinity is ignored for headless services');
  }
  append(warnings, warningsOfIps('spec.externalIPs', externalIPs));
  if (loadBalancerIP) warnings.push(...warningsOfIp('spec.loadBalancerIP', loadBalancerIP));
  for (const [index, cidr] of loadBalancerSourceRanges.entries())
    warnings.push(...warningsOfCidr(`spec.loadBalancerSourceRanges[${index}]`, cidr));
  if (type === 'ExternalName' && externalIPs.length > 0) warnings.push('spec.externalIPs is ignored when spec.type is "ExternalName"');
  if (type !== 'ExternalName' && spec.externalName) warnings.push('spec.externalName is ignored when spec.type is not "ExternalName"');
  return warnings;
}

export function warningsOfServiceStatus({ status }: Service): readonly string[] {
  return (status.loadBalancer.ingress ?? []).flatMap(({ ip }, index) =>
    ip ? warningsOfIp(`status.loadBalancer.ingress[${index}]`, ip) : [],
  );
}

export function warningsOfIngressStatus({ status }: Ingress): readonly string[] {
  return (status.loadBalancer?.ingress ?? []).flatMap(({ ip }, index) =>
    ip ? warningsOfIp(`status.loadBalancer.ingress[${index}].ip`, ip) : [],
  );
}

/** Controllers that are part of Kubernetes mend addresses before they write them. */
export function warningsOfEndpoints({ metadata, subsets = [] }: Endpoints): readonly string[] {
  if (metadata.labels?.['endpoints.kubernetes.io/managed-by'] === 'endpoint-controller') return [];
  return subsets.flatMap((subset, index) =>
    (['addresses', 'notReadyAddresses'] as const).flatMap((list) =>
      (subset[list] ?? []).flatMap(({ ip }, place) => warningsOfIp(`subsets[${index}].${list}[${place}].ip`, ip)),
    ),
  );
}

const MANAGED_BY = 'endpointslice.kubernetes.io/managed-by';
const OWN_CONTROLLERS = ['endpointslice-controller.k8s.io', 'endpointslicemirroring-controller.k8s.io'];

export function warningsOfEndpointSlice(slice: EndpointSlice, previous?: EndpointSlice): readonly string[] {
  const { metadata, addressType, endpoints } = slice;
  // The path is upstream's.
  const warnings = previous === undefined && addressType === 'FQDN' ? ['spec.addressType: FQDN endpoints are deprecated'] : [];
  if (OWN_CONTROLLERS.includes(metadata.labels?.[MANAGED_BY] ?? '')) return warnings;
  return [...warnings, ...endpoints.flatMap(({ addresses = [] }, index) => warningsOfIps(`endpoints[${index}].addresses`, addresses))];
}

function warningsOfIps(at: string, addresses: readonly string[]): readonly string[] {
  return addresses.flatMap((address, index) => warningsOfIp(`${at}[${index}]`, address));
}
