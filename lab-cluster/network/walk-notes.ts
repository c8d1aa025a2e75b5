// What a packet walk writes down as it goes: hops, names of addresses, the chain that chose, and how it ended.
import type { ChainTable, PacketHop, PacketWalk } from '../view/picture-types.ts';
import type { Packet } from '../sim/netfilter-walk.ts';

export type Outcome = PacketWalk['outcome'];

export interface HopOptions {
  readonly rule?: string;
  readonly assignedBy?: string;
  readonly direction?: 'out' | 'back';
}

export class WalkNotes {
  readonly #hops: PacketHop[] = [];
  readonly #names = new Map<string, { readonly address: string; readonly what: string; readonly by: string }>();
  #chain: ChainTable | undefined;
  #end: { readonly outcome: Outcome; readonly verdict: string } | undefined;

  get outcome(): Outcome | undefined {
    return this.#end?.outcome;
  }

  /** One hop; the packet is as it leaves this hop. */
  hop(place: string, node: string, title: string, text: string, packet: Packet, options: HopOptions = {}): void {
    const source = `${packet.source}:${packet.sourcePort}`;
    const destination = `${packet.destination}:${packet.destinationPort}`;
    this.#push({ place, node, title, text, source, destination, ...options });
  }

  /** A hop that is not a packet of this connection. */
  say(place: string, title: string, text: string, ends: { readonly source: string; readonly destination: string }): void {
    this.#push({ place, node: '', title, text, ...ends });
  }

  #push(hop: Omit<PacketHop, 'rule' | 'assignedBy' | 'direction'> & HopOptions): void {
    const { rule = '', assignedBy = '', direction = 'out', ...rest } = hop;
    this.#hops.push({ ...rest, rule, assignedBy, direction });
  }

  /** Says once what an address is and who gave it. */
  name(address: string, what: string, by: string): void {
    if (!this.#names.has(address)) this.#names.set(address, { address, what, by });
  }

  /** The chain in which an endpoint was chosen; the last choice is the one that counts. */
  choice(chain: ChainTable): void {
    this.#chain = chain;
  }

  /** How it ended; the first end stands. */
  end(outcome: Outcome, verdict: string): void {
    this.#end ??= { outcome, verdict };
  }

  result(title: string): PacketWalk {
    const end = this.#end ?? { outcome: 'dropped' as const, verdict: 'The packet was lost.' };
    return {
      span: 0,
      title,
      ...end,
      hops: this.#hops,
      ...(this.#chain === undefined ? {} : { chain: this.#chain }),
      namedBy: [...this.#names.values()],
    };
  }
}
