// The typed client: how every component speaks to the API server. It sees a Transport, never the server.
import type { Kind } from '../api/kind.ts';
import type { Draft, KubeObject } from '../api/object.ts';
import type { ApiRequest, ApiResponse, ObjectList, WatchEvent } from '../api/request.ts';
import type { Result } from '../api/status.ts';
import type { CallResult, Context, NetFault, Stream, Task } from '../sim/sim.ts';

/** Carries requests to some API server: over the simulated network, or straight into a handler in tests. */
export interface Transport {
  send(request: ApiRequest, ctx: Context): Task<CallResult<ApiResponse>>;
  /** Opens a watch. `opened` gets the first answer; a code other than 200 is followed by `closed`. */
  watch(request: ApiRequest, ctx: Context, handlers: WatchHandlers): Stream;
}

export interface WatchHandlers {
  opened(response: ApiResponse, ctx: Context): void;
  event(event: WatchEvent, ctx: Context): void;
  /** `cause` is what ended a server that died. */
  closed(fault?: NetFault, cause?: Context): void;
}

export interface ListOptions {
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  readonly resourceVersion?: string;
}

export interface DeleteOptions {
  readonly gracePeriodSeconds?: number;
  readonly propagationPolicy?: 'Orphan' | 'Background' | 'Foreground';
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
}

export interface ApplyOptions {
  readonly fieldManager: string;
  readonly subresource?: string;
}

/** What somebody has an opinion on, of an object. */
export interface AppliedObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly namespace?: string; readonly name: string };
}

export type PatchType = 'json' | 'merge' | 'strategic';

/**
 * Every call is one request span caused by `ctx`. Failures of the network come back as a Status with reason
 * `ServiceUnavailable` and code 0, so callers handle one kind of "no".
 */
export interface Client {
  create<T extends KubeObject>(ctx: Context, kind: Kind<T>, object: Draft<T>): Task<Result<T>>;
  get<T extends KubeObject>(ctx: Context, kind: Kind<T>, namespace: string | undefined, name: string): Task<Result<T>>;
  list<T extends KubeObject>(ctx: Context, kind: Kind<T>, options?: ListOptions): Task<Result<ObjectList<T>>>;
  /** PUT: fails with Conflict when resourceVersion is stale. */
  update<T extends KubeObject>(ctx: Context, kind: Kind<T>, object: T): Task<Result<T>>;
  updateStatus<T extends KubeObject>(ctx: Context, kind: Kind<T>, object: T): Task<Result<T>>;
  /** PUT to another subresource: `namespaces/finalize`. */
  updateSubresource<T extends KubeObject>(ctx: Context, kind: Kind<T>, object: T, subresource: string): Task<Result<T>>;
  patch<T extends KubeObject>(
    ctx: Context,
    kind: Kind<T>,
    namespace: string | undefined,
    name: string,
    patch: unknown,
    type: PatchType,
    subresource?: string,
  ): Task<Result<T>>;
  /** Server-side apply: what is in the object is owned from now on, whoever owned it. */
  apply<T extends KubeObject>(ctx: Context, kind: Kind<T>, object: AppliedObject, options: ApplyOptions): Task<Result<T>>;
  delete(ctx: Context, kind: Kind, namespace: string | undefined, name: string, options?: DeleteOptions): Task<Result<KubeObject>>;
  /** POST to a subresource: `pods/binding`, `serviceaccounts/token`, `pods/eviction`. */
  post(ctx: Context, kind: Kind, namespace: string, name: string, subresource: string, body: unknown): Task<Result<KubeObject>>;
  deleteCollection(ctx: Context, kind: Kind, namespace: string, options?: DeleteOptions): Task<Result<KubeObject>>;
  readonly transport: Transport;
  /** Field manager, user agent and trace name: `replicaset-controller`. */
  readonly name: string;
}
