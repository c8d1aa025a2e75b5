// The contract of the simulation: what every simulated process is given and may do. It knows nothing of Kubernetes.

import type { Machine } from './machine.ts';

/** Virtual microseconds since the lab was created. Always an integer. */
export type Micros = number;

/** Number of a span in the trace; 0 means "no cause known" and is only legal for the very first input. */
export type SpanId = number;

/**
 * What travels with every request, watch event and queue item: the span that caused it, and whether that was
 * background work (heartbeats, resyncs), which does not keep the lab from being idle.
 */
export interface Context {
  readonly span: SpanId;
  readonly background: boolean;
}

/** A wait: the kernel hands it `resume`, and the waiting task goes on when that is called, at most once. */
export type Wait = (resume: (value: unknown) => void) => void;

/**
 * A process or a part of one. It waits with `yield*` on other tasks only; it never waits on anything the kernel does
 * not own. A killed process is dropped, not returned: no `finally` runs.
 */
export type Task<T> = Generator<Wait, T, unknown>;

/** A timer that can be taken back; cancelling one that has fired does nothing. */
export interface Timer {
  cancel(): void;
}

export interface Clock {
  /** The present virtual instant. */
  readonly nowUs: Micros;
  /**
   * Calls `act` after `delayUs` (0 = later in this same instant). `background` marks work that does not count against
   * idleness. The timer dies with its process.
   */
  after(delayUs: Micros, background: boolean, act: () => void): Timer;
}

/** A deterministic random stream; each process has its own, so adding one never shifts another's numbers. */
export interface Rng {
  /** Uniform integer in [0, bound). */
  below(bound: number): number;
  /** Uniform in [0, 1). */
  unit(): number;
  /** `length` characters of Kubernetes' safe alphabet (bcdfghjklmnpqrstvwxz2456789), as `rand.String` draws them. */
  suffix(length: number): string;
  /** A version-4 UUID in its textual form. */
  uuid(): string;
}

/** Why an exchange over the network ended without (further) answer. */
export type NetFault = 'refused' | 'reset' | 'timeout';

/** What came of a call: the answer, or how the network failed. */
export type CallResult<Response> = { readonly ok: true; readonly value: Response } | { readonly ok: false; readonly fault: NetFault };

/** The server's end of one exchange: one reply, then for streams any number of frames, then an end. */
export interface Exchange<Request = unknown, Reply = unknown, Frame = unknown> {
  readonly request: Request;
  readonly ctx: Context;
  /** Name of the calling process, as the network knows it. */
  readonly from: string;
  /** Address of the machine it runs on. */
  readonly fromAddress: string;
  readonly open: boolean;
  reply(reply: Reply, ctx: Context): void;
  send(frame: Frame, ctx: Context): void;
  end(ctx: Context): void;
  /** Called once when the caller goes away (cancelled, killed, cut off for good). */
  onClose(act: () => void): void;
}

/** The client's end of a stream. */
export interface StreamHandlers<Reply, Frame> {
  reply(reply: Reply, ctx: Context): void;
  frame(frame: Frame, ctx: Context): void;
  /** Called once, whoever ended it. `fault` is absent when the server ended it in order; `cause` is what ended a server that died. */
  close(fault?: NetFault, cause?: Context): void;
}

export interface Stream {
  /** Ends the stream from the client's side; no handler is called any more. */
  cancel(): void;
}

export interface Net {
  /** Serves exchanges sent to `address` until this process ends. Only the listed process names may call, where given. */
  listen(address: string, serve: (exchange: Exchange) => void, onlyFrom?: readonly string[]): void;
  /** One request, one answer. `timeoutMs` defaults to 30,000. */
  call<Response>(address: string, request: unknown, ctx: Context, timeoutMs?: number): Task<CallResult<Response>>;
  /** Opens a stream of frames. */
  stream<Reply, Frame>(address: string, request: unknown, ctx: Context, handlers: StreamHandlers<Reply, Frame>): Stream;
}

/**
 * input: something from outside · request: a client's call, from sending to answer · serve: the API server's handling ·
 * commit: a write agreed in etcd · watch: an event delivered to an informer · reconcile: a controller's pass over one key ·
 * decide: a scheduling decision · sync: a kubelet or kube-proxy pass · runtime: pull, start, stop of a container ·
 * packet: a hop of user traffic · life: a process or host started or ended.
 */
export type SpanKind = 'input' | 'request' | 'serve' | 'commit' | 'watch' | 'reconcile' | 'decide' | 'sync' | 'runtime' | 'packet' | 'life';

export interface SpanStart {
  /** What is acted on, as `plural/namespace/name`, `plural/name` for cluster-wide objects, or a bare name. */
  readonly object?: string;
  /** One word: create, update, patch, bind, pull, … */
  readonly verb: string;
}

/** What a step says of itself, a short sentence each; leave out what does not apply. */
export interface SpanEnd {
  readonly saw?: string;
  readonly decided?: string;
  readonly wrote?: string;
  /** HTTP status, exit code or 0. */
  readonly code?: number;
  /** etcd revision this step produced or saw. */
  readonly revision?: number;
  /** Kept by reference for the inspector (for example a decision's snapshot); must be immutable. */
  readonly detail?: unknown;
}

export interface Trace {
  /** Begins a span caused by `cause`; the result is the context for everything the step does. */
  start(kind: SpanKind, cause: Context, fields: SpanStart): Context;
  /** Ends a span at the present instant. Ending twice is a bug. */
  end(span: Context, fields?: SpanEnd): void;
  /**
   * The step that ended a process, as long as it has not been started again: whatever stays away because of that (a heartbeat
   * that does not come) is caused by it. For causes only; nobody can know of another machine's death, so nobody may act on it.
   */
  endOf(process: string): Context | undefined;
}

/** First argument of everything that acts. */
export interface Sim {
  /** Process name and trace lane, for example `kube-scheduler` or `kubelet/node-1`. */
  readonly name: string;
  /** The machine this process runs on. */
  readonly machine: Machine;
  /** The step that started this life of the process: what it does by itself at first is caused by that. */
  readonly startedBy: Context;
  readonly clock: Clock;
  readonly rng: Rng;
  readonly net: Net;
  readonly trace: Trace;
  /** A part of this process with its own lane and random stream; it lives and dies with it. */
  child(name: string): Sim;
  /** Runs a task beside the caller, within this process. */
  spawn(task: Task<void>): void;
}
