// What a cluster offers to whoever owns it: run it, put something in, look at it. cluster.ts makes one.
import type { KubeObject } from '../api/object.ts';
import type { ApiRequest, ApiResponse, StreamFrame } from '../api/request.ts';
import type { AuditEvent } from '../apiserver/audit/audit.ts';
import type { Micros, NetFault, SpanId } from '../sim/sim.ts';
import type { SavedState } from './saved-state.ts';
import type { ActivityRow, ClusterPicture, Episode, Explanation, PacketWalk, SpanRow } from '../view/picture-types.ts';

export interface ClusterOptions {
  /** Everything that looks like chance grows from it. Default 1. */
  readonly seed?: number;
  /** Milliseconds since 1970 at virtual instant 0: the day on which the lab begins. Default the first of January 2026. */
  readonly calendarMs?: number;
  /** Worker nodes, default 3. */
  readonly workers?: number;
  /** Spans kept for reading back. */
  readonly traceLimit?: number;
  /**
   * The API server has etcd forget what was superseded longer ago than this, as with --etcd-compaction-interval. Default 0:
   * never, so that one can look back.
   */
  readonly compactionIntervalMs?: number;
  /** What is kept of the inputs, for running them again. Default: all. */
  readonly inputLimit?: InputLimit;
  /**
   * PEM of the authority that signed the API server's certificate, where it is served over TLS; clients in the cluster are told of it.
   * Default: who signs what CertificateSigningRequests ask for.
   */
  readonly rootCertificate?: string;
  /** Go on from here instead of from nothing. */
  readonly resume?: SavedState;
}

/** Something from outside. Inputs are logged with their place in history, so that the same history can be run again. */
export type Input =
  /** `bare`: nobody vouches for the caller, so that only what the request itself says of him counts. */
  | { readonly type: 'api'; readonly request: ApiRequest; readonly bare?: boolean }
  /** A request whose answer may go on and on. Always bare; the number is the caller's, and new in this history. */
  | { readonly type: 'open'; readonly stream: number; readonly request: ApiRequest }
  | { readonly type: 'close'; readonly stream: number }
  | { readonly type: 'kill'; readonly process: string }
  | { readonly type: 'restart'; readonly process: string }
  | { readonly type: 'packet'; readonly service: string; readonly port?: number; readonly fromPod?: string };

/** What comes back for an input, once the simulation has got that far. `span` is the input's own step in the trace. */
export type Output =
  /** With a `fault` nobody answered, and the response is what kubectl makes of that. */
  | { readonly type: 'api'; readonly response: ApiResponse; readonly fault?: NetFault; readonly span: SpanId }
  | { readonly type: 'frame'; readonly frame: StreamFrame }
  /** No more frames come. */
  | { readonly type: 'end' }
  | { readonly type: 'process'; readonly changed: boolean; readonly span: SpanId }
  | { readonly type: 'packet'; readonly walk: PacketWalk; readonly span: SpanId };

export interface LoggedInput {
  /** It came after this many events … */
  readonly eventCount: number;
  /** … at this instant. */
  readonly atUs: Micros;
  readonly input: Input;
}

/** The first inputs are kept until one of these is full; those after it cannot be run again. */
export interface InputLimit {
  readonly count: number;
  readonly bytes: number;
}

/** How far the start is, part by part. */
export interface BootStep {
  readonly part: string;
  readonly text: string;
  readonly done: boolean;
}

/** One write as the store has it. */
export interface StoredChange {
  /** `plural/namespace/name` or `plural/name`. */
  readonly object: string;
  readonly plural: string;
  readonly revision: number;
  /** Absent when this write removed it. */
  readonly next: KubeObject | undefined;
}

export interface Cluster {
  readonly nowUs: Micros;
  /** What the clocks of the lab show: milliseconds since 1970. */
  readonly dateMs: number;
  readonly eventCount: number;
  /** Only heartbeats and the like are left. */
  readonly idle: boolean;
  /** Newest etcd revision. */
  readonly revision: number;
  /** Starts and ends of processes so far: with `revision`, what a picture depends on. */
  readonly lifeCount: number;
  /** Rolling hash over the whole history: 16 hex digits. */
  readonly traceHash: string;
  /** PEM of the authority that signs what CertificateSigningRequests ask for: whoever serves the lab trusts its clients. */
  readonly signerCertificate: string;
  /** Those that are kept: all before `inputsEndUs`. */
  readonly inputs: readonly LoggedInput[];
  /** When the first input came that was not kept; a history can be run again up to just before it. */
  readonly inputsEndUs: Micros | undefined;
  /** Whether anybody listens at the API server's address: `starting` after its process has begun and before its program has. */
  readonly apiServer: 'up' | 'starting' | 'down';
  /** Inputs still without an answer, as `POST /api/v1/…`. */
  readonly waiting: readonly string[];

  /** Runs the next event; false when there is none. */
  step(): boolean;
  nextUs(): Micros | undefined;
  runUntil(untilUs: Micros): void;
  /** Runs until idle; false when `limitUs` virtual microseconds passed first. */
  runToIdle(limitUs: Micros): boolean;
  apply(input: Input, answer?: (output: Output) => void): void;

  /** A GET answered from this very instant, outside simulated time: how observers read. */
  read(request: ApiRequest): ApiResponse;
  /**
   * The same for a caller whom the API server has to know and to let: its authentication and authorisation, then the read.
   * A fault when no API server runs, undefined when this cannot be answered without time going on.
   */
  readAs(request: ApiRequest): ApiResponse | NetFault | undefined;
  /**
   * Of a request that never came in because too much is under way: the refusal, or what the API server says before that to
   * whom it does not know or let. Its audit log tells of it.
   */
  turnAway(request: ApiRequest, refusal: ApiResponse): ApiResponse;
  /** Tells of every request to the API server from now on, as its audit log does; the answer ends that. Changes no history. */
  onAudit(listener: (event: AuditEvent) => void): () => void;
  /** What has to be kept to go on later: everything, or what has changed since a revision. Undefined before etcd has run. */
  save(since?: number): SavedState | undefined;
  /** Every write after `revision`, oldest first. */
  changesSince(revision: number): readonly StoredChange[];
  /** An object as it was at an instant (default: now). `object` is `plural/namespace/name` or `plural/name`. */
  objectAt(object: string, timeUs?: Micros): KubeObject | undefined;

  /** The state at an instant, default now. */
  picture(timeUs?: Micros): ClusterPicture;
  boot(): readonly BootStep[];
  explain(what: { readonly span?: SpanId; readonly object?: string; readonly timeUs?: Micros }): Explanation;
  /** Root of the newest episode; 0 before the first. */
  readonly newestEpisode: SpanId;
  /** Newest inputs first. */
  episodes(limit: number): readonly { readonly root: SpanId; readonly title: string; readonly startUs: Micros }[];
  episode(root: SpanId, limit: number): Episode;
  spans(fromUs: Micros, toUs: Micros, limit: number, background: boolean): readonly SpanRow[];
  /** Steps of each component in the last `binCount` bins of `binUs`. */
  activity(binUs: Micros, binCount: number): readonly ActivityRow[];
  /** Revisions above `since` (default: all) with the instant each was committed, oldest first. */
  revisions(since?: number): readonly { readonly revision: number; readonly timeUs: Micros }[];
}
