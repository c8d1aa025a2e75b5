// Creating an object: decode, admit, name, prepare, validate, store. Models apiserver/pkg/registry/rest/create.go.
import { badRequest, generateNameConflict, plainFailure } from '../../api/errors.ts';
import type { Kind } from '../../api/kind.ts';
import type { ManagedFieldsList } from '../../api/managed-fields.ts';
import type { KubeObject, ObjectMeta } from '../../api/object.ts';
import { prepareForCreate } from '../../api/preparation.ts';
import type { Result, Status } from '../../api/status.ts';
import { timestamp } from '../../api/time.ts';
import { storedKindOf } from '../../api/versions.ts';
import type { Task } from '../../sim/sim.ts';
import { sleep } from '../../sim/task.ts';
import type { AdmissionEnv, AdmissionRequest } from '../admission/plugin.ts';
import { admissionPlugins } from '../admission/registry.ts';
import { noteRequestObject } from '../audit/audit.ts';
import { forbiddenFor } from '../authz/authorize.ts';
import { accessOf } from '../authz/access.ts';
import { decodeObject } from '../encoding/decode.ts';
import { NO_LEASE } from '../storage/object-leases.ts';
import { ownersOfCreated, writerOf } from '../fields/write-owners.ts';
import { parseWriteQuery, type WriteQuery } from './options.ts';
import { admissionEnv, admissionOf, passObjectStages, reservationsFor, type ResourceCall, warn } from '../pipeline.ts';
import { beginWrite } from './begin-write.ts';
import { registryKey } from '../storage/registry-key.ts';
import { type Answer, refusal } from './read.ts';
import { dropRepeatedOwners } from './repeated-owners.ts';
import type { Server } from '../server-state.ts';
import type { Written } from '../storage/storage.ts';
import type { Claim } from './storage-hooks.ts';
import { negotiate, type Representation, representObject } from './tables.ts';

/** Drawing random names until one is free. Models maxNameGenerationCreateAttempts. */
const NAME_ATTEMPTS = 8;
const SUFFIX_LENGTH = 5;
const MAX_GENERATED_PREFIX = 58;
/** How long a plugin may wait for what a controller is about to make. */
const ADMISSION_ATTEMPTS = 10;
const ADMISSION_PAUSE_MS = 100;

type DraftMeta = { -readonly [Key in keyof ObjectMeta]?: ObjectMeta[Key] };
type Draft = { metadata: DraftMeta } & Omit<KubeObject, 'metadata'>;

export function* create(call: ResourceCall, server: Server): Task<Answer> {
  const { kind, namespace } = call.route;
  const form = negotiate(call.request);
  if (!form.ok) return refusal(call, form.status);
  const query = parseWriteQuery(call.request.query, 'CreateOptions');
  if (!query.ok) return refusal(call, query.status);
  const decoded = decodeObject(kind, call.request, query.value.fieldValidation);
  if (!decoded.ok) return refusal(call, decoded.status);
  for (const text of decoded.value.warnings) warn(call, text);
  const object = decoded.value.object;
  noteRequestObject(call, kind, object);
  const elsewhere = matchNamespace(kind, object, namespace);
  if (elsewhere !== undefined) return refusal(call, elsewhere);
  const written = yield* createObject(call, server, object, query.value);
  return written.ok ? created(call, server, written.value, query.value, form.value) : refusal(call, written.status);
}

export function created(call: ResourceCall, server: Server, written: Written, query: WriteQuery, form: Representation): Answer {
  const { object, revision } = written;
  const { detail } = call;
  const body = representObject(call.route.kind, object, form, server.sim.clock.nowUs);
  const end = query.dryRun
    ? { decided: 'It would be accepted; this was a dry run.', code: 201, detail }
    : { decided: 'Complete and valid.', wrote: 'A new object.', code: 201, revision, detail };
  return { response: { code: 201, body }, end };
}

/** From a decoded, private object to a stored one. `applied`: whose fields it consists of, where that is known already. */
export function* createObject(
  call: ResourceCall,
  server: Server,
  object: KubeObject,
  query: WriteQuery,
  applied?: { readonly owners: ManagedFieldsList | undefined },
): Task<Result<Written>> {
  const kind = storedKindOf(call.route.kind);
  const env = admissionEnv(server, call.ctx);
  kind.setDefaults?.(object);
  dropRepeatedOwners(call, object, call.route.verb === 'patch' ? 'after admission' : 'as sent');
  const isVersioned = bringsVersion(call, object, query);
  const { owners } = applied ?? { owners: ownersOfCreated(call.route.kind, object, writerOf(call, query, server.sim.clock.nowUs)) };
  const drawn = object.metadata.name === undefined || object.metadata.name === '';
  // Upstream draws the name after mutating admission. Models extractResourceName of apiserver/pkg/admission/errors.go.
  const calledBefore = drawn ? object.metadata.generateName || 'Unknown' : undefined;
  for (let attempt = 1; ; attempt++) {
    const draft = object as unknown as Draft;
    if (drawn) draft.metadata.name = drawName(object.metadata.generateName, server);
    const { name } = object.metadata;
    const admission = admissionOf(call, {
      operation: 'CREATE',
      name,
      requestName: drawn ? '' : name,
      object,
      oldObject: undefined,
      dryRun: query.dryRun,
    });
    if (!areReady(admission, env)) yield* waitForPlugins(call, server, admission, env);
    // Under a second name it is still the same object.
    const isPrepared = attempt > 1;
    if (!isPrepared) fillSystemFields(kind, object, server, owners);
    const stored = yield* admitAndStore(call, server, admission, env, { query, isPrepared, calledBefore, isVersioned });
    if (stored.ok || stored.status.reason !== 'AlreadyExists') return stored;
    if (!drawn || attempt === NAME_ATTEMPTS) return { ok: false, status: takenName(server, kind, object, stored.status) };
  }
}

/** Who updates or applies what is not there may name a version; a dry run never comes to the place where that is asked. */
function bringsVersion(call: ResourceCall, { metadata }: KubeObject, { dryRun }: WriteQuery): boolean {
  const { resourceVersion = '' } = metadata as { resourceVersion?: string };
  return call.route.verb === 'create' && !dryRun && /^\d+$/.test(resourceVersion) && Number(resourceVersion) !== 0;
}

/** That there is such an object, that it is about to go, and whether its name was the caller's choice: any `generateName` tells it was not. */
function takenName(server: Server, kind: Kind, { metadata: { name, namespace, generateName } }: KubeObject, status: Status): Status {
  const taken = (generateName ?? '') === '' ? status : generateNameConflict(kind, name, 1);
  const holder = server.cache.get(kind, registryKey(kind, namespace, name));
  return holder?.metadata.deletionTimestamp === undefined ? taken : { ...taken, message: `object is being deleted: ${taken.message}` };
}

function areReady(admission: AdmissionRequest, env: AdmissionEnv): boolean {
  return admissionPlugins.every((plugin) => plugin.ready === undefined || !plugin.handles(admission, env) || plugin.ready(admission, env));
}

function* waitForPlugins(call: ResourceCall, server: Server, admission: AdmissionRequest, env: AdmissionEnv): Task<void> {
  for (const plugin of admissionPlugins) {
    if (plugin.ready === undefined || !plugin.handles(admission, env)) continue;
    for (let attempt = 1; attempt < ADMISSION_ATTEMPTS && !plugin.ready(admission, env); attempt++) {
      yield* sleep(server.sim, ADMISSION_PAUSE_MS + server.sim.rng.below(ADMISSION_PAUSE_MS), call.ctx.background);
    }
  }
}

interface HowToStore {
  readonly query: WriteQuery;
  readonly isPrepared: boolean;
  readonly calledBefore: string | undefined;
  /** It came with a version, as only what is stored already has one. */
  readonly isVersioned: boolean;
}

function* admitAndStore(
  call: ResourceCall,
  server: Server,
  admission: AdmissionRequest,
  env: AdmissionEnv,
  { query, isPrepared, calledBefore, isVersioned }: HowToStore,
): Task<Result<Written>> {
  const { object, user } = admission;
  const kind = storedKindOf(admission.kind);
  let claim: Claim | undefined;
  const begin = (): Status | undefined => {
    const begun = beginWrite(server, kind, object, undefined, query.dryRun);
    if (!begun.ok) return begun.status;
    claim = begun.value;
    if (isPrepared) return undefined;
    for (const text of kind.arrivalWarnings?.(object) ?? []) warn(call, text);
    prepareForCreate(kind, object, user);
    return undefined;
  };
  const refused =
    passObjectStages(call, { admission, previous: undefined, begin, calledBefore, permit: () => mayCreate(call, server) }, env) ??
    (yield* reserve(call, admission, env)) ??
    (isVersioned ? plainFailure('resourceVersion should not be set on objects to be created') : undefined);
  const stored = refused === undefined ? yield* store(call, server, kind, object, query, claim) : { ok: false as const, status: refused };
  if (claim?.isEmpty === false) {
    // Once the cache has the object, what was taken is taken by it and no longer by this request.
    if (stored.ok) yield* server.cache.fresh(call.ctx);
    claim.settle();
  }
  return stored;
}

function* store(
  call: ResourceCall,
  server: Server,
  kind: Kind,
  object: KubeObject,
  query: WriteQuery,
  claim: Claim | undefined,
): Task<Result<Written>> {
  const lease = yield* server.leases.leaseFor(call.ctx, kind);
  if (!lease.ok) return lease;
  const recorded = claim === undefined || claim.isEmpty ? NO_LEASE : yield* claim.record(call.ctx, object);
  if (!recorded.ok) return recorded;
  const stored = yield* server.storage.create(call.ctx, kind, object, { dryRun: query.dryRun, lease: lease.value });
  const key = registryKey(kind, object.metadata.namespace, object.metadata.name);
  noteStorage(call, key, stored);
  if (!stored.ok && claim?.isEmpty === false) yield* claim.withdraw(call.ctx);
  return stored;
}

/** Who updates or applies what is not there creates it, and must be allowed to. Models withAuthorization of handlers/update.go. */
function mayCreate(call: ResourceCall, server: Server): Status | undefined {
  if (call.route.verb === 'create') return undefined;
  const access = { ...accessOf(call.request, call.route, call.user), verb: 'create' };
  const { decision, reason } = server.authorizers.authorize(access);
  return decision === 'allow' ? undefined : forbiddenFor(access, reason);
}

function* reserve(call: ResourceCall, admission: AdmissionRequest, env: AdmissionEnv): Task<Status | undefined> {
  const waiting = reservationsFor(admission, env);
  if (waiting === undefined) return undefined;
  const refused = yield* waiting;
  if (refused !== undefined) call.detail.pass('validating admission', `refused: ${refused.message ?? ''}`);
  return refused;
}

export function noteStorage(call: ResourceCall, key: string, stored: Result<Written>): void {
  const { detail } = call;
  if (!stored.ok) return detail.pass('storage', `refused: ${stored.status.message ?? ''}`);
  detail.pass('storage', key);
  if (stored.value.changed) detail.revision = stored.value.revision;
}

/** What only the server may say of a new object. Models rest.FillObjectMetaSystemFields and BeforeCreate. */
function fillSystemFields(kind: Kind, object: KubeObject, server: Server, owners: ManagedFieldsList | undefined): void {
  const { metadata } = object as unknown as Draft;
  delete metadata.deletionTimestamp;
  delete metadata.deletionGracePeriodSeconds;
  delete metadata.resourceVersion;
  if (owners === undefined) delete metadata.managedFields;
  else metadata.managedFields = owners;
  delete (metadata as { selfLink?: unknown }).selfLink;
  if (!kind.namespaced) delete metadata.namespace;
  metadata.uid = server.sim.rng.uuid();
  metadata.creationTimestamp = timestamp(server.sim.clock.nowUs);
  delete metadata.generation;
  if (kind.namesItself === true && !metadata.name) metadata.name = server.sim.rng.uuid();
}

/** Models names.SimpleNameGenerator. Without a prefix there is no name, and validation says so. */
function drawName(prefix: unknown, server: Server): string {
  if (typeof prefix !== 'string' || prefix === '') return '';
  return `${prefix.slice(0, MAX_GENERATED_PREFIX)}${server.sim.rng.suffix(SUFFIX_LENGTH)}`;
}

/** The namespace of the URL holds; an object that names another is a mistake. */
export function matchNamespace(kind: Kind, object: KubeObject, namespace: string | undefined): Status | undefined {
  const metadata = object.metadata as DraftMeta;
  if (!kind.namespaced) {
    if (metadata.namespace !== undefined) delete metadata.namespace;
    return undefined;
  }
  if (metadata.namespace === undefined || metadata.namespace === '') {
    if (namespace !== undefined) metadata.namespace = namespace;
    return undefined;
  }
  if (metadata.namespace === namespace) return undefined;
  return badRequest('the namespace of the provided object does not match the namespace sent on the request');
}
