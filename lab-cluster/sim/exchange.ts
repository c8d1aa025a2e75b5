// One exchange on the wire, both ends of it: messages arrive in order, and an end that dies is noticed by the other.
import { invariant } from './invariant.ts';
import type { Life } from './process.ts';
import type { Context, Exchange, Micros, NetFault, Stream, StreamHandlers } from './sim.ts';

export interface Wire {
  latencyUs(): Micros;
  nowUs(): Micros;
  /** Delivers `act` to `to` at `atUs`; dropped if that process is dead by then. */
  send(to: Life | undefined, atUs: Micros, background: boolean, act: () => void): void;
  /** Told once, when neither end expects anything more. */
  ended(exchange: object): void;
}

export class ExchangeState<Reply, Frame> implements Exchange<unknown, Reply, Frame>, Stream {
  readonly request: unknown;
  readonly ctx: Context;
  readonly from: string;
  readonly #wire: Wire;
  readonly #client: Life;
  readonly #server: Life | undefined;
  readonly #handlers: StreamHandlers<Reply, Frame>;
  readonly #onServerClose: (() => void)[] = [];
  #serverOpen = false;
  #clientOpen = true;
  #lastArrivalUs = 0;
  #replied = false;

  constructor(wire: Wire, client: Life, server: Life | undefined, request: unknown, ctx: Context, handlers: StreamHandlers<Reply, Frame>) {
    this.#wire = wire;
    this.#client = client;
    this.#server = server;
    this.request = request;
    this.ctx = ctx;
    this.from = client.name;
    this.#handlers = handlers;
  }

  get open(): boolean {
    return this.#serverOpen;
  }

  /** Sends the request; `serve` answers whether anyone took it. */
  begin(serve: () => boolean): void {
    const atUs = this.#wire.nowUs() + this.#wire.latencyUs();
    const background = this.ctx.background;
    if (this.#server === undefined) {
      this.#wire.send(this.#client, atUs, background, () => this.#fail('refused'));
      return;
    }
    this.#client.onEnd.add(this.#clientDied);
    this.#server.onEnd.add(this.#serverDied);
    this.#wire.send(this.#server, atUs, background, () => {
      if (!this.#clientOpen) return;
      this.#serverOpen = true;
      if (!serve()) {
        this.#serverOpen = false;
        this.#toClient(background, () => this.#fail('refused'));
      }
    });
  }

  reply(reply: Reply, ctx: Context): void {
    invariant(!this.#replied, () => `two replies to one request from ${this.from}`);
    this.#replied = true;
    if (!this.#serverOpen) return;
    this.#toClient(ctx.background, () => this.#handlers.reply(reply, ctx));
  }

  send(frame: Frame, ctx: Context): void {
    if (!this.#serverOpen) return;
    this.#toClient(ctx.background, () => this.#handlers.frame(frame, ctx));
  }

  end(ctx: Context): void {
    if (!this.#serverOpen) return;
    this.#serverOpen = false;
    this.#forget();
    this.#toClient(ctx.background, () => this.#fail(undefined));
  }

  onClose(act: () => void): void {
    this.#onServerClose.push(act);
  }

  cancel(): void {
    if (!this.#clientOpen) return;
    this.#clientOpen = false;
    this.#forget();
    this.#toServer(() => this.#closeServer());
  }

  #toClient(background: boolean, act: () => void): void {
    const atUs = Math.max(this.#wire.nowUs() + this.#wire.latencyUs(), this.#lastArrivalUs);
    this.#lastArrivalUs = atUs;
    this.#wire.send(this.#client, atUs, background, () => {
      if (this.#clientOpen) act();
    });
  }

  #toServer(act: () => void): void {
    this.#wire.send(this.#server, this.#wire.nowUs() + this.#wire.latencyUs(), true, act);
  }

  #fail(fault: NetFault | undefined): void {
    this.#clientOpen = false;
    this.#forget();
    this.#handlers.close(fault);
  }

  #closeServer(): void {
    if (!this.#serverOpen) return;
    this.#serverOpen = false;
    for (const act of this.#onServerClose) act();
  }

  readonly #clientDied = (): void => {
    this.#clientOpen = false;
    this.#forget();
    this.#toServer(() => this.#closeServer());
  };

  readonly #serverDied = (): void => {
    this.#serverOpen = false;
    this.#forget();
    // Foreground: someone has to notice, even if what was asked was a heartbeat.
    this.#toClient(false, () => this.#fail('reset'));
  };

  #forget(): void {
    this.#client.onEnd.delete(this.#clientDied);
    this.#server?.onEnd.delete(this.#serverDied);
    this.#wire.ended(this);
  }

  /** Ends a unary exchange from the client's side once its answer is in. */
  settle(): void {
    this.#clientOpen = false;
    this.#forget();
  }
}
