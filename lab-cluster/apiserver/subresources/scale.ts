// …/scale of workloads that have replicas: how many replicas, and nothing else. Models pkg/registry/apps/*/storage ScaleREST.
import { badRequest, conflict, invalidStatus } from '../../api/errors.ts';
import { invalid } from '../../api/field-errors.ts';
import { ageColumn, integerColumn, nameColumn } from '../../api/columns.ts';
import { defineKind, type Kind } from '../../api/kind.ts';
import type { LabelSelector } from '../../api/label-selector.ts';
import type { KubeObject } from '../../api/object.ts';
import { isPlainObject } from '../../api/plain-object.ts';
import { erased, kindOf } from '../../api/registry.ts';
import { selectorText } from '../../api/selector.ts';
import type { Result } from '../../api/status.ts';
import type { Task } from '../../sim/sim.ts';
import { contentTypeOf, readBody } from '../encoding/decode.ts';
import { parseWriteQuery } from '../rest/options.ts';
import { jsonPatch } from '../patch/json-patch.ts';
import { mergePatch } from '../patch/merge-patch.ts';
import type { ResourceCall } from '../pipeline.ts';
import { type Answer, find, refusal } from '../rest/read.ts';
import { changeObject } from '../rest/update.ts';
import type { Server } from '../server-state.ts';
import { negotiate, representObject } from '../rest/tables.ts';
import { defineSubresource } from './subresource.ts';

export const scale = defineSubresource({
  name: 'scale',
  speaks: { group: 'autoscaling', version: 'v1', kind: 'Scale' },
  get: readScale,
  update: writeScale,
  patch: writeScale,
});

type Labels = Readonly<Record<string, string>>;

interface Scalable extends KubeObject {
  readonly spec: { readonly replicas?: number; readonly selector?: LabelSelector | Labels };
  readonly status?: { readonly replicas?: number };
}

interface Scale extends KubeObject {
  readonly spec: { readonly replicas?: number };
  readonly status: { readonly replicas: number };
}

/** What is printed of a scale. No URL names this kind: it is in no registry. */
const scaleKind = erased(
  defineKind<Scale>({
    group: 'autoscaling',
    version: 'v1',
    kind: 'Scale',
    plural: 'scales',
    singular: 'scale',
    shortNames: [],
    categories: [],
    namespaced: true,
    subresources: [],
    columns: [
      nameColumn,
      integerColumn('Desired', 'How many replicas are wanted.', ({ spec }) => spec.replicas ?? 0),
      integerColumn('Available', 'How many there are.', ({ status }) => status.replicas),
      ageColumn,
    ],
  }),
);

function* readScale(call: ResourceCall, server: Server): Task<Answer> {
  const form = negotiate(call.request, { kind: scaleKind, shape: 'object' });
  if (!form.ok) return refusal(call, form.status);
  const found = yield* find(call, server);
  if (!found.ok) return refusal(call, found.status);
  const body = representObject(scaleKind, scaleOf(found.value as Scalable), form.value, server.sim.clock.nowUs);
  return { response: { code: 200, body }, end: { code: 200, detail: call.detail } };
}

function* writeScale(call: ResourceCall, server: Server): Task<Answer> {
  const query = parseWriteQuery(call.request.query, call.route.verb === 'update' ? 'UpdateOptions' : 'PatchOptions');
  if (!query.ok) return refusal(call, query.status);
  const body = readBody(call.request, { kind: 'Scale' });
  if (!body.ok) return refusal(call, body.status);
  const { value } = body.value;
  const next = (existing: KubeObject): Result<KubeObject> => {
    const scale =
      call.route.verb === 'update'
        ? { ok: true as const, value }
        : patched(scaleOf(existing as Scalable), value, contentTypeOf(call.request));
    return scale.ok ? scaled(existing as Scalable, scale.value) : scale;
  };
  const written = yield* changeObject(call, server, query.value, next);
  if (!written.ok) return refusal(call, written.status);
  const { object, revision } = written.value;
  const { replicas } = (object as Scalable).spec;
  const end = {
    wrote: `spec.replicas ${replicas} into ${object.kind} ${object.metadata.name}, revision ${revision}.`,
    code: 200,
    revision,
  };
  return { response: { code: 200, body: scaleOf(object as Scalable) }, end };
}

function patched(scale: KubeObject, patch: unknown, contentType: string): Result<unknown> {
  const type = contentType.split(';')[0]?.trim();
  return type === 'application/json-patch+json' ? jsonPatch(scale, patch) : { ok: true, value: mergePatch(scale, patch) };
}

function scaled(existing: Scalable, scale: unknown): Result<KubeObject> {
  const { spec, metadata } = isPlainObject(scale) ? scale : {};
  const { name, resourceVersion, uid } = isPlainObject(metadata) ? metadata : {};
  if (name !== undefined && name !== existing.metadata.name) {
    return {
      ok: false,
      status: badRequest(
        `the name of the object (${typeof name === 'string' ? name : ''}) does not match the name on the URL (${existing.metadata.name})`,
      ),
    };
  }
  const replicas = (isPlainObject(spec) ? spec['replicas'] : undefined) ?? 0;
  if (typeof replicas !== 'number' || !Number.isInteger(replicas) || replicas > 2 ** 31 - 1) {
    const found = typeof replicas === 'number' ? `number ${replicas}` : typeof replicas;
    return { ok: false, status: badRequest(`json: cannot unmarshal ${found} into Go struct field ScaleSpec.spec.replicas of type int32`) };
  }
  if (replicas < 0) {
    const error = invalid('spec.replicas', replicas, 'must be greater than or equal to 0');
    return { ok: false, status: invalidStatus({ group: 'autoscaling', kind: 'Scale' }, existing.metadata.name, [error]) };
  }
  if (typeof uid === 'string' && uid !== '' && uid !== existing.metadata.uid) {
    const why = `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${existing.metadata.uid}`;
    return { ok: false, status: conflict(kindOf(existing.apiVersion, existing.kind) as Kind, existing.metadata.name, why) };
  }
  const version = typeof resourceVersion === 'string' ? { resourceVersion } : {};
  const next = { ...existing, metadata: { ...existing.metadata, ...version }, spec: { ...existing.spec, replicas } };
  return { ok: true, value: next };
}

function scaleOf({ kind, metadata, spec, status }: Scalable): KubeObject {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = metadata;
  // A ReplicationController selects by plain labels.
  const isPlain = kind === 'ReplicationController';
  const selector = selectorText(isPlain ? { matchLabels: (spec.selector ?? {}) as Labels } : (spec.selector as LabelSelector | undefined));
  const scale = {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    // Go leaves out the number of a spec that is 0, but never that of a status.
    spec: spec.replicas === 0 ? {} : { replicas: spec.replicas ?? 0 },
    status: { replicas: status?.replicas ?? 0, ...(selector === '' ? {} : { selector }) },
  };
  return scale as unknown as KubeObject;
}
