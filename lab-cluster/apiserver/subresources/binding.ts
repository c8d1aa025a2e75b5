// pods/binding: the scheduler's decision, written down. Models pkg/registry/core/pod/storage BindingREST.
import { badRequest, conflict, notFoundStatus, plainFailure } from '../../api/errors.ts';
import type { FieldError } from '../../api/field.ts';
import { notSupported, printFieldErrors, required } from '../../api/field-errors.ts';
import type { Kind } from '../../api/kind.ts';
import type { Pod } from '../../api/kinds/pod.ts';
import { bindings } from '../../api/kinds/binding.ts';
import type { Condition, KubeObject, ObjectMeta } from '../../api/object.ts';
import { erased } from '../../api/registry.ts';
import type { PodSpec } from '../../api/pods/pod-spec.ts';
import type { Result, Status } from '../../api/status.ts';
import { timestamp } from '../../api/time.ts';
import type { Micros, Task } from '../../sim/sim.ts';
import { keepOwners } from '../fields/write-owners.ts';
import { parseWriteQuery } from '../rest/options.ts';
import { admitPart, type ResourceCall } from '../pipeline.ts';
import { type Answer, refusal } from '../rest/read.ts';
import { brokenPrecondition, changeObject, otherUid } from '../rest/update.ts';
import type { Server } from '../server-state.ts';
import { readPosted } from './posted.ts';
import { defineSubresource } from './subresource.ts';

export const binding = defineSubresource({
  name: 'binding',
  speaks: { group: '', version: 'v1', kind: 'Binding' },
  create: bind,
});

type Binding = KubeObject & { readonly target?: { readonly kind?: string; readonly name?: string } };

const bindingKind = erased(bindings);

/** `asked`: the request as it came, which is what admission is told of. */
export function* bind(call: ResourceCall, server: Server, asked: ResourceCall = call): Task<Answer> {
  const query = parseWriteQuery(call.request.query, 'CreateOptions');
  if (!query.ok) return refusal(call, query.status);
  const sent = readPosted(call, bindingKind, query.value);
  if (!sent.ok) return refusal(call, sent.status);
  const binding = sent.value as Binding;
  const { kind, name = '' } = call.route;
  const refused =
    admitPart(asked, server, binding, query.value.dryRun, ['mutate']) ??
    judge(call, binding) ??
    admitPart(asked, server, binding, query.value.dryRun, ['validate']);
  if (refused !== undefined) return refusal(call, refused);
  const next = (existing: KubeObject): Result<KubeObject> => {
    const pod = existing as Pod;
    const status = otherPod(kind, pod, binding) ?? objection(kind, pod);
    return status === undefined ? { ok: true, value: bound(pod, binding, server.sim.clock.nowUs) } : { ok: false, status };
  };
  const written = yield* changeObject(call, server, query.value, next, { owners: keepOwners, isAdmitted: true });
  if (!written.ok) return refusal(call, written.status.reason === 'NotFound' ? notFoundStatus(kind, name) : written.status);
  const { revision } = written.value;
  const body: Status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 };
  return {
    response: { code: 201, body },
    end: { wrote: `spec.nodeName ${binding.target?.name} into Pod ${name}, revision ${revision}.`, code: 201, revision },
  };
}

/** Models ValidatePodBinding. */
function judge({ route }: ResourceCall, { metadata, target = {} }: Binding): Status | undefined {
  if (metadata.name !== route.name) return badRequest('name in URL does not match name in Binding object');
  const errors: FieldError[] = [];
  if ((target.kind ?? '') !== '' && target.kind !== 'Node') errors.push(notSupported('target.kind', target.kind, ['Node', '<empty>']));
  if ((target.name ?? '') === '') errors.push(required('target.name'));
  // Upstream forgets to make this a 422.
  return errors.length === 0 ? undefined : plainFailure(printFieldErrors(errors));
}

function otherPod(kind: Kind, { metadata }: Pod, binding: Binding): Status | undefined {
  const { uid = '', resourceVersion = '' } = binding.metadata as Partial<ObjectMeta>;
  if (uid !== '' && uid !== metadata.uid) return otherUid(kind, metadata, uid);
  if (resourceVersion === '' || resourceVersion === metadata.resourceVersion) return undefined;
  const versions = `ResourceVersion in precondition: ${resourceVersion}, ResourceVersion in object meta: ${metadata.resourceVersion}`;
  return brokenPrecondition(kind, metadata, versions);
}

function objection(kind: Kind, { metadata: { name, deletionTimestamp }, spec }: Pod): Status | undefined {
  const why = ((): string | undefined => {
    if (deletionTimestamp !== undefined) return `pod ${name} is being deleted, cannot be assigned to a host`;
    if (spec.nodeName) return `pod ${name} is already assigned to node ${JSON.stringify(spec.nodeName)}`;
    return (spec.schedulingGates?.length ?? 0) > 0 ? `pod ${name} has non-empty .spec.schedulingGates` : undefined;
  })();
  return why === undefined ? undefined : conflict({ ...kind, resource: 'pods/binding' }, name, why);
}

function bound(pod: Pod, { metadata: { annotations = {} }, target }: Binding, nowUs: Micros): KubeObject {
  const scheduled: Condition = { type: 'PodScheduled', status: 'True', lastProbeTime: null, lastTransitionTime: timestamp(nowUs) };
  const conditions = pod.status.conditions ?? [];
  const at = conditions.findIndex((condition) => condition.type === 'PodScheduled');
  const next = at < 0 ? conditions.concat(scheduled) : conditions.with(at, scheduled);
  const noted =
    Object.keys(annotations).length === 0
      ? pod.metadata
      : { ...pod.metadata, annotations: { ...pod.metadata.annotations, ...annotations } };
  return { ...pod, metadata: noted, spec: placed(pod.spec, target?.name ?? ''), status: { ...pod.status, conditions: next } } as KubeObject;
}

/** Field by field, as a spread spec would get a hidden class of its own, and thousands of pods one each. */
function placed(spec: PodSpec, nodeName: string): PodSpec {
  const copy: Record<string, unknown> = {};
  for (const field in spec) copy[field] = spec[field as keyof PodSpec];
  copy['nodeName'] = nodeName;
  return copy as unknown as PodSpec;
}
