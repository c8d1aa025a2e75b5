// The Deployment controller: one ReplicaSet for each version of the template, and a careful way from one to the next.
// Models pkg/controller/deployment/deployment_controller.go.
import { deployments } from '../api/kinds/deployment.ts';
import type { Deployment } from '../api/kinds/deployment.ts';
import { pods } from '../api/kinds/pod.ts';
import type { Pod } from '../api/kinds/pod.ts';
import { replicaSets } from '../api/kinds/replica-set.ts';
import type { ReplicaSet } from '../api/kinds/replica-set.ts';
import { controllerOf, keyOf } from '../api/object.ts';
import { isEmptySelector, matchesSelector } from '../api/selector.ts';
import type { Status } from '../api/status.ts';
import type { InformerHandlers } from '../client/informer-types.ts';
import { done, retry } from '../client/reconcile-loop.ts';
import type { Outcome } from '../client/reconcile-loop.ts';
import type { Context, Task } from '../sim/sim.ts';
import { claim } from './adoption.ts';
import { conditionOf, withCondition } from './conditions.ts';
import { defineController, watch, watchFor, watchWith } from './define-controller.ts';
import type { Tools } from './define-controller.ts';
import { hasProgressDeadline, replicasOf } from './deployment-math.ts';
import { deploymentCondition, writeDeploymentStatus } from './deployment-pass.ts';
import type { DeploymentPass } from './deployment-pass.ts';
import { findRollout } from './deployment-revisions.ts';
import { replaceAll, rollForward } from './deployment-rollout.ts';
import { forgetOldRevisions, isScalingEvent, scaleRollout } from './deployment-scale.ts';
import { writeCounts } from './deployment-status.ts';
import { indexByController, ownedBy } from './owner-index.ts';
import { isNamespaceTerminating } from './pod-writes.ts';
import { counted, listed } from './words.ts';

export const deploymentController = defineController({
  name: 'deployment-controller',
  watches: [watch(deployments), watchFor(replicaSets, keysOfReplicaSet), watchWith(pods, podHandlers)],
  memory(tools) {
    indexByController(tools.informer(replicaSets));
    indexByController(tools.informer(pods));
    return undefined;
  },
  reconcile,
});

function* reconcile(tools: Tools, ctx: Context, key: string): Task<Outcome> {
  const deployment = tools.informer(deployments).get(key);
  if (deployment === undefined) return done({ saw: `Deployment ${key} is gone`, decided: 'nothing to do' });
  const { objects: sets, problem: unclaimed } = yield* claim<Deployment, ReplicaSet>(ctx, {
    client: tools.client,
    ownerKind: deployments,
    owner: deployment,
    selector: deployment.spec.selector,
    ownedKind: replicaSets,
    owned: tools.informer(replicaSets),
  });
  const pass: DeploymentPass = { tools, ctx, deployment, decided: [], wrote: [] };
  const problem = unclaimed ?? (yield* sync(pass, sets));
  const story = {
    saw: `${counted(replicasOf(deployment), 'replica')} wanted, ${sawSets(sets)}`,
    decided: pass.decided.length === 0 ? 'no ReplicaSet needs another size' : listed(pass.decided, 6),
    wrote: pass.wrote.join('; '),
  };
  // In a namespace that is going away nothing can be made: the Deployment goes with it.
  if (problem !== undefined && !isNamespaceTerminating(problem)) return retry(problem, story);
  return done(story);
}

function sawSets(sets: readonly ReplicaSet[]): string {
  if (sets.length === 0) return 'no ReplicaSet yet';
  return listed(sets.map((set) => `${set.metadata.name} ${set.status.availableReplicas ?? 0}/${replicasOf(set)} available`));
}

/** One pass; the Status is the answer that stopped it. */
function* sync(pass: DeploymentPass, sets: readonly ReplicaSet[]): Task<Status | undefined> {
  const { deployment } = pass;
  if (isEmptySelector(deployment.spec.selector)) return yield* refuseAll(pass);
  if (deployment.metadata.deletionTimestamp !== undefined) {
    pass.decided.push('only count, because it is being deleted');
    return yield* countOnly(pass, sets);
  }
  const pausing = yield* notePause(pass);
  if (pausing !== undefined) return pausing;
  if (deployment.spec.paused === true) return yield* scaleOnly(pass, sets);
  const rollout = yield* findRollout(pass, sets, 'leave');
  if (!rollout.ok) return rollout.status;
  if (isScalingEvent(pass, rollout.value)) return yield* scaleOnly(pass, sets);
  if (deployment.spec.strategy?.type === 'Recreate') {
    const podInformer = pass.tools.informer(pods);
    return yield* replaceAll(pass, sets, (set) => ownedBy(podInformer, set.metadata.uid));
  }
  return yield* rollForward(pass, sets);
}

function* countOnly(pass: DeploymentPass, sets: readonly ReplicaSet[]): Task<Status | undefined> {
  const rollout = yield* findRollout(pass, sets, 'leave');
  return rollout.ok ? yield* writeCounts(pass, rollout.value) : rollout.status;
}

function* scaleOnly(pass: DeploymentPass, sets: readonly ReplicaSet[]): Task<Status | undefined> {
  const rollout = yield* findRollout(pass, sets, 'leave');
  if (!rollout.ok) return rollout.status;
  const problem = yield* scaleRollout(pass, rollout.value);
  if (problem !== undefined) return problem;
  if (pass.deployment.spec.paused === true) {
    const kept = yield* forgetOldRevisions(pass, rollout.value.old);
    if (kept !== undefined) return kept;
  }
  return yield* writeCounts(pass, rollout.value);
}

function* refuseAll(pass: DeploymentPass): Task<Status | undefined> {
  const { deployment, tools, ctx } = pass;
  tools.recorder.event(
    ctx,
    deployment,
    'Warning',
    'SelectingAll',
    'This deployment is selecting all pods. A non-empty selector is required.',
  );
  const { generation = 0 } = deployment.metadata;
  if ((deployment.status.observedGeneration ?? 0) >= generation) return undefined;
  pass.deployment = { ...deployment, status: { ...deployment.status, observedGeneration: generation } };
  return yield* writeDeploymentStatus(pass, 'its selector matches everything, so it is left alone');
}

/** Says so in a condition when a rollout is paused or goes on: the deadline stands still meanwhile. */
function* notePause(pass: DeploymentPass): Task<Status | undefined> {
  const { deployment } = pass;
  const present = conditionOf(deployment.status.conditions, 'Progressing');
  if (!hasProgressDeadline(deployment) || present?.reason === 'ProgressDeadlineExceeded') return undefined;
  const paused = deployment.spec.paused === true;
  if (paused === (present?.reason === 'DeploymentPaused')) return undefined;
  const [reason, message] = paused ? ['DeploymentPaused', 'Deployment is paused'] : ['DeploymentResumed', 'Deployment is resumed'];
  const condition = deploymentCondition(pass, 'Progressing', 'Unknown', reason as string, message as string);
  pass.deployment = { ...deployment, status: { ...deployment.status, conditions: withCondition(deployment.status.conditions, condition) } };
  return yield* writeDeploymentStatus(pass, paused ? 'the rollout is paused' : 'the rollout goes on');
}

/** The Deployment that controls a ReplicaSet; for an orphan, every Deployment that might adopt it. */
function keysOfReplicaSet(set: ReplicaSet, tools: Tools): readonly string[] {
  const owner = controllerOf(set);
  const { namespace, labels } = set.metadata;
  if (owner !== undefined) return owner.kind === 'Deployment' ? [`${namespace}/${owner.name}`] : [];
  const keys: string[] = [];
  for (const deployment of tools.informer(deployments).list()) {
    if (deployment.metadata.namespace === namespace && matchesSelector(deployment.spec.selector, labels)) keys.push(keyOf(deployment));
  }
  return keys;
}

/** Only Recreate waits for pods to go; everything else follows from the ReplicaSets. */
function podHandlers(tools: Tools): InformerHandlers<Pod> {
  return {
    delete(pod, ctx) {
      const owner = controllerOf(pod);
      if (owner?.kind !== 'ReplicaSet') return;
      const set = tools.informer(replicaSets).get(`${pod.metadata.namespace}/${owner.name}`);
      const above = set === undefined ? undefined : controllerOf(set);
      if (above?.kind !== 'Deployment') return;
      const key = `${pod.metadata.namespace}/${above.name}`;
      if (tools.informer(deployments).get(key)?.spec.strategy?.type === 'Recreate') tools.queue.add(key, ctx);
    },
  };
}
