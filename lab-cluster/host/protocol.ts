// The messages between a lab's worker and whoever owns it (extension host, a web page, a test): the only way in.
// Plain data, so that it crosses a worker boundary by structured clone.
import type {
  ActivityRow,
  ApiRequest,
  ApiResponse,
  ClusterPicture,
  Episode,
  Explanation,
  Micros,
  PacketWalk,
  PictureDelta,
  SpanId,
  SpanRow,
  WatchEvent,
} from '../index.ts';
import type { ServeRequest } from './entrance.ts';

/** How the lab's clock runs. `speed` is virtual seconds per real second; 'max' is as fast as it can. */
export type Speed = number | 'max';

export interface LabState {
  readonly phase: 'starting' | 'running' | 'failed';
  readonly paused: boolean;
  readonly speed: Speed;
  /** True when only background work (heartbeats) is left. */
  readonly idle: boolean;
  readonly timeUs: Micros;
  readonly revision: number;
  /** The newest thing done from outside, reads aside, by the root of its episode; 0 before the first. */
  readonly newest: SpanId;
  /** Outside requests that wait for an answer, for example while time is paused: `POST /api/v1/…`. */
  readonly waiting: readonly string[];
  /** Why it failed, in a sentence; empty otherwise. */
  readonly failure: string;
  /** How far the start is: part → what it says of itself, in order. */
  readonly boot: readonly { readonly part: string; readonly text: string; readonly done: boolean }[];
}

export interface LabOptions {
  readonly seed?: number;
  /** Milliseconds since 1970 at virtual instant 0; outside a test that is now, so that ages which clients compute are right. */
  readonly calendarMs?: number;
  readonly workers?: number;
  readonly speed?: Speed;
  readonly paused?: boolean;
}

/** Where the picture's cursor stands. */
export type Cursor = { readonly at: 'live' } | { readonly at: 'past'; readonly timeUs: Micros };

/** Requests and their answers. */
export interface LabMethods {
  start: { params: LabOptions; result: LabState };
  /** A Kubernetes API request from outside (an input: logged, replayed on rewind). */
  api: { params: ApiRequest; result: ApiResponse };
  /** Watches a whole collection by its REST path; frames come as `watch` events with this id, the present objects first. */
  watch: { params: { readonly path: string }; result: { readonly watch: number } };
  unwatch: { params: { readonly watch: number }; result: null };
  pause: { params: null; result: LabState };
  resume: { params: null; result: LabState };
  step: { params: null; result: LabState };
  speed: { params: { readonly speed: Speed }; result: LabState };
  /** Runs `ms` of virtual time as fast as it can, then goes on as before (paused stays paused). */
  skip: { params: { readonly ms: number }; result: LabState };
  runToIdle: { params: { readonly limitMs: number }; result: LabState };
  /** Rewinds: runs the input log again from the start up to this instant, and drops what came after it. */
  rewind: { params: { readonly timeUs: Micros }; result: LabState };
  /**
   * Serves the lab over HTTPS on 127.0.0.1, to kubectl and the like; certificates and the kubeconfig lie in `dir`. Port 0, or
   * none, takes a free one. A server that runs already is closed first; a cluster started later is served too.
   */
  serve: { params: ServeRequest; result: { readonly server: string; readonly kubeconfig: string } };
  unserve: { params: null; result: null };
  kill: { params: { readonly process: string }; result: LabState };
  restart: { params: { readonly process: string }; result: LabState };
  /** Starts or stops `picture` events; the first one is a reset. At most `maxPerSecond` (default 10). */
  follow: { params: { readonly on: boolean; readonly cursor?: Cursor; readonly maxPerSecond?: number }; result: null };
  picture: { params: { readonly cursor: Cursor }; result: ClusterPicture };
  /** The newest episodes (inputs from outside), newest first. */
  episodes: {
    params: { readonly limit: number };
    result: readonly { readonly root: SpanId; readonly title: string; readonly startUs: Micros }[];
  };
  episode: { params: { readonly root: SpanId; readonly limit?: number }; result: Episode };
  spans: {
    params: { readonly fromUs: Micros; readonly toUs: Micros; readonly limit: number; readonly background: boolean };
    result: readonly SpanRow[];
  };
  explain: { params: { readonly span?: SpanId; readonly object?: string; readonly timeUs?: Micros }; result: Explanation };
  /** Sends one user packet: from the internet client to a Service (`namespace/name`), or from a pod. */
  packet: { params: { readonly service: string; readonly port?: number; readonly fromPod?: string }; result: PacketWalk };
  /** How busy each component was in the last `binCount` bins of `binUs`. */
  activity: {
    params: { readonly binUs: Micros; readonly binCount: number };
    result: { readonly toUs: Micros; readonly rows: readonly ActivityRow[] };
  };
  /** Instants where the trace has something to show, for the scrubber; only revisions above `since`, where that is given. */
  timeline: {
    params: { readonly since: number } | null;
    result: {
      readonly fromUs: Micros;
      readonly toUs: Micros;
      readonly revisions: readonly { readonly revision: number; readonly timeUs: Micros }[];
      readonly traceHash: string;
    };
  };
}

export type LabMethod = keyof LabMethods;

/** To the worker. */
export interface LabRequest<M extends LabMethod = LabMethod> {
  readonly id: number;
  readonly method: M;
  readonly params: LabMethods[M]['params'];
}

/** From the worker: answers, and what happens by itself. */
export type LabMessage =
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly error: string }
  | { readonly event: 'state'; readonly state: LabState }
  | { readonly event: 'picture'; readonly delta: PictureDelta; readonly cursor: Cursor }
  | { readonly event: 'watch'; readonly watch: number; readonly frames: readonly WatchEvent[]; readonly closed: boolean };
