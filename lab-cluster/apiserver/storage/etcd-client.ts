// The API server's way to etcd: typed requests over the simulated network, with upstream's words when etcd is away.
import type { Status } from '../../api/status.ts';
import type {
  CompactRequest,
  EtcdReply,
  LeaseGrantRequest,
  LeaseResult,
  RangeRequest,
  RangeResult,
  TxnRequest,
  TxnResult,
  WatchFrame,
  WatchRequest,
  WatchResult,
} from '../../etcd/api.ts';
import type { CallResult, Context, NetFault, Sim, Stream, Task } from '../../sim/sim.ts';
import { sleep } from '../../sim/task.ts';
import type { Metrics } from '../monitoring/metrics.ts';

export type EtcdAnswer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly status: Status };

/** How long a request waits for an etcd that refuses connections before it gives up. */
const REFUSED_RETRIES = 4;
const REFUSED_DELAY_MS = 250;

export interface EtcdWatchHandlers {
  opened(result: EtcdReply<WatchResult>): void;
  frame(frame: WatchFrame): void;
  closed(fault: NetFault | undefined): void;
}

export class EtcdClient {
  readonly #sim: Sim;
  readonly #address: string;
  readonly #metrics: Metrics;

  constructor(sim: Sim, address: string, metrics: Metrics) {
    this.#sim = sim;
    this.#address = address;
    this.#metrics = metrics;
  }

  range(ctx: Context, request: RangeRequest): Task<EtcdAnswer<RangeResult>> {
    return this.#call(ctx, request);
  }

  txn(ctx: Context, request: TxnRequest): Task<EtcdAnswer<TxnResult>> {
    return this.#call(ctx, request);
  }

  leaseGrant(ctx: Context, request: LeaseGrantRequest): Task<EtcdAnswer<LeaseResult>> {
    return this.#call(ctx, request);
  }

  /** The answer is how many keys lost versions. */
  compact(ctx: Context, request: CompactRequest): Task<EtcdAnswer<number>> {
    return this.#call(ctx, request);
  }

  watch(ctx: Context, request: WatchRequest, handlers: EtcdWatchHandlers): Stream {
    return this.#sim.net.stream<EtcdReply<WatchResult>, WatchFrame>(this.#address, request, ctx, {
      reply: (reply) => handlers.opened(reply),
      frame: (frame) => handlers.frame(frame),
      close: (fault) => handlers.closed(fault),
    });
  }

  *#call<T>(ctx: Context, request: { readonly op: string }): Task<EtcdAnswer<T>> {
    const askedUs = this.#sim.clock.nowUs;
    for (let attempt = 0; ; attempt++) {
      const result: CallResult<EtcdReply<T>> = yield* this.#sim.net.call<EtcdReply<T>>(this.#address, request, ctx);
      if (result.ok) this.#metrics.etcdAnswered(request.op, this.#sim.clock.nowUs - askedUs);
      if (result.ok) return result.value.ok ? result.value : { ok: false, status: etcdFailure(result.value.error.message) };
      // Only a refused connection is sure not to have done anything, so only that is tried again.
      if (result.fault !== 'refused' || attempt === REFUSED_RETRIES)
        return { ok: false, status: etcdFailure('etcdserver: request timed out') };
      yield* sleep(this.#sim, REFUSED_DELAY_MS, ctx.background);
    }
  }
}

/** An error of the store reaches the client as it is, without a reason: models responsewriters.ErrorToAPIStatus. */
export function etcdFailure(message: string): Status {
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, code: 500 };
}
