// Pod: containers that share an address and a fate; the smallest thing that Kubernetes runs.
import { warningsOfAppArmor } from '../pods/app-armor.ts';
import { NONE, ageColumn, column, nameColumn, wideColumn } from '../columns/columns.ts';
import { setPodDefaults } from '../defaults/pod.ts';
import { withoutDisabledStatus } from '../pods/disabled-fields.ts';
import { deepEqual } from '../equal.ts';
import { type Kind, type RowCondition, defineKind } from '../kind.ts';
import type { Condition, KubeObject, ObjectMeta } from '../object.ts';
import { preparePod } from '../pods/pod-birth.ts';
import { printedReadiness, printedRestarts, printedStatus } from '../columns/pod-printed.ts';
import type { PodSpec } from '../pods/pod-spec.ts';
import { replaceSpec, resizedSpec, withEphemeral } from '../pods/pod-subresources.ts';
import type { ResourceList } from '../resources.ts';
import { validatePod } from '../validate/pod.ts';
import { validateEphemeralUpdate, validateResize } from '../validate/pod-resize.ts';
import { validatePodStatus } from '../validate/pod-status.ts';
import { validatePodUpdate } from '../validate/pod-update.ts';
import { warningsOfNewPod, warningsOfPodStatus } from '../warnings/workload-warnings.ts';

export type PodPhase = 'Pending' | 'Running' | 'Succeeded' | 'Failed' | 'Unknown';
export type QosClass = 'Guaranteed' | 'Burstable' | 'BestEffort';

export interface ContainerStateTerminated {
  readonly exitCode: number;
  readonly signal?: number;
  readonly reason?: string;
  readonly message?: string;
  readonly startedAt?: string | null;
  readonly finishedAt?: string | null;
  readonly containerID?: string;
}

/** Exactly one of the three; none means waiting. */
export interface ContainerState {
  readonly waiting?: { readonly reason?: string; readonly message?: string };
  readonly running?: { readonly startedAt?: string };
  readonly terminated?: ContainerStateTerminated;
}

export interface ContainerStatus {
  readonly name: string;
  readonly state?: ContainerState;
  readonly lastState?: ContainerState;
  readonly ready: boolean;
  readonly started?: boolean;
  readonly restartCount: number;
  readonly image: string;
  readonly imageID: string;
  readonly containerID?: string;
  readonly allocatedResources?: ResourceList;
  readonly resources?: unknown;
  readonly volumeMounts?: readonly unknown[];
  readonly user?: { readonly linux?: { readonly uid?: number; readonly gid?: number; readonly supplementalGroups?: readonly number[] } };
}

export interface PodStatus {
  readonly phase?: PodPhase;
  readonly conditions?: readonly Condition[];
  readonly reason?: string;
  readonly message?: string;
  readonly nominatedNodeName?: string;
  readonly hostIP?: string;
  readonly hostIPs?: readonly { readonly ip: string }[];
  readonly podIP?: string;
  readonly podIPs?: readonly { readonly ip: string }[];
  readonly startTime?: string;
  readonly initContainerStatuses?: readonly ContainerStatus[];
  readonly containerStatuses?: readonly ContainerStatus[];
  readonly ephemeralContainerStatuses?: readonly ContainerStatus[];
  readonly qosClass?: QosClass;
  readonly observedGeneration?: number;
  readonly resourceClaimStatuses?: readonly { readonly name?: string; readonly resourceClaimName?: string }[];
}

export interface Pod extends KubeObject {
  readonly apiVersion: 'v1';
  readonly kind: 'Pod';
  readonly spec: PodSpec;
  readonly status: PodStatus;
}

const DEFAULT_GRACE_SECONDS = 30;

const SUCCEEDED: RowCondition = {
  type: 'Completed',
  status: 'True',
  reason: 'Succeeded',
  message: 'The pod has completed successfully.',
};
const FAILED: RowCondition = { type: 'Completed', status: 'True', reason: 'Failed', message: 'The pod failed.' };

export const pods: Kind<Pod> = defineKind<Pod>({
  group: '',
  version: 'v1',
  kind: 'Pod',
  plural: 'pods',
  singular: 'pod',
  shortNames: ['po'],
  categories: ['all'],
  namespaced: true,
  showsDeleted: true,
  subresources: ['binding', 'ephemeralcontainers', 'eviction', 'log', 'resize', 'status'],
  setDefaults: (pod) => setPodDefaults(pod),
  prepareForCreate: preparePod,
  prepareForUpdate: (next, previous) => {
    const draft = next as { metadata: ObjectMeta; status: PodStatus };
    draft.status = previous.status;
    draft.metadata = { ...next.metadata, generation: generationAfter(next, previous) };
  },
  prepareForStatusUpdate: prepareStatus,
  validate: validatePod,
  validateUpdate: validatePodUpdate,
  validateStatusUpdate: validatePodStatus,
  subresourceRules: {
    ephemeralcontainers: {
      prepare: (next, previous) => replaceSpec(next, previous, withEphemeral(next.spec, previous.spec)),
      validate: validateEphemeralUpdate,
    },
    resize: { prepare: (next, previous) => replaceSpec(next, previous, resizedSpec(next.spec, previous.spec)), validate: validateResize },
  },
  rechecksMetadata: true,
  arrivalWarnings: warningsOfAppArmor,
  warnings: warningsOfNewPod,
  statusWarnings: warningsOfPodStatus,
  columns: [
    nameColumn,
    column('Ready', 'Containers that are ready, of all there are.', printedReadiness),
    column('Status', 'One word for what the containers are doing, or why they are not.', printedStatus),
    column('Restarts', 'How often containers were started again, and when last.', printedRestarts),
    ageColumn,
    wideColumn(
      'IP',
      'Address of the pod, reachable from every node and pod.',
      (pod) => pod.status.podIP || pod.status.podIPs?.[0]?.ip || NONE,
    ),
    wideColumn('Node', 'Where it was scheduled to run.', (pod) => pod.spec.nodeName || NONE),
    wideColumn(
      'Nominated Node',
      'Where it hopes to run once pods of lower priority have made room.',
      (pod) => pod.status.nominatedNodeName || NONE,
    ),
    wideColumn('Readiness Gates', 'Extra conditions that must hold before the pod is ready.', printedGates),
  ],
  rowConditions: ({ status: { phase } }) => (phase === 'Succeeded' ? [SUCCEEDED] : phase === 'Failed' ? [FAILED] : []),
  // Every kubelet watches the pods of its node.
  index: { field: 'spec.nodeName', value: (pod) => pod.spec.nodeName ?? '' },
  selectableFields: (pod) => ({
    'spec.nodeName': pod.spec.nodeName ?? '',
    // What clients of old call it.
    'spec.host': pod.spec.nodeName ?? '',
    'spec.restartPolicy': pod.spec.restartPolicy ?? '',
    'spec.schedulerName': pod.spec.schedulerName ?? '',
    'spec.serviceAccountName': pod.spec.serviceAccountName ?? '',
    'spec.hostNetwork': String(pod.spec.hostNetwork ?? false),
    'status.phase': pod.status.phase ?? '',
    'status.podIP': pod.status.podIP ?? '',
    // Upstream knows the name, and gives the field no value.
    'status.podIPs': '',
    'status.nominatedNodeName': pod.status.nominatedNodeName ?? '',
  }),
  deletionGraceSeconds: graceSeconds,
});

/** Models pkg/registry/core/pod/strategy.go CheckGracefulDelete. */
function graceSeconds(pod: Pod, asked: number | undefined): number {
  const { phase } = pod.status;
  if (pod.spec.nodeName === undefined || pod.spec.nodeName === '' || phase === 'Failed' || phase === 'Succeeded') return 0;
  const seconds = asked ?? pod.spec.terminationGracePeriodSeconds ?? DEFAULT_GRACE_SECONDS;
  return seconds < 0 ? 1 : seconds;
}

/** Who reports of a pod changes neither the wish, its end nor its owners, and forgets nothing that old kubelets know nothing of. */
function prepareStatus(next: Pod, previous: Pod): void {
  const draft = next as { metadata: ObjectMeta; spec: PodSpec; status: PodStatus };
  draft.spec = previous.spec;
  const { ownerReferences, deletionTimestamp } = previous.metadata;
  if (next.metadata.ownerReferences !== ownerReferences || next.metadata.deletionTimestamp !== deletionTimestamp) {
    const { ownerReferences: _owners, deletionTimestamp: _end, ...metadata } = next.metadata;
    const kept = deletionTimestamp === undefined ? metadata : { ...metadata, deletionTimestamp };
    draft.metadata = ownerReferences === undefined ? kept : { ...kept, ownerReferences };
  }
  const { qosClass, observedGeneration } = previous.status;
  if (next.status.qosClass === undefined && qosClass !== undefined) draft.status = { ...next.status, qosClass };
  if (!next.status.observedGeneration && observedGeneration !== undefined) draft.status = { ...draft.status, observedGeneration };
  const conditions = rememberingConditions(next.status.conditions, previous.status.conditions);
  if (conditions !== next.status.conditions) draft.status = { ...draft.status, ...(conditions === undefined ? {} : { conditions }) };
  draft.status = withoutDisabledStatus(draft.status);
}

type Conditions = PodStatus['conditions'];

/** A condition that does not say which generation it saw has still seen the one it saw before; of several of a type, in order. */
function rememberingConditions(next: Conditions, previous: Conditions): Conditions {
  if (next === previous || next === undefined || previous === undefined) return next;
  const known = new Map<string, (number | undefined)[]>();
  for (const { type, observedGeneration } of previous) known.set(type, [...(known.get(type) ?? []), observedGeneration]);
  let changed = false;
  const remembering = next.map((condition) => {
    const observedGeneration = known.get(condition.type)?.shift();
    if (!observedGeneration || condition.observedGeneration) return condition;
    changed = true;
    return { ...condition, observedGeneration };
  });
  return changed ? remembering : next;
}

function generationAfter(next: Pod, previous: Pod): number {
  const generation = previous.metadata.generation ?? 0;
  return deepEqual(next.spec, previous.spec) ? generation : generation + 1;
}

function printedGates(pod: Pod): string {
  const gates = pod.spec.readinessGates ?? [];
  if (gates.length === 0) return NONE;
  const met = gates.filter((gate) =>
    pod.status.conditions?.some((condition) => condition.type === gate.conditionType && condition.status === 'True'),
  );
  return `${met.length}/${gates.length}`;
}
