// A chain that chooses an endpoint, as a table: what each row's chance is, what was drawn, who won.
import type { Chain } from '../sim/netfilter.ts';
import { commentOf } from '../sim/netfilter.ts';
import { chainShares } from '../sim/chain-shares.ts';
import type { TriedRule } from '../sim/netfilter-walk.ts';
import type { ChainTable } from '../view/picture-types.ts';

/** `tried` are all rules the packet was held against on that node. */
export function chainTable(chain: Chain, chosen: TriedRule, tried: readonly TriedRule[]): ChainTable {
  const drawn = new Map<string, number>();
  for (const each of tried) {
    if (each.chain === chain.name && each.rule.target?.kind === 'jump' && each.drawn !== undefined) {
      drawn.set(each.rule.target.chain, each.drawn);
    }
  }
  const winner = chosen.rule.target?.kind === 'jump' ? chosen.rule.target.chain : '';
  return {
    // `namespace/name:port -> address:port`
    service: commentOf(chosen.rule).split(/:| -> /)[0] ?? '',
    chain: chain.name,
    rows: chainShares(chain).map(({ target, towards, probability, share }) => {
      const draw = drawn.get(target);
      return { endpoint: towards, probability, share, chosen: target === winner, ...(draw === undefined ? {} : { drawn: draw }) };
    }),
  };
}
