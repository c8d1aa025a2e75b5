// An etcd member as a process: answers API servers, agrees on writes through its log, tells watchers. Values are opaque to it.
import type { Context, Exchange, Sim, Timer } from '../sim/sim.ts';
import {
  type EtcdReply,
  type EtcdRequest,
  type KeyValue,
  LEASE_NOT_FOUND,
  type LeaseResult,
  type StatusResult,
  type TxnRequest,
  type TxnResult,
  type WatchFrame,
  type WatchRequest,
} from './api.ts';
import { type EtcdData, type LogLine, openData } from './data.ts';
import type { Lease } from './lease.ts';
import { type Command, type Log, type LogEntry, SingleMemberLog } from './log.ts';
import type { Stamp } from './mvcc.ts';
import { duplicateKey, isReadOnly, planTxn } from './txn.ts';
import { WatchHub } from './watch.ts';

export interface EtcdOptions {
  /** Where it listens, for example `etcd-0:2379`. */
  readonly address: string;
  /** Names of the processes that may call: the API servers and nobody else. */
  readonly onlyFrom: readonly string[];
  /** Tells a value its revision at the instant of its commit. */
  readonly stamp: Stamp;
  /** Revisions kept before the oldest are compacted away. */
  readonly historyLimit?: number;
}

const DEFAULT_HISTORY_LIMIT = 200_000;
/** Compaction runs when history is this much longer than the limit, so that its cost is spread. */
const COMPACTION_SLACK = 1.1;
const RECENT_LOG_LIMIT = 64;
const WRITTEN = 'A log entry: on disk, applied, told to watchers.';
const NOTHING_WRITTEN = 'Nothing: what the request expected no longer holds.';

/** Starts the member on the data of its machine; a restarted one has everything that was committed before. */
export function startEtcdMember(sim: Sim, options: EtcdOptions): void {
  const member = new Member(sim, options);
  sim.net.listen(options.address, (exchange) => member.serve(exchange), options.onlyFrom);
}

class Member {
  readonly #sim: Sim;
  readonly #data: EtcdData;
  readonly #log: Log;
  readonly #hub = new WatchHub();
  readonly #historyLimit: number;
  readonly #leaseTimers = new Map<number, Timer>();
  /** Exchanges whose entry is not committed yet. They die with the process; the entry may too. */
  readonly #waiting = new Map<Command, Exchange>();

  constructor(sim: Sim, options: EtcdOptions) {
    this.#sim = sim;
    this.#historyLimit = options.historyLimit ?? DEFAULT_HISTORY_LIMIT;
    this.#data = openData(sim.machine.disk, options.stamp);
    this.#log = new SingleMemberLog(sim, this.#data.hard, (entries) => this.#apply(entries));
    for (const lease of this.#data.lessor.renewAll(sim.clock.nowUs)) this.#armLease(lease);
  }

  serve(exchange: Exchange): void {
    const request = exchange.request as EtcdRequest;
    const { store, lessor, hard } = this.#data;
    switch (request.op) {
      case 'range':
        return exchange.reply(store.range(request.key, request.end, request), exchange.ctx);
      case 'txn':
        return this.#txn(request, exchange);
      case 'leaseGrant':
        return this.#propose({ ...request, id: lessor.nextId() }, exchange, 'grant', 'lease');
      case 'leaseRevoke':
        if (lessor.get(request.id) === undefined) return exchange.reply(leaseNotFound(), exchange.ctx);
        return this.#propose({ op: 'leaseRevoke', id: request.id }, exchange, 'revoke', `lease/${request.id}`);
      case 'leaseKeepAlive':
        return this.#keepAlive(request.id, exchange);
      case 'compact':
        return this.#propose(request, exchange, 'compact', `revision/${request.revision}`);
      case 'status': {
        const value: StatusResult = {
          revision: store.revision,
          compactRevision: store.compactRevision,
          term: hard.term,
          index: hard.index,
        };
        return exchange.reply({ ok: true, value }, exchange.ctx);
      }
      case 'watch':
        return this.#watch(request, exchange);
    }
  }

  #txn(request: TxnRequest, exchange: Exchange): void {
    const twice = duplicateKey(request);
    if (twice !== undefined) {
      const error = { reason: 'duplicateKey', message: 'etcdserver: duplicate key given in txn request' } as const;
      return exchange.reply({ ok: false, error }, exchange.ctx);
    }
    if (isReadOnly(request)) {
      const { succeeded, found } = planTxn(this.#data.store, request);
      const value: TxnResult = { succeeded, revision: this.#data.store.revision, written: [], found };
      return exchange.reply({ ok: true, value }, exchange.ctx);
    }
    const first = request.success[0];
    this.#propose(request, exchange, first?.type ?? 'txn', first?.key ?? '');
  }

  #propose(command: Command, exchange: Exchange | undefined, verb: string, object: string, cause?: Context): void {
    const ctx = this.#sim.trace.start('commit', cause ?? (exchange as Exchange).ctx, { verb, object });
    if (exchange !== undefined) this.#waiting.set(command, exchange);
    this.#log.propose(command, ctx);
  }

  #apply(entries: readonly LogEntry[]): void {
    const events: KeyValue[] = [];
    for (const entry of entries) {
      const before = events.length;
      const reply = this.#applyOne(entry, events);
      const revision = this.#data.store.revision;
      this.#remember(entry, revision);
      this.#sim.trace.end(entry.ctx, {
        revision,
        wrote: events.length === before ? NOTHING_WRITTEN : WRITTEN,
      });
      const exchange = this.#waiting.get(entry.command);
      this.#waiting.delete(entry.command);
      exchange?.reply(reply, entry.ctx);
    }
    if (events.length > 0) this.#hub.publish(events, this.#data.store.revision);
    this.#compactIfLong();
  }

  #applyOne(entry: LogEntry, events: KeyValue[]): EtcdReply<unknown> {
    const { store, lessor } = this.#data;
    const nowUs = this.#sim.clock.nowUs;
    const { command, ctx } = entry;
    switch (command.op) {
      case 'txn': {
        const plan = planTxn(store, command);
        const missing = plan.changes.find(
          (change) => change.type === 'put' && change.lease !== 0 && lessor.get(change.lease) === undefined,
        );
        if (missing !== undefined) return leaseNotFound();
        const written = store.commit(plan.changes, nowUs, ctx);
        for (const version of written) lessor.attach(version.key, version.lease);
        events.push(...written);
        const value: TxnResult = { succeeded: plan.succeeded, revision: store.revision, written, found: plan.found };
        return { ok: true, value };
      }
      case 'leaseGrant': {
        const lease = lessor.grant(command.id, command.ttlSeconds, nowUs, ctx);
        this.#armLease(lease);
        return { ok: true, value: leaseResult(lease) };
      }
      case 'leaseRevoke': {
        this.#leaseTimers.get(command.id)?.cancel();
        this.#leaseTimers.delete(command.id);
        const keys = lessor.revoke(command.id);
        const changes = keys.map((key) => ({ type: 'delete', key }) as const);
        events.push(...store.commit(changes, nowUs, ctx));
        return { ok: true, value: { id: command.id, ttlSeconds: 0 } satisfies LeaseResult };
      }
      case 'compact':
        return store.compact(command.revision);
    }
  }

  #keepAlive(id: number, exchange: Exchange): void {
    const lease = this.#data.lessor.keepAlive(id, this.#sim.clock.nowUs);
    if (lease === undefined) return exchange.reply(leaseNotFound(), exchange.ctx);
    this.#armLease(lease);
    exchange.reply({ ok: true, value: leaseResult(lease) }, exchange.ctx);
  }

  /** Expiry is background work: nothing a person did is waiting for it. */
  #armLease(lease: Lease): void {
    this.#leaseTimers.get(lease.id)?.cancel();
    const expire = (): void => {
      this.#leaseTimers.delete(lease.id);
      const cause = { span: lease.grantedBy.span, background: true };
      this.#propose({ op: 'leaseRevoke', id: lease.id }, undefined, 'expire', `lease/${lease.id}`, cause);
    };
    this.#leaseTimers.set(lease.id, this.#sim.clock.after(lease.deadlineUs - this.#sim.clock.nowUs, true, expire));
  }

  #watch(request: WatchRequest, exchange: Exchange): void {
    const { store } = this.#data;
    const { key, end } = request;
    const since = request.startRevision ?? 0;
    const missed = since > 0 ? store.eventsFrom(since) : ({ ok: true, value: [] } as const);
    if (!missed.ok) {
      exchange.reply(missed, exchange.ctx);
      return exchange.end(exchange.ctx);
    }
    const send = (frame: WatchFrame): void => exchange.send(frame, causeOf(frame.events));
    const watcher = { key, end, send };
    exchange.reply({ ok: true, value: { revision: store.revision } }, exchange.ctx);
    const catchUp = new WatchHub();
    catchUp.add(watcher);
    catchUp.publish(missed.value, store.revision);
    this.#hub.add(watcher);
    exchange.onClose(() => this.#hub.remove(watcher));
  }

  #remember(entry: LogEntry, revision: number): void {
    const { recent } = this.#data;
    const { index, term, command } = entry;
    const first = command.op === 'txn' ? command.success[0] : undefined;
    const line: LogLine = {
      index,
      term,
      revision,
      timeUs: this.#sim.clock.nowUs,
      verb: first?.type ?? command.op,
      object: first?.key ?? '',
    };
    recent.push(line);
    if (recent.length > RECENT_LOG_LIMIT) recent.shift();
  }

  #compactIfLong(): void {
    const { store } = this.#data;
    const kept = store.revision - store.compactRevision;
    if (kept > this.#historyLimit * COMPACTION_SLACK) store.compact(store.revision - this.#historyLimit);
  }
}

/** A group counts as foreground when any of its events does. */
function causeOf(events: readonly KeyValue[]): Context {
  return (events.find((event) => !event.commit.background) ?? (events[0] as KeyValue)).commit;
}

function leaseResult(lease: Lease): LeaseResult {
  return { id: lease.id, ttlSeconds: lease.ttlSeconds };
}

function leaseNotFound(): EtcdReply<never> {
  return { ok: false, error: { reason: 'leaseNotFound', message: LEASE_NOT_FOUND } };
}
