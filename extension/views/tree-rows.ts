// What the rows of the explorer say, each from the object it stands for: short, and what matters first, since the side bar is narrow. Pure.
import type { ComponentRow, KubeObject } from '../../lab-cluster/index.ts';
import type { ObjectRef } from '../../lab-cluster/kubectl/resources.ts';
import type { KubeEvent, Node, Pod } from '../kube/shapes.ts';
import { countOf, summarize, summarizePod } from '../kube/summary.ts';
import type { Group, TreeNode } from './tree-node.ts';

const icons: Readonly<Record<string, string>> = {
  deployments: 'rocket',
  replicasets: 'layers',
  pods: 'package',
  services: 'globe',
  configmaps: 'symbol-file',
  secrets: 'lock',
  events: 'info',
  nodes: 'server',
};

const groupIcons: Readonly<Record<Group, string>> = {
  workloads: 'server-process',
  services: 'type-hierarchy-sub',
  configuration: 'settings',
  events: 'history',
};

const groupLabels: Readonly<Record<Group, string>> = {
  workloads: 'Workloads',
  services: 'Services',
  configuration: 'Configuration',
  events: 'Events',
};

const plainRow = { description: '', tooltip: '', health: 'plain', open: 'none' } as const;

export const namespacesRow: TreeNode = { ...plainRow, label: 'Namespaces', icon: 'folder-library', open: 'open', context: 'section' };

export function controlPlaneRow(components: readonly ComponentRow[]): TreeNode {
  const down = components.filter((component) => !component.up).length;
  const state = down === 0 ? plainRow : ({ ...plainRow, description: `${countOf(down, 'component')} down`, health: 'bad' } as const);
  return { ...state, label: 'Control plane', icon: 'circuit-board', open: 'closed', context: 'section' };
}

export function nodesRow(nodes: readonly KubeObject[]): TreeNode {
  const ready = nodes.filter((node) => summarize(node).health === 'ok').length;
  const health = ready === nodes.length ? 'plain' : 'bad';
  const description = `${ready}/${nodes.length} ready`;
  return { ...plainRow, label: 'Nodes', description, icon: 'server', health, open: 'closed', context: 'section' };
}

export function componentRow(component: ComponentRow): TreeNode {
  const { name, host, up, restarts, watches } = component;
  return {
    ...plainRow,
    label: name.split('/')[0] ?? name,
    description: !up ? 'down' : restarts > 0 ? countOf(restarts, 'restart') : '',
    tooltip: `${name} on ${host}${watches.length > 0 ? `\nwatches ${watches.join(', ')}` : ''}`,
    icon: up ? 'pulse' : 'debug-disconnect',
    health: up ? 'ok' : 'bad',
    context: up ? 'component.up' : 'component.down',
    component: name,
  };
}

export function nodeRow(node: KubeObject, pods: number): TreeNode {
  const { name } = node.metadata;
  const { text, health, reason } = summarize(node);
  return {
    label: name,
    description: `${text}, ${countOf(pods, 'pod')}`,
    tooltip: reason,
    icon: 'server',
    health,
    open: 'closed',
    context: 'object.nodes',
    ref: { plural: 'nodes', name },
  };
}

export function namespaceRow(namespace: KubeObject, open: TreeNode['open']): TreeNode {
  const { name } = namespace.metadata;
  const { text, health } = summarize(namespace);
  const description = text || (open === 'none' ? 'empty' : '');
  const ref = { plural: 'namespaces', name };
  return { ...plainRow, label: name, description, icon: 'symbol-namespace', health, open, context: 'object.namespaces', ref };
}

export function groupRow(group: Group, count: number): TreeNode {
  const open = group === 'workloads' || group === 'services' ? 'open' : 'closed';
  return { ...plainRow, label: groupLabels[group], description: String(count), icon: groupIcons[group], open, context: 'group' };
}

export function objectRow(object: KubeObject, ref: ObjectRef, open: TreeNode['open']): TreeNode {
  const { text, health, reason } = summarize(object);
  return {
    label: ref.name,
    description: health === 'ok' ? withoutWords(text) : text,
    tooltip: reason || text,
    icon: icons[ref.plural] ?? 'symbol-object',
    health,
    open,
    context: `object.${ref.plural}`,
    ref,
  };
}

/** `below`: the node it is shown under; else it stands under its owner, whose name it need not say again. */
export function podRow(pod: Pod, ref: ObjectRef, node: Node | undefined, below: string): TreeNode {
  const { text, health, reason } = summarizePod(pod, node);
  const owner = pod.metadata.ownerReferences?.find(({ controller }) => controller === true);
  const isShort = below === '' && owner?.kind === 'ReplicaSet' && ref.name.startsWith(`${owner.name}-`);
  // Under its node everything else says already that it is not ready.
  const words = below === '' ? text : text.replace(/^node NotReady, /, '');
  return {
    label: isShort ? `…${ref.name.slice(owner.name.length)}` : ref.name,
    spoken: ref.name,
    description: health === 'ok' ? withoutWords(words) : words,
    tooltip: [ref.name, text, reason].filter((line) => line !== '').join('\n'),
    icon: icons['pods'] ?? '',
    health,
    open: 'none',
    context: 'object.pods',
    ref,
  };
}

export function eventRow(event: KubeEvent, ref: ObjectRef): TreeNode {
  const { text, health } = summarize(event);
  const icon = event.type === 'Warning' ? 'warning' : (icons['events'] ?? '');
  return { label: event.reason ?? ref.name, description: text, tooltip: text, icon, health, open: 'none', context: 'object.events', ref };
}

export function moreRow(hidden: number): TreeNode {
  return { ...plainRow, label: `${hidden} more`, icon: 'ellipsis', context: 'more' };
}

/** What is as it should be needs few words: `1/1`, `198.51.100.1:80`. The tooltip has them all. */
function withoutWords(text: string): string {
  return text.replace(/ Running$/, '').replace(/^(?:ClusterIP|NodePort|LoadBalancer) (?=\S*:)/, '');
}
