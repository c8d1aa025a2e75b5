// PATCH with an apply configuration: what one manager wants of an object, merged with what others own; creates what is absent.
// Models apiserver/pkg/endpoints/handlers/patch.go applyPatcher.
import { cloneValue } from '../../api/equal.ts';
import { badRequest, conflict } from '../../api/errors.ts';
import type { Kind } from '../../api/kind.ts';
import type { ManagedFieldsList } from '../../api/managed-fields.ts';
import type { KubeObject } from '../../api/object.ts';
import { isPlainObject } from '../../api/plain-object.ts';
import type { ApiRequest } from '../../api/request.ts';
import type { Result, Status } from '../../api/status.ts';
import { asServed, asStored, storedKindOf } from '../../api/versions.ts';
import type { Task } from '../../sim/sim.ts';
import type { ParsedText } from '../encoding/body-text.ts';
import { asWarnings, conform, type Decoded, readPatchBody } from '../encoding/decode.ts';
import { jsonTypeName } from '../encoding/json-value.ts';
import { applyConflict } from '../fields/apply-conflict.ts';
import { applyConfiguration, type ApplyRequest } from '../fields/apply.ts';
import { conflictsBeyondLastApplied, withLastApplied } from '../fields/last-applied.ts';
import { mergeTypeOf } from '../fields/merge-type.ts';
import { resetFieldsOf } from '../fields/reset-fields.ts';
import { typedProblem } from '../fields/typed-problems.ts';
import { writerOf } from '../fields/write-owners.ts';
import { parseWriteQuery, type WriteQuery } from './options.ts';
import { type ResourceCall, warn } from '../pipeline.ts';
import { createObject, matchNamespace } from './create.ts';
import { type Answer, refusal } from './read.ts';
import { changeObject, matchName, patchedObject } from './update.ts';
import type { Server } from '../server-state.ts';
import type { Written } from '../storage/storage.ts';
import { negotiate, representObject } from './tables.ts';

type Json = Readonly<Record<string, unknown>>;

/** Somebody else may create and delete the object all the time; upstream gives up by its deadline. */
const ATTEMPT_LIMIT = 10;

interface Configuration {
  readonly value: Json;
  readonly warnings: readonly string[];
}

interface AppliedState {
  readonly object: KubeObject;
  readonly owners: ManagedFieldsList | undefined;
}

export function* apply(call: ResourceCall, server: Server): Task<Answer> {
  const { kind } = call.route;
  const form = negotiate(call.request);
  if (!form.ok) return refusal(call, form.status);
  const query = parseWriteQuery(call.request.query, 'PatchOptions', true);
  if (!query.ok) return refusal(call, query.status);
  const config = readConfiguration(kind, call.request, query.value);
  if (!config.ok) return refusal(call, config.status);
  const written = yield* applyAny(call, server, query.value, config.value);
  if (!written.ok) return refusal(call, written.status);
  const { object, revision, changed, created } = written.value;
  const code = created ? 201 : 200;
  const body = representObject(kind, object, form.value, server.sim.clock.nowUs);
  const wrote = created ? 'A new object.' : changed ? 'A new version.' : 'Nothing: it is so already.';
  return { response: { code, body }, end: { wrote, code, revision, detail: call.detail } };
}

/** The object is changed where it is there, and made where it is not, whichever it is by then. */
function* applyAny(
  call: ResourceCall,
  server: Server,
  query: WriteQuery,
  config: Configuration,
): Task<Result<Written & { readonly created: boolean }>> {
  const { kind, name = '', subresource } = call.route;
  for (let attempt = 1; ; attempt++) {
    let owners: ManagedFieldsList | undefined;
    const next = (existing: KubeObject): Result<KubeObject> => {
      const applied = appliedState(call, server, query, config, existing);
      if (!applied.ok) return applied;
      ({ owners } = applied.value);
      return patchedObject(call, existing, applied.value.object);
    };
    const changed = yield* changeObject(call, server, query, next, { owners: () => owners });
    if (changed.ok) return { ok: true, value: { ...changed.value, created: false } };
    if (!isAbsence(changed.status, kind, name) || subresource !== undefined) return changed;
    const created = yield* createApplied(call, server, query, config);
    if (created.ok) return { ok: true, value: { ...created.value, created: true } };
    if (created.status.reason !== 'AlreadyExists' || attempt === ATTEMPT_LIMIT) return created;
  }
}

function isAbsence(status: Status, kind: Kind, name: string): boolean {
  return status.reason === 'NotFound' && status.details?.name === name && status.details.kind === storedKindOf(kind).plural;
}

function* createApplied(call: ResourceCall, server: Server, query: WriteQuery, config: Configuration): Task<Result<Written>> {
  const { kind, namespace, name = '' } = call.route;
  const applied = appliedState(call, server, query, config, undefined);
  if (!applied.ok) return applied;
  const { object, owners } = applied.value;
  const { uid = '' } = object.metadata as { uid?: string };
  if (uid !== '') {
    const why = `uid mismatch: the provided object specified uid ${uid}, and no existing object was found`;
    return { ok: false, status: conflict(storedKindOf(kind), name, why) };
  }
  const elsewhere = matchNamespace(kind, object, namespace) ?? matchName(object, name);
  if (elsewhere !== undefined) return { ok: false, status: elsewhere };
  return yield* createObject(call, server, object, query, { owners });
}

/** The configuration's text, read once. A key that comes twice is told of after all else, as upstream does. */
export function readConfiguration(kind: Kind, request: ApiRequest, query: WriteQuery): Result<Configuration> {
  const body = readPatchBody(request, 'yaml', kind);
  if (!body.ok) {
    const { problem, status } = body;
    return {
      ok: false,
      status: problem === undefined ? status : badRequest(`error decoding YAML: error converting YAML to JSON: ${problem}`),
    };
  }
  const { value, duplicates } = body.value;
  if (value !== null && !isPlainObject(value)) {
    const why = `json: cannot unmarshal ${jsonTypeName(value)} into Go value of type map[string]interface {}`;
    return { ok: false, status: badRequest(`error decoding YAML: error unmarshaling JSON: while decoding JSON: ${why}`) };
  }
  const config = value ?? {};
  const refused = checkConfiguration(kind, config) ?? checkTypes(kind, config) ?? strictProblem(duplicates, query);
  if (refused !== undefined) return { ok: false, status: refused };
  return { ok: true, value: { value: config, warnings: query.fieldValidation === 'Warn' ? duplicates.flatMap(asWarnings) : [] } };
}

function strictProblem(duplicates: ParsedText['duplicates'], { fieldValidation }: WriteQuery): Status | undefined {
  if (fieldValidation !== 'Strict' || duplicates.length === 0) return undefined;
  return badRequest(`error strict decoding YAML: error converting YAML to JSON: ${duplicates.join('\n')}`);
}

function checkConfiguration(kind: Kind, config: Json): Status | undefined {
  const { apiVersion, kind: name, metadata } = config;
  if (apiVersion !== kind.apiVersion || name !== kind.kind) {
    return badRequest(`invalid object type: ${groupVersionKind(apiVersion, name)}`);
  }
  const managed = isPlainObject(metadata) ? metadata['managedFields'] : undefined;
  return Array.isArray(managed) ? badRequest('metadata.managedFields must be nil') : undefined;
}

function checkTypes(kind: Kind, config: Json): Status | undefined {
  const problem = typedProblem(mergeTypeOf(kind), config);
  if (problem === undefined) return undefined;
  const { name, namespace } = isPlainObject(config['metadata']) ? config['metadata'] : {};
  const text = (value: unknown): string => (typeof value === 'string' ? value : '');
  const subject = `${text(namespace)}/${text(name)}; ${groupVersionKind(kind.apiVersion, kind.kind)}`;
  const message = `failed to create typed patch object (${subject}): ${problem}`;
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, code: 500 };
}

/** As Go prints a GroupVersionKind: `apps/v1, Kind=Deployment`, `/v1, Kind=Pod`. */
function groupVersionKind(apiVersion: unknown, kind: unknown): string {
  const version = typeof apiVersion === 'string' ? apiVersion : '';
  return `${version.includes('/') ? version : `/${version}`}, Kind=${typeof kind === 'string' ? kind : ''}`;
}

function appliedState(
  call: ResourceCall,
  server: Server,
  query: WriteQuery,
  config: Configuration,
  existing: KubeObject | undefined,
): Result<AppliedState> {
  const { kind, subresource } = call.route;
  const writer = { ...writerOf(call, query, server.sim.clock.nowUs), operation: 'Apply' as const };
  const live = existing === undefined ? undefined : asServed(kind, existing);
  const type = mergeTypeOf(kind);
  const request: ApplyRequest = { type, live, config: config.value, writer, reset: resetFieldsOf(kind, subresource), force: query.force };
  let outcome = applyConfiguration(request);
  if (outcome.type === 'conflicts' && live !== undefined) {
    const conflicts = conflictsBeyondLastApplied(type, live, writer.manager, outcome.conflicts);
    if (conflicts.length > 0) return { ok: false, status: applyConflict(conflicts) };
    outcome = applyConfiguration({ ...request, force: true });
  }
  if (outcome.type === 'conflicts') return { ok: false, status: applyConflict(outcome.conflicts) };
  const merged = withLastApplied(outcome.object, config.value, writer.manager);
  const decoded = decodeApplied(kind, merged, live);
  if (!decoded.ok) return decoded;
  for (const text of config.warnings) warn(call, text);
  const { object } = decoded.value;
  return {
    ok: true,
    value: {
      object: object === live ? (existing as KubeObject) : asStored(kind, kind.storedAs === undefined ? object : cloneValue(object)),
      owners: outcome.owners,
    },
  };
}

function decodeApplied(kind: Kind, merged: Json, live: KubeObject | undefined): Result<Decoded> {
  if (merged === (live as unknown)) return { ok: true, value: { object: live as KubeObject, warnings: [] } };
  // What is new is private to nobody yet, and is written into by what follows.
  const value = live === undefined ? (cloneValue(merged) as Json) : merged;
  return conform(kind, value, 'Ignore', { duplicates: [], isYaml: false }, live);
}
