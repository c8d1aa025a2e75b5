// Changing an object: PUT and the patches, of the whole or of its status. Models apiserver/pkg/registry/rest/update.go and
// pkg/registry/generic/registry/store.go Update.
import { badRequest, conflict, invalidStatus } from '../../api/errors.ts';
import { cloneValue, deepEqual } from '../../api/equal.ts';
import type { Kind } from '../../api/kind.ts';
import type { KubeObject, ManagedFieldsEntry, ObjectMeta } from '../../api/object.ts';
import { isPlainObject } from '../../api/plain-object.ts';
import { prepareForUpdate } from '../../api/preparation.ts';
import type { ApiRequest } from '../../api/request.ts';
import type { Result, Status } from '../../api/status.ts';
import { timestamp } from '../../api/time.ts';
import { storedKindOf } from '../../api/versions.ts';
import type { Task } from '../../sim/sim.ts';
import { finished } from '../../sim/task.ts';
import type { AdmissionEnv } from '../admission/plugin.ts';
import { noteRequestObject, noteSentObject } from '../audit/audit.ts';
import { decodeObject } from '../encoding/decode.ts';
import { type DecideOwners, updateOwners, writerOf } from '../fields/write-owners.ts';
import { parseWriteQuery, type WriteQuery } from './options.ts';
import { readPatch } from '../patch/patch.ts';
import { admissionEnv, admissionOf, passObjectStages, reservationsFor, type ResourceCall, warn } from '../pipeline.ts';
import { beginWrite, hooksOf } from './begin-write.ts';
import { registryKey } from '../storage/registry-key.ts';
import { created, createObject, matchNamespace, noteStorage } from './create.ts';
import { reuse } from './reuse.ts';
import { type Answer, refusal } from './read.ts';
import { dropRepeatedOwners } from './repeated-owners.ts';
import type { Server } from '../server-state.ts';
import { type Attempt, isUnversioned, type SettledAttempt, staleVersion, type Written } from '../storage/storage.ts';
import type { Claim } from './storage-hooks.ts';
import { negotiate, representObject } from './tables.ts';

type DraftMeta = { -readonly [Key in keyof ObjectMeta]?: ObjectMeta[Key] };

/** Makes the wanted state out of the present one. The result of a main-resource change is private to its caller. */
export type NextState = (existing: KubeObject) => Result<KubeObject>;

export function update(call: ResourceCall, server: Server): Task<Answer> {
  const { kind, namespace, name = '', subresource } = call.route;
  const query = parseWriteQuery(call.request.query, 'UpdateOptions');
  if (!query.ok) return finished(refusal(call, query.status));
  const request = subresource === 'status' ? withoutSpec(call.request) : call.request;
  const decoded = decodeObject(kind, request, query.value.fieldValidation);
  if (!decoded.ok) return finished(refusal(call, decoded.status));
  for (const text of decoded.value.warnings) warn(call, text);
  const wanted = decoded.value.object;
  if (request === call.request) noteRequestObject(call, kind, wanted);
  else noteSentObject(call);
  const elsewhere = matchNamespace(kind, wanted, namespace) ?? matchName(wanted, name);
  if (elsewhere !== undefined) return finished(refusal(call, elsewhere));
  const stored = storedKindOf(kind);
  const isThere = server.cache.get(stored, registryKey(stored, namespace, name)) !== undefined;
  if (!isThere && subresource === undefined && stored.createOnUpdate === true) {
    const uid = wanted.metadata.uid ?? '';
    // What is yet to be made cannot be somebody in particular.
    if (uid !== '') return finished(refusal(call, otherUid(stored, { namespace, name, uid: '' }, uid)));
    return createInstead(call, server, wanted, query.value);
  }
  if (subresource === undefined || stored.subresourceRules?.[subresource] !== undefined) stored.setDefaults?.(wanted);
  dropRepeatedOwners(call, wanted, 'as sent');
  let first = true;
  const next: NextState = (existing) => {
    const { uid } = wanted.metadata;
    if (typeof uid === 'string' && uid !== '' && uid !== existing.metadata.uid)
      return { ok: false, status: otherUid(stored, existing.metadata, uid) };
    // A second attempt must not see what the first one wrote into the object.
    const state = first ? wanted : cloneValue(wanted);
    first = false;
    return { ok: true, value: state };
  };
  return change(call, server, query.value, next, { isPut: true });
}

/** A PUT to a name that is free, where the kind allows it. */
function* createInstead(call: ResourceCall, server: Server, wanted: KubeObject, query: WriteQuery): Task<Answer> {
  const form = negotiate(call.request);
  if (!form.ok) return refusal(call, form.status);
  const written = yield* createObject(call, server, wanted, query);
  return written.ok ? created(call, server, written.value, query, form.value) : refusal(call, written.status);
}

/** The status endpoint takes nothing but status and metadata; values from inside the lab need not be read further. */
function withoutSpec(request: ApiRequest): ApiRequest {
  const { body } = request;
  if (!isPlainObject(body)) return request;
  const { apiVersion, kind, metadata, status } = body;
  return { ...request, body: { apiVersion, kind, metadata, status } };
}

export function patch(call: ResourceCall, server: Server): Task<Answer> {
  const { kind } = call.route;
  const query = parseWriteQuery(call.request.query, 'PatchOptions');
  if (!query.ok) return finished(refusal(call, query.status));
  const apply = readPatch(kind, call.request, query.value.fieldValidation);
  const next: NextState = (existing) => {
    const patched = apply(existing);
    if (!patched.ok) return patched;
    for (const text of patched.value.warnings) warn(call, text);
    return patchedObject(call, existing, patched.value.object);
  };
  return change(call, server, query.value, next, {});
}

/** What a patch led to, under the name it had, with defaults, private to its caller. */
export function patchedObject(call: ResourceCall, existing: KubeObject, object: KubeObject): Result<KubeObject> {
  const { kind, subresource } = call.route;
  const renamed = matchNamespace(kind, object, existing.metadata.namespace) ?? matchName(object, existing.metadata.name);
  if (renamed !== undefined) return { ok: false, status: renamed };
  if (object === existing || (subresource !== undefined && kind.subresourceRules?.[subresource] === undefined))
    return { ok: true, value: object };
  const own = cloneValue(object);
  dropRepeatedOwners(call, own, 'after admission');
  storedKindOf(kind).setDefaults?.(own);
  return { ok: true, value: own };
}

/** Stores what `next` makes of the object, through admission and validation, and answers with it. */
function* change(call: ResourceCall, server: Server, query: WriteQuery, next: NextState, how: HowToChange): Task<Answer> {
  const { kind } = call.route;
  const form = negotiate(call.request);
  if (!form.ok) return refusal(call, form.status);
  const written = yield* changeObject(call, server, query, next, how);
  if (!written.ok) return refusal(call, written.status);
  const { object, revision, changed, deleted } = written.value;
  const body = representObject(kind, object, form.value, server.sim.clock.nowUs);
  const wrote = !changed ? 'Nothing: it is so already.' : deleted ? 'Its end: the last finalizer is gone.' : 'A new version.';
  return { response: { code: 200, body }, end: { wrote, code: 200, revision, detail: call.detail } };
}

export function* changeObject(
  call: ResourceCall,
  server: Server,
  query: WriteQuery,
  next: NextState,
  { isPut = false, isAdmitted = false, owners: decide, shownAs }: HowToChange = {},
): Task<Result<Written>> {
  const { namespace, name = '' } = call.route;
  const kind = storedKindOf(call.route.kind);
  const env = admissionEnv(server, call.ctx);
  const claims: Claim[] = [];
  const owners = decide ?? updateOwners(call.route.kind);
  let before: KubeObject | undefined;
  const attempt = (existing: KubeObject): Attempt => {
    before = existing;
    const state = next(existing);
    if (!state.ok) return { type: 'fail', status: state.status };
    // Where owners are not told by what changes, they may change though nothing else does.
    if (state.value === existing && decide === undefined) return { type: 'write', object: existing };
    return attemptChange(call, server, env, existing, state.value, { isPut, isAdmitted, owners, query, claims, shownAs });
  };
  const lease = yield* server.leases.leaseFor(call.ctx, kind);
  if (!lease.ok) return lease;
  const written = yield* server.storage.update(call.ctx, kind, namespace, name, attempt, { dryRun: query.dryRun, lease: lease.value });
  noteStorage(call, registryKey(kind, namespace, name), written);
  const hooks = hooksOf(kind);
  if (hooks !== undefined && written.ok && written.value.changed && before !== undefined) {
    const { object, deleted } = written.value;
    yield* deleted ? hooks.afterDelete(server, call.ctx, before) : hooks.afterUpdate(server, call.ctx, before, object);
  }
  const [claim] = claims;
  if (claim?.isEmpty === false) {
    if (written.ok) yield* server.cache.fresh(call.ctx);
    claim.settle();
  }
  return written;
}

export interface HowToChange {
  readonly isPut?: boolean;
  /** What was posted has been through admission, and no rule of the object is left to ask. */
  readonly isAdmitted?: boolean;
  /** What admission is asked about in place of the object, before and after. */
  readonly shownAs?: ((object: KubeObject) => KubeObject) | undefined;
  /** Who owns what afterwards; absent: the writer gets what changed. */
  readonly owners?: DecideOwners;
}

interface ChangeOptions {
  readonly isPut: boolean;
  readonly isAdmitted: boolean;
  readonly shownAs: HowToChange['shownAs'];
  readonly owners: DecideOwners;
  readonly query: WriteQuery;
  /** What the latest attempt took, if anything. */
  readonly claims: Claim[];
}

function attemptChange(
  call: ResourceCall,
  server: Server,
  env: AdmissionEnv,
  existing: KubeObject,
  wanted: KubeObject,
  options: ChangeOptions,
): Attempt {
  const { subresource } = call.route;
  const kind = storedKindOf(call.route.kind);
  const fail = (status: Status): Attempt => ({ type: 'fail', status });
  const stale = staleVersion(kind, wanted, existing);
  if (stale !== undefined) return fail(stale);
  if (options.isPut && kind.unconditionalUpdate === false && isUnversioned(wanted)) return fail(versionMissing(kind, existing));
  const next = { ...wanted, metadata: keepSystemFields(wanted.metadata, existing.metadata) } as KubeObject;
  // Nobody owns what storage assigns, so owners are told by what the object was before.
  const unassigned = subresource === undefined && kind.beginWrite !== undefined ? cloneValue(next) : undefined;
  if (unassigned !== undefined) {
    options.claims.pop()?.settle();
    const begun = beginWrite(server, kind, next, existing, options.query.dryRun);
    if (!begun.ok) return fail(begun.status);
    options.claims.push(begun.value);
    prepare(call, server, kind, unassigned, existing);
  }
  prepare(call, server, kind, next, existing);
  const kept = reuse(next, existing) as KubeObject;
  const told = unassigned === undefined ? kept : (reuse(unassigned, existing) as KubeObject);
  const writer = writerOf(call, options.query, server.sim.clock.nowUs);
  const shared = owned(kept, existing, options.owners(existing, told, wanted.metadata.managedFields, writer));
  const { name } = existing.metadata;
  const admission = admissionOf(call, {
    operation: 'UPDATE',
    name,
    object: shared,
    oldObject: existing,
    dryRun: options.query.dryRun,
  });
  const { shownAs } = options;
  const judged = shownAs && { ...admission, object: shownAs(shared), oldObject: shownAs(existing) };
  const refused = options.isAdmitted ? undefined : passObjectStages(call, { admission, judged, previous: existing }, env);
  if (refused !== undefined) return fail(refused);
  const settled: SettledAttempt = { type: isFinished(kind, shared) ? 'delete' : 'write', object: shared };
  const waiting = reservationsFor(admission, env);
  return waiting === undefined ? settled : { type: 'wait', task: reserved(waiting, settled) };
}

/** By the strategy of what is written: the object, its status, or another part. Writes into `next`. */
function prepare({ route: { subresource } }: ResourceCall, { sim }: Server, kind: Kind, next: KubeObject, existing: KubeObject): void {
  prepareForUpdate(kind, next, existing, subresource, timestamp(sim.clock.nowUs));
}

/** With the list of who owns what that this change leads to. */
function owned(next: KubeObject, existing: KubeObject, owners: readonly ManagedFieldsEntry[] | undefined): KubeObject {
  if (owners === next.metadata.managedFields || (next === existing && isSameButTimes(owners, existing.metadata.managedFields))) return next;
  if (owners !== undefined) return { ...next, metadata: { ...next.metadata, managedFields: owners } };
  const { managedFields: _, ...metadata } = next.metadata;
  return { ...next, metadata };
}

/** A write that changes nothing must not become a new version for its times. Models IgnoreManagedFieldsTimestampsTransformer. */
function isSameButTimes(owners: readonly ManagedFieldsEntry[] | undefined, live: readonly ManagedFieldsEntry[] | undefined): boolean {
  if (owners?.length !== live?.length) return false;
  return (owners ?? []).every((entry, index) => deepEqual({ ...entry, time: '' }, { ...live?.[index], time: '' }));
}

function* reserved(waiting: Task<Status | undefined>, settled: SettledAttempt): Task<SettledAttempt> {
  const refused = yield* waiting;
  return refused === undefined ? settled : { type: 'fail', status: refused };
}

/**
 * Models rest.BeforeUpdate: these stay what they are, whatever an updater sends. An uid, an end or a grace that was sent where there
 * is none is left to validation.
 */
function keepSystemFields(wanted: ObjectMeta, existing: ObjectMeta): ObjectMeta {
  const metadata: DraftMeta & { selfLink?: unknown } = { ...wanted };
  metadata.name = existing.name;
  if (existing.namespace !== undefined) metadata.namespace = existing.namespace;
  if ((metadata.uid ?? '') === '') metadata.uid = existing.uid;
  metadata.resourceVersion = existing.resourceVersion;
  metadata.creationTimestamp = existing.creationTimestamp;
  for (const field of ['generation', 'managedFields'] as const) {
    if (existing[field] === undefined) delete metadata[field];
    else (metadata as Record<string, unknown>)[field] = existing[field];
  }
  if (existing.deletionTimestamp !== undefined) metadata.deletionTimestamp = existing.deletionTimestamp;
  if (existing.deletionGracePeriodSeconds !== undefined) metadata.deletionGracePeriodSeconds ??= existing.deletionGracePeriodSeconds;
  delete metadata.selfLink;
  return metadata as ObjectMeta;
}

/** The last finalizer of an object that was waiting for it is gone. Models ShouldDeleteDuringUpdate. */
function isFinished(kind: Kind, next: KubeObject): boolean {
  const { deletionTimestamp, deletionGracePeriodSeconds, finalizers } = next.metadata;
  if (deletionTimestamp === undefined || (deletionGracePeriodSeconds ?? 0) > 0 || (finalizers?.length ?? 0) > 0) return false;
  return kind.emptiedFirst?.isHeld(next) !== true;
}

function versionMissing(kind: Kind, existing: KubeObject): Status {
  const error = {
    type: 'FieldValueInvalid',
    field: 'metadata.resourceVersion',
    value: 0,
    detail: 'must be specified for an update',
  } as const;
  // Where a kind is meant, this one names the resource.
  return invalidStatus({ group: kind.group, kind: kind.plural }, existing.metadata.name, [error]);
}

export function matchName(object: KubeObject, name: string): Status | undefined {
  const { name: own = '' } = object.metadata as DraftMeta;
  if (own === name) return undefined;
  if (own === '') return badRequest(`the name of the object (${name} based on URL) was undeterminable: name must be provided`);
  return badRequest(`the name of the object (${own}) does not match the name on the URL (${name})`);
}

interface ObjectId {
  readonly namespace?: string | undefined;
  readonly name: string;
  readonly uid: string;
}

export function otherUid(kind: Kind, { namespace, name, uid: present }: ObjectId, uid: string): Status {
  return brokenPrecondition(kind, { namespace, name }, `UID in precondition: ${uid}, UID in object meta: ${present}`);
}

/** What storage says of an object that is not as the request expects it. */
export function brokenPrecondition(kind: Kind, { namespace, name }: Omit<ObjectId, 'uid'>, which: string): Status {
  const key = registryKey(kind, namespace, name);
  const mismatch = `Precondition failed: ${which}`;
  return conflict(kind, name, `StorageError: invalid object, Code: 4, Key: ${key}, ResourceVersion: 0, AdditionalErrorMsg: ${mismatch}`);
}
