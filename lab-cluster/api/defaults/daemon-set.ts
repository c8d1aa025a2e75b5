// What the author of a DaemonSet may leave out. Models pkg/apis/apps/v1/defaults.go.
import type { DaemonSet, DaemonSetSpec, DaemonSetStatus } from '../kinds/daemon-set.ts';
import type { ObjectMeta } from '../object.ts';
import { writable } from '../writable.ts';
import { setTemplateDefaults } from './workload.ts';

/** Where apps/v1 keeps the count of templates, which was a field of the spec before. */
export const TEMPLATE_GENERATION = 'deprecated.daemonset.template.generation';
const REVISION_HISTORY_LIMIT = 10;
const COUNTS = ['currentNumberScheduled', 'numberMisscheduled', 'desiredNumberScheduled', 'numberReady'] as const;

export function setDaemonSetDefaults(set: DaemonSet): void {
  const object = set as { metadata: ObjectMeta; spec?: DaemonSetSpec; status?: DaemonSetStatus };
  // Inside the server it is a number in the spec, which is always there.
  if (object.metadata.annotations?.[TEMPLATE_GENERATION] === undefined)
    object.metadata = { ...object.metadata, annotations: { ...object.metadata.annotations, [TEMPLATE_GENERATION]: '0' } };
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
