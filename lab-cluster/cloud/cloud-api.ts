// What a cloud provider offers: load balancers by name, asked for over the network. Its words are not Kubernetes'.

/** Where the provider's API answers. */
export const cloudAddress = 'cloud-api:443';

/** Slot of the cloud machine's kernel that holds a `Map<string, LoadBalancer>` by name. */
export const loadBalancersSlot = 'load-balancers';

export interface LoadBalancerPort {
  /** Where the world connects. */
  readonly port: number;
  /** Where every node listens for it. */
  readonly nodePort: number;
  readonly protocol: 'TCP' | 'UDP' | 'SCTP';
}

/** A running load balancer: what comes to `ip:port` goes to `nodePort` of one of the nodes. */
export interface LoadBalancer {
  readonly name: string;
  readonly ip: string;
  readonly ports: readonly LoadBalancerPort[];
  /** Node addresses, sorted. */
  readonly nodes: readonly string[];
}

export type CloudRequest =
  | {
      readonly do: 'ensure';
      readonly name: string;
      readonly ports: readonly LoadBalancerPort[];
      readonly nodes: readonly string[];
      readonly ip?: string;
    }
  | { readonly do: 'get'; readonly name: string }
  | { readonly do: 'update'; readonly name: string; readonly nodes: readonly string[] }
  | { readonly do: 'delete'; readonly name: string };

export type CloudAnswer = { readonly ok: true; readonly loadBalancer?: LoadBalancer } | { readonly ok: false; readonly message: string };
