// Cluster IPs and node ports: which are taken is read from the Services themselves, and from the IPAddresses, whoever wrote them;
// so a restart forgets nothing. Models pkg/registry/core/service/{ipallocator,portallocator}.
// Simplified: one API server, so what is being handed out is known here.
import type { Service } from '../../api/kinds/service.ts';
import type { KubeObject } from '../../api/object.ts';
import { parseIp, printIp } from '../../api/ip.ts';
import { HEADLESS } from '../../api/service-facts.ts';
import type { Rng } from '../../sim/sim.ts';
import { addressAt, contains, numberOf, ServiceRanges } from './ranges.ts';

const NODE_PORT_MIN = 30_000;
const NODE_PORT_MAX = 32_767;
const STATIC_PORTS = 86;
/** What a dry run counts from when it needs a number that looks like a port. */
const DRY_RUN_PORT = 32_768;

export class ServiceAllocator {
  readonly #rng: Rng;
  readonly ranges = new ServiceRanges();
  /** Taken by stored services, and how often a port is: a service may share one across protocols. */
  readonly #ips = new Set<string>();
  readonly #ports = new Map<number, number>();
  /** Addresses somebody has a record of. */
  readonly #records = new Set<string>();
  /** Handed out, not stored yet. */
  readonly #pendingIps = new Set<string>();
  readonly #pendingPorts = new Set<number>();

  constructor(rng: Rng) {
    this.#rng = rng;
  }

  /** Follows the stored services. */
  observe(now: KubeObject | undefined, before: KubeObject | undefined): void {
    if (before !== undefined) this.#count(before as Service, -1);
    if (now !== undefined) this.#count(now as Service, 1);
  }

  /** Follows the stored IPAddresses. */
  observeRecord(now: KubeObject | undefined, before: KubeObject | undefined): void {
    if (now !== undefined) this.#records.add(now.metadata.name);
    else if (before !== undefined) this.#records.delete(before.metadata.name);
  }

  /** What one write takes. A dry run takes nothing, and is told what it might have got. */
  open(dryRun: boolean): Allocation {
    return new Allocation(this, dryRun);
  }

  isIpTaken(ip: string): boolean {
    return this.#ips.has(ip) || this.#records.has(ip) || this.#pendingIps.has(ip);
  }

  isPortTaken(port: number): boolean {
    return this.#ports.has(port) || this.#pendingPorts.has(port);
  }

  hold({ ips, ports }: Taken): void {
    for (const ip of ips) this.#pendingIps.add(ip);
    for (const port of ports) this.#pendingPorts.add(port);
  }

  release({ ips, ports }: Taken): void {
    for (const ip of ips) this.#pendingIps.delete(ip);
    for (const port of ports) this.#pendingPorts.delete(port);
  }

  freeIp(): string | undefined {
    const isFree = (number: number): boolean => !this.isIpTaken(addressAt(number));
    for (const { first, dynamic, last } of this.ranges.ready) {
      const number = this.#draw(dynamic, last, isFree) ?? this.#draw(first, dynamic - 1, isFree);
      if (number !== undefined) return addressAt(number);
    }
    return undefined;
  }

  freePort(): number | undefined {
    const isFree = (port: number): boolean => !this.isPortTaken(port);
    const dynamic = NODE_PORT_MIN + STATIC_PORTS;
    return this.#draw(dynamic, NODE_PORT_MAX, isFree) ?? this.#draw(NODE_PORT_MIN, dynamic - 1, isFree);
  }

  /** The first that is free from a random place on. */
  #draw(first: number, last: number, isFree: (value: number) => boolean): number | undefined {
    const span = last - first + 1;
    if (span <= 0) return undefined;
    const start = this.#rng.below(span);
    for (let tried = 0; tried < span; tried++) {
      const value = first + ((start + tried) % span);
      if (isFree(value)) return value;
    }
    return undefined;
  }

  #count({ spec }: Service, by: 1 | -1): void {
    for (const address of spec.clusterIPs ?? []) {
      if (address === HEADLESS) continue;
      if (by === 1) this.#ips.add(canonicalIp(address));
      else this.#ips.delete(canonicalIp(address));
    }
    const ports = (spec.ports ?? []).map((port) => port.nodePort ?? 0).concat(spec.healthCheckNodePort ?? 0);
    for (const port of ports) {
      if (port === 0) continue;
      const count = (this.#ports.get(port) ?? 0) + by;
      if (count > 0) this.#ports.set(port, count);
      else this.#ports.delete(port);
    }
  }
}

interface Taken {
  readonly ips: readonly string[];
  readonly ports: readonly number[];
}

/** Everything one write has taken, to be given back as one. Refusals are sentences of upstream. */
export class Allocation implements Taken {
  readonly ips: string[] = [];
  readonly ports: number[] = [];
  readonly #allocator: ServiceAllocator;
  readonly #dryRun: boolean;

  constructor(allocator: ServiceAllocator, dryRun: boolean) {
    this.#allocator = allocator;
    this.#dryRun = dryRun;
  }

  get isEmpty(): boolean {
    return this.ips.length === 0 && this.ports.length === 0;
  }

  /** Takes one address, as it is written; or why that cannot be. A dry run cares for the range only. */
  takeIp(address: string): string | undefined {
    const ip = canonicalIp(address);
    const number = numberOf(parseIp(address)?.bytes ?? []);
    const { ranges } = this.#allocator;
    const around = this.#dryRun ? [ranges.primary] : ranges.ready.filter((range) => contains(range, number));
    const [one] = around;
    if (one === undefined) return 'the provided network does not match the current range';
    if (!around.some(({ first, last }) => number >= first && number <= last))
      return `the provided IP (${ip}) is not in the valid range. The range of valid IPs is ${one.text}`;
    if (this.#dryRun) return undefined;
    if (this.#allocator.isIpTaken(ip)) return 'provided IP is already allocated';
    this.#hold([ip], []);
    return undefined;
  }

  /** Undefined when the range is full. */
  drawIp(): string | undefined {
    if (this.#dryRun) return addressAt(this.#allocator.ranges.primary.base);
    const ip = this.#allocator.freeIp();
    if (ip !== undefined) this.#hold([ip], []);
    return ip;
  }

  takePort(port: number): string | undefined {
    const isInRange = port >= NODE_PORT_MIN && port <= NODE_PORT_MAX;
    // A dry run may ask for what is no node port at all.
    if (!isInRange && !this.#dryRun)
      return `provided port is not in the valid range. The range of valid ports is ${NODE_PORT_MIN}-${NODE_PORT_MAX}`;
    if (this.#allocator.isPortTaken(port) || this.ports.includes(port)) return 'provided port is already allocated';
    this.#hold([], [port]);
    return undefined;
  }

  drawPort(): number | undefined {
    const port = this.#dryRun ? Math.max(...(this.ports.length === 0 ? [DRY_RUN_PORT] : this.ports)) + 1 : this.#allocator.freePort();
    if (port !== undefined) this.#hold([], [port]);
    return port;
  }

  /** The write is over: what it took is taken by the stored service by now, or free again. */
  settle(): void {
    if (!this.#dryRun) this.#allocator.release(this);
  }

  #hold(ips: readonly string[], ports: readonly number[]): void {
    this.ips.push(...ips);
    this.ports.push(...ports);
    if (!this.#dryRun) this.#allocator.hold({ ips, ports });
  }
}

/** One spelling for every way to write an address. */
function canonicalIp(address: string): string {
  const ip = parseIp(address);
  return ip === undefined ? address : printIp(ip);
}
