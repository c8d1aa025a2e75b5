// What one sync of kube-proxy says of itself: saw → decided → wrote, and the chain before and after.
import type { Chain } from '../../sim/netfilter.ts';
import type { SpanEnd } from '../../sim/sim.ts';
import type { ProxyRuleset } from './proxy-ruleset.ts';
import type { ServiceBlock } from './service-block.ts';

/** Kept with a `sync` span; the inspector makes its table from the chains. */
export interface SyncDetail {
  readonly kind: 'service-chain';
  /** `namespace/name`. */
  readonly service: string;
  readonly before?: Chain | undefined;
  readonly after?: Chain | undefined;
}

/** Lists longer than this become a count. */
const NAMED = 3;

/** Chains are worked out when the detail is looked at, not when the sync runs. */
class LazySyncDetail implements SyncDetail {
  readonly kind = 'service-chain';
  readonly service: string;
  readonly #before: ServiceBlock | undefined;
  readonly #after: ServiceBlock | undefined;

  constructor(service: string, before: ServiceBlock | undefined, after: ServiceBlock | undefined) {
    this.service = service;
    this.#before = before;
    this.#after = after;
  }

  get before(): Chain | undefined {
    return this.#before?.chain;
  }

  get after(): Chain | undefined {
    return this.#after?.chain;
  }
}

/** `changed` are the Services whose rules differ between the two rule sets. */
export function syncWords(nodeName: string, before: ProxyRuleset, after: ProxyRuleset, changed: readonly string[]): SpanEnd {
  const [key] = changed;
  if (key === undefined) {
    return { saw: `${after.blocks.length} Services, as the rules say already.`, decided: 'Nothing to change.' };
  }
  if (changed.length > 1) {
    return {
      saw: `${changed.length} Services differ from the rules in ${nodeName}'s kernel: ${names(changed)}.`,
      decided: 'Write all their chains in one go.',
      wrote: `rules of ${after.blocks.length} Services in ${nodeName}'s nat and filter tables, nothing in the API.`,
    };
  }
  return oneService(nodeName, key, before.block(key), after.block(key));
}

function oneService(nodeName: string, key: string, before: ServiceBlock | undefined, after: ServiceBlock | undefined): SpanEnd {
  const detail = new LazySyncDetail(key, before, after);
  if (after === undefined) {
    return { saw: `Service ${key} is gone.`, decided: 'Take its rules away.', wrote: `no rule of ${key} is left on ${nodeName}.`, detail };
  }
  const count = after.readyEndpoints;
  const chain = after.chainName;
  if (count === 0) {
    const ports = (after.service.spec.ports ?? []).map((port) => port.port).join(', ');
    return {
      saw: `Service ${key} has no ready endpoint${whatChanged(before, after)}.`,
      decided: `Refuse connections to ${after.service.spec.clusterIP}:${ports} at once.`,
      wrote: `REJECT rules for ${key} in ${nodeName}'s filter table, nothing in the API.`,
      detail,
    };
  }
  const where = count === 1 ? `All traffic of ${chain} goes to it` : `Each of the ${count} gets 1/${count} of ${chain}`;
  const newAddress = addedIngress(before, after);
  return {
    saw: `Service ${key} has ${count === 1 ? '1 ready endpoint' : `${count} ready endpoints`}${whatChanged(before, after)}.`,
    decided: newAddress === '' || before === undefined ? `${where}.` : `Catch packets to ${newAddress} on the node itself.`,
    wrote: `${chain} in ${nodeName}'s nat table, nothing in the API.`,
    detail,
  };
}

/** Endpoints gained and lost, an address of the load balancer, or some other part of the Service. */
function whatChanged(before: ServiceBlock | undefined, after: ServiceBlock): string {
  if (before === undefined) return ', and no rules here yet';
  const had = before.readyEndpoints;
  if (Math.abs(had - after.readyEndpoints) > NAMED || after.readyEndpoints > 64) return `, ${had} before`;
  const old = new Set(before.addresses);
  const now = new Set(after.addresses);
  const gained = after.addresses.filter((address) => !old.has(address));
  const lost = before.addresses.filter((address) => !now.has(address));
  const ingress = addedIngress(before, after);
  const parts = [
    gained.length === 0 ? '' : `gained ${names(gained)}`,
    lost.length === 0 ? '' : `lost ${names(lost)}`,
    ingress === '' ? '' : `its load balancer is at ${ingress}`,
  ].filter((part) => part !== '');
  return parts.length === 0 ? ', and another spec or condition than before' : ` (${parts.join(', ')})`;
}

/** Load balancer addresses that the older rules do not know. */
function addedIngress(before: ServiceBlock | undefined, after: ServiceBlock): string {
  const addresses = (block: ServiceBlock | undefined): readonly string[] =>
    (block?.service.status.loadBalancer.ingress ?? []).flatMap(({ ip }) => ip ?? []);
  const old = addresses(before);
  return names(addresses(after).filter((ip) => !old.includes(ip)));
}

function names(list: readonly string[]): string {
  const shown = list.slice(0, NAMED).join(', ');
  return list.length > NAMED ? `${shown} and ${list.length - NAMED} more` : shown;
}
