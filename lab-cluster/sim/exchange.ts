// One exchange on the wire, both ends of it: messages arrive in order, and an end that dies is noticed by the other.
import { invariant } from './invariant.ts';
import type { Life } from './process.ts';
import type { Context, Exchange, Micros, NetFault, Rng, Stream, StreamHandlers } from './sim.ts';

/** What an exchange needs of the network it runs over. */
export interface Wire {
  nowUs(): Micros;
  /** A one-way latency between the machines of the two ends, drawn from the client's stream. */
  latencyUs(ends: Ends): Micros;
  /** Delivers `act` to `to` at `atUs`; dropped if that process is dead by then. */
  send(ends: Ends, to: Life | undefined, atUs: Micros, background: boolean, act: () => void): void;
  /** Hands the request to whoever listens now; false when nobody does. */
  arrive(exchange: ExchangeState): boolean;
  /** Told once, when neither end expects anything more. */
  ended(exchange: ExchangeState): void;
}

/** Who talks to whom. */
export interface Ends {
  readonly client: Life;
  /** Absent when nobody listened at the address. */
  readonly server: Life | undefined;
  readonly address: string;
  readonly rng: Rng;
}

/** Thousands are opened a second, so it is one object that makes a closure a message and no more. */
export class ExchangeState implements Exchange, Stream {
  readonly ends: Ends;
  readonly request: unknown;
  readonly ctx: Context;
  readonly handlers: StreamHandlers<unknown, unknown>;
  readonly #wire: Wire;
  #onServerClose: (() => void)[] | undefined = undefined;
  #serverOpen = false;
  #clientOpen = true;
  #lastArrivalUs = 0;
  #replied = false;

  constructor(wire: Wire, ends: Ends, request: unknown, ctx: Context, handlers: StreamHandlers<unknown, unknown>) {
    this.#wire = wire;
    this.ends = ends;
    this.request = request;
    this.ctx = ctx;
    this.handlers = handlers;
  }

  get from(): string {
    return this.ends.client.name;
  }

  get fromAddress(): string {
    return this.ends.client.machine.address;
  }

  get address(): string {
    return this.ends.address;
  }

  get open(): boolean {
    return this.#serverOpen;
  }

  /** Sends the request. */
  begin(): void {
    const { client, server } = this.ends;
    const { background } = this.ctx;
    const atUs = this.#wire.nowUs() + this.#wire.latencyUs(this.ends);
    if (server === undefined) this.#wire.send(this.ends, client, atUs, background, () => this.#fail('refused'));
    else this.#wire.send(this.ends, server, atUs, background, () => this.#arrive());
  }

  #arrive(): void {
    if (!this.#clientOpen) return;
    this.#serverOpen = true;
    if (this.#wire.arrive(this)) return;
    this.#serverOpen = false;
    this.#toClient(this.ctx.background, () => this.#fail('refused'));
  }

  reply(reply: unknown, ctx: Context): void {
    invariant(!this.#replied, () => `two replies to one request from ${this.from}`);
    this.#replied = true;
    if (!this.#serverOpen) return;
    this.#toClient(ctx.background, () => {
      if (this.#clientOpen) this.handlers.reply(reply, ctx);
    });
  }

  send(frame: unknown, ctx: Context): void {
    if (!this.#serverOpen) return;
    this.#toClient(ctx.background, () => {
      if (this.#clientOpen) this.handlers.frame(frame, ctx);
    });
  }

  end(ctx: Context): void {
    if (!this.#serverOpen) return;
    this.#serverOpen = false;
    this.#wire.ended(this);
    this.#toClient(ctx.background, () => this.#fail(undefined));
  }

  onClose(act: () => void): void {
    this.#onServerClose ??= [];
    this.#onServerClose.push(act);
  }

  cancel(): void {
    if (this.#clientOpen) this.clientDied();
  }

  /** Ends a unary exchange from the client's side once its answer is in. */
  settle(): void {
    this.#clientOpen = false;
    this.#wire.ended(this);
  }

  clientDied(): void {
    this.settle();
    const { server } = this.ends;
    this.#wire.send(this.ends, server, this.#wire.nowUs() + this.#wire.latencyUs(this.ends), true, () => this.#closeServer());
  }

  serverDied(): void {
    this.#serverOpen = false;
    this.#wire.ended(this);
    // Foreground: someone has to notice, even if what was asked was a heartbeat.
    this.#toClient(false, () => this.#fail('reset', this.ends.server?.endedBy));
  }

  #toClient(background: boolean, act: () => void): void {
    const atUs = Math.max(this.#wire.nowUs() + this.#wire.latencyUs(this.ends), this.#lastArrivalUs);
    this.#lastArrivalUs = atUs;
    this.#wire.send(this.ends, this.ends.client, atUs, background, act);
  }

  #fail(fault: NetFault | undefined, cause?: Context): void {
    if (!this.#clientOpen) return;
    this.settle();
    this.handlers.close(fault, cause);
  }

  #closeServer(): void {
    if (!this.#serverOpen) return;
    this.#serverOpen = false;
    if (this.#onServerClose !== undefined) for (const act of this.#onServerClose) act();
  }
}
