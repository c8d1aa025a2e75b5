// pods/eviction: a delete that asks the pod's disruption budget first. Models pkg/registry/core/pod/storage/eviction.go.
import { badRequest, conflict, forbiddenStatus, notFoundStatus, tooManyRequests } from '../../api/errors.ts';
import { allowsDisruptions } from '../../api/disruption.ts';
import { cloneValue } from '../../api/equal.ts';
import { pathOf } from '../../api/kind.ts';
import { type PodDisruptionBudget, podDisruptionBudgets } from '../../api/kinds/pod-disruption-budget.ts';
import type { Pod } from '../../api/kinds/pod.ts';
import type { Condition, KubeObject } from '../../api/object.ts';
import { isPlainObject } from '../../api/plain-object.ts';
import { isPodReady } from '../../api/pods/pod-template.ts';
import { erased } from '../../api/registry.ts';
import { userAgentOf } from '../../api/release.ts';
import type { ApiRequest } from '../../api/request.ts';
import { matchesSelector } from '../../api/selector.ts';
import type { Result, Status } from '../../api/status.ts';
import { timestamp } from '../../api/time.ts';
import type { Task } from '../../sim/sim.ts';
import { sleep } from '../../sim/task.ts';
import { readBody } from '../encoding/decode.ts';
import { type DeleteQuery, deleteOptionsOf } from '../rest/delete-options.ts';
import { admitPart, type ResourceCall } from '../pipeline.ts';
import { registryKey } from '../storage/registry-key.ts';
import { removeObject } from '../rest/delete.ts';
import { parseWriteQuery } from '../rest/options.ts';
import { type Answer, refusal } from '../rest/read.ts';
import type { Server } from '../server-state.ts';
import type { Written } from '../storage/storage.ts';
import { type Eviction, evictionKind, readPosted } from './posted.ts';
import { defineSubresource } from './subresource.ts';

export const eviction = defineSubresource({
  name: 'eviction',
  speaks: { group: 'policy', version: 'v1', kind: 'Eviction' },
  create: evict,
});

const budgetKind = erased(podDisruptionBudgets);
/** Named as upstream names it in one refusal: by its singular. */
const BUDGET = { ...budgetKind, resource: 'poddisruptionbudget.policy', plural: 'poddisruptionbudget' };
const ATTEMPTS = 20;
const PAUSE_MS = 500;
const DISRUPTED_MOST = 2000;
const WOULD_VIOLATE = "Cannot evict pod as it would violate the pod's disruption budget.";

function* evict(call: ResourceCall, server: Server): Task<Answer> {
  const query = parseWriteQuery(call.request.query, 'CreateOptions');
  if (!query.ok) return refusal(call, query.status);
  const posted = readPosted(ofToday(call), evictionKind, query.value);
  if (!posted.ok) return refusal(call, posted.status);
  const eviction = posted.value as Eviction;
  const isDryRun = query.value.dryRun;
  const refused = admitPart(call, server, eviction, isDryRun, ['mutate']);
  if (refused !== undefined) return refusal(call, refused);
  const options = readOptions(call, eviction, isDryRun);
  if (!options.ok) return refusal(call, options.status);
  const judged = admitPart(call, server, eviction, isDryRun, ['validate']);
  if (judged !== undefined) return refusal(call, judged);
  const { kind, namespace, name = '' } = call.route;
  for (let attempt = 1; ; attempt++) {
    const pod = server.cache.get(kind, registryKey(kind, namespace, name)) as Pod | undefined;
    if (pod === undefined) return refusal(call, notFoundStatus(kind, name));
    const written = yield* evictPod(call, server, pod, options.value);
    if (written.ok) return evicted(call, written.value);
    // Somebody wrote the pod between the look at it and its end: look again.
    const again = written.status.reason === 'Conflict' && options.value.preconditions?.resourceVersion === undefined;
    if (!again || attempt === ATTEMPTS) return refusal(call, written.status);
    yield* sleep(server.sim, PAUSE_MS, call.ctx.background);
    yield* server.cache.fresh(call.ctx);
  }
}

/** Evictions of the version before are the same, and taken still. */
function ofToday(call: ResourceCall): ResourceCall {
  const body = readBody(call.request, { kind: 'Eviction' });
  if (!body.ok || !isPlainObject(body.value.value) || body.value.value['apiVersion'] !== 'policy/v1beta1') return call;
  return { ...call, request: { ...call.request, body: { ...body.value.value, apiVersion: 'policy/v1' } } };
}

function readOptions(call: ResourceCall, { metadata, deleteOptions = {} }: Eviction, isDryRun: boolean): Result<DeleteQuery> {
  if (metadata.name !== call.route.name) return { ok: false, status: badRequest('name in URL does not match name in Eviction object') };
  const options = deleteOptionsOf(deleteOptions);
  return options.ok ? { ok: true, value: { ...options.value, dryRun: options.value.dryRun || isDryRun } } : options;
}

function evicted(call: ResourceCall, { revision }: Written): Answer {
  const body: Status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 };
  return { response: { code: 201, body }, end: { wrote: 'A mark that the pod is to end.', code: 201, revision, detail: call.detail } };
}

/** Whatever the answer, one look at the pod and its budgets. */
function* evictPod(call: ResourceCall, server: Server, pod: Pod, options: DeleteQuery): Task<Result<Written>> {
  const { phase } = pod.status;
  const isGoing = phase === 'Succeeded' || phase === 'Failed' || pod.metadata.deletionTimestamp !== undefined;
  // What has not begun or has ended already disrupts nobody; but it must not have become ready meanwhile.
  if (isGoing) return yield* end(call, server, pod, options);
  if (phase === 'Pending') return yield* end(call, server, pod, unchangedSince(options, pod));
  const budgets = budgetsOf(server, pod);
  if (budgets.length > 1)
    return {
      ok: false,
      status: internal('This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.'),
    };
  const [budget] = budgets;
  if (budget === undefined) return yield* end(call, server, pod, options);
  if (!isPodReady(pod) && mayLoseUnready(budget)) {
    const written = yield* end(call, server, pod, unchangedSince(options, pod));
    const changed = !written.ok && written.status.reason === 'Conflict' && options.preconditions?.resourceVersion === undefined;
    return changed ? { ok: false, status: stillProcessed(budget.metadata.name) } : written;
  }
  const refused = yield* spend(call, server, pod, budget.metadata.name, options.dryRun);
  return refused === undefined ? yield* end(call, server, pod, options) : { ok: false, status: refused };
}

/** A null selector matches no pods, an empty one all of the namespace. */
function budgetsOf(server: Server, pod: Pod): PodDisruptionBudget[] {
  const all = server.cache.of(budgetKind).list(pod.metadata.namespace, () => true) as PodDisruptionBudget[];
  return all.filter(({ spec }) => spec.selector !== undefined && matchesSelector(spec.selector, pod.metadata.labels));
}

function mayLoseUnready({ spec, status }: PodDisruptionBudget): boolean {
  if (spec.unhealthyPodEvictionPolicy === 'AlwaysAllow') return true;
  return status.currentHealthy >= status.desiredHealthy && status.desiredHealthy > 0;
}

function unchangedSince(options: DeleteQuery, { metadata }: Pod): DeleteQuery {
  if (options.preconditions?.resourceVersion !== undefined) return options;
  return { ...options, preconditions: { ...options.preconditions, resourceVersion: metadata.resourceVersion } };
}

/** Takes one disruption from the budget, and writes down whose it is. Undefined when that was granted. */
function* spend(call: ResourceCall, server: Server, pod: Pod, name: string, dryRun: boolean): Task<Status | undefined> {
  const { namespace } = pod.metadata;
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const budget = server.cache.get(budgetKind, registryKey(budgetKind, namespace, name)) as PodDisruptionBudget | undefined;
    if (budget === undefined) return notFoundStatus(budgetKind, name);
    const refused = objection(budget);
    if (refused !== undefined || dryRun) return refused;
    const { nowUs } = server.sim.clock;
    const disruptedPods = { ...budget.status.disruptedPods, [pod.metadata.name]: timestamp(nowUs) };
    const disruptionsAllowed = budget.status.disruptionsAllowed - 1;
    const spent = { ...budget.status, disruptedPods, disruptionsAllowed };
    const status = disruptionsAllowed === 0 ? allowsDisruptions(spent, nowUs) : spent;
    const request: ApiRequest = {
      method: 'PUT',
      path: pathOf(budgetKind, namespace, name, 'status'),
      headers: { 'user-agent': userAgentOf('kube-apiserver') },
      body: cloneValue({ ...budget, status }),
    };
    const answer = yield* server.ask(request, call.ctx);
    if (answer.code === 200) return undefined;
    if (answer.code !== 409) return answer.body as Status;
    yield* sleep(server.sim, PAUSE_MS, call.ctx.background);
    yield* server.cache.fresh(call.ctx);
  }
  return timeout(`couldn't update PodDisruptionBudget ${JSON.stringify(name)} due to conflicts`);
}

/** Models checkAndDecrement. */
function objection({ metadata, status }: PodDisruptionBudget): Status | undefined {
  const { name, generation = 0 } = metadata;
  if ((status.observedGeneration ?? 0) < generation) return stillProcessed(name);
  if (status.disruptionsAllowed < 0) return forbiddenStatus(BUDGET, name, 'pdb disruptions allowed is negative');
  if (Object.keys(status.disruptedPods ?? {}).length > DISRUPTED_MOST)
    return forbiddenStatus(BUDGET, name, 'DisruptedPods map too big - too many evictions not confirmed by PDB controller');
  return status.disruptionsAllowed === 0 ? exhausted(name, status) : undefined;
}

function stillProcessed(name: string): Status {
  return tooManyRequests(WOULD_VIOLATE, 10, [budgetCause(`The disruption budget ${name} is still being processed by the server.`)]);
}

function exhausted(name: string, { conditions, currentHealthy, desiredHealthy }: PodDisruptionBudget['status']): Status {
  const condition = conditions?.find(({ type }) => type === 'DisruptionAllowed');
  const said = condition?.status === 'False' ? (condition.message ?? '') : '';
  const refuses = `The disruption budget ${name} does not allow evicting pods currently`;
  const why = ((): string => {
    // After a failed pass the counts cannot be trusted.
    if (said !== '' && condition?.reason === 'SyncFailed') return `${refuses} because it failed sync: ${said}`;
    if (currentHealthy <= desiredHealthy)
      return `The disruption budget ${name} needs ${desiredHealthy} healthy pods and has ${currentHealthy} currently`;
    return said === '' ? refuses : `${refuses} (${condition?.reason ?? ''}): ${said}`;
  })();
  return tooManyRequests(WOULD_VIOLATE, 0, [budgetCause(why)]);
}

function budgetCause(message: string): { readonly reason: string; readonly message: string } {
  return { reason: 'DisruptionBudget', message };
}

/** Tells the pod why it goes, and lets it go. Models addConditionAndDeletePod. */
function* end(call: ResourceCall, server: Server, pod: Pod, options: DeleteQuery): Task<Result<Written>> {
  if (options.dryRun) return yield* removeObject(call, server, pod.metadata.name, options);
  const { kind, namespace, name = '' } = call.route;
  const { nowUs } = server.sim.clock;
  const { uid, resourceVersion } = options.preconditions ?? {};
  const told = yield* server.storage.update(
    call.ctx,
    kind,
    namespace,
    name,
    (existing: KubeObject) => {
      const { metadata } = existing;
      const stale =
        (uid !== undefined && uid !== metadata.uid) || (resourceVersion !== undefined && resourceVersion !== metadata.resourceVersion);
      if (stale) return { type: 'fail', status: conflict(kind, name) };
      return { type: 'write', object: withCondition(existing as Pod, nowUs) };
    },
    { dryRun: false },
  );
  if (!told.ok) return told;
  const bumped =
    resourceVersion === undefined
      ? options
      : { ...options, preconditions: { ...options.preconditions, resourceVersion: told.value.object.metadata.resourceVersion } };
  return yield* removeObject(call, server, name, bumped);
}

function withCondition(pod: Pod, nowUs: number): Pod {
  const conditions = pod.status.conditions ?? [];
  const had = conditions.find(({ type }) => type === 'DisruptionTarget');
  const lastTransitionTime = had?.status === 'True' ? had.lastTransitionTime : timestamp(nowUs);
  const condition: Condition = {
    type: 'DisruptionTarget',
    status: 'True',
    lastProbeTime: null,
    ...(lastTransitionTime === undefined ? {} : { lastTransitionTime }),
    reason: 'EvictionByEvictionAPI',
    message: 'Eviction API: evicting',
  };
  return { ...pod, status: { ...pod.status, conditions: [...conditions.filter((other) => other !== had), condition] } };
}

function internal(message: string): Status {
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, code: 500 };
}

function timeout(message: string): Status {
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: `Timeout: ${message}`,
    reason: 'Timeout',
    details: { retryAfterSeconds: 10 },
    code: 504,
  };
}
