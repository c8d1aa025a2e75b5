// What the author of a DaemonSet may leave out. Models pkg/apis/apps/v1/defaults.go.
import type { DaemonSet, DaemonSetSpec, DaemonSetStatus } from '../kinds/daemon-set.ts';
import { writable } from '../writable.ts';
import { setTemplateDefaults } from './workload.ts';

const REVISION_HISTORY_LIMIT = 10;
const COUNTS = ['currentNumberScheduled', 'numberMisscheduled', 'desiredNumberScheduled', 'numberReady'] as const;

export function setDaemonSetDefaults(set: DaemonSet): void {
  const object = set as { spec?: DaemonSetSpec; status?: DaemonSetStatus };
  object.spec ??= {} as DaemonSetSpec;
  const status = writable((object.status ??= {} as DaemonSetStatus));
  for (const count of COUNTS) status[count] ??= 0;
  const spec = writable(object.spec);
  spec.updateStrategy ??= {};
  spec.updateStrategy.type ||= 'RollingUpdate';
  if (spec.updateStrategy.type === 'RollingUpdate') {
    spec.updateStrategy.rollingUpdate ??= {};
    spec.updateStrategy.rollingUpdate.maxUnavailable ??= 1;
    spec.updateStrategy.rollingUpdate.maxSurge ??= 0;
  }
  spec.revisionHistoryLimit ??= REVISION_HISTORY_LIMIT;
  setTemplateDefaults(spec);
}
