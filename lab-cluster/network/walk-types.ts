// What a packet walk needs to know of the world: machines with their kernels, and who answers on a port.
import type { Machine } from '../sim/machine.ts';
import type { Protocol } from '../sim/netfilter.ts';
import type { DnsAnswer } from './dns.ts';

/** Kernel slot of the machine `cloud`: every load balancer that the cloud has built. */
export const LOAD_BALANCERS_SLOT = 'load-balancers';

export interface LoadBalancer {
  readonly name: string;
  readonly ip: string;
  readonly ports: readonly { readonly port: number; readonly nodePort: number; readonly protocol: string }[];
  /** Addresses of the nodes it sends to. */
  readonly nodes: readonly string[];
}

export type PortAnswer =
  /** Someone listens; `page` is what an HTTP server says. */
  | { readonly kind: 'open'; readonly page?: string }
  /** The address is there, but nobody listens on the port. */
  | { readonly kind: 'closed' }
  | { readonly kind: 'nobody' };

export interface PortQuestion {
  readonly ip: string;
  readonly port: number;
  readonly path: string;
  /** Address the request seems to come from. */
  readonly client: string;
}

export interface PacketWorld {
  readonly machines: readonly Machine[];
  isUp(machine: Machine): boolean;
  /** What the containers (or processes) on this machine answer at an address of it. */
  answers(machine: Machine, question: PortQuestion): PortAnswer;
  /** CoreDNS's answer; absent when no DNS server is running. */
  readonly resolve?: (name: string) => DnsAnswer;
}

export interface PacketRequest {
  readonly title: string;
  readonly from: { readonly kind: 'internet' } | { readonly kind: 'pod' /** `namespace/name` */; readonly pod: string };
  /** An address, or a name to be looked up first (pods only). */
  readonly to: string;
  readonly port: number;
  readonly protocol: Protocol;
  readonly path?: string;
}

export function loadBalancersOf(machines: readonly Machine[]): readonly LoadBalancer[] {
  const found: LoadBalancer[] = [];
  for (const machine of machines) {
    const slot = machine.kernel.get(LOAD_BALANCERS_SLOT);
    if (slot instanceof Map) found.push(...(slot.values() as Iterable<LoadBalancer>));
    else if (Array.isArray(slot)) found.push(...(slot as readonly LoadBalancer[]));
  }
  return found;
}
