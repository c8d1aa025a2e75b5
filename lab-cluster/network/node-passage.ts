// One packet on one node: nat PREROUTING, the routing decision, the filter table, nat POSTROUTING. Writes a hop for
// every rule that did something.
import { isInRange } from '../sim/address.ts';
import type { Machine } from '../sim/machine.ts';
import { EMPTY_RULESET, NETFILTER_SLOT, type Ruleset, type TableName, commentOf, ruleText } from '../sim/netfilter.ts';
import { type Packet, type RuleHost, type TableVerdict, type TriedRule, evaluate } from '../sim/netfilter-walk.ts';
import type { Rng } from '../sim/sim.ts';
import { chainTable } from './chain-table.ts';
import { gatewayOf, podCidrOf, podNetworkOf } from './cni.ts';
import { describeRule } from './rule-words.ts';
import type { WalkNotes } from './walk-notes.ts';
import type { PacketWorld } from './walk-types.ts';

/** How a packet came through a node, and how it left: what connection tracking needs for the way back. */
export type NodePassage = {
  readonly at: Machine;
  readonly before: Packet;
  readonly packet: Packet;
} & ({ readonly next: 'delivered' | 'ended' } | { readonly next: 'other-node'; readonly machine: Machine });

type Route =
  | { readonly to: 'host' }
  | { readonly to: 'pod'; readonly outgoing: string }
  | { readonly to: 'node'; readonly machine: Machine; readonly outgoing: string }
  | { readonly to: 'nowhere'; readonly why: string };

export function passNode(world: PacketWorld, at: Machine, before: Packet, rng: Rng, notes: WalkNotes): NodePassage {
  const ruleset = (at.kernel.get(NETFILTER_SLOT) as Ruleset | undefined) ?? EMPTY_RULESET;
  const host = (outgoingAddress: string): RuleHost => ({
    isLocal: (address) => address === at.address || address === gatewayOf(at) || address.startsWith('127.'),
    state: 'NEW',
    outgoingAddress,
    draw: () => rng.unit(),
  });
  const run = (table: TableName, chain: string, packet: Packet, outgoing: string): TableVerdict => {
    const verdict = evaluate(ruleset, table, chain, packet, host(outgoing));
    noteRules(at, ruleset, packet, verdict, notes);
    return verdict;
  };

  const routed = run('nat', 'PREROUTING', before, at.address).packet;
  const route = routeOf(world, at, routed.destination);
  const filtered = run('filter', route.to === 'host' ? 'INPUT' : 'FORWARD', routed, at.address);
  if (filtered.verdict !== 'accept') {
    endByRule(at, filtered, notes);
    return { at, before, packet: filtered.packet, next: 'ended' };
  }
  if (route.to === 'nowhere') {
    notes.end('unroutable', route.why);
    return { at, before, packet: routed, next: 'ended' };
  }
  if (route.to === 'host') return { at, before, packet: routed, next: 'delivered' };
  const { packet } = run('nat', 'POSTROUTING', filtered.packet, route.outgoing);
  if (route.to === 'pod') return { at, before, packet, next: 'delivered' };
  const range = podCidrOf(route.machine);
  const text = isInRange(packet.destination, range)
    ? `${range} is the range of ${route.machine.name}: sent to ${route.machine.address}`
    : `sent to ${route.machine.name} at ${route.machine.address}`;
  notes.hop(at.name, at.name, `route to ${route.machine.name}`, text, packet, { assignedBy: 'kube-controller-manager (node IPAM)' });
  notes.name(range, `range of pods on ${route.machine.name}`, 'kube-controller-manager (node IPAM)');
  return { at, before, packet, next: 'other-node', machine: route.machine };
}

function routeOf(world: PacketWorld, at: Machine, destination: string): Route {
  if (destination === at.address || destination === gatewayOf(at)) return { to: 'host' };
  if (isInRange(destination, podCidrOf(at))) {
    if (podNetworkOf(at).has(destination)) return { to: 'pod', outgoing: gatewayOf(at) };
    return { to: 'nowhere', why: `No pod on ${at.name} has ${destination} any more: the rules are older than the pods.` };
  }
  const machine = world.machines.find(
    (other) => other !== at && (other.address === destination || isInRange(destination, podCidrOf(other))),
  );
  if (machine !== undefined) return { to: 'node', machine, outgoing: at.address };
  return { to: 'nowhere', why: `${at.name} has no rule and no route for ${destination}.` };
}

/** REJECT answers no at once; DROP leaves the sender waiting. */
function endByRule(at: Machine, { verdict, tried }: TableVerdict, notes: WalkNotes): void {
  const last = tried.at(-1);
  const comment = last === undefined ? 'a rule' : commentOf(last.rule);
  if (verdict === 'reject') notes.end('refused', `${at.name} refuses at once: ${comment}.`);
  else notes.end('dropped', `${at.name} drops it without a word: ${comment}.`);
}

/** A hop for each rule that matched and says something; plain jumps between kube-proxy's own chains are left out. */
function noteRules(at: Machine, ruleset: Ruleset, entering: Packet, { packet, tried }: TableVerdict, notes: WalkNotes): void {
  const matched = tried.filter((each) => each.matched);
  matched.forEach((each, index) => {
    const words = describeRule(each, tried, packet);
    if (words === undefined) return;
    // Addresses change with the rule that ends a table, which is the last one that matched.
    const leaving = index === matched.length - 1 ? packet : entering;
    notes.hop(at.name, at.name, each.chain, words.text, leaving, { rule: ruleText(each.chain, each.rule), assignedBy: words.assignedBy });
    if (words.named !== undefined) notes.name(entering.destination, words.named.what, words.named.by);
    if (words.isChoice) noteChoice(ruleset, each, tried, notes);
    if (each.rule.target?.kind === 'masquerade') nameMasquerade(at, packet.source, notes);
  });
}

function nameMasquerade(at: Machine, source: string, notes: WalkNotes): void {
  if (source === at.address) notes.name(source, `machine ${at.name}`, 'the machines’ network');
  else notes.name(source, `bridge on ${at.name}`, `CNI on ${at.name}, from ${podCidrOf(at)}`);
}

function noteChoice(ruleset: Ruleset, chosen: TriedRule, tried: readonly TriedRule[], notes: WalkNotes): void {
  const chain = ruleset.nat.get(chosen.chain);
  if (chain === undefined) return;
  notes.choice(chainTable(chain, chosen, tried));
}
