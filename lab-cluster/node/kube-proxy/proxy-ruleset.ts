// The whole rule set of one state of Services: shared by all nodes that see that state, printed or walked on demand.
import type { Chain, Rule, Ruleset } from '../../sim/netfilter.ts';
import { baseFilterChains, baseNatChains, nodePortsRule } from './base-chains.ts';
import { type ServiceBlock, isSameList } from './service-block.ts';

export class ProxyRuleset implements Ruleset {
  /** In key order. */
  readonly blocks: readonly ServiceBlock[];
  #nat: ReadonlyMap<string, Chain> | undefined;
  #filter: ReadonlyMap<string, Chain> | undefined;

  constructor(blocks: readonly ServiceBlock[]) {
    this.blocks = blocks;
  }

  get nat(): ReadonlyMap<string, Chain> {
    this.#nat ??= chainMap(baseNatChains, [
      { name: 'KUBE-SERVICES', rules: [...this.#collect((block) => block.rules.portals), nodePortsRule] },
      { name: 'KUBE-NODEPORTS', rules: this.#collect((block) => block.rules.nodePorts) },
      ...this.blocks.flatMap((block) => block.rules.natChains),
    ]);
    return this.#nat;
  }

  get filter(): ReadonlyMap<string, Chain> {
    this.#filter ??= chainMap(baseFilterChains, [
      { name: 'KUBE-SERVICES', rules: this.#collect((block) => block.rules.rejected) },
      { name: 'KUBE-EXTERNAL-SERVICES', rules: this.#collect((block) => block.rules.externallyRejected) },
      { name: 'KUBE-PROXY-FIREWALL', rules: this.#collect((block) => block.rules.firewall) },
    ]);
    return this.#filter;
  }

  block(key: string): ServiceBlock | undefined {
    let low = 0;
    let high = this.blocks.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.blocks[middle] as ServiceBlock).key < key) low = middle + 1;
      else high = middle;
    }
    const found = this.blocks[low];
    return found?.key === key ? found : undefined;
  }

  #collect(part: (block: ServiceBlock) => readonly Rule[]): readonly Rule[] {
    return this.blocks.flatMap(part);
  }
}

function chainMap(...groups: readonly (readonly Chain[])[]): ReadonlyMap<string, Chain> {
  const chains = new Map<string, Chain>();
  for (const group of groups) for (const chain of group) chains.set(chain.name, chain);
  return chains;
}

const REMEMBERED = 16;
let recent: readonly ProxyRuleset[] = [];

/** A memory of pure results, not state: two hundred nodes that hold the same blocks share one rule set. */
export function rulesetOf(blocks: readonly ServiceBlock[]): ProxyRuleset {
  const known = recent.find((ruleset) => isSameList(ruleset.blocks, blocks));
  if (known !== undefined) return known;
  const made = new ProxyRuleset(blocks);
  recent = [made, ...recent.slice(0, REMEMBERED - 1)];
  return made;
}
