// Deleting: at once, gracefully, or when the last finalizer is gone.
// Models apiserver/pkg/registry/generic/registry/store.go Delete and rest/delete.go BeforeDelete.
import { conflict } from '../../api/errors.ts';
import type { Kind } from '../../api/kind.ts';
import type { KubeObject, ObjectMeta } from '../../api/object.ts';
import type { Result, Status } from '../../api/status.ts';
import { instantOf, timestamp } from '../../api/time.ts';
import { storedKindOf } from '../../api/versions.ts';
import type { Micros, Task } from '../../sim/sim.ts';
import { type DeleteQuery, readDeleteOptions, shownOptions } from './delete-options.ts';
import { admissionEnv, admissionOf, objectStages, type ResourceCall, warn } from '../pipeline.ts';
import { hooksOf } from './begin-write.ts';
import { registryKey } from '../storage/registry-key.ts';
import { noteStorage } from './create.ts';
import { parseListQuery } from './options.ts';
import { type Answer, listAnswer, refusal, select } from './read.ts';
import type { Server } from '../server-state.ts';
import type { Attempt, Written } from '../storage/storage.ts';
import { negotiate, representObject } from './tables.ts';

const ORPHAN = 'orphan';
const FOREGROUND = 'foregroundDeletion';
type Meta = { -readonly [Key in keyof ObjectMeta]: ObjectMeta[Key] };

export function* remove(call: ResourceCall, server: Server): Task<Answer> {
  const { kind, name = '' } = call.route;
  const form = negotiate(call.request);
  if (!form.ok) return refusal(call, form.status);
  const options = readDeleteOptions(call);
  if (!options.ok) return refusal(call, options.status);
  warnOfPropagation(call, options.value);
  const written = yield* removeObject(call, server, name, options.value);
  if (!written.ok) return refusal(call, written.status);
  const { object, revision, deleted } = written.value;
  const wrote = deleted ? 'Its end.' : 'A mark that it is to end; who cares for it does the rest.';
  const shown = (): KubeObject => representObject(kind, object, form.value, server.sim.clock.nowUs);
  const body = deleted && kind.showsDeleted !== true ? deletedStatus(storedKindOf(kind), object) : shown();
  // Who asked for the dependants' end in the old way hears that the end is still to come.
  const code = !deleted && options.value.deletesDependants ? 202 : 200;
  return { response: { code, body }, end: { wrote, code, revision, detail: call.detail } };
}

/** Deletes everything a selection matches, one after the other, and answers with the list of it as it was before. */
export function* removeCollection(call: ResourceCall, server: Server): Task<Answer> {
  const { kind } = call.route;
  const form = negotiate(call.request, { kind, shape: 'list' });
  if (!form.ok) return refusal(call, form.status);
  const query = parseListQuery(kind, call.request.query, false);
  if (!query.ok) return refusal(call, query.status);
  const options = readDeleteOptions(call);
  if (!options.ok) return refusal(call, options.status);
  warnOfPropagation(call, options.value);
  const selected = yield* select(call, server);
  if (!selected.ok) return refusal(call, selected.status);
  for (const { metadata } of selected.value.items) {
    const written = yield* removeObject(call, server, metadata.name, options.value);
    if (!written.ok && written.status.reason !== 'NotFound') return refusal(call, written.status);
  }
  const { items } = selected.value;
  return listAnswer(call, server, selected.value, { wrote: `The end of ${items.length} ${call.route.kind.plural}.` });
}

function warnOfPropagation(call: ResourceCall, { propagationPolicy }: DeleteQuery): void {
  const { propagationWarning } = call.route.kind;
  if (propagationPolicy === undefined && propagationWarning !== undefined) warn(call, propagationWarning);
}

export function* removeObject(call: ResourceCall, server: Server, name: string, options: DeleteQuery): Task<Result<Written>> {
  const { namespace } = call.route;
  const kind = storedKindOf(call.route.kind);
  const nowUs = server.sim.clock.nowUs;
  let finishing = false;
  const mark = (existing: KubeObject): Attempt => {
    const refused = checkPreconditions(kind, existing, options) ?? admitDelete(call, server, existing, options);
    if (refused !== undefined) return { type: 'fail', status: refused };
    const step = nextStep(kind, existing, options, nowUs);
    finishing = step.type === 'finish';
    if (step.type === 'delete') return { type: 'delete', object: existing };
    return { type: 'write', object: step.object };
  };
  const key = registryKey(kind, namespace, name);
  const marked = yield* server.storage.update(call.ctx, kind, namespace, name, mark, { dryRun: options.dryRun });
  noteStorage(call, key, marked);
  const hooks = hooksOf(kind);
  if (hooks !== undefined && marked.ok && marked.value.changed && marked.value.deleted)
    yield* hooks.afterDelete(server, call.ctx, marked.value.object);
  if (!marked.ok || !finishing || options.dryRun) return marked;
  // The last moment of a graceful end is written before the object goes, so that watchers see both.
  const last = marked.value.object;
  const sameAgain = (existing: KubeObject): Attempt =>
    existing.metadata.uid === last.metadata.uid
      ? { type: 'delete', object: existing }
      : { type: 'fail', status: gone(kind, existing, last) };
  const removed = yield* server.storage.update(call.ctx, kind, namespace, name, sameAgain, { dryRun: false, from: last });
  noteStorage(call, key, removed);
  // Somebody else was faster: what was asked for has happened.
  return !removed.ok && removed.status.reason === 'NotFound' ? { ok: true, value: { ...marked.value, deleted: true } } : removed;
}

/** write: it stays, marked · finish: marked and then gone · delete: gone at once. */
type Step = { readonly type: 'write' | 'finish'; readonly object: KubeObject } | { readonly type: 'delete' };

function nextStep(kind: Kind, existing: KubeObject, options: DeleteQuery, nowUs: Micros): Step {
  const { metadata } = existing;
  if (kind.emptiedFirst !== undefined) return emptyingStep(kind.emptiedFirst, existing, options, nowUs);
  const terminating = metadata.deletionTimestamp !== undefined;
  const pending = metadata.deletionGracePeriodSeconds ?? 0;
  const graceful = kind.deletionGraceSeconds !== undefined && !(terminating && pending === 0);
  const finalizers = finalizersFor(kind, metadata.finalizers ?? [], options);
  const held = finalizers.length > 0;
  if (!graceful) {
    if (!held) return { type: 'delete' };
    return { type: 'write', object: { ...existing, metadata: overdue(metadata, finalizers, nowUs) } };
  }
  const asked = options.gracePeriodSeconds;
  // What is ending already may only be hurried, by as much as was said, be it a pod that would now need no time at all.
  const seconds = terminating ? Math.max(asked ?? pending, asked === 0 ? 0 : 1) : (kind.deletionGraceSeconds?.(existing, asked) ?? 0);
  if (terminating && seconds >= pending) return { type: 'write', object: existing };
  const object = { ...existing, metadata: marked(metadata, finalizers, seconds, nowUs) };
  return { type: seconds === 0 && !held ? 'finish' : 'write', object };
}

type Emptied = NonNullable<Kind['emptiedFirst']>;

function emptyingStep({ mark, isHeld }: Emptied, existing: KubeObject, options: DeleteQuery, nowUs: Micros): Step {
  const { metadata } = existing;
  const finalizers = finalizersFor(undefined, metadata.finalizers ?? [], options);
  if (metadata.deletionTimestamp === undefined) {
    return { type: 'write', object: { ...mark(existing), metadata: marked(metadata, finalizers, undefined, nowUs) } };
  }
  return isHeld(existing) || finalizers.length > 0 ? { type: 'write', object: existing } : { type: 'delete' };
}

function marked(metadata: ObjectMeta, finalizers: readonly string[], seconds: number | undefined, nowUs: Micros): ObjectMeta {
  const next: Meta = { ...metadata };
  const had = metadata.deletionTimestamp;
  // A shorter grace moves the end to where it would be had it been asked for at first, but not into the past.
  const beganUs = had === undefined ? nowUs : instantOf(had) - (metadata.deletionGracePeriodSeconds ?? 0) * 1_000_000;
  const endUs = beganUs + (seconds ?? 0) * 1_000_000;
  next.deletionTimestamp = had !== undefined && seconds === undefined ? had : timestamp(Math.max(endUs, nowUs));
  if (seconds !== undefined) next.deletionGracePeriodSeconds = endUs < nowUs && seconds > 0 ? 1 : seconds;
  if (had === undefined && (metadata.generation ?? 0) > 0) next.generation = (metadata.generation ?? 0) + 1;
  if (finalizers.length > 0) next.finalizers = finalizers;
  else delete next.finalizers;
  return next;
}

/** What only its finalizers keep: it should be gone by now. Models markAsDeleting. */
function overdue(metadata: ObjectMeta, finalizers: readonly string[], nowUs: Micros): ObjectMeta {
  const had = metadata.deletionTimestamp;
  const next = marked(metadata, finalizers, 0, nowUs);
  return had !== undefined && instantOf(had) <= nowUs ? { ...next, deletionTimestamp: had } : next;
}

/** What happens to dependants is told to the garbage collector by finalizers. Models deletionFinalizersForGarbageCollection. */
function finalizersFor(kind: Kind | undefined, present: readonly string[], options: DeleteQuery): readonly string[] {
  // Nothing depends on what nobody may own.
  const policy = kind?.defaultPropagation === 'Unsupported' ? 'Background' : options.propagationPolicy;
  const orphan = policy === undefined ? present.includes(ORPHAN) || kind?.defaultPropagation === 'Orphan' : policy === 'Orphan';
  const foreground = policy === undefined ? present.includes(FOREGROUND) : policy === 'Foreground';
  if (orphan === present.includes(ORPHAN) && foreground === present.includes(FOREGROUND)) return present;
  const others = present.filter((finalizer) => finalizer !== ORPHAN && finalizer !== FOREGROUND);
  return [...others, ...(orphan ? [ORPHAN] : []), ...(foreground ? [FOREGROUND] : [])];
}

function checkPreconditions(kind: Kind, existing: KubeObject, { preconditions }: DeleteQuery): Status | undefined {
  const { uid, resourceVersion } = preconditions ?? {};
  const { metadata } = existing;
  // What is emptied first is deleted by code of its own, with words of its own.
  if (kind.emptiedFirst !== undefined) {
    const differs = (what: string, asked: string, is: string): Status =>
      conflict(kind, metadata.name, `Precondition failed: ${what} in precondition: ${asked}, ${what} in object meta: ${is}`);
    if (uid !== undefined && uid !== metadata.uid) return differs('UID', uid, metadata.uid);
    if (resourceVersion === undefined || resourceVersion === metadata.resourceVersion) return undefined;
    return differs('ResourceVersion', resourceVersion, metadata.resourceVersion);
  }
  const named = { ...kind, resource: kind.group === '' ? kind.kind : `${kind.kind}.${kind.group}`, plural: kind.kind };
  const differs = (what: string, asked: string, is: string, rest: string): Status =>
    conflict(named, metadata.name, `the ${what} in the precondition (${asked}) does not match the ${what} in record (${is}). ${rest}`);
  if (uid !== undefined && uid !== metadata.uid)
    return differs('UID', uid, metadata.uid, 'The object might have been deleted and then recreated');
  if (resourceVersion === undefined || resourceVersion === metadata.resourceVersion) return undefined;
  return differs('ResourceVersion', resourceVersion, metadata.resourceVersion, 'The object might have been modified');
}

/** Deletes change nothing that validation could judge; only admission is asked. An eviction was let in as one. */
function admitDelete(call: ResourceCall, server: Server, object: KubeObject, options: DeleteQuery): Status | undefined {
  if (call.route.verb === 'create') return undefined;
  const env = admissionEnv(server, call.ctx);
  // Of many that go together plugins are not told the names; what they refuse is Unknown to them.
  const isOne = call.route.name !== undefined;
  const admission = admissionOf(call, {
    operation: 'DELETE',
    name: isOne ? object.metadata.name : 'Unknown',
    requestName: isOne ? object.metadata.name : '',
    object,
    oldObject: object,
    dryRun: options.dryRun,
    options: () => shownOptions(options),
  });
  for (const stage of objectStages) {
    if (stage.name === 'schema and validation') continue;
    const outcome = stage.run({ admission, previous: object }, env, call);
    if (typeof outcome !== 'string') return outcome;
  }
  return undefined;
}

function gone(kind: Kind, existing: KubeObject, last: KubeObject): Status {
  return conflict(kind, existing.metadata.name, `the object with UID ${last.metadata.uid} is gone`);
}

function deletedStatus(kind: Kind, { metadata }: KubeObject): Status {
  const details = { name: metadata.name, ...(kind.group === '' ? {} : { group: kind.group }), kind: kind.plural, uid: metadata.uid };
  // Upstream leaves the code out of this one.
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details } as Status;
}
