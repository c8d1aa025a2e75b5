// The table of a chain that chooses endpoints, as a sync of kube-proxy left it.
import { chainShares } from '../sim/chain-shares.ts';
import type { Chain } from '../sim/netfilter.ts';
import type { ChainTable } from './picture-types.ts';

/** Endpoints that were not there before the sync are marked as chosen; undefined when no chain is left. */
export function changedChainTable(service: string, before: Chain | undefined, after: Chain | undefined): ChainTable | undefined {
  if (after === undefined) return undefined;
  const old = new Map(before === undefined ? [] : chainShares(before).map(({ target, share }) => [target, share]));
  const rows = chainShares(after).map(({ target, towards, probability, share }) => {
    const shareBefore = old.get(target);
    const chosen = before !== undefined && shareBefore === undefined;
    return { endpoint: towards, probability, share, chosen, ...(shareBefore === undefined ? {} : { shareBefore }) };
  });
  return { service, chain: after.name, rows };
}
