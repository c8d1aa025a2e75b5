// What the server accepts of addresses and rules but warns of. Models pkg/registry/networking/{ingress,networkpolicy}/strategy.go
// and pkg/api/service/warnings.go.
import { warningsOfCidr } from './ip.ts';
import type { Ingress } from './kinds/ingress.ts';
import type { NetworkPolicy, NetworkPolicyPeer } from './kinds/network-policy.ts';
import type { Service } from './kinds/service.ts';

const CLASS_ANNOTATION = 'kubernetes.io/ingress.class';

export function warningsOfIngress({ metadata }: Ingress): readonly string[] {
  if (metadata.annotations?.[CLASS_ANNOTATION] === undefined) return [];
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

export function warningsOfService({ spec }: Service): readonly string[] {
  const warnings: string[] = [];
  if (spec.loadBalancerIP) warnings.push('spec.loadBalancerIP is deprecated in v1.24+');
  if (spec.sessionAffinity === 'ClientIP' && spec.clusterIP === 'None') {
    warnings.push('spec.SessionAffinity is ignored for headless services');
  }
  return warnings;
}
