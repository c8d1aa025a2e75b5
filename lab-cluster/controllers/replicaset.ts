// The ReplicaSet controller: keeps exactly as many pods of one template as were asked for.
// Models pkg/controller/replicaset/replica_set.go.
import { controllerOf, keyOf } from '../api/object.ts';
import { pods } from '../api/kinds/pod.ts';
import type { Pod } from '../api/kinds/pod.ts';
import { replicaSets } from '../api/kinds/replica-set.ts';
import type { ReplicaSet } from '../api/kinds/replica-set.ts';
import { isPodActive, isPodAvailable, isPodReady, podCondition } from '../api/pods/pod-template.ts';
import { matchesSelector } from '../api/selector.ts';
import type { Status } from '../api/status.ts';
import { instantOf } from '../api/time.ts';
import { createExpectations } from '../client/expectations.ts';
import type { Expectations } from '../client/expectations.ts';
import type { InformerHandlers } from '../client/informer-types.ts';
import { done, requeueAfter, retry } from '../client/reconcile-loop.ts';
import type { Outcome } from '../client/reconcile-loop.ts';
import type { Context, Task } from '../sim/sim.ts';
import { claim } from './adoption.ts';
import { defineController, watch, watchWith } from './define-controller.ts';
import type { Tools } from './define-controller.ts';
import { indexByController, orphansIn, ownedBy } from './owner-index.ts';
import { inParallel } from './parallel.ts';
import { podsToDelete } from './pod-deletion-order.ts';
import { createPodTally } from './pod-tally.ts';
import type { PodTally } from './pod-tally.ts';
import { createPodsSlowly, deletePod } from './pod-writes.ts';
import { replicaSetStatus, writeReplicaSetStatus } from './replicaset-status.ts';
import type { Census, ReplicaFailure } from './replicaset-status.ts';
import { counted, listed } from './words.ts';

interface Memory {
  readonly expectations: Expectations;
  readonly tally: PodTally;
}

/** More than these are not created or deleted in one pass. */
const burstReplicas = 500;

export const replicaSetController = defineController<Memory>({
  name: 'replicaset-controller',
  watches: [watch(replicaSets), watchWith(pods, podHandlers)],
  memory(tools) {
    indexByController(tools.informer(pods));
    indexByController(tools.informer(replicaSets));
    return { expectations: createExpectations(tools.sim), tally: createPodTally() };
  },
  reconcile,
});

function* reconcile(tools: Tools<Memory>, ctx: Context, key: string): Task<Outcome> {
  const { client, memory, sim } = tools;
  const replicaSet = tools.informer(replicaSets).get(key);
  if (replicaSet === undefined) {
    memory.expectations.forget(key);
    return done({ saw: `ReplicaSet ${key} is gone`, decided: 'nothing to do' });
  }
  const settled = memory.expectations.satisfied(key);
  const survey = yield* takeSurvey(tools, ctx, replicaSet);
  if (survey.problem !== undefined) return retry(survey.problem, { saw: `${counted(survey.census.active, 'active pod')}` });
  const deleting = replicaSet.metadata.deletionTimestamp !== undefined;
  const act = settled && !deleting ? yield* manage(tools, ctx, replicaSet, survey) : undefined;
  const status = replicaSetStatus(replicaSet, survey.census, act?.failure, sim.clock.nowUs);
  const written = yield* writeReplicaSetStatus(ctx, client, replicaSet, status);
  const story = {
    saw: sawText(replicaSet, survey.census),
    decided: deleting
      ? 'make no pods for a ReplicaSet that is being deleted'
      : (act?.decided ?? 'wait until the pods it asked for show in its informer'),
    wrote: [act?.wrote, written?.ok ? `status with ${counted(status.replicas, 'replica')}, ${status.readyReplicas ?? 0} ready` : undefined]
      .filter((text) => text !== undefined && text !== '')
      .join('; '),
  };
  if (act?.failure !== undefined) return retry(act.failure.problem, story);
  if (written !== undefined && !written.ok) return written.status.reason === 'NotFound' ? done(story) : retry(written.status, story);
  return survey.nextAvailableMs === undefined ? done(story) : requeueAfter(survey.nextAvailableMs, story);
}

function sawText(replicaSet: ReplicaSet, census: Census): string {
  return `${replicaSet.spec.replicas ?? 1} wanted, ${counted(census.active, 'active pod')}, ${census.ready} ready`;
}

interface Survey {
  readonly census: Census;
  /** The active pods themselves; only asked for when some must go. */
  pods(): readonly Pod[];
  /** Milliseconds until a ready pod will have been ready for minReadySeconds. */
  readonly nextAvailableMs?: number;
  readonly problem?: Status;
}

/** Counts the ReplicaSet's pods: from the tally when nothing is to be adopted or released, one by one otherwise. */
function* takeSurvey(tools: Tools<Memory>, ctx: Context, replicaSet: ReplicaSet): Task<Survey> {
  const { uid } = replicaSet.metadata;
  const { selector } = replicaSet.spec;
  const { tally } = tools.memory;
  const podInformer = tools.informer(pods);
  let strangers = false;
  let fullyLabeled = 0;
  for (const { labels, count } of tally.labelSets(uid)) {
    strangers ||= !matchesSelector(selector, labels);
    if (carriesTemplateLabels(replicaSet, labels)) fullyLabeled += count;
  }
  const orphans = orphansIn(podInformer, replicaSet.metadata.namespace);
  const adoptable = orphans.some((pod) => isPodActive(pod) && matchesSelector(selector, pod.metadata.labels));
  if (!strangers && !adoptable && (replicaSet.spec.minReadySeconds ?? 0) === 0) {
    const ready = tally.ready(uid);
    return {
      census: { active: tally.active(uid), fullyLabeled, ready, available: ready },
      pods: () => ownedBy(podInformer, replicaSet.metadata.uid).filter(isPodActive),
    };
  }
  const { objects, problem } = yield* claim<ReplicaSet, Pod>(ctx, {
    client: tools.client,
    ownerKind: replicaSets,
    owner: replicaSet,
    selector,
    ownedKind: pods,
    owned: podInformer,
    filter: isPodActive,
  });
  const nextAvailableMs = nextAvailability(replicaSet, objects, tools.sim.clock.nowUs);
  return {
    census: countOneByOne(replicaSet, objects, tools.sim.clock.nowUs),
    pods: () => objects,
    ...(problem === undefined ? {} : { problem }),
    ...(nextAvailableMs === undefined ? {} : { nextAvailableMs }),
  };
}

function countOneByOne(replicaSet: ReplicaSet, active: readonly Pod[], nowUs: number): Census {
  const minReadySeconds = replicaSet.spec.minReadySeconds ?? 0;
  let fullyLabeled = 0;
  let ready = 0;
  let available = 0;
  for (const pod of active) {
    if (carriesTemplateLabels(replicaSet, pod.metadata.labels)) fullyLabeled += 1;
    if (!isPodReady(pod)) continue;
    ready += 1;
    if (isPodAvailable(pod, minReadySeconds, nowUs)) available += 1;
  }
  return { active: active.length, fullyLabeled, ready, available };
}

function carriesTemplateLabels(replicaSet: ReplicaSet, labels: Readonly<Record<string, string>> | undefined): boolean {
  const wanted = replicaSet.spec.template.metadata?.labels;
  for (const key in wanted) if (labels?.[key] !== wanted[key]) return false;
  return true;
}

function nextAvailability(replicaSet: ReplicaSet, active: readonly Pod[], nowUs: number): number | undefined {
  const waitUs = (replicaSet.spec.minReadySeconds ?? 0) * 1_000_000;
  let nextUs: number | undefined;
  for (const pod of active) {
    const since = isPodReady(pod) ? podCondition(pod, 'Ready')?.lastTransitionTime : undefined;
    if (since === undefined) continue;
    const atUs = instantOf(since) + waitUs;
    if (atUs > nowUs && (nextUs === undefined || atUs < nextUs)) nextUs = atUs;
  }
  return nextUs === undefined ? undefined : Math.ceil((nextUs - nowUs) / 1000);
}

interface Act {
  readonly decided: string;
  readonly wrote: string;
  readonly failure?: ReplicaFailure;
}

function* manage(tools: Tools<Memory>, ctx: Context, replicaSet: ReplicaSet, survey: Survey): Task<Act> {
  const missing = (replicaSet.spec.replicas ?? 1) - survey.census.active;
  if (missing > 0) return yield* createMissing(tools, ctx, replicaSet, Math.min(missing, burstReplicas));
  if (missing < 0) return yield* deleteSurplus(tools, ctx, replicaSet, survey.pods(), Math.min(-missing, burstReplicas));
  return { decided: 'the number of pods is right', wrote: '' };
}

function* createMissing(tools: Tools<Memory>, ctx: Context, replicaSet: ReplicaSet, count: number): Task<Act> {
  const key = keyOf(replicaSet);
  const { expectations } = tools.memory;
  expectations.expectCreations(key, count);
  const { created, missed, problem } = yield* createPodsSlowly(tools, ctx, replicaSet, replicaSet.spec.template, count);
  // What was not made will not show in the informer either.
  for (let pod = 0; pod < missed; pod++) expectations.creationObserved(key);
  const names = listed(created.map((pod) => pod.metadata.name));
  const act = { decided: `create ${counted(count, 'pod')}`, wrote: created.length === 0 ? '' : `created ${names}` };
  return problem === undefined ? act : { ...act, failure: { reason: 'FailedCreate', problem } };
}

function* deleteSurplus(tools: Tools<Memory>, ctx: Context, replicaSet: ReplicaSet, active: readonly Pod[], count: number): Task<Act> {
  const key = keyOf(replicaSet);
  const { expectations } = tools.memory;
  const victims = podsToDelete(active, relatedPods(tools, replicaSet), count, tools.sim.clock.nowUs);
  expectations.expectDeletions(key, victims.map(keyOf));
  const results = yield* inParallel(
    tools.sim,
    victims.map((pod) => deletePod(tools, ctx, replicaSet, pod)),
  );
  let problem: Status | undefined;
  results.forEach((result, index) => {
    if (result.ok) return;
    expectations.deletionObserved(key, keyOf(victims[index] as Pod));
    if (result.status.reason !== 'NotFound') problem ??= result.status;
  });
  const act = { decided: `delete ${counted(count, 'pod')} too many`, wrote: `deleted ${listed(victims.map((pod) => pod.metadata.name))}` };
  return problem === undefined ? act : { ...act, failure: { reason: 'FailedDelete', problem } };
}

/** Active pods of every ReplicaSet of the same Deployment: old and new versions crowd a node together. */
function relatedPods(tools: Tools<Memory>, replicaSet: ReplicaSet): readonly Pod[] {
  const podInformer = tools.informer(pods);
  const owner = controllerOf(replicaSet);
  if (owner === undefined) return ownedBy(podInformer, replicaSet.metadata.uid).filter(isPodActive);
  const siblings = ownedBy(tools.informer(replicaSets), owner.uid);
  return siblings.flatMap((sibling) => ownedBy(podInformer, sibling.metadata.uid).filter(isPodActive));
}

function podHandlers(tools: Tools<Memory>): InformerHandlers<Pod> {
  const { tally, expectations } = tools.memory;
  const ownerKey = (pod: Pod): string | undefined => keyOfOwner(tools, pod);

  function gone(pod: Pod, ctx: Context): void {
    const key = ownerKey(pod);
    if (key === undefined) return;
    expectations.deletionObserved(key, keyOf(pod));
    tools.queue.add(key, ctx);
  }

  function enqueueAdopters(pod: Pod, ctx: Context): void {
    for (const replicaSet of tools.informer(replicaSets).list()) {
      if (replicaSet.metadata.namespace !== pod.metadata.namespace) continue;
      if (matchesSelector(replicaSet.spec.selector, pod.metadata.labels)) tools.queue.add(keyOf(replicaSet), ctx);
    }
  }

  return {
    add(pod, ctx) {
      tally.add(pod, ctx);
      // After a restart it may meet pods that are being deleted already.
      if (pod.metadata.deletionTimestamp !== undefined) return gone(pod, ctx);
      if (controllerOf(pod) === undefined) return enqueueAdopters(pod, ctx);
      const key = ownerKey(pod);
      if (key === undefined) return;
      expectations.creationObserved(key);
      tools.queue.add(key, ctx);
    },
    update(pod, previous, ctx) {
      tally.update(pod, previous, ctx);
      if (pod.metadata.deletionTimestamp !== undefined) return gone(pod, ctx);
      const key = ownerKey(pod);
      const keyBefore = ownerKey(previous);
      if (keyBefore !== undefined && keyBefore !== key) tools.queue.add(keyBefore, ctx);
      if (key !== undefined) return tools.queue.add(key, ctx);
      const moved = keyBefore !== undefined || pod.metadata.labels !== previous.metadata.labels;
      if (moved && controllerOf(pod) === undefined) enqueueAdopters(pod, ctx);
    },
    delete(pod, ctx) {
      tally.delete(pod, ctx);
      gone(pod, ctx);
    },
  };
}

/** The ReplicaSet that controls `pod`, provided it is still the same one. */
function keyOfOwner(tools: Tools<Memory>, pod: Pod): string | undefined {
  const owner = controllerOf(pod);
  if (owner === undefined || owner.kind !== 'ReplicaSet') return undefined;
  const key = pod.metadata.namespace === undefined ? owner.name : `${pod.metadata.namespace}/${owner.name}`;
  return tools.informer(replicaSets).get(key)?.metadata.uid === owner.uid ? key : undefined;
}
