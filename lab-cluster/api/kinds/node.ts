// Node: a machine that runs pods, registered by its kubelet and watched over by the node controllers.
import { NONE, ageColumn, column, nameColumn, wideColumn } from '../columns/columns.ts';
import { warningsOfNode } from '../warnings/config-warnings.ts';
import { type Kind, defineKind } from '../kind.ts';
import type { Condition, KubeObject } from '../object.ts';
import type { TaintEffect } from '../pods/pod-spec.ts';
import type { ResourceList } from '../resources.ts';
import { writable } from '../writable.ts';
import { validateNode, validateNodeStatusUpdate, validateNodeUpdate } from '../validate/node.ts';

export interface Taint {
  readonly key: string;
  readonly value?: string;
  readonly effect: TaintEffect;
  readonly timeAdded?: string;
}

export interface NodeAddress {
  readonly type: 'InternalIP' | 'ExternalIP' | 'Hostname' | 'InternalDNS' | 'ExternalDNS';
  readonly address: string;
}

export interface NodeCondition extends Condition {
  readonly lastHeartbeatTime?: string;
}

export interface NodeSpec {
  readonly podCIDR?: string;
  readonly podCIDRs?: readonly string[];
  readonly providerID?: string;
  readonly externalID?: string;
  readonly configSource?: unknown;
  readonly unschedulable?: boolean;
  readonly taints?: readonly Taint[];
}

export interface NodeStatus {
  readonly capacity?: ResourceList;
  readonly allocatable?: ResourceList;
  readonly conditions?: readonly NodeCondition[];
  readonly addresses?: readonly NodeAddress[];
  readonly images?: readonly { readonly names?: readonly string[]; readonly sizeBytes?: number }[];
  readonly nodeInfo?: NodeSystemInfo;
  readonly daemonEndpoints?: { readonly kubeletEndpoint?: { readonly Port: number } };
  readonly phase?: string;
  readonly config?: unknown;
}

export interface NodeSystemInfo {
  readonly machineID: string;
  readonly systemUUID: string;
  readonly bootID: string;
  readonly kernelVersion: string;
  readonly osImage: string;
  readonly containerRuntimeVersion: string;
  readonly kubeletVersion: string;
  readonly kubeProxyVersion: string;
  readonly operatingSystem: string;
  readonly architecture: string;
}

export interface KubeNode extends KubeObject {
  readonly apiVersion: 'v1';
  readonly kind: 'Node';
  readonly spec: NodeSpec;
  readonly status: NodeStatus;
}

const ROLE_PREFIX = 'node-role.kubernetes.io/';
const UNKNOWN_SYSTEM: NodeSystemInfo = {
  machineID: '',
  systemUUID: '',
  bootID: '',
  kernelVersion: '',
  osImage: '',
  containerRuntimeVersion: '',
  kubeletVersion: '',
  kubeProxyVersion: '',
  operatingSystem: '',
  architecture: '',
};

export const nodes: Kind<KubeNode> = defineKind<KubeNode>({
  group: '',
  version: 'v1',
  kind: 'Node',
  plural: 'nodes',
  singular: 'node',
  shortNames: ['no'],
  categories: [],
  namespaced: false,
  subresources: ['status'],
  setDefaults: (node) => {
    const draft = node as { spec?: NodeSpec; status?: NodeStatus };
    draft.spec ??= {};
    draft.status ??= {};
    const { capacity, allocatable } = draft.status;
    if (capacity !== undefined && allocatable === undefined) draft.status = { ...draft.status, allocatable: { ...capacity } };
    // Structs that are no pointers: Go prints them when nobody has filled them.
    const status = writable(draft.status);
    status.daemonEndpoints ??= {};
    status.daemonEndpoints.kubeletEndpoint ??= { Port: 0 };
    status.nodeInfo ??= { ...UNKNOWN_SYSTEM };
  },
  prepareForCreate: (node) => {
    dropConfigSource(node);
    if (node.status.config === undefined) return;
    const { config: _, ...status } = node.status;
    (node as { status: NodeStatus }).status = status;
  },
  prepareForUpdate: (next, previous) => {
    (next as { status: NodeStatus }).status = previous.status;
    dropConfigSource(next);
  },
  prepareForStatusUpdate: (next, previous) => {
    (next as { spec: NodeSpec }).spec = previous.spec;
  },
  validate: validateNode,
  validateUpdate: validateNodeUpdate,
  validateStatusUpdate: validateNodeStatusUpdate,
  rechecksMetadata: true,
  warnings: warningsOfNode,
  columns: [
    nameColumn,
    column(
      'Status',
      'Ready when the kubelet says so, NotReady or Unknown otherwise, and whether new pods are kept away.',
      printedNodeStatus,
    ),
    column('Roles', 'What this machine is for, from its node-role labels.', printedRoles),
    ageColumn,
    column('Version', 'Version of the kubelet.', (node) => node.status.nodeInfo?.kubeletVersion ?? ''),
    wideColumn('Internal-IP', 'Address inside the cluster network.', (node) => addressOf(node, 'InternalIP')),
    wideColumn('External-IP', 'Address reachable from outside, if the cloud gave one.', (node) => addressOf(node, 'ExternalIP')),
    wideColumn('OS-Image', 'Operating system, as the kubelet reports it.', (node) => node.status.nodeInfo?.osImage || '<unknown>'),
    wideColumn('Kernel-Version', 'Kernel, as the kubelet reports it.', (node) => node.status.nodeInfo?.kernelVersion || '<unknown>'),
    wideColumn(
      'Container-Runtime',
      'Runtime and its version, as the kubelet reports it.',
      (node) => node.status.nodeInfo?.containerRuntimeVersion || '<unknown>',
    ),
  ],
  selectableFields: (node) => ({ 'spec.unschedulable': String(node.spec.unschedulable ?? false) }),
});

/** Kubelets are not configured through their node any more. */
function dropConfigSource(node: KubeNode): void {
  if (node.spec.configSource === undefined) return;
  const { configSource: _, ...spec } = node.spec;
  (node as { spec: NodeSpec }).spec = spec;
}

/** `Ready,SchedulingDisabled` and its like; models printers/internalversion printNode. */
export function printedNodeStatus(node: KubeNode): string {
  const ready = node.status.conditions?.find((condition) => condition.type === 'Ready');
  const words = [ready === undefined ? 'Unknown' : ready.status === 'True' ? 'Ready' : 'NotReady'];
  if (node.spec.unschedulable === true) words.push('SchedulingDisabled');
  return words.join(',');
}

function printedRoles(node: KubeNode): string {
  const roles: string[] = [];
  for (const [key, value] of Object.entries(node.metadata.labels ?? {})) {
    if (key.startsWith(ROLE_PREFIX) && key.length > ROLE_PREFIX.length) roles.push(key.slice(ROLE_PREFIX.length));
    else if (key === 'kubernetes.io/role' && value !== '') roles.push(value);
  }
  return roles.length === 0 ? NONE : [...new Set(roles)].sort().join(',');
}

function addressOf(node: KubeNode, type: NodeAddress['type']): string {
  return node.status.addresses?.find((address) => address.type === type)?.address ?? NONE;
}
