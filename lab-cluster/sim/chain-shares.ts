// How a chain of rules that match by chance divides the traffic: what each rule wins of what is left, and of the whole.
import type { Chain } from './netfilter.ts';
import { commentOf } from './netfilter.ts';

export interface ChainShare {
  /** Chain the rule jumps to. */
  readonly target: string;
  /** What follows `-> ` in the rule's comment: where the traffic goes in the end. Empty when there is no such comment. */
  readonly towards: string;
  /** Chance to win once the rule is reached; 1 for a rule without chance. */
  readonly probability: number;
  /** Chance to win from the top of the chain. */
  readonly share: number;
}

/** One row for each rule that hands all traffic that reaches it on, by chance or not, in the order they are tried. */
export function chainShares(chain: Chain): readonly ChainShare[] {
  const rows: ChainShare[] = [];
  let left = 1;
  for (const rule of chain.rules) {
    const comment = commentOf(rule);
    const arrow = comment.lastIndexOf('-> ');
    if (rule.target?.kind !== 'jump' || arrow < 0) continue;
    const chance = rule.matches.find((match) => match.kind === 'random');
    const probability = chance?.probability ?? 1;
    rows.push({ target: rule.target.chain, towards: comment.slice(arrow + 3), probability, share: left * probability });
    left *= 1 - probability;
  }
  return rows;
}
