// What the author of a Deployment or ReplicaSet may leave out. Models pkg/apis/apps/v1/defaults.go.
import type { Deployment, DeploymentSpec } from '../kinds/deployment.ts';
import type { ReplicaSet, ReplicaSetSpec } from '../kinds/replica-set.ts';
import type { PodSpec, PodTemplateSpec } from '../pods/pod-spec.ts';
import { writable } from '../writable.ts';
import { setPodSpecDefaults } from './pod.ts';

const REVISION_HISTORY_LIMIT = 10;
const PROGRESS_DEADLINE_SECONDS = 600;

export function setDeploymentDefaults(deployment: Deployment): void {
  const object = writable(deployment) as { spec?: DeploymentSpec; status?: object };
  object.spec ??= {} as DeploymentSpec;
  object.status ??= {};
  const spec = writable(object.spec);
  spec.replicas ??= 1;
  spec.revisionHistoryLimit ??= REVISION_HISTORY_LIMIT;
  spec.progressDeadlineSeconds ??= PROGRESS_DEADLINE_SECONDS;
  spec.strategy ??= {};
  spec.strategy.type ||= 'RollingUpdate';
  if (spec.strategy.type === 'RollingUpdate') {
    spec.strategy.rollingUpdate ??= {};
    spec.strategy.rollingUpdate.maxUnavailable ??= '25%';
    spec.strategy.rollingUpdate.maxSurge ??= '25%';
  }
  setTemplateDefaults(spec);
}

export function setReplicaSetDefaults(replicaSet: ReplicaSet): void {
  const object = writable(replicaSet) as { spec?: ReplicaSetSpec; status?: { replicas: number } };
  object.spec ??= {} as ReplicaSetSpec;
  object.status ??= { replicas: 0 };
  const spec = writable(object.spec);
  spec.replicas ??= 1;
  setTemplateDefaults(spec);
}

/** A template without metadata keeps an empty one, as upstream's struct does. */
export function setTemplateDefaults(owner: { template?: unknown }): void {
  owner.template ??= {};
  const template = owner.template as { metadata?: PodTemplateSpec['metadata']; spec?: PodSpec };
  template.metadata ??= {};
  template.spec ??= { containers: [] };
  setPodSpecDefaults(template.spec);
}
