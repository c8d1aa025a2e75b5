// The network plugin of one node: gives each pod an address out of the node's own range, and takes it back.
// Models the CNI plugins bridge and host-local.
import { formatAddress, parseRange } from '../sim/address.ts';
import { type Machine, slot } from '../sim/machine.ts';

/** Kernel slot with the node's range, for example `10.244.1.0/24`; written by the kubelet once its Node has spec.podCIDR. */
export const POD_CIDR_SLOT = 'podCidr';
/** Kernel slot with who has which address: address → pod, as the runtime names it. Gone after a reboot, as the pods are. */
const POD_NETWORK_SLOT = 'pod-network';
/** File with the address given out last, so that a freed one is not used again at once. */
const LAST_RESERVED_FILE = '/var/lib/cni/networks/last_reserved_ip';

export type PodNetwork = Map<string, string>;

/** Either the address, or why there is none, in the plugin's own words. */
export type CniResult = { readonly ok: true; readonly address: string } | { readonly ok: false; readonly message: string };

/** `podKey` starts with `namespace/name`; more may follow after another slash. */
export interface Cni {
  /** The pod's address, or why it gets none. Asked twice for the same pod, it answers with the same address. */
  tryAdd(machine: Machine, podKey: string): CniResult;
  /** Taking back what was never given is no error. */
  remove(machine: Machine, podKey: string): void;
}

export function createCni(): Cni {
  return { tryAdd: addPod, remove: removePod };
}

export function podNetworkOf(machine: Machine): PodNetwork {
  return slot<PodNetwork>(machine.kernel, POD_NETWORK_SLOT, () => new Map());
}

/** The node's end of the bridge: first address of the range. Empty until the node has a range. */
export function gatewayOf(machine: Machine): string {
  const range = parseRange(podCidrOf(machine));
  return range === undefined ? '' : formatAddress(range.first + 1);
}

export function podCidrOf(machine: Machine): string {
  const cidr = machine.kernel.get(POD_CIDR_SLOT);
  return typeof cidr === 'string' ? cidr : '';
}

function addPod(machine: Machine, podKey: string): CniResult {
  const network = podNetworkOf(machine);
  for (const [address, owner] of network) if (owner === podKey) return { ok: true, address };
  const range = parseRange(podCidrOf(machine));
  if (range === undefined) {
    return { ok: false, message: 'failed to set up pod network: the node has no podCIDR yet' };
  }
  // The range's first two addresses are the network and the bridge, its last one is for broadcast.
  const first = range.first + 2;
  const count = range.size - 3;
  const last = machine.disk.get(LAST_RESERVED_FILE);
  const start = typeof last === 'number' && last >= first ? last + 1 - first : 0;
  for (let step = 0; step < count; step++) {
    const value = first + ((start + step) % count);
    const address = formatAddress(value);
    if (network.has(address)) continue;
    network.set(address, podKey);
    machine.disk.set(LAST_RESERVED_FILE, value);
    return { ok: true, address };
  }
  const span = `${formatAddress(first - 1)}-${formatAddress(first + count - 1)}`;
  return { ok: false, message: `failed to allocate for range 0: no IP addresses available in range set: ${span}` };
}

function removePod(machine: Machine, podKey: string): void {
  const network = podNetworkOf(machine);
  for (const [address, owner] of network) if (owner === podKey) network.delete(address);
}
