// A simulated machine: what outlives the processes on it. Its disk survives a reboot, its kernel only a killed process.

export interface Machine {
  readonly name: string;
  /** Its address on the machines' network, for example 10.0.0.11. */
  readonly address: string;
  /** Files: survive processes and reboots (etcd's data, a kubelet's checkpoint). */
  readonly disk: Map<string, unknown>;
  /** Kernel state: survives processes, not a reboot (netfilter rules, network namespaces, running containers). */
  readonly kernel: Map<string, unknown>;
}

/** Reads a slot of a machine's disk or kernel, making it the first time. */
export function slot<T>(store: Map<string, unknown>, name: string, make: () => T): T {
  if (!store.has(name)) store.set(name, make());
  return store.get(name) as T;
}
