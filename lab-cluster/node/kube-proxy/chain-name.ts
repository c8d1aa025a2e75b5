// Names of kube-proxy's chains: a prefix and 16 characters of a hash, because the kernel allows 28.
// Models pkg/proxy/iptables/proxier.go (servicePortPolicyClusterChainName, servicePortEndpointChainName).
import type { Protocol } from '../../sim/netfilter.ts';
import { base32, sha256 } from '../../sim/sha256.ts';

/** One port of one Service, named as upstream prints it. */
export interface ServicePortName {
  /** `namespace/name:port`, or `namespace/name` when the port has no name. */
  readonly text: string;
  readonly protocol: Protocol;
}

export function servicePortName(serviceKey: string, port: string, protocol: Protocol): ServicePortName {
  return { text: port === '' ? serviceKey : `${serviceKey}:${port}`, protocol };
}

function hash(text: string): string {
  return base32(sha256(text)).slice(0, 16);
}

/** Every endpoint of the cluster. */
export function clusterChain({ text, protocol }: ServicePortName): string {
  return `KUBE-SVC-${hash(text + protocol)}`;
}

/** Only the endpoints on this node. */
export function localChain({ text, protocol }: ServicePortName): string {
  return `KUBE-SVL-${hash(text + protocol)}`;
}

/** Traffic that came from outside the cluster. */
export function externalChain({ text, protocol }: ServicePortName): string {
  return `KUBE-EXT-${hash(text + protocol)}`;
}

/** Traffic to a load balancer's address that may come from certain sources only. */
export function firewallChain({ text, protocol }: ServicePortName): string {
  return `KUBE-FW-${hash(text + protocol)}`;
}

/** One endpoint, `address:port`. */
export function endpointChain({ text, protocol }: ServicePortName, endpoint: string): string {
  return `KUBE-SEP-${hash(text + protocol + endpoint)}`;
}
