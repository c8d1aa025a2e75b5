// Cluster IPs and node ports: which are taken is read from the Services themselves, so a restart forgets nothing.
// Models pkg/registry/core/service/{ipallocator,portallocator}.
// Simplified: one API server, so what is being handed out is known here; upstream keeps IPAddress objects.
import { invalid } from '../../api/field-errors.ts';
import type { FieldError } from '../../api/field.ts';
import { isIpv4 } from '../../api/names.ts';
import type { KubeObject } from '../../api/object.ts';
import type { Service, ServicePort } from '../../api/kinds/service.ts';
import type { Rng } from '../../sim/sim.ts';

/** Where Services get their addresses. */
export const SERVICE_RANGE = '10.96.0.0/16';
const RANGE_PREFIX = '10.96';
const RANGE_SIZE = 65_536;
/** Below this offset addresses are left to those who ask for one; random ones come from above. */
const DYNAMIC_IP_OFFSET = 256;
const NODE_PORT_MIN = 30_000;
const NODE_PORT_MAX = 32_767;
const DYNAMIC_PORT_OFFSET = 86;

/** What one request took, to be given back if nothing is stored. */
export interface Allocation {
  readonly ips: string[];
  readonly ports: number[];
}

export class ServiceAllocator {
  readonly #rng: Rng;
  /** Taken by stored services, and how often a port is: services may share one across protocols. */
  readonly #ips = new Set<string>();
  readonly #ports = new Map<number, number>();
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

  /** Fills the addresses and ports a service needs; `previous` keeps what it had. The service must be private. */
  fill(
    service: Service,
    previous: Service | undefined,
    dryRun: boolean,
  ): { readonly allocation: Allocation; readonly errors: readonly FieldError[] } {
    const allocation: Allocation = { ips: [], ports: [] };
    const errors: FieldError[] = [];
    if (previous !== undefined) keepAllocated(service, previous);
    // A dry run asks for nothing, but an address that can never be had is refused all the same.
    if (dryRun) checkRange(service, errors);
    else {
      this.#fillIp(service, previous, allocation, errors);
      this.#fillPorts(service, previous, allocation, errors);
    }
    return { allocation, errors };
  }

  /** The request is over: what it took is stored by now, or free again. */
  settle({ ips, ports }: Allocation): void {
    for (const ip of ips) this.#pendingIps.delete(ip);
    for (const port of ports) this.#pendingPorts.delete(port);
  }

  #fillIp(service: Service, previous: Service | undefined, allocation: Allocation, errors: FieldError[]): void {
    const spec = service.spec as { clusterIP?: string; clusterIPs?: string[]; type?: string };
    if (spec.type === 'ExternalName' || spec.clusterIP === 'None') return;
    if (previous !== undefined && spec.clusterIP !== undefined && spec.clusterIP === previous.spec.clusterIP) return;
    const asked = spec.clusterIP || spec.clusterIPs?.[0];
    // What is no address at all is for validation to say.
    if (asked !== undefined && asked !== '' && !isIpv4(asked)) return;
    if (asked !== undefined && asked !== '') {
      const why = this.#refusal(asked);
      if (why !== undefined) {
        errors.push(invalid('spec.clusterIPs', [asked], `failed to allocate IP ${asked}: ${why}`));
        return;
      }
    }
    const ip = asked || this.#drawIp();
    this.#pendingIps.add(ip);
    allocation.ips.push(ip);
    spec.clusterIP = ip;
    spec.clusterIPs = [ip];
  }

  #refusal(ip: string): string | undefined {
    if (!isInRange(ip)) return 'the provided network does not match the current range';
    const taken = this.#ips.has(ip) || this.#pendingIps.has(ip);
    return taken ? 'provided IP is already allocated' : undefined;
  }

  #drawIp(): string {
    const span = RANGE_SIZE - DYNAMIC_IP_OFFSET - 1;
    const start = this.#rng.below(span);
    for (let tried = 0; tried < span; tried++) {
      const offset = DYNAMIC_IP_OFFSET + ((start + tried) % span);
      const ip = `${RANGE_PREFIX}.${offset >> 8}.${offset & 255}`;
      if (!this.#ips.has(ip) && !this.#pendingIps.has(ip)) return ip;
    }
    return '';
  }

  #fillPorts(service: Service, previous: Service | undefined, allocation: Allocation, errors: FieldError[]): void {
    const { spec } = service;
    const exposed = spec.type === 'NodePort' || (spec.type === 'LoadBalancer' && spec.allocateLoadBalancerNodePorts !== false);
    const had = new Set((previous?.spec.ports ?? []).map((port) => port.nodePort ?? 0));
    for (const [index, port] of (spec.ports ?? []).entries()) {
      const asked = port.nodePort ?? 0;
      if (asked !== 0 && had.has(asked)) continue;
      if (asked !== 0) {
        const why = this.#portRefusal(asked, allocation);
        if (why !== undefined) errors.push(invalid(`spec.ports[${index}].nodePort`, asked, why));
        else this.#take(port, asked, allocation);
      } else if (exposed) this.#take(port, this.#drawPort(), allocation);
    }
    const checked = spec as { healthCheckNodePort?: number };
    if (spec.type === 'LoadBalancer' && spec.externalTrafficPolicy === 'Local' && !checked.healthCheckNodePort) {
      const port = this.#drawPort();
      this.#pendingPorts.add(port);
      allocation.ports.push(port);
      checked.healthCheckNodePort = port;
    }
  }

  #portRefusal(port: number, allocation: Allocation): string | undefined {
    if (!Number.isInteger(port) || port < NODE_PORT_MIN || port > NODE_PORT_MAX) {
      return `provided port is not in the valid range. The range of valid ports is ${NODE_PORT_MIN}-${NODE_PORT_MAX}`;
    }
    // One service may use a port for several protocols.
    if (allocation.ports.includes(port)) return undefined;
    return this.#ports.has(port) || this.#pendingPorts.has(port) ? 'provided port is already allocated' : undefined;
  }

  #take(port: ServicePort, value: number, allocation: Allocation): void {
    (port as { nodePort?: number }).nodePort = value;
    this.#pendingPorts.add(value);
    allocation.ports.push(value);
  }

  #drawPort(): number {
    const first = NODE_PORT_MIN + DYNAMIC_PORT_OFFSET;
    const span = NODE_PORT_MAX - first + 1;
    const start = this.#rng.below(span);
    for (let tried = 0; tried < span; tried++) {
      const port = first + ((start + tried) % span);
      if (!this.#ports.has(port) && !this.#pendingPorts.has(port)) return port;
    }
    return 0;
  }

  #count({ spec }: Service, by: 1 | -1): void {
    const ip = spec.clusterIP ?? '';
    if (ip !== '' && ip !== 'None') {
      if (by === 1) this.#ips.add(ip);
      else this.#ips.delete(ip);
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

function isInRange(ip: string): boolean {
  return ip.startsWith(`${RANGE_PREFIX}.`);
}

function checkRange({ spec }: Service, errors: FieldError[]): void {
  const asked = spec.clusterIP || spec.clusterIPs?.[0] || 'None';
  if (spec.type === 'ExternalName' || asked === 'None' || !isIpv4(asked) || isInRange(asked)) return;
  const why = `failed to allocate IP ${asked}: the provided IP (${asked}) is not in the valid range. The range of valid IPs is ${SERVICE_RANGE}`;
  errors.push(invalid('spec.clusterIPs', [asked], why));
}

/** An update that does not mention what was assigned keeps it. Models patchAllocatedValues and dropTypeDependentFields. */
function keepAllocated(service: Service, previous: Service): void {
  const spec = service.spec as { -readonly [Key in keyof Service['spec']]: Service['spec'][Key] };
  const hasIp = (type: string | undefined): boolean => type !== 'ExternalName';
  if (hasIp(spec.type) && hasIp(previous.spec.type) && (spec.clusterIP ?? '') === '') {
    if (previous.spec.clusterIP !== undefined) spec.clusterIP = previous.spec.clusterIP;
    if (previous.spec.clusterIPs !== undefined && (spec.clusterIPs ?? []).length === 0) spec.clusterIPs = [...previous.spec.clusterIPs];
  }
  const exposed = (type: string | undefined): boolean => type === 'NodePort' || type === 'LoadBalancer';
  const before = previous.spec.ports ?? [];
  for (const port of spec.ports ?? []) {
    const draft = port as { nodePort?: number };
    const old = before.find((candidate) => candidate.port === port.port && (candidate.protocol ?? 'TCP') === (port.protocol ?? 'TCP'));
    if (exposed(spec.type) && exposed(previous.spec.type) && !draft.nodePort && old?.nodePort) draft.nodePort = old.nodePort;
    // Going back to ClusterIP gives the ports back, unless others were asked for.
    if (!exposed(spec.type) && exposed(previous.spec.type) && draft.nodePort === old?.nodePort) delete draft.nodePort;
  }
}
