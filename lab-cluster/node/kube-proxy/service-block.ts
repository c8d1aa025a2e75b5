// One Service with its EndpointSlices as every kube-proxy shares it: rules are worked out once, when somebody looks.
import type { EndpointSlice } from '../../api/kinds/endpoint-slice.ts';
import type { Service } from '../../api/kinds/service.ts';
import { keyOf } from '../../api/object.ts';
import type { Chain } from '../../sim/netfilter.ts';
import { clusterChain, localChain, servicePortName } from './chain-name.ts';
import { endpointsOf, readyCount, usable } from './service-endpoints.ts';
import { type RuleSite, type ServiceRules, serviceRules } from './service-rules.ts';

/** Hashing is the dearest part of a sync, and a Service's name does not change with its endpoints. */
const chainNames = new WeakMap<Service, string>();

/** Two proxies that see the same objects hold the same block: compare blocks by identity. */
export class ServiceBlock {
  readonly key: string;
  readonly service: Service;
  readonly slices: readonly EndpointSlice[];
  readonly site: RuleSite;
  #rules: ServiceRules | undefined;
  #addresses: readonly string[] | undefined;

  constructor(service: Service, slices: readonly EndpointSlice[], site: RuleSite) {
    this.key = keyOf(service);
    this.service = service;
    this.slices = slices;
    this.site = site;
  }

  get rules(): ServiceRules {
    this.#rules ??= serviceRules(this.service, this.slices, this.site);
    return this.#rules;
  }

  get readyEndpoints(): number {
    let count = 0;
    for (const slice of this.slices) count += readyCount(slice);
    return count;
  }

  /** `address:port` of every endpoint in use, of every port. */
  get addresses(): readonly string[] {
    this.#addresses ??= this.#ports().flatMap(({ name, protocol }) =>
      usable(endpointsOf(this.slices, name, protocol)).map((endpoint) => endpoint.text),
    );
    return this.#addresses;
  }

  /** Name of the chain that chooses an endpoint for the first port, whether or not it exists now. */
  get chainName(): string {
    let name = chainNames.get(this.service);
    if (name === undefined) {
      name = this.#firstChainName();
      chainNames.set(this.service, name);
    }
    return name;
  }

  #firstChainName(): string {
    const [port] = this.#ports();
    if (port === undefined) return '';
    const name = servicePortName(this.key, port.name, port.protocol);
    return this.service.spec.internalTrafficPolicy === 'Local' ? localChain(name) : clusterChain(name);
  }

  /** That chain itself; absent while nobody is behind the Service. */
  get chain(): Chain | undefined {
    return this.rules.natChains.find((chain) => chain.name === this.chainName);
  }

  #ports(): readonly { readonly name: string; readonly protocol: 'tcp' | 'udp' | 'sctp' }[] {
    return (this.service.spec.ports ?? []).map((port) => ({
      name: port.name ?? '',
      protocol: (port.protocol ?? 'TCP').toLowerCase() as 'tcp' | 'udp' | 'sctp',
    }));
  }
}

/** Whether kube-proxy has anything to do for this Service at all. */
export function isProxied(service: Service): boolean {
  const { clusterIP, type } = service.spec;
  if (type === 'ExternalName' || clusterIP === undefined || clusterIP === '' || clusterIP === 'None') return false;
  return service.metadata.labels?.['service.kubernetes.io/service-proxy-name'] === undefined;
}

/** Only the Local traffic policies make a Service's rules differ from node to node. */
function dependsOnNode(service: Service): boolean {
  return service.spec.internalTrafficPolicy === 'Local' || service.spec.externalTrafficPolicy === 'Local';
}

const REMEMBERED = 8;
const blocks = new WeakMap<Service, ServiceBlock[]>();

/** The shared block of these very objects. Remembers the newest few states of each Service. */
export function blockOf(service: Service, slices: readonly EndpointSlice[], site: RuleSite): ServiceBlock {
  const known = blocks.get(service) ?? [];
  const found = known.find((block) => isSameSite(block.site, site, service) && isSameList(block.slices, slices));
  if (found !== undefined) return found;
  const block = new ServiceBlock(service, slices, site);
  blocks.set(service, [block, ...known.slice(0, REMEMBERED - 1)]);
  return block;
}

function isSameSite(a: RuleSite, b: RuleSite, service: Service): boolean {
  return a.clusterCidr === b.clusterCidr && (a.nodeName === b.nodeName || !dependsOnNode(service));
}

/** Equal by identity, item by item. */
export function isSameList<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index]);
}
