// How anyone speaks to an API server: plain values, no sockets. HTTP servers and simulated clients use the same.
import type { KubeObject } from './object.ts';
import type { Status } from './status.ts';

/** By name; a list where a name came more than once, of which most readers take the first. */
export type Parameters = Readonly<Record<string, string | readonly string[]>>;

export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path without query, for example `/apis/apps/v1/namespaces/default/deployments/web`. */
  readonly path: string;
  readonly query?: Parameters;
  /** Lower-case names. `user-agent` names the component and becomes the field manager. */
  readonly headers?: Parameters;
  /** Already parsed (clients inside the lab) or the raw text as it came from outside. */
  readonly body?: unknown;
  /** Who asks, as an already authenticated identity; outside callers leave it out and authenticate by headers. */
  readonly user?: UserInfo;
  /** The caller showed a certificate that is none of ours: unless he knows better, he is nobody we let in. */
  readonly hasStrangeCertificate?: true;
  /** There was a body, longer than a server reads; `body` is left out. */
  readonly isTooLarge?: true;
}

export interface UserInfo {
  readonly name: string;
  readonly groups: readonly string[];
  readonly uid?: string;
  /** What else the authenticator found out, as the pod a token is bound to. */
  readonly extra?: Readonly<Record<string, readonly string[]>>;
}

export interface ApiResponse {
  readonly code: number;
  /** An object, a list, a Table or a Status. A watch answers with `undefined` and then frames. */
  readonly body: KubeObject | ObjectList | Status | undefined;
  /**
   * The answer as it is sent where that is not the plain JSON of `body`: logs, health, metrics, YAML. It goes before the body,
   * and bytes before text.
   */
  readonly raw?: { readonly contentType: string; readonly text: string; readonly bytes?: Uint8Array };
  readonly headers?: Readonly<Record<string, string>>;
  /** Warning texts (HTTP `Warning: 299`). */
  readonly warnings?: readonly string[];
}

export interface ObjectList<T extends KubeObject = KubeObject> {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly resourceVersion: string; readonly continue?: string; readonly remainingItemCount?: number };
  readonly items: readonly T[];
}

/** A piece of a text that is followed, as of a log: passed on as it is. */
export interface TextFrame {
  readonly text: string;
}

/** An event of a watch in another form than JSON, as it is sent. */
export interface BytesFrame {
  readonly bytes: Uint8Array;
}

/** What follows an answer that is a stream. */
export type StreamFrame = WatchEvent | TextFrame | BytesFrame;

/** One frame of a watch. ERROR carries a Status (410 Gone after compaction). */
export type WatchEvent<T extends KubeObject = KubeObject> =
  | { readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK'; readonly object: T }
  | { readonly type: 'ERROR'; readonly object: Status };
