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

/** How a watch came to its end: go on from the last revision, list again at once, or wait before listing again. */
type WatchEnd = 'resume' | 'relist' | 'unreachable';

const backoffFirstMs = 800;
const backoffMostMs = 30_000;
/** Attempts to come back (about three minutes) that keep the lab from being idle; after that it is a fact of life. */
const attemptsInForeground = 9;

/** The start of a process has no cause inside the lab. */
const uncaused = (background: boolean): Context => ({ span: 0, background });

export function createInformer<T extends KubeObject>(
  sim: Sim,
  client: Client,
  kind: Kind<T>,
  options: InformerOptions = {},
): StartableInformer<T> {
  const store = new InformerStore<T>();
  const handlers: InformerHandlers<T>[] = [];
  const firstSync = new Promised<void>();
  let started = false;
  let revision = '';
  let lastListed: Context = uncaused(true);

  function put(object: T, ctx: Context): void {
    const previous = store.put(object);
    for (const handler of handlers) {
      if (previous === undefined) handler.add?.(object, ctx);
      else handler.update?.(object, previous, ctx);
    }
  }

  function remove(key: string, last: T | undefined, ctx: Context): void {
    const previous = store.remove(key);
    if (previous === undefined) return;
    for (const handler of handlers) handler.delete?.(last ?? previous, ctx);
  }

  function replace(items: readonly T[], ctx: Context): void {
    const present = new Set<string>();
    for (const listed of items) {
      const item = withType(kind, listed);
      const key = keyOf(item);
      present.add(key);
      if (store.get(key)?.metadata.resourceVersion !== item.metadata.resourceVersion) put(item, ctx);
    }
    const gone = [...store.list()].map(keyOf).filter((key) => !present.has(key));
    for (const key of gone) remove(key, undefined, ctx);
  }

  /** Lists everything; false when the server could not be asked. */
  function* listAll(failures: number): Task<boolean> {
    const span = sim.trace.start('watch', uncaused(failures >= attemptsInForeground), { object: kind.plural, verb: 'list' });
    const listed = yield* client.list(span, kind, { ...options, ...(revision === '' ? { resourceVersion: '0' } : {}) });
    if (!listed.ok) {
      sim.trace.end(span, {
        saw: `the list failed: ${listed.status.message ?? listed.status.reason ?? 'no reason given'}`,
        code: listed.status.code,
      });
      return false;
    }
    revision = listed.value.metadata.resourceVersion;
    // What a list brings is real change; only the asking was routine.
    lastListed = { span: span.span, background: options.background === true };
    replace(listed.value.items, lastListed);
    sim.trace.end(span, { saw: `${listed.value.items.length} ${kind.plural} at revision ${revision}`, revision: Number(revision) });
    firstSync.settle();
    return true;
  }

  function deliver(event: WatchEvent<T>, cause: Context): void {
    if (event.type === 'ERROR') return;
    revision = event.object.metadata.resourceVersion;
    if (event.type === 'BOOKMARK') return;
    const { namespace, name } = event.object.metadata;
    const from = options.background === true && !cause.background ? { span: cause.span, background: true } : cause;
    const span = sim.trace.start('watch', from, { object: nameOf(kind, namespace, name), verb: event.type.toLowerCase() });
    if (event.type === 'DELETED') remove(keyOf(event.object), event.object, span);
    else put(event.object, span);
    sim.trace.end(span, { revision: Number(revision) });
  }

  /** Watches from the last revision until the watch ends. */
  function* watch(): Task<WatchEnd> {
    const ended = new Promised<WatchEnd>();
    const query = { ...listQuery({ ...options, resourceVersion: revision }), watch: 'true', allowWatchBookmarks: 'true' };
    const stream = client.transport.watch({ method: 'GET', path: pathOf(kind, options.namespace), query }, uncaused(true), {
      opened(response) {
        if (response.code !== 200) ended.settle(response.code === 410 ? 'relist' : 'unreachable');
      },
      event(event, ctx) {
        if (ended.settled) return;
        if (event.type === 'ERROR') ended.settle(event.object.code === 410 ? 'relist' : 'unreachable');
        else deliver(event as WatchEvent<T>, ctx);
      },
      closed: (fault) => ended.settle(fault === undefined ? 'resume' : 'unreachable'),
    });
    const end = yield* ended.wait();
    stream.cancel();
    return end;
  }

  function* run(): Task<void> {
    let failures = 0;
    for (;;) {
      if (yield* listAll(failures)) {
        const beganUs = sim.clock.nowUs;
        let end: WatchEnd = 'resume';
        while (end === 'resume') {
          const openedUs = sim.clock.nowUs;
          end = yield* watch();
          // A server that closes at once is not well: treat it as unreachable rather than ask in a tight loop.
          if (end === 'resume' && sim.clock.nowUs - openedUs < 1_000_000) end = 'unreachable';
        }
        if (sim.clock.nowUs - beganUs > 120_000_000) failures = 0;
      }
      const backoffMs = Math.min(backoffFirstMs * 2 ** failures, backoffMostMs);
      yield* sleep(sim, backoffMs * (1 + sim.rng.unit()), failures >= attemptsInForeground);
      failures += 1;
    }
  }

  return {
    kind,
    get synced() {
      return firstSync.settled;
    },
    get size() {
      return store.size;
    },
    get: (key) => store.get(key),
    list: () => store.list(),
    byIndex: (name, value) => store.byIndex(name, value),
    addIndex: (name, values) => store.addIndex(name, values),
    handle(handler) {
      handlers.push(handler);
      for (const object of store.list()) handler.add?.(object, lastListed);
    },
    start() {
      if (started) return;
      started = true;
      sim.spawn(run());
    },
    waitForSync: () => firstSync.wait(),
  };
}

/** Objects inside a list may come without apiVersion and kind; everyone who reads an informer may rely on them. */
function withType<T extends KubeObject>(kind: Kind<T>, object: T): T {
  return object.kind === kind.kind ? object : { ...object, apiVersion: kind.apiVersion, kind: kind.kind };
}
