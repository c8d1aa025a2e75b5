// Follows one packet through the chains of one table, rule by rule, as the kernel would. Pure: chance comes from outside.
import { isInRange } from './address.ts';
import type { Chain, ConnectionState, Match, Protocol, Rule, Ruleset, TableName, Target } from './netfilter.ts';

export interface Packet {
  readonly protocol: Protocol;
  readonly source: string;
  readonly sourcePort: number;
  readonly destination: string;
  readonly destinationPort: number;
  /** The kernel's own note on the packet; it never leaves the machine. */
  readonly mark: number;
}

/** What rules ask of the machine they run on. */
export interface RuleHost {
  isLocal(address: string): boolean;
  readonly state: ConnectionState;
  /** Address of the interface the packet will leave by: what MASQUERADE writes as its source. */
  readonly outgoingAddress: string;
  /** Uniform in [0, 1). */
  draw(): number;
}

/** A rule the packet was held against. `drawn` is the random number of a rule that matches by chance. */
export interface TriedRule {
  readonly chain: string;
  readonly rule: Rule;
  readonly matched: boolean;
  readonly drawn?: number;
}

export interface TableVerdict {
  readonly verdict: 'accept' | 'drop' | 'reject';
  readonly packet: Packet;
  readonly tried: readonly TriedRule[];
}

/** First port MASQUERADE --random-fully may choose, and how many there are. */
const FIRST_PORT = 1024;
const PORT_COUNT = 65536 - FIRST_PORT;

/** No sane rule set nests deeper; a loop of jumps is a bug of whoever wrote the rules. */
const DEEPEST = 32;

/** Walks the packet through a built-in chain. A chain that does not exist lets it pass. */
export function evaluate(ruleset: Ruleset, table: TableName, chain: string, packet: Packet, host: RuleHost): TableVerdict {
  const walk = new TableWalk(ruleset[table], packet, host);
  const verdict = walk.chain(chain, 0);
  return { verdict: verdict === 'return' ? 'accept' : verdict, packet: walk.packet, tried: walk.tried };
}

class TableWalk {
  packet: Packet;
  readonly tried: TriedRule[] = [];
  readonly #chains: ReadonlyMap<string, Chain>;
  readonly #host: RuleHost;

  constructor(chains: ReadonlyMap<string, Chain>, packet: Packet, host: RuleHost) {
    this.#chains = chains;
    this.packet = packet;
    this.#host = host;
  }

  /** 'return' means that the end of the chain, or a RETURN, was reached. */
  chain(name: string, depth: number): 'accept' | 'drop' | 'reject' | 'return' {
    if (depth > DEEPEST) throw new Error(`packet rules jump in a circle through ${name}`);
    for (const rule of this.#chains.get(name)?.rules ?? []) {
      if (!this.#try(name, rule) || rule.target === undefined) continue;
      const end = this.#act(rule.target, depth);
      if (end === 'return') return 'return';
      if (end !== 'next') return end;
    }
    return 'return';
  }

  #act(target: Target, depth: number): 'accept' | 'drop' | 'reject' | 'return' | 'next' {
    switch (target.kind) {
      case 'jump': {
        const verdict = this.chain(target.chain, depth + 1);
        return verdict === 'return' ? 'next' : verdict;
      }
      case 'mark':
        this.packet = { ...this.packet, mark: ((this.packet.mark & ~target.mask) ^ target.value) >>> 0 };
        return 'next';
      case 'dnat':
        this.packet = { ...this.packet, destination: target.address, destinationPort: target.port };
        return 'accept';
      case 'masquerade': {
        const sourcePort = target.randomPort ? FIRST_PORT + Math.floor(this.#host.draw() * PORT_COUNT) : this.packet.sourcePort;
        this.packet = { ...this.packet, source: this.#host.outgoingAddress, sourcePort };
        return 'accept';
      }
      case 'return':
      case 'accept':
      case 'drop':
      case 'reject':
        return target.kind;
    }
  }

  #try(chain: string, rule: Rule): boolean {
    const drawn: number[] = [];
    const matched = this.#header(rule) && rule.matches.every((match) => this.#match(match, drawn));
    this.tried.push(drawn[0] === undefined ? { chain, rule, matched } : { chain, rule, matched, drawn: drawn[0] });
    return matched;
  }

  #header(rule: Rule): boolean {
    const { protocol, source, destination } = this.packet;
    if (rule.protocol !== undefined && rule.protocol !== protocol) return false;
    if (rule.source !== undefined && isInRange(source, rule.source.range) === (rule.source.negated ?? false)) return false;
    return rule.destination === undefined || isInRange(destination, rule.destination.range) !== (rule.destination.negated ?? false);
  }

  #match(match: Match, drawn: number[]): boolean {
    switch (match.kind) {
      case 'comment':
        return true;
      case 'port':
        return match.destinationPort === undefined || match.destinationPort === this.packet.destinationPort;
      case 'local':
        return this.#host.isLocal(match.side === 'src' ? this.packet.source : this.packet.destination);
      case 'random': {
        const chance = this.#host.draw();
        drawn.push(chance);
        return chance < match.probability;
      }
      case 'mark':
        return ((this.packet.mark & match.mask) >>> 0 === match.value) !== (match.negated ?? false);
      case 'conntrack':
        return match.states.includes(this.#host.state);
    }
  }
}
