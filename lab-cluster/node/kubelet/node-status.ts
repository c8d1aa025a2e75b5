// What a kubelet says of its node: labels, capacity, addresses, conditions. Pure; sending it is the node agent's work.
// Models pkg/kubelet/nodestatus/setters.go and kubelet_node_status.go.
import type { KubeNode, NodeCondition, NodeStatus } from '../../api/kinds/node.ts';
import type { Draft } from '../../api/object.ts';
import { RELEASE } from '../../api/release.ts';
import { timestamp } from '../../api/time.ts';
import type { Micros } from '../../sim/sim.ts';
import type { CriImage } from '../runtime/cri.ts';
import type { MachineIdentity } from './machine-identity.ts';
import { defaultCapacity, type KubeletOptions } from './options.ts';

export const networkNotReady =
  'container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady ' +
  'message:Network plugin returns error: cni plugin not initialized';

const MOST_IMAGES = 50;

export interface NodeFacts {
  readonly options: KubeletOptions;
  readonly address: string;
  readonly identity: MachineIdentity;
  readonly runtimeVersion: string;
  readonly images: readonly CriImage[];
  /** Why the node is not ready; empty when it is. */
  readonly problems: readonly string[];
  readonly nowUs: Micros;
}

export function nodeDraft(facts: NodeFacts): Draft<KubeNode> {
  const { options } = facts;
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name: options.nodeName,
      // Volumes are attached by the controller manager, not by the kubelet itself.
      annotations: { 'volumes.kubernetes.io/controller-managed-attach-detach': 'true' },
      labels: {
        'beta.kubernetes.io/arch': 'amd64',
        'beta.kubernetes.io/os': 'linux',
        'kubernetes.io/arch': 'amd64',
        'kubernetes.io/hostname': options.nodeName,
        'kubernetes.io/os': 'linux',
        ...options.labels,
      },
    },
    spec: {
      ...(options.taints === undefined || options.taints.length === 0 ? {} : { taints: options.taints }),
      ...(options.providerId === undefined ? {} : { providerID: options.providerId }),
    },
    status: nodeStatus(facts, []),
  };
}

export function nodeStatus(facts: NodeFacts, previous: readonly NodeCondition[]): NodeStatus {
  const { options, address, identity } = facts;
  const { cpu, memory, ephemeralStorage, pods } = { ...defaultCapacity, ...options.capacity };
  const resources = { cpu, 'ephemeral-storage': ephemeralStorage, memory, pods };
  return {
    addresses: [
      { type: 'InternalIP', address },
      { type: 'Hostname', address: options.nodeName },
    ],
    allocatable: resources,
    capacity: resources,
    conditions: nodeConditions(facts, previous),
    daemonEndpoints: { kubeletEndpoint: { Port: 10250 } },
    images: facts.images.slice(0, MOST_IMAGES).map(({ name, ref, sizeBytes }) => ({ names: [ref, name], sizeBytes })),
    nodeInfo: {
      architecture: 'amd64',
      bootID: identity.bootId,
      containerRuntimeVersion: facts.runtimeVersion,
      kernelVersion: '6.8.0-lab',
      kubeProxyVersion: '',
      kubeletVersion: RELEASE,
      machineID: identity.machineId,
      operatingSystem: 'linux',
      osImage: 'Learning Lab Linux',
      systemUUID: identity.systemUuid,
    },
  };
}

function nodeConditions({ problems, nowUs }: NodeFacts, previous: readonly NodeCondition[]): readonly NodeCondition[] {
  const now = timestamp(nowUs);
  const condition = (type: string, status: 'True' | 'False', reason: string, message: string): NodeCondition => {
    const old = previous.find((each) => each.type === type);
    const lastTransitionTime = old?.status === status && old.lastTransitionTime !== undefined ? old.lastTransitionTime : now;
    return { type, status, reason, message, lastHeartbeatTime: now, lastTransitionTime };
  };
  const ready = problems.length === 0;
  const message = problems.length === 1 ? (problems[0] ?? '') : `[${problems.join(', ')}]`;
  return [
    condition('MemoryPressure', 'False', 'KubeletHasSufficientMemory', 'kubelet has sufficient memory available'),
    condition('DiskPressure', 'False', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'),
    condition('PIDPressure', 'False', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'),
    ready
      ? condition('Ready', 'True', 'KubeletReady', 'kubelet is posting ready status')
      : condition('Ready', 'False', 'KubeletNotReady', message),
  ];
}

/** What nodes/status is sent: conditions always (their heartbeat is the point), the rest where it differs. */
export function nodeStatusPatch(next: NodeStatus, previous: NodeStatus, imagesChanged: boolean): object {
  const conditions = next.conditions ?? [];
  const sameRuntime = previous.nodeInfo?.containerRuntimeVersion === next.nodeInfo?.containerRuntimeVersion;
  const sameCapacity = previous.capacity?.['cpu'] === next.capacity?.['cpu'] && previous.capacity?.['memory'] === next.capacity?.['memory'];
  return {
    status: {
      '$setElementOrder/conditions': conditions.map(({ type }) => ({ type })),
      conditions,
      ...(imagesChanged ? { images: next.images } : {}),
      ...(sameCapacity ? {} : { allocatable: next.allocatable, capacity: next.capacity }),
      ...(sameRuntime ? {} : { nodeInfo: next.nodeInfo, addresses: next.addresses, daemonEndpoints: next.daemonEndpoints }),
    },
  };
}
