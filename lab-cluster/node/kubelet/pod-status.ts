// A pod's whole status: phase and conditions from its containers' statuses. Pure: the same inputs give the same status.
// Models pkg/kubelet/kubelet_pods.go generateAPIPodStatus and pkg/kubelet/status/generate.go.
import type { ContainerStatus, Pod, PodPhase, PodStatus } from '../../api/kinds/pod.ts';
import type { Condition } from '../../api/object.ts';
import { timestamp } from '../../api/time.ts';
import type { Micros } from '../../sim/sim.ts';
import { containerStatus, type ContainerVerdicts, type WaitingReason } from './container-status.ts';
import { newestSandbox, readySandbox, type RuntimePod } from './pod-cache.ts';

export interface PodStatusInputs {
  readonly pod: Pod;
  /** What was last reported, so that instants of conditions stay. */
  readonly previous: PodStatus;
  readonly runtime: RuntimePod;
  readonly waiting: ReadonlyMap<string, WaitingReason>;
  readonly verdicts: ContainerVerdicts;
  /** True once its containers are stopped for good. */
  readonly terminal: boolean;
  readonly hostIp: string;
  readonly nowUs: Micros;
}

export function generatePodStatus(inputs: PodStatusInputs): PodStatus {
  const { pod, previous, runtime, hostIp, nowUs } = inputs;
  const { spec } = pod;
  const waitingFor = (spec.initContainers?.length ?? 0) > 0 ? 'PodInitializing' : 'ContainerCreating';
  const common = { runtime, waiting: inputs.waiting, verdicts: inputs.verdicts, waitingFor };
  const initStatuses = spec.initContainers?.map((container) => containerStatus(container, common, true)) ?? [];
  const statuses = spec.containers.map((container) => containerStatus(container, common, false));
  const computed = phaseOf(pod, initStatuses, statuses, inputs.terminal);
  // A phase is final only when nothing runs any more and the sandbox is stopped: until then the old one stands.
  const ended = computed === 'Succeeded' || computed === 'Failed';
  const phase = ended && !inputs.terminal ? (previous.phase ?? 'Pending') : computed;
  const sandbox = newestSandbox(runtime);
  const ip = sandbox?.ip ?? previous.podIP ?? '';
  const status: { -readonly [Key in keyof PodStatus]: PodStatus[Key] } = {
    phase,
    conditions: conditionsOf({ pod, computed, initStatuses, statuses, previous, hasNetwork: readySandbox(runtime) !== undefined, nowUs }),
    hostIP: hostIp,
    hostIPs: sameIps(previous.hostIPs, hostIp),
    startTime: previous.startTime ?? timestamp(nowUs),
    containerStatuses: statuses,
    observedGeneration: pod.metadata.generation ?? 0,
  };
  if (ip !== '') {
    status.podIP = ip;
    status.podIPs = sameIps(previous.podIPs, ip);
  }
  if (initStatuses.length > 0) status.initContainerStatuses = initStatuses;
  // What others write into a pod's status, or what never changes.
  if (previous.qosClass !== undefined) status.qosClass = previous.qosClass;
  if (previous.nominatedNodeName !== undefined) status.nominatedNodeName = previous.nominatedNodeName;
  if (previous.reason !== undefined) status.reason = previous.reason;
  if (previous.message !== undefined) status.message = previous.message;
  return status;
}

/** A pod the node refuses: it never starts. Models rejectPod. */
export function rejectedPodStatus(pod: Pod, reason: string, message: string, hostIp: string, nowUs: Micros): PodStatus {
  return {
    ...pod.status,
    phase: 'Failed',
    reason,
    message: `Pod was rejected: ${message}`,
    hostIP: hostIp,
    hostIPs: [{ ip: hostIp }],
    startTime: timestamp(nowUs),
    observedGeneration: pod.metadata.generation ?? 0,
  };
}

function sameIps(previous: readonly { readonly ip: string }[] | undefined, ip: string): readonly { readonly ip: string }[] {
  return previous?.length === 1 && previous[0]?.ip === ip ? previous : [{ ip }];
}

function phaseOf(pod: Pod, init: readonly ContainerStatus[], statuses: readonly ContainerStatus[], terminal: boolean): PodPhase {
  const restartPolicy = pod.spec.restartPolicy ?? 'Always';
  for (const [index, status] of init.entries()) {
    if (pod.spec.initContainers?.[index]?.restartPolicy === 'Always') {
      if (status.started !== true && !terminal && status.state?.terminated === undefined) return 'Pending';
      continue;
    }
    const ended = status.state?.terminated ?? status.lastState?.terminated;
    if (ended === undefined) return terminal ? 'Failed' : 'Pending';
    if (ended.exitCode !== 0) return terminal || restartPolicy === 'Never' ? 'Failed' : 'Pending';
  }
  let running = 0;
  let stopped = 0;
  let succeeded = 0;
  for (const { state, lastState } of statuses) {
    const ended = state?.terminated ?? (state?.waiting === undefined ? undefined : lastState?.terminated);
    if (state?.running !== undefined) running += 1;
    else if (ended !== undefined) {
      stopped += 1;
      if (ended.exitCode === 0) succeeded += 1;
    } else if (!terminal) return 'Pending';
  }
  if (running > 0) return 'Running';
  if (stopped === 0) return terminal ? 'Failed' : 'Pending';
  if (terminal) return succeeded === statuses.length ? 'Succeeded' : 'Failed';
  if (restartPolicy === 'Always') return 'Running';
  if (succeeded === stopped) return 'Succeeded';
  return restartPolicy === 'Never' ? 'Failed' : 'Running';
}

interface ConditionInputs {
  readonly pod: Pod;
  readonly computed: PodPhase;
  readonly initStatuses: readonly ContainerStatus[];
  readonly statuses: readonly ContainerStatus[];
  readonly previous: PodStatus;
  readonly hasNetwork: boolean;
  readonly nowUs: Micros;
}

function conditionsOf(inputs: ConditionInputs): readonly Condition[] {
  const { pod, previous, nowUs } = inputs;
  const observedGeneration = pod.metadata.generation ?? 0;
  const made: Condition[] = [];
  const add = (type: string, yes: boolean, reason?: string, message?: string): void => {
    const status = yes ? 'True' : 'False';
    const old = previous.conditions?.find((condition) => condition.type === type);
    made.push({
      type,
      status,
      lastProbeTime: null,
      lastTransitionTime: old?.status === status && old.lastTransitionTime !== undefined ? old.lastTransitionTime : timestamp(nowUs),
      observedGeneration,
      ...(reason === undefined ? {} : { reason }),
      ...(message === undefined ? {} : { message }),
    });
  };
  add('PodReadyToStartContainers', inputs.hasNetwork);
  addInitialized(inputs, add);
  addReady(inputs, add);
  const scheduled = previous.conditions?.find((condition) => condition.type === 'PodScheduled');
  if (scheduled !== undefined) made.push({ ...scheduled, observedGeneration });
  else add('PodScheduled', true);
  for (const condition of previous.conditions ?? []) {
    // Conditions of readiness gates and of disruptions belong to others.
    if (!made.some((own) => own.type === condition.type)) made.push(condition);
  }
  return made;
}

type AddCondition = (type: string, yes: boolean, reason?: string, message?: string) => void;

function addInitialized({ pod, computed, initStatuses }: ConditionInputs, add: AddCondition): void {
  if (computed === 'Succeeded') return add('Initialized', true, 'PodCompleted');
  const incomplete = initStatuses
    .filter((status, index) => (pod.spec.initContainers?.[index]?.restartPolicy === 'Always' ? status.started !== true : !status.ready))
    .map((status) => status.name);
  if (incomplete.length === 0 || computed === 'Failed') return add('Initialized', incomplete.length === 0);
  add('Initialized', false, 'ContainersNotInitialized', `containers with incomplete status: [${incomplete.join(' ')}]`);
}

function addReady({ pod, computed, statuses, previous }: ConditionInputs, add: AddCondition): void {
  if (computed === 'Succeeded' || computed === 'Failed') {
    const reason = computed === 'Succeeded' ? 'PodCompleted' : 'PodFailed';
    add('Ready', false, reason);
    return add('ContainersReady', false, reason);
  }
  const unready = statuses.filter((status) => !status.ready).map((status) => status.name);
  const message = `containers with unready status: [${unready.join(' ')}]`;
  const closed = (pod.spec.readinessGates ?? []).filter(
    (gate) => previous.conditions?.find((condition) => condition.type === gate.conditionType)?.status !== 'True',
  );
  if (unready.length > 0) add('Ready', false, 'ContainersNotReady', message);
  else if (closed.length > 0) add('Ready', false, 'ReadinessGatesNotReady', closed.map(notTrue).join(', '));
  else add('Ready', true);
  if (unready.length > 0) add('ContainersReady', false, 'ContainersNotReady', message);
  else add('ContainersReady', true);
}

function notTrue(gate: { readonly conditionType: string }): string {
  return `corresponding condition of pod readiness gate "${gate.conditionType}" does not exist.`;
}
