// What a matched packet rule means, in a sentence: told by its chain, its target and its comment.
import { commentOf } from '../sim/netfilter.ts';
import type { Packet, TriedRule } from '../sim/netfilter-walk.ts';

export interface RuleWords {
  readonly text: string;
  /** Who assigned the address this rule depends on. */
  readonly assignedBy: string;
  /** What the packet's destination is, where the rule tells. */
  readonly named?: { readonly what: string; readonly by: string };
  /** True when the rule chose one endpoint among several. */
  readonly isChoice: boolean;
}

const ORDINALS = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth'];

/** Undefined for rules that only lead on to the next chain. `packet` is the packet as it left the table. */
export function describeRule(tried: TriedRule, all: readonly TriedRule[], packet: Packet): RuleWords | undefined {
  const { chain, rule } = tried;
  const { target } = rule;
  const comment = commentOf(rule);
  if (target?.kind === 'dnat')
    return plain(`rewrites the destination to ${target.address}:${target.port}`, 'CNI, told by the EndpointSlice');
  if (target?.kind === 'masquerade') return plain(`masquerades: the source becomes ${packet.source}`, 'the node itself');
  if (target?.kind === 'reject') return plain(`refuses: ${comment}`, '');
  if (target?.kind === 'drop') return plain(`drops: ${comment}`, '');
  if (target?.kind !== 'jump') return undefined;
  if (target.chain === 'KUBE-MARK-MASQ') return plain(markText(chain), '');
  if (comment.includes(' -> ')) return { text: choiceText(tried, all), assignedBy: '', isChoice: true };
  if (chain === 'KUBE-SERVICES' && target.chain !== 'KUBE-NODEPORTS') return portal(comment);
  if (chain === 'KUBE-NODEPORTS') {
    const service = comment.split(':')[0];
    return plain(`port ${packetPort(tried)} of every node is Service ${service}`, 'kube-apiserver');
  }
  if (chain.startsWith('KUBE-EXT-') && target.chain.startsWith('KUBE-SVL-'))
    return plain('stays on this node: externalTrafficPolicy is Local', '');
  return undefined;
}

function plain(text: string, assignedBy: string): RuleWords {
  return { text, assignedBy, isChoice: false };
}

function markText(chain: string): string {
  if (chain.startsWith('KUBE-EXT-')) return 'came from outside: marks it, so that the answer returns through this node';
  if (chain.startsWith('KUBE-SEP-')) return 'the pod calls itself: marks it, so that the answer returns through this node';
  return 'the sender is no pod: marks it, so that the answer returns through this node';
}

/** `default/web:http cluster IP` and its likes. */
function portal(comment: string): RuleWords {
  const [service = '', ...rest] = comment.split(' ');
  const what = rest.join(' ');
  const by = what === 'loadbalancer IP' ? 'cloud-controller-manager' : what === 'external IP' ? 'the Service’s author' : 'kube-apiserver';
  const address = what === 'cluster IP' ? 'ClusterIP' : what;
  return {
    text: `this address is the ${address} of Service ${service}`,
    assignedBy: by,
    named: { what: `${address} of Service ${service.split(':')[0]}`, by },
    isChoice: false,
  };
}

function packetPort({ rule }: TriedRule): string {
  for (const match of rule.matches) if (match.kind === 'port' && match.destinationPort !== undefined) return String(match.destinationPort);
  return '';
}

/** `third rule wins: drew 0.310, chance 0.500 of what is left`. */
function choiceText(chosen: TriedRule, all: readonly TriedRule[]): string {
  const rivals = all.filter(({ chain, rule }) => chain === chosen.chain && commentOf(rule).includes(' -> '));
  const place = rivals.indexOf(chosen);
  const ordinal = ORDINALS[place] ?? `${place + 1}th`;
  const chance = chosen.rule.matches.find((match) => match.kind === 'random');
  if (chance === undefined || chosen.drawn === undefined) {
    return rivals.length === 1 ? 'has one endpoint, which takes everything' : `${ordinal} rule, the last one, takes all that is left`;
  }
  return `${ordinal} rule wins: drew ${chosen.drawn.toFixed(3)}, below its chance of ${chance.probability.toFixed(3)}`;
}
