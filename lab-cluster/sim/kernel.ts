// The discrete-event loop: machines, processes, one clock, one trace. Nothing here knows what the processes do.
import { EventQueue } from './event-queue.ts';
import { invariant } from './invariant.ts';
import type { Machine } from './machine.ts';
import { Network, type OpenExchange } from './network.ts';
import { type Life, type ProcessSpec, type Runnable, driveTask } from './process.ts';
import { createRng } from './rng.ts';
import type { Context, Micros, Sim, StreamHandlers, Timer } from './sim.ts';
import type { Lane } from './span-ring.ts';
import { TraceStore } from './trace-store.ts';

export interface KernelOptions {
  readonly seed: number;
  /** Spans kept for reading back; the hash covers all that ever were. */
  readonly traceLimit?: number;
}

/** How a process stands, for pictures and faults. */
export interface ProcessState {
  readonly name: string;
  readonly machine: Machine;
  readonly up: boolean;
  readonly restarts: number;
}

export interface Kernel {
  readonly nowUs: Micros;
  /** Events that have happened; with the instant, this places an outside input exactly. */
  readonly eventCount: number;
  /** True when only background work is left. */
  readonly idle: boolean;
  readonly trace: TraceStore;
  readonly machines: readonly Machine[];
  machine(name: string, address: string): Machine;
  start(machine: Machine, spec: ProcessSpec): void;
  processes(): readonly ProcessState[];
  /** Requests and streams under way, in the order they were opened. */
  exchanges(): Iterable<OpenExchange>;
  /** Ends a process at once, as SIGKILL does. False when it was not running. */
  kill(name: string, cause?: Context): boolean;
  /** Starts a dead process again, from its machine's disk and kernel alone. False when it runs or is unknown. */
  restart(name: string, cause?: Context): boolean;
  /** Cuts or heals the link between two machines. */
  setLink(a: string, b: string, connected: boolean): void;
  /** Lets something from outside act now; the span it begins is its cause. */
  input<T>(verb: string, object: string, act: (ctx: Context) => T): T;
  /** Runs the next event. False when there is none. */
  step(): boolean;
  /** Instant of the next event, or undefined. */
  nextUs(): Micros | undefined;
  /** Runs everything up to and including `untilUs` and leaves the clock there. */
  runUntil(untilUs: Micros): void;
  /** Moves the clock forward with no event in between. */
  advanceTo(nowUs: Micros): void;
}

const OUTSIDE: Context = Object.freeze({ span: 0, background: false });
const OUTSIDE_LANE: Lane = Object.freeze({ component: 'outside', host: 'outside' });
const BACKGROUND_TRACE_SPANS = 16_384;
const DEFAULT_TRACE_SPANS = 262_144;

/** An empty world at instant 0. */
export function createKernel(options: KernelOptions): Kernel {
  return new KernelState(options);
}

interface ProcessEntry {
  readonly spec: ProcessSpec;
  readonly machine: Machine;
  life: Life | undefined;
  lives: number;
  /** What ended it last, while it is ended. */
  endedBy: Context | undefined;
}

class KernelState implements Kernel {
  nowUs = 0;
  eventCount = 0;
  readonly trace: TraceStore;
  readonly machines: Machine[] = [];
  readonly #seed: number;
  readonly #queue = new EventQueue();
  readonly #network: Network;
  readonly #processes = new Map<string, ProcessEntry>();
  /** Continuations of the present event, in order: tasks resume here, never inside each other. */
  #ready: Runnable[] = [];

  constructor(options: KernelOptions) {
    this.#seed = options.seed;
    this.trace = new TraceStore(options.traceLimit ?? DEFAULT_TRACE_SPANS, BACKGROUND_TRACE_SPANS);
    this.#network = new Network({
      now: () => this.nowUs,
      at: (atUs, owner, background, act) => this.#queue.push(atUs, owner, background, act),
    });
  }

  get idle(): boolean {
    return this.#queue.foreground === 0;
  }

  machine(name: string, address: string): Machine {
    const machine: Machine = { name, address, disk: new Map(), kernel: new Map() };
    this.machines.push(machine);
    return machine;
  }

  start(machine: Machine, spec: ProcessSpec): void {
    invariant(!this.#processes.has(spec.name), () => `two processes named ${spec.name}`);
    const entry: ProcessEntry = { spec, machine, life: undefined, lives: 0, endedBy: undefined };
    this.#processes.set(spec.name, entry);
    this.#begin(entry, OUTSIDE);
    this.#drain();
  }

  processes(): readonly ProcessState[] {
    return [...this.#processes.values()].map((entry) => ({
      name: entry.spec.name,
      machine: entry.machine,
      up: entry.life !== undefined,
      restarts: entry.lives - 1,
    }));
  }

  exchanges(): Iterable<OpenExchange> {
    return this.#network.open;
  }

  kill(name: string, cause: Context = OUTSIDE): boolean {
    const entry = this.#processes.get(name);
    const life = entry?.life;
    if (entry === undefined || life === undefined) return false;
    life.alive = false;
    life.endedBy = cause;
    entry.life = undefined;
    entry.endedBy = cause;
    this.#queue.dropOwner(life);
    this.#network.lifeEnded(life);
    this.#drain();
    return true;
  }

  restart(name: string, cause: Context = OUTSIDE): boolean {
    const entry = this.#processes.get(name);
    if (entry === undefined || entry.life !== undefined) return false;
    this.#begin(entry, cause);
    this.#drain();
    return true;
  }

  setLink(a: string, b: string, connected: boolean): void {
    if (connected) this.#network.heal(a, b);
    else this.#network.cut(a, b);
  }

  input<T>(verb: string, object: string, act: (ctx: Context) => T): T {
    const ctx = this.trace.start(this.nowUs, OUTSIDE_LANE, 'input', OUTSIDE, { verb, object });
    const result = act(ctx);
    this.trace.end(this.nowUs, ctx, {});
    this.#drain();
    return result;
  }

  nextUs(): Micros | undefined {
    return this.#queue.peek()?.atUs;
  }

  step(): boolean {
    const event = this.#queue.pop();
    if (event === undefined) return false;
    this.nowUs = event.atUs;
    this.eventCount++;
    if (event.owner === undefined || event.owner.alive) event.act?.();
    event.act = undefined;
    this.#drain();
    return true;
  }

  runUntil(untilUs: Micros): void {
    for (;;) {
      const next = this.#queue.peek();
      if (next === undefined || next.atUs > untilUs) break;
      this.step();
    }
    this.advanceTo(untilUs);
  }

  advanceTo(nowUs: Micros): void {
    invariant(nowUs >= this.nowUs, () => `the clock would run backwards, from ${this.nowUs} to ${nowUs}`);
    this.nowUs = nowUs;
  }

  #drain(): void {
    let ready = this.#ready;
    while (ready.length > 0) {
      this.#ready = [];
      for (const next of ready) next.run();
      ready = this.#ready;
    }
  }

  #begin(entry: ProcessEntry, startedBy: Context): void {
    const life: Life = { alive: true, name: entry.spec.name, machine: entry.machine, startedBy, endedBy: undefined };
    entry.life = life;
    entry.endedBy = undefined;
    entry.lives++;
    // A restarted process draws from a stream of its own, or it would repeat the names it gave before.
    const streamName = entry.lives === 1 ? life.name : `${life.name}#${entry.lives}`;
    this.#ready.push({ run: () => life.alive && entry.spec.run(this.#sim(life, life.name, streamName)) });
  }

  /** What a process (or a named part of one) is given. */
  #sim(life: Life, name: string, streamName: string): Sim {
    const lane: Lane = { component: name, host: life.machine.name };
    const wireRng = createRng(this.#seed, `${streamName} wire`);
    const later = (next: Runnable): void => void this.#ready.push(next);
    const now = (): Micros => this.nowUs;
    return {
      name,
      machine: life.machine,
      startedBy: life.startedBy,
      rng: createRng(this.#seed, streamName),
      clock: {
        get nowUs() {
          return now();
        },
        after: (delayUs, background, act): Timer => {
          if (!life.alive) return { cancel: () => {} };
          return this.#queue.push(this.nowUs + Math.max(0, Math.round(delayUs)), life, background, act);
        },
      },
      net: {
        listen: (address, serve, onlyFrom) => this.#network.listen(life, address, serve, onlyFrom),
        call: (address, request, ctx, timeoutMs) => this.#network.call(life, wireRng, address, request, ctx, timeoutMs),
        stream: (address, request, ctx, handlers) =>
          this.#network.stream(life, wireRng, address, request, ctx, handlers as StreamHandlers<unknown, unknown>),
      },
      trace: {
        start: (kind, cause, fields) => this.trace.start(this.nowUs, lane, kind, cause, fields),
        end: (span, fields = {}) => this.trace.end(this.nowUs, span, fields),
        endOf: (process) => this.#processes.get(process)?.endedBy,
      },
      child: (childName) => this.#sim(life, childName, `${streamName}/${childName}`),
      spawn: (task) => driveTask(life, task, later),
    };
  }
}
