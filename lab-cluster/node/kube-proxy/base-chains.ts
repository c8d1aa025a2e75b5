// The chains that are there with no Service at all: the jumps from the kernel's own chains, and masquerading.
// Models pkg/proxy/iptables/proxier.go (iptablesJumpChains and the constant part of syncProxyRules).
import type { Chain, ConnectionState, Match, Rule } from '../../sim/netfilter.ts';
import { MASQUERADE_MARK, drop, jump, rule } from './rules.ts';

const marked = { kind: 'mark', value: MASQUERADE_MARK, mask: MASQUERADE_MARK } as const;

function chain(name: string, rules: readonly Rule[]): Chain {
  return { name, rules };
}

/** A jump that only the first packet of a connection takes. */
function firstPacket(comment: string, target: string): Rule {
  return { matches: [state('NEW'), { kind: 'comment', text: comment }], target: jump(target) };
}

function state(...states: readonly ConnectionState[]): Match {
  return { kind: 'conntrack', states };
}

const firewall = firstPacket('kubernetes load balancer firewall', 'KUBE-PROXY-FIREWALL');
const portals = firstPacket('kubernetes service portals', 'KUBE-SERVICES');
const externalPortals = firstPacket('kubernetes externally-visible service portals', 'KUBE-EXTERNAL-SERVICES');
const natPortals = rule({ comment: 'kubernetes service portals' }, jump('KUBE-SERVICES'));

export const baseNatChains: readonly Chain[] = [
  chain('PREROUTING', [natPortals]),
  chain('OUTPUT', [natPortals]),
  chain('POSTROUTING', [rule({ comment: 'kubernetes postrouting rules' }, jump('KUBE-POSTROUTING'))]),
  chain('KUBE-MARK-MASQ', [{ matches: [], target: { kind: 'mark', value: MASQUERADE_MARK, mask: MASQUERADE_MARK } }]),
  chain('KUBE-POSTROUTING', [
    { matches: [{ ...marked, negated: true }], target: { kind: 'return' } },
    { matches: [], target: { kind: 'mark', value: MASQUERADE_MARK, mask: 0 } },
    rule({ comment: 'kubernetes service traffic requiring SNAT' }, { kind: 'masquerade', randomPort: true }),
  ]),
];

// Simplified: no health check node ports, so the filter table's KUBE-NODEPORTS stays empty.
export const baseFilterChains: readonly Chain[] = [
  chain('INPUT', [firewall, rule({ comment: 'kubernetes health check service ports' }, jump('KUBE-NODEPORTS')), externalPortals]),
  chain('FORWARD', [firewall, rule({ comment: 'kubernetes forwarding rules' }, jump('KUBE-FORWARD')), portals, externalPortals]),
  chain('OUTPUT', [firewall, portals]),
  chain('KUBE-NODEPORTS', []),
  chain('KUBE-FORWARD', [
    { matches: [state('INVALID')], target: drop },
    { matches: [{ kind: 'comment', text: 'kubernetes forwarding rules' }, marked], target: { kind: 'accept' } },
    {
      matches: [{ kind: 'comment', text: 'kubernetes forwarding conntrack rule' }, state('RELATED', 'ESTABLISHED')],
      target: { kind: 'accept' },
    },
  ]),
];

/** Must stay last in nat's KUBE-SERVICES: node ports match every address of the node. */
export const nodePortsRule: Rule = rule(
  { comment: 'kubernetes service nodeports; NOTE: this must be the last rule in this chain', local: 'dst' },
  jump('KUBE-NODEPORTS'),
);
