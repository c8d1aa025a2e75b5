// How callers with sockets reach a lab: requests with an answer, and requests whose answer goes on. The lab's host offers
// it, the HTTPS server in serve/ uses it; neither knows the other.
import type { ApiRequest, ApiResponse, NetFault, StreamFrame } from '../index.ts';

/** What came of a request: an answer, or how the lab's network failed. */
export type Arrival = ApiResponse | NetFault;

export interface StreamReceiver {
  /** Called first. An answer that is no stream has a body, or another code than 200, and is followed by `end`. */
  opened(arrival: Arrival): void;
  frame(frame: StreamFrame): void;
  /** Called once, when nothing more comes: the server ended it, or the lab was rewound, started again or stopped. */
  end(): void;
}

export interface Entrance {
  /** PEM of an authority of the lab itself, whose clients are known besides the server's own; undefined while no lab runs. */
  readonly signerCertificate: string | undefined;
  /** What the lab's clocks show, in milliseconds since 1970: it decides how long those clients are known. */
  readonly dateMs: number;
  /** The caller may lose interest; what was sent is sent. */
  send(request: ApiRequest, arrived: (arrival: Arrival) => void): void;
  /** What somebody is told whose request is not even sent: the refusal, or one that comes first. The audit log hears of it. */
  turnAway(request: ApiRequest, refusal: ApiResponse): ApiResponse;
  /** Opens a stream; the result closes it from the caller's side. */
  open(request: ApiRequest, receiver: StreamReceiver): () => void;
}

/** A server that brings callers to an entrance. */
export interface Serving {
  /** PEM of the authority that signed the server's certificate. */
  readonly authority: string;
  readonly server: string;
  readonly kubeconfig: string;
  /** Whether connections are accepted: a dead API server's are refused as nobody listens, and those that were open break. */
  setOpen(open: boolean): void;
  close(): Promise<void>;
}

export interface ServeRequest {
  /** 0, or none, takes a free one. */
  readonly port?: number;
  /** Where certificates and the kubeconfig lie. */
  readonly dir: string;
  /** Takes the directory over from itself: whoever ends a lab's thread leaves it held. */
  readonly holder?: string;
}

/** Starts a server for an entrance; only where there are sockets. */
export type Serve = (entrance: Entrance, options: ServeRequest) => Promise<Serving>;
