// What the author of a StatefulSet may leave out. Models pkg/apis/apps/v1/defaults.go and the PersistentVolumeClaim part of core.
import type { ClaimTemplate, StatefulSet, StatefulSetSpec } from '../kinds/stateful-set.ts';
import { type Writable, writable } from '../writable.ts';
import { setClaimSpecDefaults } from './volume.ts';
import { setTemplateDefaults } from './workload.ts';

const REVISION_HISTORY_LIMIT = 10;

export function setStatefulSetDefaults(set: StatefulSet): void {
  const object = set as { spec?: StatefulSetSpec; status?: StatefulSet['status'] };
  object.spec ??= {} as StatefulSetSpec;
  const status = writable((object.status ??= { replicas: 0, availableReplicas: 0 }));
  status.replicas ??= 0;
  status.availableReplicas ??= 0;
  const spec = writable(object.spec);
  spec.podManagementPolicy ||= 'OrderedReady';
  spec.updateStrategy ??= {};
  if (!spec.updateStrategy.type) {
    spec.updateStrategy.type = 'RollingUpdate';
    spec.updateStrategy.rollingUpdate ??= {};
  }
  if (spec.updateStrategy.type === 'RollingUpdate' && spec.updateStrategy.rollingUpdate !== undefined)
    spec.updateStrategy.rollingUpdate.partition ??= 0;
  spec.persistentVolumeClaimRetentionPolicy ??= {};
  spec.persistentVolumeClaimRetentionPolicy.whenDeleted ||= 'Retain';
  spec.persistentVolumeClaimRetentionPolicy.whenScaled ||= 'Retain';
  spec.replicas ??= 1;
  spec.revisionHistoryLimit ??= REVISION_HISTORY_LIMIT;
  setTemplateDefaults(spec);
  for (const claim of spec.volumeClaimTemplates ?? []) setClaimDefaults(claim);
}

/** Upstream writes the type of each claim into the template. */
function setClaimDefaults(claim: Writable<ClaimTemplate>): void {
  claim.kind = 'PersistentVolumeClaim';
  claim.apiVersion = 'v1';
  claim.metadata ??= {};
  claim.spec ??= {};
  claim.spec.resources ??= {};
  setClaimSpecDefaults(claim.spec);
  claim.status ??= {};
  claim.status.phase ||= 'Pending';
}
