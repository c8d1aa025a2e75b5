// The wire between processes: exchanges with latency, in order, that break when an end dies or a link is cut.
import { ExchangeState } from './exchange.ts';
import type { Life } from './process.ts';
import type { Context, Exchange, Micros, Rng, StreamHandlers, Task, Timer, CallResult } from './sim.ts';

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

interface WaitingCall {
  readonly link: string;
  arm(): void;
}

/** One-way latencies in microseconds: within a machine, and between machines. */
const LOCAL_US = 40;
const REMOTE_US = 180;
const DEFAULT_TIMEOUT_MS = 30_000;

export class Network {
  readonly #kernel: NetKernel;
  readonly #listeners = new Map<string, Listener>();
  readonly #cutLinks = new Set<string>();
  /** Every exchange under way, in the order they were opened. */
  readonly #open = new Map<object, OpenExchange>();
  /** Calls under way without a timer, so that a cut link can give them one. */
  readonly #waiting = new Set<WaitingCall>();
  /** Open exchanges that a cut link holds up, with what to do when the link is back. */
  readonly #held = new Map<string, (() => void)[]>();

  constructor(kernel: NetKernel) {
    this.#kernel = kernel;
  }

  listen(life: Life, address: string, serve: (exchange: Exchange) => void, onlyFrom?: readonly string[]): void {
    this.#listeners.set(address, { life, serve, onlyFrom });
    life.onEnd.add(() => {
      if (this.#listeners.get(address)?.life === life) this.#listeners.delete(address);
    });
  }

  get open(): Iterable<OpenExchange> {
    return this.#open.values();
  }

  /** Cuts the link between two machines both ways: what is sent waits for the link, callers may time out. */
  cut(a: string, b: string): void {
    const link = linkName(a, b);
    this.#cutLinks.add(link);
    for (const call of this.#waiting) if (call.link === link) call.arm();
  }

  heal(a: string, b: string): void {
    const link = linkName(a, b);
    this.#cutLinks.delete(link);
    const held = this.#held.get(link) ?? [];
    this.#held.delete(link);
    for (const send of held) send();
  }

  *call<Response>(life: Life, rng: Rng, address: string, request: unknown, ctx: Context, timeoutMs?: number): Task<CallResult<Response>> {
    const server = this.#listeners.get(address)?.life.machine.name;
    const link = server === undefined ? '' : linkName(life.machine.name, server);
    const result = yield (resume) => {
      let timer: Timer | undefined;
      const settle = (outcome: CallResult<Response>): void => {
        timer?.cancel();
        this.#waiting.delete(waiting);
        resume(outcome);
      };
      const stream = this.stream<Response, unknown>(life, rng, address, request, ctx, {
        reply: (value) => {
          stream.settle();
          settle({ ok: true, value });
        },
        frame: () => {},
        close: (fault) => settle({ ok: false, fault: fault ?? 'reset' }),
      });
      const waiting: WaitingCall = {
        link,
        arm: () => {
          timer ??= this.#kernel.at(this.#kernel.now() + (timeoutMs ?? DEFAULT_TIMEOUT_MS) * 1000, life, ctx.background, () => {
            stream.cancel();
            settle({ ok: false, fault: 'timeout' });
          });
        },
      };
      // A timer only where one can matter: asked for, or the link is or becomes cut. Servers answer or die otherwise.
      if (timeoutMs !== undefined || this.#cutLinks.has(link)) waiting.arm();
      else this.#waiting.add(waiting);
    };
    return result as CallResult<Response>;
  }

  /** Opens an exchange whose handlers may be called many times. */
  stream<Reply, Frame>(
    life: Life,
    rng: Rng,
    address: string,
    request: unknown,
    ctx: Context,
    handlers: StreamHandlers<Reply, Frame>,
  ): ExchangeState<Reply, Frame> {
    const listener = this.#listeners.get(address);
    const wire = {
      latencyUs: () => this.#latencyUs(rng, life.machine.name, listener?.life.machine.name ?? ''),
      send: (to: Life | undefined, atUs: Micros, background: boolean, act: () => void) =>
        this.#send(life, listener?.life, to, atUs, background, act),
      nowUs: () => this.#kernel.now(),
      ended: (over: object) => this.#open.delete(over),
    };
    const exchange: ExchangeState<Reply, Frame> = new ExchangeState<Reply, Frame>(wire, life, listener?.life, request, ctx, handlers);
    this.#open.set(exchange, { from: life.name, address, request });
    exchange.begin(() => {
      const present = this.#listeners.get(address);
      // The address may have changed hands while the request was on the wire.
      if (present === undefined || present !== listener || (present.onlyFrom !== undefined && !isAllowed(present.onlyFrom, life.name)))
        return false;
      present.serve(exchange as unknown as Exchange);
      return true;
    });
    return exchange;
  }

  #send(client: Life, server: Life | undefined, to: Life | undefined, atUs: Micros, background: boolean, act: () => void): void {
    const link = server === undefined ? '' : linkName(client.machine.name, server.machine.name);
    if (this.#cutLinks.has(link)) {
      const held = this.#held.get(link) ?? [];
      held.push(() => this.#kernel.at(this.#kernel.now() + REMOTE_US, to, background, act));
      this.#held.set(link, held);
      return;
    }
    this.#kernel.at(atUs, to, background, act);
  }

  #latencyUs(rng: Rng, from: string, to: string): Micros {
    const base = from === to ? LOCAL_US : REMOTE_US;
    return base + rng.below(base >> 1);
  }
}

/** `kubelet` allows `kubelet/node-1` too. */
function isAllowed(names: readonly string[], caller: string): boolean {
  return names.some((name) => caller === name || caller.startsWith(`${name}/`));
}

function linkName(a: string, b: string): string {
  return a < b ? `${a} ${b}` : `${b} ${a}`;
}
