// pods/binding: the scheduler's decision, written down. Models pkg/registry/core/pod/storage BindingREST.
import { badRequest, conflict, notFoundStatus } from '../../api/errors.ts';
import type { Pod } from '../../api/kinds/pod.ts';
import type { Condition, KubeObject } from '../../api/object.ts';
import type { PodSpec } from '../../api/pod-spec.ts';
import { isPlainObject } from '../../api/plain-object.ts';
import type { Result, Status } from '../../api/status.ts';
import { timestamp } from '../../api/time.ts';
import type { Micros, Task } from '../../sim/sim.ts';
import { readBody } from '../encoding/decode.ts';
import { keepOwners } from '../fields/write-owners.ts';
import { parseWriteQuery } from '../rest/options.ts';
import type { ResourceCall } from '../pipeline.ts';
import { type Answer, refusal } from '../rest/read.ts';
import { changeObject } from '../rest/update.ts';
import type { Server } from '../server-state.ts';
import { defineSubresource } from './subresource.ts';

export const binding = defineSubresource({
  name: 'binding',
  speaks: { group: '', version: 'v1', kind: 'Binding' },
  create: bind,
});

interface Target {
  readonly node: string;
  readonly uid: string;
  readonly annotations: Readonly<Record<string, string>>;
}

export function* bind(call: ResourceCall, server: Server): Task<Answer> {
  const query = parseWriteQuery(call.request.query, 'CreateOptions');
  if (!query.ok) return refusal(call, query.status);
  const target = readTarget(call);
  if (!target.ok) return refusal(call, target.status);
  const { kind, name = '' } = call.route;
  const { node } = target.value;
  const next = (existing: KubeObject): Result<KubeObject> => {
    const pod = existing as Pod;
    const why = objection(pod, target.value);
    if (why !== undefined) return { ok: false, status: conflict({ ...kind, resource: 'pods/binding' }, name, why) };
    return { ok: true, value: bound(pod, target.value, server.sim.clock.nowUs) };
  };
  const written = yield* changeObject(call, server, query.value, next, { owners: keepOwners });
  if (!written.ok) return refusal(call, written.status.reason === 'NotFound' ? notFoundStatus(kind, name) : written.status);
  const { revision } = written.value;
  const body: Status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 };
  return {
    response: { code: 201, body },
    end: { wrote: `spec.nodeName ${node} into Pod ${name}, revision ${revision}.`, code: 201, revision },
  };
}

function readTarget(call: ResourceCall): Result<Target> {
  const body = readBody(call.request, { kind: 'Binding' });
  if (!body.ok) return body;
  const binding = body.value.value;
  const { target, metadata } = isPlainObject(binding) ? binding : {};
  const { name, kind: targetKind } = isPlainObject(target) ? target : {};
  if (typeof name !== 'string' || name === '') {
    // Upstream forgets to make this a 422.
    const message = 'target.name: Required value';
    return { ok: false, status: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, code: 500 } };
  }
  if (targetKind !== undefined && targetKind !== '' && targetKind !== 'Node') {
    return {
      ok: false,
      status: badRequest(`target.kind: Unsupported value: ${JSON.stringify(targetKind)}: supported values: "Node", "<empty>"`),
    };
  }
  const { uid, annotations } = isPlainObject(metadata) ? metadata : {};
  const texts = isPlainObject(annotations) ? Object.entries(annotations).filter(([, value]) => typeof value === 'string') : [];
  return {
    ok: true,
    value: { node: name, uid: typeof uid === 'string' ? uid : '', annotations: Object.fromEntries(texts) as Record<string, string> },
  };
}

function objection(pod: Pod, target: Target): string | undefined {
  const { name, uid, deletionTimestamp } = pod.metadata;
  if (target.uid !== '' && target.uid !== uid)
    return `the UID in the precondition (${target.uid}) does not match the UID in record (${uid})`;
  if (deletionTimestamp !== undefined) return `pod ${name} is being deleted, cannot be assigned to a host`;
  if (pod.spec.nodeName) return `pod ${name} is already assigned to node ${JSON.stringify(pod.spec.nodeName)}`;
  if ((pod.spec.schedulingGates?.length ?? 0) > 0) return `pod ${name} has non-empty .spec.schedulingGates`;
  return undefined;
}

function bound(pod: Pod, { node, annotations }: Target, nowUs: Micros): KubeObject {
  const scheduled: Condition = { type: 'PodScheduled', status: 'True', lastProbeTime: null, lastTransitionTime: timestamp(nowUs) };
  const conditions = pod.status.conditions ?? [];
  const at = conditions.findIndex((condition) => condition.type === 'PodScheduled');
  const next = at < 0 ? conditions.concat(scheduled) : conditions.with(at, scheduled);
  const noted =
    Object.keys(annotations).length === 0
      ? pod.metadata
      : { ...pod.metadata, annotations: { ...pod.metadata.annotations, ...annotations } };
  return { ...pod, metadata: noted, spec: placed(pod.spec, node), status: { ...pod.status, conditions: next } } as KubeObject;
}

/** Field by field, as a spread spec would get a hidden class of its own, and thousands of pods one each. */
function placed(spec: PodSpec, nodeName: string): PodSpec {
  const copy: Record<string, unknown> = {};
  for (const field in spec) copy[field] = spec[field as keyof PodSpec];
  copy['nodeName'] = nodeName;
  return copy as unknown as PodSpec;
}
