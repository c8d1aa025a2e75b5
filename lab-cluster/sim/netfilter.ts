// A small model of Linux packet rules as data: tables, chains, rules, and their text as `iptables-save` prints it.
// It knows nothing of who writes the rules; netfilter-walk.ts follows packets through them.

export type Protocol = 'tcp' | 'udp' | 'sctp';
export type TableName = 'nat' | 'filter';

/** An address or a range (`10.96.0.10`, `10.244.0.0/16`), or everything but it. */
export interface AddressMatch {
  readonly range: string;
  readonly negated?: boolean;
}

/** One `-m` module of a rule, in the order it was written. */
export type Match =
  | { readonly kind: 'comment'; readonly text: string }
  /** `-m tcp`, optionally with `--dport`. */
  | { readonly kind: 'port'; readonly destinationPort?: number }
  /** `-m addrtype --dst-type LOCAL`: the address belongs to this machine. */
  | { readonly kind: 'local'; readonly side: 'src' | 'dst' }
  /** `-m statistic --mode random`: matches by chance. */
  | { readonly kind: 'random'; readonly probability: number }
  | { readonly kind: 'mark'; readonly value: number; readonly mask: number; readonly negated?: boolean }
  | { readonly kind: 'conntrack'; readonly states: readonly ConnectionState[] };

export type ConnectionState = 'NEW' | 'ESTABLISHED' | 'RELATED' | 'INVALID';

export type Target =
  | { readonly kind: 'jump'; readonly chain: string }
  | { readonly kind: 'return' }
  | { readonly kind: 'accept' }
  | { readonly kind: 'drop' }
  | { readonly kind: 'reject' }
  /** `MARK --set-xmark value/mask`: clears the mask's bits, then flips the value's. */
  | { readonly kind: 'mark'; readonly value: number; readonly mask: number }
  | { readonly kind: 'dnat'; readonly address: string; readonly port: number }
  | { readonly kind: 'masquerade'; readonly randomPort: boolean };

export interface Rule {
  readonly source?: AddressMatch;
  readonly destination?: AddressMatch;
  readonly protocol?: Protocol;
  readonly matches: readonly Match[];
  /** Absent: the rule only counts. */
  readonly target?: Target;
}

export interface Chain {
  readonly name: string;
  readonly rules: readonly Rule[];
}

/** What a machine's kernel holds in its slot `netfilter`. Chains may be worked out when first looked at. */
export interface Ruleset {
  readonly nat: ReadonlyMap<string, Chain>;
  readonly filter: ReadonlyMap<string, Chain>;
}

export const NETFILTER_SLOT = 'netfilter';

/** A kernel to which nobody has written rules: everything passes. */
export const EMPTY_RULESET: Ruleset = { nat: new Map(), filter: new Map() };

const BUILT_IN = new Set(['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING']);

/** The comment of a rule, or an empty text. */
export function commentOf(rule: Rule): string {
  for (const match of rule.matches) if (match.kind === 'comment') return match.text;
  return '';
}

/** One rule as `iptables-save` prints it: `-A KUBE-SERVICES -d 10.96.0.10/32 -p tcp … -j KUBE-SVC-…`. */
export function ruleText(chain: string, rule: Rule): string {
  const parts = [`-A ${chain}`];
  if (rule.source !== undefined) parts.push(addressText('-s', rule.source));
  if (rule.destination !== undefined) parts.push(addressText('-d', rule.destination));
  if (rule.protocol !== undefined) parts.push(`-p ${rule.protocol}`);
  for (const match of rule.matches) parts.push(matchText(match, rule.protocol ?? 'tcp'));
  if (rule.target !== undefined) parts.push(`-j ${targetText(rule.target)}`);
  return parts.join(' ');
}

function addressText(option: string, match: AddressMatch): string {
  const range = match.range.includes('/') ? match.range : `${match.range}/32`;
  return `${match.negated === true ? '! ' : ''}${option} ${range}`;
}

function matchText(match: Match, protocol: Protocol): string {
  switch (match.kind) {
    case 'comment':
      return `-m comment --comment "${match.text}"`;
    case 'port':
      return match.destinationPort === undefined ? `-m ${protocol}` : `-m ${protocol} --dport ${match.destinationPort}`;
    case 'local':
      return `-m addrtype --${match.side}-type LOCAL`;
    case 'random':
      return `-m statistic --mode random --probability ${probabilityText(match.probability)}`;
    case 'mark':
      return `-m mark ${match.negated === true ? '! ' : ''}--mark ${hex(match.value)}/${hex(match.mask)}`;
    case 'conntrack':
      return `-m conntrack --ctstate ${match.states.join(',')}`;
  }
}

/** The kernel keeps a chance in 31 bits, so a third comes back as 0.33333333349. */
function probabilityText(probability: number): string {
  return (Math.round(probability * 0x80000000) / 0x80000000).toFixed(11);
}

function hex(value: number): string {
  return `0x${value.toString(16)}`;
}

function targetText(target: Target): string {
  switch (target.kind) {
    case 'jump':
      return target.chain;
    case 'return':
      return 'RETURN';
    case 'accept':
      return 'ACCEPT';
    case 'drop':
      return 'DROP';
    case 'reject':
      return 'REJECT --reject-with icmp-port-unreachable';
    case 'mark':
      return `MARK --set-xmark ${hex(target.value)}/${hex(target.mask)}`;
    case 'dnat':
      return `DNAT --to-destination ${target.address}:${target.port}`;
    case 'masquerade':
      return target.randomPort ? 'MASQUERADE --random-fully' : 'MASQUERADE';
  }
}

/** The whole rule set as `iptables-save` prints it: built-in chains first, then the others by name. */
export function saveText(ruleset: Ruleset): string {
  return `${tableText('filter', ruleset.filter)}${tableText('nat', ruleset.nat)}`;
}

function tableText(table: TableName, chains: ReadonlyMap<string, Chain>): string {
  const order = [...chains.values()].sort((a, b) => {
    const builtIn = Number(BUILT_IN.has(b.name)) - Number(BUILT_IN.has(a.name));
    if (builtIn !== 0 || BUILT_IN.has(a.name)) return builtIn;
    return a.name < b.name ? -1 : 1;
  });
  const lines = [`*${table}`];
  for (const { name } of order) lines.push(`:${name} ${BUILT_IN.has(name) ? 'ACCEPT' : '-'} [0:0]`);
  for (const { name, rules } of order) for (const rule of rules) lines.push(ruleText(name, rule));
  lines.push('COMMIT');
  return `${lines.join('\n')}\n`;
}
