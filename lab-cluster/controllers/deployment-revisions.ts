// Finds or makes the ReplicaSet of a Deployment's present template, and numbers the revisions.
// Models pkg/controller/deployment/sync.go (getAllReplicaSetsAndSyncRevision, getNewReplicaSet).
import { deepEqual } from '../api/equal.ts';
import type { Deployment } from '../api/kinds/deployment.ts';
import { replicaSets } from '../api/kinds/replica-set.ts';
import type { ReplicaSet } from '../api/kinds/replica-set.ts';
import { controllerOf } from '../api/object.ts';
import type { Draft } from '../api/object.ts';
import type { PodTemplateSpec } from '../api/pods/pod-spec.ts';
import { POD_TEMPLATE_HASH_LABEL, podTemplateHash } from '../api/pods/pod-template.ts';
import type { Status } from '../api/status.ts';
import type { Task } from '../sim/sim.ts';
import { controllerReference } from './adoption.ts';
import { conditionOf, withCondition } from './conditions.ts';
import { maxRevision, revisionAnnotation, revisionAnnotations, sizeAnnotations } from './deployment-annotations.ts';
import { hasProgressDeadline, maxSurge, newReplicasWanted, replicasOf } from './deployment-math.ts';
import { byCreation, deploymentCondition, step, writeDeploymentStatus } from './deployment-pass.ts';
import type { DeploymentPass, Rollout, Step } from './deployment-pass.ts';
import { isNamespaceTerminating } from './pod-writes.ts';

/** Sorts the ReplicaSets into present and former, keeps revision numbers right, makes the present one if `create` says so. */
export function* findRollout(pass: DeploymentPass, sets: readonly ReplicaSet[], create: 'create' | 'leave'): Task<Step<Rollout>> {
  const existing = [...sets].sort(byCreation).find((set) => hasTemplate(set, pass.deployment.spec.template));
  const old = sets.filter((set) => set.metadata.uid !== existing?.metadata.uid);
  const revision = maxRevision(old) + 1;
  if (existing !== undefined) {
    const current = yield* keepCurrent(pass, existing, revision);
    return current.ok ? step({ current: current.value, old }) : current;
  }
  if (create === 'leave') return step({ current: undefined, old });
  const current = yield* createCurrent(pass, old, revision);
  return current.ok ? step({ current: current.value, old }) : current;
}

/** Equal but for the hash label, which only the ReplicaSet carries. */
function hasTemplate(set: ReplicaSet, template: PodTemplateSpec): boolean {
  const own = set.spec.template;
  if (!deepEqual(own.spec, template.spec)) return false;
  const { labels = {}, ...rest } = own.metadata ?? {};
  const { [POD_TEMPLATE_HASH_LABEL]: _, ...plain } = labels;
  const { labels: wantedLabels = {}, ...wantedRest } = template.metadata ?? {};
  const { [POD_TEMPLATE_HASH_LABEL]: __, ...wanted } = wantedLabels;
  return deepEqual(plain, wanted) && deepEqual(rest, wantedRest);
}

function* keepCurrent(pass: DeploymentPass, set: ReplicaSet, revision: number): Task<Step<ReplicaSet>> {
  const { tools, ctx } = pass;
  const annotations = revisionAnnotations(pass.deployment, set.metadata.annotations, revision);
  const minReadySeconds = pass.deployment.spec.minReadySeconds ?? 0;
  const sameWait = (set.spec.minReadySeconds ?? 0) === minReadySeconds;
  if (annotations !== set.metadata.annotations || !sameWait) {
    const metadata = annotations === undefined ? set.metadata : { ...set.metadata, annotations };
    const next: ReplicaSet = { ...set, metadata, spec: sameWait ? set.spec : { ...set.spec, minReadySeconds } };
    const updated = yield* tools.client.update(ctx, replicaSets, next);
    if (updated.ok) pass.wrote.push(`revision ${annotations?.[revisionAnnotation] ?? revision} on ReplicaSet ${set.metadata.name}`);
    return updated;
  }
  let changed = setRevision(pass, set.metadata.annotations?.[revisionAnnotation] ?? '');
  if (hasProgressDeadline(pass.deployment) && conditionOf(pass.deployment.status.conditions, 'Progressing') === undefined) {
    setProgress(pass, 'FoundNewReplicaSet', `Found new replica set "${set.metadata.name}"`);
    changed = true;
  }
  const problem = changed ? yield* writeDeploymentStatus(pass, `found ReplicaSet ${set.metadata.name}`) : undefined;
  return problem === undefined ? step(set) : { ok: false, status: problem };
}

function* createCurrent(pass: DeploymentPass, old: readonly ReplicaSet[], revision: number): Task<Step<ReplicaSet>> {
  const { tools, ctx } = pass;
  const draft = replicaSetFor(pass.deployment, old, revision);
  const name = draft.metadata.name ?? '';
  const wanted = draft.spec.replicas ?? 0;
  const created = yield* tools.client.create(ctx, replicaSets, draft);
  let set: ReplicaSet;
  if (created.ok) {
    set = created.value;
    pass.decided.push(`make ReplicaSet ${name} for the new template`);
    pass.wrote.push(`ReplicaSet ${name} with ${wanted} replicas`);
    if (wanted > 0)
      tools.recorder.event(ctx, pass.deployment, 'Normal', 'ScalingReplicaSet', `Scaled up replica set ${name} from 0 to ${wanted}`);
  } else {
    const same =
      created.status.reason === 'AlreadyExists'
        ? tools.informer(replicaSets).get(`${pass.deployment.metadata.namespace}/${name}`)
        : undefined;
    const ours =
      same !== undefined && controllerOf(same)?.uid === pass.deployment.metadata.uid && hasTemplate(same, pass.deployment.spec.template);
    if (!ours) return { ok: false, status: yield* creationFailed(pass, name, created.status) };
    set = same;
  }
  let changed = setRevision(pass, String(revision));
  if (created.ok && hasProgressDeadline(pass.deployment)) {
    setProgress(pass, 'NewReplicaSetCreated', `Created new replica set "${name}"`);
    changed = true;
  }
  const problem = changed ? yield* writeDeploymentStatus(pass, `revision ${revision}, new ReplicaSet ${name}`) : undefined;
  return problem === undefined ? step(set) : { ok: false, status: problem };
}

/** What to tell when the ReplicaSet could not be made: a hash collision is counted, everything else becomes a condition. */
function* creationFailed(pass: DeploymentPass, name: string, status: Status): Task<Status> {
  const { deployment, tools, ctx } = pass;
  if (status.reason === 'AlreadyExists') {
    const collisionCount = (deployment.status.collisionCount ?? 0) + 1;
    pass.deployment = { ...deployment, status: { ...deployment.status, collisionCount } };
    yield* writeDeploymentStatus(pass, `hash of ${name} is taken, collision ${collisionCount}`);
    return status;
  }
  if (isNamespaceTerminating(status)) return status;
  const message = `Failed to create new replica set "${name}": ${status.message ?? ''}`;
  if (hasProgressDeadline(deployment)) {
    const condition = deploymentCondition(pass, 'Progressing', 'False', 'ReplicaSetCreateError', message);
    pass.deployment = {
      ...deployment,
      status: { ...deployment.status, conditions: withCondition(deployment.status.conditions, condition) },
    };
    yield* writeDeploymentStatus(pass, 'the ReplicaSet could not be created');
  }
  tools.recorder.event(ctx, deployment, 'Warning', 'ReplicaSetCreateError', message);
  return status;
}

function replicaSetFor(
  deployment: Deployment,
  old: readonly ReplicaSet[],
  revision: number,
): Draft<ReplicaSet> & { readonly spec: ReplicaSet['spec'] } {
  const { template, selector, minReadySeconds } = deployment.spec;
  const hash = podTemplateHash(template, deployment.status.collisionCount);
  const labels = { ...template.metadata?.labels, [POD_TEMPLATE_HASH_LABEL]: hash };
  const wanted = replicasOf(deployment);
  const annotations = sizeAnnotations(revisionAnnotations(deployment, undefined, revision), wanted, wanted + maxSurge(deployment));
  const { namespace, name } = deployment.metadata;
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: `${name}-${hash}`,
      ...(namespace === undefined ? {} : { namespace }),
      labels,
      annotations,
      ownerReferences: [controllerReference(deployment)],
    },
    spec: {
      replicas: newReplicasWanted(deployment, old, 0),
      ...(minReadySeconds === undefined ? {} : { minReadySeconds }),
      selector: { ...selector, matchLabels: { ...selector.matchLabels, [POD_TEMPLATE_HASH_LABEL]: hash } },
      template: { ...template, metadata: { ...template.metadata, labels } },
    },
  };
}

function setRevision(pass: DeploymentPass, revision: string): boolean {
  const { deployment } = pass;
  if (deployment.metadata.annotations?.[revisionAnnotation] === revision) return false;
  const annotations = { ...deployment.metadata.annotations, [revisionAnnotation]: revision };
  pass.deployment = { ...deployment, metadata: { ...deployment.metadata, annotations } };
  return true;
}

function setProgress(pass: DeploymentPass, reason: string, message: string): void {
  const { deployment } = pass;
  const conditions = withCondition(deployment.status.conditions, deploymentCondition(pass, 'Progressing', 'True', reason, message));
  pass.deployment = { ...deployment, status: { ...deployment.status, conditions } };
}
