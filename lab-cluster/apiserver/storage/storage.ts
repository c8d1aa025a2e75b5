// Objects in etcd: create, guaranteed update, delete and reads at a revision. Every object is stored once and shared.
// Models apiserver/pkg/storage/etcd3/store.go.
import { alreadyExists, conflict, expired, notFoundStatus, plainFailure } from '../../api/errors.ts';
import { goQuote } from '../../api/field-errors.ts';
import { deepEqual } from '../../api/equal.ts';
import type { Kind } from '../../api/kind.ts';
import type { KubeObject } from '../../api/object.ts';
import { kindOf } from '../../api/registry.ts';
import type { Result, Status } from '../../api/status.ts';
import { type KeyValue, type TxnResult, COMPACTED, FUTURE_REVISION, prefixEnd } from '../../etcd/api.ts';
import { invariant } from '../../sim/invariant.ts';
import type { Context, Task } from '../../sim/sim.ts';
import type { EtcdAnswer, EtcdClient } from './etcd-client.ts';
import { registryKey, registryPrefix } from './registry-key.ts';
import type { WatchCache } from './watch-cache.ts';

/** Fills metadata.resourceVersion at the instant of the commit, so that there is one object per version, ever. */
export function stampResourceVersion(value: unknown, revision: number): void {
  // A mark of the API server's own, such as how far was compacted, is a mere text.
  if (typeof value === 'string') return;
  (value as { metadata: { resourceVersion: string } }).metadata.resourceVersion = String(revision);
}

/** What an attempt to change an object came to. */
export type Attempt =
  | { readonly type: 'write'; readonly object: KubeObject }
  | { readonly type: 'delete'; readonly object: KubeObject }
  | { readonly type: 'fail'; readonly status: Status }
  /** Something has to be waited for before the attempt is known. */
  | { readonly type: 'wait'; readonly task: Task<SettledAttempt> };

export type SettledAttempt = Exclude<Attempt, { readonly type: 'wait' }>;

/** `deleted` tells that the object is gone: its last state is in `object`. */
export interface Written {
  readonly object: KubeObject;
  readonly revision: number;
  readonly deleted: boolean;
  /** False when nothing changed and nothing was written. */
  readonly changed: boolean;
}

export interface WriteOptions {
  readonly dryRun: boolean;
  readonly lease?: number;
  /** The state to begin with, when the caller has just written it; otherwise what the watch cache has. */
  readonly from?: KubeObject;
}

export interface Page {
  readonly items: readonly KubeObject[];
  readonly revision: number;
  readonly remaining: number;
}

/** Attempts of one update against others who write the same object; upstream has no limit, but a bug should show. */
const ATTEMPT_LIMIT = 1000;

export class Storage {
  readonly #etcd: EtcdClient;
  readonly #cache: WatchCache;

  constructor(etcd: EtcdClient, cache: WatchCache) {
    this.#etcd = etcd;
    this.#cache = cache;
  }

  *create(ctx: Context, kind: Kind, draft: KubeObject, options: WriteOptions): Task<Result<Written>> {
    const { namespace, name } = draft.metadata;
    const key = registryKey(kind, namespace, name);
    if (options.dryRun) {
      if (this.#cache.get(kind, key) !== undefined) return { ok: false, status: alreadyExists(kind, name) };
      return { ok: true, value: { object: draft, revision: 0, deleted: false, changed: false } };
    }
    const answer = yield* this.#etcd.txn(ctx, {
      op: 'txn',
      compare: [{ key, target: 'modRevision', result: '=', value: 0 }],
      success: [put(key, draft, options.lease)],
    });
    if (!answer.ok) return answer;
    if (!answer.value.succeeded) return { ok: false, status: alreadyExists(kind, name) };
    return { ok: true, value: this.#written(answer.value) };
  }

  /**
   * Changes an object by a pure function of its present state, again and again until nobody else came in between. The
   * first attempt trusts the watch cache; a refusal that rests on old state is checked against etcd.
   */
  *update(
    ctx: Context,
    kind: Kind,
    namespace: string | undefined,
    name: string,
    attempt: (existing: KubeObject) => Attempt,
    options: WriteOptions,
  ): Task<Result<Written>> {
    const key = registryKey(kind, namespace, name);
    let existing = options.from ?? this.#cache.get(kind, key);
    let fresh = false;
    for (let count = 0; count < ATTEMPT_LIMIT; count++) {
      const first: Attempt = existing === undefined ? { type: 'fail', status: notFoundStatus(kind, name) } : attempt(existing);
      const outcome = first.type === 'wait' ? yield* first.task : first;
      if (outcome.type === 'fail') {
        if (fresh) return { ok: false, status: outcome.status };
        const read = yield* this.#read(ctx, key);
        if (!read.ok) return read;
        if (read.value === existing) return { ok: false, status: outcome.status };
        existing = read.value;
        fresh = true;
        continue;
      }
      const present = existing as KubeObject;
      const unchanged = outcome.type === 'write' && sameButVersion(outcome.object, present);
      if (unchanged || options.dryRun) {
        const object = unchanged ? present : outcome.object;
        return { ok: true, value: { object, revision: revisionOf(present), deleted: outcome.type === 'delete', changed: false } };
      }
      const swapped = yield* this.#swap(ctx, key, present, outcome, options.lease);
      if (!swapped.ok) return swapped;
      if (swapped.value.succeeded) {
        const { written } = swapped.value;
        if (outcome.type === 'write') return { ok: true, value: this.#written(swapped.value) };
        this.#cache.noteWritten(swapped.value.revision);
        return { ok: true, value: { object: outcome.object, revision: written[0]?.modRevision ?? 0, deleted: true, changed: true } };
      }
      existing = objectOf(swapped.value.found[0]);
      fresh = true;
    }
    invariant(false, () => `${ATTEMPT_LIMIT} attempts to update ${key}`);
  }

  /** Many objects in one revision: new ones that must not be there yet, and others over what is there. All or nothing. */
  *writeMany(ctx: Context, created: readonly KubeObject[], replaced: readonly KubeObject[]): Task<Result<undefined>> {
    const keyed = (object: KubeObject): string => {
      const kind = kindOf(object.apiVersion, object.kind) as Kind;
      return registryKey(kind, object.metadata.namespace, object.metadata.name);
    };
    const compare = [
      ...created.map((object) => ({ key: keyed(object), target: 'modRevision', result: '=', value: 0 }) as const),
      ...replaced.map((object) => ({ key: keyed(object), target: 'modRevision', result: '=', value: revisionOf(object) }) as const),
    ];
    const success = [...created, ...replaced].map((object) => put(keyed(object), object, undefined));
    const answer = yield* this.#etcd.txn(ctx, { op: 'txn', compare, success });
    if (!answer.ok) return answer;
    if (!answer.value.succeeded) return { ok: false, status: unwritten() };
    this.#cache.noteWritten(answer.value.revision);
    return { ok: true, value: undefined };
  }

  /** A consistent page of a collection at one revision. */
  *page(ctx: Context, kind: Kind, from: PageStart): Task<Result<Page>> {
    const prefix = registryPrefix(kind, from.namespace);
    const answer = yield* this.#etcd.range(ctx, {
      op: 'range',
      key: from.startKey === '' ? prefix : prefix + from.startKey,
      end: prefixEnd(prefix),
      limit: from.limit,
      ...(from.revision === 0 ? {} : { revision: from.revision }),
    });
    if (!answer.ok) return { ok: false, status: pageFailure(answer.status, from, this.#cache.revision) };
    const { items, count, revision } = answer.value;
    const objects = items.map((version) => version.value as KubeObject);
    return {
      ok: true,
      value: { items: objects, revision: from.revision === 0 ? revision : from.revision, remaining: count - items.length },
    };
  }

  *#read(ctx: Context, key: string): Task<EtcdAnswer<KubeObject | undefined>> {
    const answer = yield* this.#etcd.range(ctx, { op: 'range', key });
    return answer.ok ? { ok: true, value: objectOf(answer.value.items[0]) } : answer;
  }

  #swap(
    ctx: Context,
    key: string,
    present: KubeObject,
    outcome: SettledAttempt & { object: KubeObject },
    lease: number | undefined,
  ): Task<EtcdAnswer<TxnResult>> {
    return this.#etcd.txn(ctx, {
      op: 'txn',
      compare: [{ key, target: 'modRevision', result: '=', value: revisionOf(present) }],
      success: [outcome.type === 'delete' ? { type: 'delete', key } : put(key, outcome.object, lease)],
      failure: [{ type: 'range', key }],
    });
  }

  #written(result: TxnResult): Written {
    this.#cache.noteWritten(result.revision);
    const version = result.written[0] as KeyValue;
    return { object: version.value as KubeObject, revision: version.modRevision, deleted: false, changed: true };
  }
}

export interface PageStart {
  readonly namespace: string | undefined;
  /** Key after the collection's prefix to begin with; empty for the first page. */
  readonly startKey: string;
  readonly limit: number;
  /** 0 for the newest. */
  readonly revision: number;
}

function revisionOf(object: KubeObject): number {
  return Number(object.metadata.resourceVersion);
}

/** The copy that goes into the store: metadata of its own, to be stamped. */
function put(key: string, draft: KubeObject, lease: number | undefined): { type: 'put'; key: string; value: KubeObject; lease: number } {
  return { type: 'put', key, value: { ...draft, metadata: { ...draft.metadata, resourceVersion: '' } }, lease: lease ?? 0 };
}

function objectOf(version: KeyValue | undefined): KubeObject | undefined {
  return version?.value as KubeObject | undefined;
}

/** Nothing but the version differs, which nobody may set. */
function sameButVersion(next: KubeObject, existing: KubeObject): boolean {
  if (next === existing) return true;
  const { metadata } = next;
  const { resourceVersion } = existing.metadata;
  const comparable = metadata.resourceVersion === resourceVersion ? next : { ...next, metadata: { ...metadata, resourceVersion } };
  return deepEqual(comparable, existing);
}

/** Somebody else wrote one of many in between. */
function unwritten(): Status {
  const message = 'the objects have been modified; please apply your changes to the latest version and try again';
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason: 'Conflict', code: 409 };
}

function pageFailure(status: Status, from: PageStart, current: number): Status {
  if (status.message === COMPACTED) return expired('The resourceVersion for the provided list is too old.');
  if (status.message === FUTURE_REVISION) return tooLargeVersion(from.revision, current);
  return status;
}

/** Asked for a state that does not exist yet. */
export function tooLargeVersion(asked: number, current: number): Status {
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: `Timeout: Too large resource version: ${asked}, current: ${current}`,
    reason: 'Timeout',
    details: { causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }], retryAfterSeconds: 1 },
    code: 504,
  };
}

/** PUT or a patch that names a version which is no longer the newest. 0 names none. */
export function staleVersion(kind: Kind, next: KubeObject, existing: KubeObject): Status | undefined {
  const { resourceVersion: asked = '' } = next.metadata as { readonly resourceVersion?: string };
  if (asked === existing.metadata.resourceVersion || isUnversioned(next)) return undefined;
  if (!/^\d+$/.test(asked)) return plainFailure(`strconv.ParseUint: parsing ${goQuote(asked)}: invalid syntax`);
  return conflict(kind, existing.metadata.name);
}

export function isUnversioned({ metadata }: KubeObject): boolean {
  return /^0*$/.test((metadata as { readonly resourceVersion?: string }).resourceVersion ?? '');
}
