// What a kubelet is told when it starts: its flags.
import type { Transport } from '../../client/client.ts';

export interface KubeletOptions {
  readonly nodeName: string;
  readonly transport: Transport;
  /** Where the node's container runtime listens: `containerd/node-1`. */
  readonly runtimeAddress: string;
  readonly capacity?: Partial<NodeCapacity>;
  /** Labels beyond those every node carries (`--node-labels`): zone, role. */
  readonly labels?: Readonly<Record<string, string>>;
  /** `--register-with-taints`. */
  readonly taints?: readonly {
    readonly key: string;
    readonly value?: string;
    readonly effect: 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute';
  }[];
  /** Name of the node at the cloud, where there is one. */
  readonly providerId?: string;
}

/** Quantities, as they stand in the Node's status. */
export interface NodeCapacity {
  readonly cpu: string;
  readonly memory: string;
  readonly ephemeralStorage: string;
  readonly pods: string;
}

export const defaultCapacity: NodeCapacity = { cpu: '4', memory: '8Gi', ephemeralStorage: '100Gi', pods: '110' };
