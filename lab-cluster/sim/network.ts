// The wire between processes: exchanges with latency, in order, that break when an end dies or a link is cut.
import { type Ends, ExchangeState, type Wire } from './exchange.ts';
import type { Life } from './process.ts';
import type { CallResult, Context, Exchange, Micros, NetFault, Rng, StreamHandlers, Task, Timer } from './sim.ts';

/** What the network needs of the kernel. */
export interface NetKernel {
  now(): Micros;
  at(atUs: Micros, owner: Life | undefined, background: boolean, act: () => void): Timer;
}

interface Listener {
  readonly life: Life;
  readonly serve: (exchange: Exchange) => void;
  readonly onlyFrom: readonly string[] | undefined;
}

/** An exchange under way: who asked whom for what. */
export interface OpenExchange {
  readonly from: string;
  readonly address: string;
  readonly request: unknown;
}

/** One-way latencies in microseconds: within a machine, and between machines. */
const LOCAL_US = 40;
const REMOTE_US = 180;
const DEFAULT_TIMEOUT_MS = 30_000;

export class Network implements Wire {
  readonly #kernel: NetKernel;
  readonly #listeners = new Map<string, Listener>();
  readonly #cutLinks = new Set<string>();
  /** Every exchange under way, in the order they were opened. */
  readonly #open = new Set<ExchangeState>();
  /** Messages that a cut link holds up, with what to do when the link is back. */
  readonly #held = new Map<string, (() => void)[]>();

  constructor(kernel: NetKernel) {
    this.#kernel = kernel;
  }

  listen(life: Life, address: string, serve: (exchange: Exchange) => void, onlyFrom?: readonly string[]): void {
    this.#listeners.set(address, { life, serve, onlyFrom });
  }

  get open(): Iterable<OpenExchange> {
    return this.#open;
  }

  /** What a process listened to and talked about dies with it. */
  lifeEnded(life: Life): void {
    for (const [address, listener] of this.#listeners) if (listener.life === life) this.#listeners.delete(address);
    // The few deaths pay for looking at everything, not the many exchanges for being found.
    for (const exchange of [...this.#open]) {
      if (exchange.ends.client === life) exchange.clientDied();
      else if (exchange.ends.server === life) exchange.serverDied();
    }
  }

  /** Cuts the link between two machines both ways: what is sent waits for the link, callers may time out. */
  cut(a: string, b: string): void {
    const link = linkName(a, b);
    this.#cutLinks.add(link);
    for (const { ends, handlers } of this.#open) if (handlers instanceof UnaryCall && linkOf(ends) === link) handlers.arm(this.#kernel);
  }

  heal(a: string, b: string): void {
    const link = linkName(a, b);
    this.#cutLinks.delete(link);
    const held = this.#held.get(link) ?? [];
    this.#held.delete(link);
    for (const send of held) send();
  }

  *call<Response>(life: Life, rng: Rng, address: string, request: unknown, ctx: Context, timeoutMs?: number): Task<CallResult<Response>> {
    const result = yield (resume) => {
      const call = new UnaryCall(resume, timeoutMs ?? DEFAULT_TIMEOUT_MS);
      const exchange = this.stream(life, rng, address, request, ctx, call);
      call.exchange = exchange;
      // A timer only where one can matter: asked for, or the link is or becomes cut. Servers answer or die otherwise.
      if (timeoutMs !== undefined || this.#isCut(exchange.ends)) call.arm(this.#kernel);
    };
    return result as CallResult<Response>;
  }

  /** Opens an exchange whose handlers may be called many times. */
  stream(
    client: Life,
    rng: Rng,
    address: string,
    request: unknown,
    ctx: Context,
    handlers: StreamHandlers<unknown, unknown>,
  ): ExchangeState {
    const ends: Ends = { client, server: this.#listeners.get(address)?.life, address, rng };
    const exchange = new ExchangeState(this, ends, request, ctx, handlers);
    this.#open.add(exchange);
    exchange.begin();
    return exchange;
  }

  arrive(exchange: ExchangeState): boolean {
    const { client, server, address } = exchange.ends;
    const present = this.#listeners.get(address);
    // The address may have changed hands while the request was on the wire.
    if (present === undefined || present.life !== server) return false;
    if (present.onlyFrom !== undefined && !isAllowed(present.onlyFrom, client.name)) return false;
    present.serve(exchange);
    return true;
  }

  ended(exchange: ExchangeState): void {
    this.#open.delete(exchange);
  }

  nowUs(): Micros {
    return this.#kernel.now();
  }

  latencyUs({ client, server, rng }: Ends): Micros {
    const base = client.machine === server?.machine ? LOCAL_US : REMOTE_US;
    return base + rng.below(base >> 1);
  }

  send(ends: Ends, to: Life | undefined, atUs: Micros, background: boolean, act: () => void): void {
    if (!this.#isCut(ends)) {
      this.#kernel.at(atUs, to, background, act);
      return;
    }
    const link = linkOf(ends);
    const held = this.#held.get(link) ?? [];
    held.push(() => this.#kernel.at(this.#kernel.now() + REMOTE_US, to, background, act));
    this.#held.set(link, held);
  }

  #isCut(ends: Ends): boolean {
    return this.#cutLinks.size > 0 && this.#cutLinks.has(linkOf(ends));
  }
}

/** The client's side of one request with one answer. */
class UnaryCall implements StreamHandlers<unknown, unknown> {
  exchange: ExchangeState | undefined = undefined;
  readonly #resume: (value: unknown) => void;
  readonly #timeoutMs: number;
  #timer: Timer | undefined = undefined;

  constructor(resume: (value: unknown) => void, timeoutMs: number) {
    this.#resume = resume;
    this.#timeoutMs = timeoutMs;
  }

  reply(value: unknown): void {
    this.exchange?.settle();
    this.#settle({ ok: true, value });
  }

  frame(): void {}

  close(fault: NetFault = 'reset'): void {
    this.#settle({ ok: false, fault });
  }

  /** Begins to count; once. */
  arm(kernel: NetKernel): void {
    const { exchange } = this;
    if (exchange === undefined || this.#timer !== undefined) return;
    this.#timer = kernel.at(kernel.now() + this.#timeoutMs * 1000, exchange.ends.client, exchange.ctx.background, () => {
      exchange.cancel();
      this.#settle({ ok: false, fault: 'timeout' });
    });
  }

  #settle(outcome: CallResult<unknown>): void {
    this.#timer?.cancel();
    this.#resume(outcome);
  }
}

/** `kubelet` allows `kubelet/node-1` too. */
function isAllowed(names: readonly string[], caller: string): boolean {
  return names.some((name) => caller === name || caller.startsWith(`${name}/`));
}

/** The link an exchange runs over; nowhere when nobody listened. */
function linkOf({ client, server }: Ends): string {
  return server === undefined ? '' : linkName(client.machine.name, server.machine.name);
}

function linkName(a: string, b: string): string {
  return a < b ? `${a} ${b}` : `${b} ${a}`;
}
