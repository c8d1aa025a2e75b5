// The ranges Services get addresses from: those of the ServiceCIDRs that are ready, and the cluster's own until there are any.
// Models pkg/registry/core/service/ipallocator/{cidrallocator,ipallocator}.go.
import { parseCidr, printCidr } from '../../api/ip.ts';
import type { ServiceCIDR } from '../../api/kinds/service-cidr.ts';
import type { KubeObject } from '../../api/object.ts';

/** What kube-apiserver is told on its command line. */
export const SERVICE_RANGE = '10.96.0.0/16';

/** Addresses as numbers. */
export interface AddressRange {
  readonly text: string;
  /** The address of the network itself, which like that of everybody in it is never given away. */
  readonly base: number;
  readonly first: number;
  readonly last: number;
  /** From here on addresses are drawn; those below are left to whoever asks for one while there are others. */
  readonly dynamic: number;
}

const STATIC_LEAST = 16;
const STATIC_MOST = 256;
const STATIC_SHARE = 16;
const IPV4_BITS = 32;

export class ServiceRanges {
  readonly #own = rangeOf(SERVICE_RANGE) as AddressRange;
  readonly #byName = new Map<string, ServiceCIDR>();
  #ready: readonly AddressRange[] | undefined;

  /** Follows the stored ServiceCIDRs. */
  observe(now: KubeObject | undefined, before: KubeObject | undefined): void {
    if (before !== undefined) this.#byName.delete(before.metadata.name);
    if (now !== undefined) this.#byName.set(now.metadata.name, now as ServiceCIDR);
    this.#ready = undefined;
  }

  /** The cluster's own first, then by name: upstream takes them in any order. */
  get ready(): readonly AddressRange[] {
    if (this.#byName.size === 0) return [this.#own];
    this.#ready ??= this.#collect();
    return this.#ready;
  }

  /** A dry run asks one range only. */
  get primary(): AddressRange {
    return this.ready[0] ?? this.#own;
  }

  #collect(): readonly AddressRange[] {
    const texts = [...this.#byName.keys()].sort().flatMap((name) => {
      const range = this.#byName.get(name) as ServiceCIDR;
      return isReady(range) ? (range.spec.cidrs ?? []) : [];
    });
    const own = texts.includes(SERVICE_RANGE) ? [SERVICE_RANGE] : [];
    return [...new Set([...own, ...texts])].flatMap((text) => rangeOf(text) ?? []);
  }
}

/** One of which nobody says that it is not ready is taken for ready. */
function isReady({ metadata, status }: ServiceCIDR): boolean {
  const ready = status?.conditions?.find(({ type }) => type === 'Ready');
  return metadata.deletionTimestamp === undefined && (ready === undefined || ready.status === 'True');
}

/** Undefined for what is no IPv4 range: the cluster has no other. */
function rangeOf(text: string): AddressRange | undefined {
  const cidr = parseCidr(text);
  if (cidr?.ip.family !== 4) return undefined;
  const size = 2 ** (IPV4_BITS - cidr.bits);
  const base = Math.floor(numberOf(cidr.ip.bytes) / size) * size;
  const hosts = Math.max(0, size - 2);
  const reserved = hosts < STATIC_LEAST ? 0 : Math.min(STATIC_MOST, Math.max(STATIC_LEAST, Math.floor(hosts / STATIC_SHARE)));
  return { text: printCidr(cidr), base, first: base + 1, last: base + size - 2, dynamic: base + 1 + reserved };
}

export function contains({ base, last }: AddressRange, address: number): boolean {
  return address >= base && address <= last + 1;
}

export function numberOf(bytes: readonly number[]): number {
  return bytes.reduce((sum, byte) => sum * 256 + byte, 0);
}

export function addressAt(number: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join('.');
}
