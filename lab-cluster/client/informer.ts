// An informer: list once, watch for ever, list again when the watch is lost; tells its handlers of every change.
// Models staging/src/k8s.io/client-go/tools/cache/reflector.go and shared_informer.go.
import { pathOf } from '../api/kind.ts';
import type { Kind } from '../api/kind.ts';
import { keyOf } from '../api/object.ts';
import type { KubeObject } from '../api/object.ts';
import type { WatchEvent } from '../api/request.ts';
import type { Context, Sim, Task } from '../sim/sim.ts';
import { Promised, sleep } from '../sim/task.ts';
import type { Client } from './client.ts';
import { InformerStore } from './informer-store.ts';
import type { Informer, InformerHandlers } from './informer-types.ts';
import { listQuery, nameOf } from './rest-client.ts';

export interface InformerOptions {
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  /** True for resources that change by heartbeats only (leases): their events never keep the lab from being idle. */
  readonly background?: boolean;
}

/** An informer as its owner holds it; everyone else gets the plain Informer. */
export interface StartableInformer<T extends KubeObject = KubeObject> extends Informer<T> {
  /** Begins to list and watch; starting twice does nothing. */
  start(): void;
  waitForSync(): Task<void>;
}

export function createInformer<T extends KubeObject>(
  sim: Sim,
  client: Client,
  kind: Kind<T>,
  options: InformerOptions = {},
): StartableInformer<T> {
  return new ListingInformer(sim, client, kind, options);
}

/** How a watch came to its end: go on from the last revision, list again at once, or wait before listing again. */
type WatchEnd = 'resume' | 'relist' | 'unreachable';

const backoffFirstMs = 800;
const backoffMostMs = 30_000;
/** Attempts to come back (about three minutes) that keep the lab from being idle; after that it is a fact of life. */
const attemptsInForeground = 9;
/** A watch that held this long forgets the failures before it. */
const heldUs = 120_000_000;
/** A server that closes a watch sooner than this is not well. */
const tooSoonUs = 1_000_000;

/** A watch that the server closes when its time is up is opened again as a matter of routine. */
const routine: Context = { span: 0, background: true };

class ListingInformer<T extends KubeObject> implements StartableInformer<T> {
  readonly kind: Kind<T>;
  readonly #sim: Sim;
  readonly #client: Client;
  readonly #options: InformerOptions;
  readonly #store = new InformerStore<T>();
  readonly #handlers: InformerHandlers<T>[] = [];
  readonly #firstSync = new Promised<void>();
  #started = false;
  /** Newest revision seen; empty before the first list. */
  #revision = '';
  #lastListed: Context;
  /** Why the server has to be asked for everything: the start of this process, and later what broke the watch. */
  #why: Context;
  #lostBy: Context | undefined = undefined;

  constructor(sim: Sim, client: Client, kind: Kind<T>, options: InformerOptions) {
    this.#sim = sim;
    this.#client = client;
    this.kind = kind;
    this.#options = options;
    this.#why = sim.startedBy;
    this.#lastListed = { span: sim.startedBy.span, background: true };
  }

  get lostBy(): Context | undefined {
    return this.#lostBy;
  }

  get synced(): boolean {
    return this.#firstSync.settled;
  }

  get size(): number {
    return this.#store.size;
  }

  get(key: string): T | undefined {
    return this.#store.get(key);
  }

  list(): Iterable<T> {
    return this.#store.list();
  }

  byIndex(index: string, value: string): readonly T[] {
    return this.#store.byIndex(index, value);
  }

  addIndex(name: string, values: (object: T) => readonly string[]): void {
    this.#store.addIndex(name, values);
  }

  handle(handlers: InformerHandlers<T>): void {
    this.#handlers.push(handlers);
    for (const object of this.#store.list()) handlers.add?.(object, this.#lastListed);
  }

  start(): void {
    if (this.#started) return;
    this.#started = true;
    this.#sim.spawn(this.#run());
  }

  waitForSync(): Task<void> {
    return this.#firstSync.wait();
  }

  *#run(): Task<void> {
    const { clock, rng } = this.#sim;
    let failures = 0;
    for (;;) {
      if (yield* this.#listAll(failures)) {
        const beganUs = clock.nowUs;
        let end: WatchEnd = 'resume';
        while (end === 'resume') {
          const openedUs = clock.nowUs;
          end = yield* this.#watch();
          if (end === 'resume' && clock.nowUs - openedUs < tooSoonUs) end = 'unreachable';
        }
        if (clock.nowUs - beganUs > heldUs) failures = 0;
      }
      const backoffMs = Math.min(backoffFirstMs * 2 ** failures, backoffMostMs);
      yield* sleep(this.#sim, backoffMs * (1 + rng.unit()), failures >= attemptsInForeground);
      failures += 1;
    }
  }

  /** Lists everything; false when the server could not be asked. */
  *#listAll(failures: number): Task<boolean> {
    const { trace } = this.#sim;
    const { kind } = this;
    const span = trace.start(
      'watch',
      { span: this.#why.span, background: failures >= attemptsInForeground },
      { object: kind.plural, verb: 'list' },
    );
    // The first list may come from the server's cache; later ones must not be older than what was seen.
    const listed = yield* this.#client.list(span, kind, { ...this.#options, ...(this.#revision === '' ? { resourceVersion: '0' } : {}) });
    if (!listed.ok) {
      const { message, reason = 'no reason given', code } = listed.status;
      trace.end(span, { saw: `the list failed: ${message ?? reason}`, code });
      return false;
    }
    this.#revision = listed.value.metadata.resourceVersion;
    this.#lostBy = undefined;
    // What a list brings is real change; only the asking was routine.
    this.#lastListed = { span: span.span, background: this.#options.background === true };
    this.#replace(listed.value.items, this.#lastListed);
    const saw = `${listed.value.items.length} ${kind.plural} at revision ${this.#revision}`;
    trace.end(span, { saw, revision: Number(this.#revision) });
    this.#firstSync.settle();
    return true;
  }

  /** Watches from the last revision until the watch ends. */
  *#watch(): Task<WatchEnd> {
    const ended = new Promised<WatchEnd>();
    const { kind } = this;
    const query = { ...listQuery({ ...this.#options, resourceVersion: this.#revision }), watch: 'true', allowWatchBookmarks: 'true' };
    const request = { method: 'GET', path: pathOf(kind, this.#options.namespace), query } as const;
    const stream = this.#client.transport.watch(request, routine, {
      opened(response) {
        if (response.code !== 200) ended.settle(response.code === 410 ? 'relist' : 'unreachable');
      },
      event: (event, ctx) => {
        if (ended.settled) return;
        if (event.type === 'ERROR') ended.settle(event.object.code === 410 ? 'relist' : 'unreachable');
        else this.#deliver(event as WatchEvent<T>, ctx);
      },
      closed: (fault, cause) => {
        if (!ended.settled) this.#lostBy = cause;
        ended.settle(fault === undefined ? 'resume' : 'unreachable');
      },
    });
    const end = yield* ended.wait();
    stream.cancel();
    this.#why = this.#lostBy ?? routine;
    return end;
  }

  #deliver(event: WatchEvent<T>, cause: Context): void {
    if (event.type === 'ERROR') return;
    this.#revision = event.object.metadata.resourceVersion;
    if (event.type === 'BOOKMARK') return;
    const { namespace, name } = event.object.metadata;
    const { trace } = this.#sim;
    const from = this.#options.background === true && !cause.background ? { span: cause.span, background: true } : cause;
    const span = trace.start('watch', from, { object: nameOf(this.kind, namespace, name), verb: event.type.toLowerCase() });
    if (event.type === 'DELETED') this.#remove(keyOf(event.object), event.object, span);
    else this.#put(event.object, span);
    trace.end(span, { revision: Number(this.#revision) });
  }

  #replace(items: readonly T[], ctx: Context): void {
    const present = new Set<string>();
    for (const listed of items) {
      const item = withType(this.kind, listed);
      const key = keyOf(item);
      present.add(key);
      if (this.#store.get(key)?.metadata.resourceVersion !== item.metadata.resourceVersion) this.#put(item, ctx);
    }
    const gone = [...this.#store.list()].map(keyOf).filter((key) => !present.has(key));
    for (const key of gone) this.#remove(key, undefined, ctx);
  }

  #put(object: T, ctx: Context): void {
    const previous = this.#store.put(object);
    for (const handler of this.#handlers) {
      if (previous === undefined) handler.add?.(object, ctx);
      else handler.update?.(object, previous, ctx);
    }
  }

  #remove(key: string, last: T | undefined, ctx: Context): void {
    const previous = this.#store.remove(key);
    if (previous === undefined) return;
    for (const handler of this.#handlers) handler.delete?.(last ?? previous, ctx);
  }
}

/** Objects inside a list may come without apiVersion and kind; everyone who reads an informer may rely on them. */
function withType<T extends KubeObject>(kind: Kind<T>, object: T): T {
  return object.kind === kind.kind ? object : { ...object, apiVersion: kind.apiVersion, kind: kind.kind };
}
