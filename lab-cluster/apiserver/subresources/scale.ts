// …/scale of workloads that have replicas: how many replicas, and nothing else. Models pkg/registry/apps/*/storage ScaleREST.
import { conflict, invalidStatus, type Named, notFoundStatus } from '../../api/errors.ts';
import { cloneValue } from '../../api/equal.ts';
import type { Kind } from '../../api/kind.ts';
import type { KubeObject, ManagedFieldsEntry } from '../../api/object.ts';
import type { Result, Status } from '../../api/status.ts';
import { validateCreate } from '../../api/validation.ts';
import type { Task } from '../../sim/sim.ts';
import { noteRequestObject } from '../audit/audit.ts';
import { conform, contentTypeOf, decodeObject } from '../encoding/decode.ts';
import { applyConflict } from '../fields/apply-conflict.ts';
import { applyConfiguration } from '../fields/apply.ts';
import { mergeTypeOf } from '../fields/merge-type.ts';
import { ownersAfterUpdate, type Writer } from '../fields/ownership.ts';
import { ownersOfScale, ownersOfScaled } from '../fields/scale-owners.ts';
import { writerOf } from '../fields/write-owners.ts';
import { readPatch, unknownPatchType } from '../patch/patch.ts';
import { type ResourceCall, warn } from '../pipeline.ts';
import { readConfiguration } from '../rest/apply.ts';
import { matchNamespace } from '../rest/create.ts';
import { parseWriteQuery, type WriteQuery } from '../rest/options.ts';
import { APPLY } from '../rest/patch.ts';
import { type Answer, find, refusal } from '../rest/read.ts';
import { negotiate, representObject } from '../rest/tables.ts';
import { changeObject, matchName, otherUid } from '../rest/update.ts';
import type { Server } from '../server-state.ts';
import { type Scalable, scaleKind, scaleOf } from './scale-object.ts';
import { defineSubresource } from './subresource.ts';

export const scale = defineSubresource({
  name: 'scale',
  speaks: { group: 'autoscaling', version: 'v1', kind: 'Scale' },
  get: readScale,
  update: writeScale,
  patch: writeScale,
});

/** A scale on its way, and who owns what of it. */
interface Owned {
  readonly scale: KubeObject;
  readonly owners: readonly ManagedFieldsEntry[] | undefined;
  readonly warnings: readonly string[];
}

/** What a request makes of a scale. */
type ChangeScale = (present: KubeObject, writer: Writer) => Result<Owned>;

function* readScale(call: ResourceCall, server: Server): Task<Answer> {
  const form = negotiate(call.request, { kind: scaleKind, shape: 'object' });
  if (!form.ok) return refusal(call, form.status);
  const found = yield* find(call, server);
  if (!found.ok) return refusal(call, found.status);
  const body = representObject(scaleKind, scaleOf(found.value as Scalable), form.value, server.sim.clock.nowUs);
  return { response: { code: 200, body }, end: { code: 200, detail: call.detail } };
}

function* writeScale(call: ResourceCall, server: Server): Task<Answer> {
  const { kind, verb, name = '', namespace } = call.route;
  const form = negotiate(call.request, { kind: scaleKind, shape: 'object' });
  if (!form.ok) return refusal(call, form.status);
  const isApply = verb === 'patch' && contentTypeOf(call.request).split(';')[0]?.trim() === APPLY;
  const query = parseWriteQuery(call.request.query, verb === 'update' ? 'UpdateOptions' : 'PatchOptions', isApply);
  if (!query.ok) return refusal(call, query.status);
  const read = verb === 'update' ? replacing(call, query.value) : isApply ? applying(call, query.value) : patching(call, query.value);
  if (!read.ok) return refusal(call, read.status);
  const { nowUs } = server.sim.clock;
  const writer = { ...writerOf(call, query.value, nowUs), apiVersion: scaleKind.apiVersion };
  let owners: readonly ManagedFieldsEntry[] | undefined;
  const next = (existing: KubeObject): Result<KubeObject> => {
    const { managedFields } = existing.metadata;
    const present = scaleOf(existing as Scalable, ownersOfScale(managedFields, kind.apiVersion));
    const changed = read.value(present, writer);
    if (!changed.ok) return changed;
    const refused =
      matchNamespace(scaleKind, changed.value.scale, namespace) ??
      matchName(changed.value.scale, name) ??
      checkScale(kind, changed.value.scale, existing);
    if (refused !== undefined) return { ok: false, status: refused };
    for (const text of changed.value.warnings) warn(call, text);
    owners = ownersOfScaled(managedFields, changed.value.owners, kind.apiVersion);
    return { ok: true, value: scaled(existing as Scalable, changed.value.scale as Scalable) };
  };
  const shownAs = (object: KubeObject): KubeObject => scaleOf(object as Scalable);
  const written = yield* changeObject(call, server, query.value, next, { owners: () => owners, shownAs });
  if (!written.ok) return refusal(call, withoutParent(kind, name, written.status));
  const { object, revision } = written.value;
  const { replicas } = (object as Scalable).spec;
  const wrote = `spec.replicas ${replicas} into ${object.kind} ${object.metadata.name}, revision ${revision}.`;
  const body = representObject(scaleKind, scaleOf(object as Scalable), form.value, server.sim.clock.nowUs);
  return { response: { code: 200, body }, end: { wrote, code: 200, revision } };
}

function replacing(call: ResourceCall, query: WriteQuery): Result<ChangeScale> {
  const { kind, namespace, name = '' } = call.route;
  const decoded = decodeObject(scaleKind, call.request, query.fieldValidation);
  if (!decoded.ok) return decoded;
  const { object, warnings } = decoded.value;
  noteRequestObject(call, scaleKind, object);
  const elsewhere = matchNamespace(scaleKind, object, namespace) ?? matchName(object, name);
  if (elsewhere !== undefined) return { ok: false, status: elsewhere };
  const { uid = '' } = object.metadata as { uid?: string };
  return {
    ok: true,
    value: (present, writer) => {
      // A replacement that is meant for somebody is for him alone.
      if (uid !== '' && uid !== present.metadata.uid) return { ok: false, status: otherUid(kind, present.metadata, uid) };
      return updated(present, cloneValue(object), writer, warnings);
    },
  };
}

function patching(call: ResourceCall, query: WriteQuery): Result<ChangeScale> {
  const unknown = unknownPatchType(call.request);
  if (unknown !== undefined) return { ok: false, status: unknown };
  const patch = readPatch(scaleKind, call.request, query.fieldValidation);
  return {
    ok: true,
    value: (present, writer) => {
      const patched = patch(present);
      return patched.ok ? updated(present, patched.value.object, writer, patched.value.warnings) : patched;
    },
  };
}

function updated(present: KubeObject, next: KubeObject, writer: Writer, warnings: readonly string[]): Result<Owned> {
  const owners = ownersAfterUpdate(mergeTypeOf(scaleKind), present, next, undefined, writer);
  return { ok: true, value: { scale: next, owners, warnings } };
}

function applying(call: ResourceCall, query: WriteQuery): Result<ChangeScale> {
  const config = readConfiguration(scaleKind, call.request, query);
  if (!config.ok) return config;
  const type = mergeTypeOf(scaleKind);
  return {
    ok: true,
    value: (live, own) => {
      const writer = { ...own, operation: 'Apply' as const };
      const outcome = applyConfiguration({ type, live, config: config.value.value, writer, reset: undefined, force: query.force });
      if (outcome.type === 'conflicts') return { ok: false, status: applyConflict(outcome.conflicts) };
      const merged = conform(scaleKind, outcome.object, 'Ignore', { duplicates: [], isYaml: false }, live);
      if (!merged.ok) return merged;
      return { ok: true, value: { scale: merged.value.object, owners: outcome.owners, warnings: config.value.warnings } };
    },
  };
}

function checkScale(kind: Kind, changed: KubeObject, { metadata }: KubeObject): Status | undefined {
  const errors = validateCreate(scaleKind, changed);
  if (errors.length > 0) return invalidStatus(scaleKind, metadata.name, errors);
  const { uid = '' } = changed.metadata as { uid?: string };
  if (uid === '' || uid === metadata.uid) return undefined;
  const why = `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${metadata.uid}`;
  return conflict(ofScale(kind), metadata.name, why);
}

/** Only how many, and of which version of the object, is taken over. */
function scaled(existing: Scalable, { spec, metadata }: Scalable): KubeObject {
  const { resourceVersion = '' } = metadata as { resourceVersion?: string };
  const next = {
    ...existing,
    metadata: { ...existing.metadata, resourceVersion },
    spec: { ...existing.spec, replicas: spec.replicas ?? 0 },
  };
  return next as KubeObject;
}

/** What is not there has no scale either, and is named by it. */
function withoutParent(kind: Kind, name: string, status: Status): Status {
  const isMissing = status.reason === 'NotFound' && status.details?.kind === kind.plural && status.details.name === name;
  return isMissing ? notFoundStatus(ofScale(kind), name) : status;
}

function ofScale({ plural, group, kind }: Kind): Named {
  return { plural: `${plural}/scale`, group, kind, resource: group === '' ? `${plural}/scale` : `${plural}/scale.${group}` };
}
