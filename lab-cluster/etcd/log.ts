// The replicated log as its users see it: propose, and hear of it when it is agreed. One member for now.
import type { Context, Sim, Timer } from '../sim/sim.ts';
import type { CompactRequest, LeaseGrantRequest, TxnRequest } from './api.ts';

/** What members agree on; applied in log order, the same everywhere. */
export type Command =
  | TxnRequest
  | (LeaseGrantRequest & { readonly id: number })
  | { readonly op: 'leaseRevoke'; readonly id: number }
  | CompactRequest;

export interface LogEntry {
  readonly index: number;
  readonly term: number;
  readonly command: Command;
  /** The commit span of whoever proposed it. */
  readonly ctx: Context;
}

/** Raft will stand behind this later; callers only ever propose and apply. */
export interface Log {
  readonly term: number;
  propose(command: Command, ctx: Context): void;
}

/** The part of the log that survives a crash. */
export interface HardState {
  term: number;
  index: number;
}

/** An fsync of a good disk: about 1 ms. */
const FSYNC_BASE_US = 750;
const FSYNC_JITTER_US = 500;

/**
 * A log with one member: an entry is committed as soon as it is on disk. Entries that come while the disk is busy share
 * the next fsync. Entries whose fsync has not ended when the process dies never happened.
 */
export class SingleMemberLog implements Log {
  readonly term: number;
  readonly #sim: Sim;
  readonly #disk: HardState;
  readonly #apply: (entries: readonly LogEntry[]) => void;
  #queue: { command: Command; ctx: Context }[] = [];
  #flushing: { command: Command; ctx: Context }[] = [];
  #timer: Timer | undefined;
  #doneUs = 0;
  #background = true;

  constructor(sim: Sim, disk: HardState, apply: (entries: readonly LogEntry[]) => void) {
    this.#sim = sim;
    this.#disk = disk;
    this.#apply = apply;
    // A lone member elects itself at once: a new term for every life.
    disk.term++;
    this.term = disk.term;
  }

  propose(command: Command, ctx: Context): void {
    this.#queue.push({ command, ctx });
    if (this.#timer === undefined) this.#flush();
    else if (this.#background && !ctx.background) this.#arm(this.#doneUs - this.#sim.clock.nowUs, false);
  }

  #flush(): void {
    this.#flushing = this.#queue;
    this.#queue = [];
    const background = this.#flushing.every((proposal) => proposal.ctx.background);
    this.#arm(FSYNC_BASE_US + this.#sim.rng.below(FSYNC_JITTER_US), background);
  }

  /** Someone's foreground work must not wait behind a timer that does not count: the lab would look idle. */
  #arm(delayUs: number, background: boolean): void {
    this.#timer?.cancel();
    this.#background = background;
    this.#doneUs = this.#sim.clock.nowUs + delayUs;
    this.#timer = this.#sim.clock.after(delayUs, background, () => this.#synced());
  }

  #synced(): void {
    this.#timer = undefined;
    const entries = this.#flushing.map(({ command, ctx }) => ({ index: ++this.#disk.index, term: this.term, command, ctx }));
    this.#flushing = [];
    this.#apply(entries);
    if (this.#queue.length > 0 && this.#timer === undefined) this.#flush();
  }
}
