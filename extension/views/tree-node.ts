// What one row of the explorer says and which row it is: ids are text, so that refreshing a row needs no object identity. Pure.
import type { Health } from '../kube/summary.ts';
import { type ObjectRef, parseRef, refText } from '../../lab-cluster/kubectl/resources.ts';

export interface TreeNode {
  readonly label: string;
  /** What a screen reader says for the label, where that is shortened. */
  readonly spoken?: string;
  readonly description: string;
  readonly tooltip: string;
  /** Name of a product icon. */
  readonly icon: string;
  readonly health: Health;
  readonly open: 'none' | 'closed' | 'open';
  /** For `when` clauses of menus: words separated by dots, for example `object.pods`. */
  readonly context: string;
  readonly ref?: ObjectRef;
  readonly component?: string;
}

/** The groups below a namespace, in order. */
export const groups = ['workloads', 'services', 'configuration', 'events'] as const;
export type Group = (typeof groups)[number];

/** A row's id, taken apart. */
export type NodeId =
  | { readonly type: 'section'; readonly section: 'control-plane' | 'nodes' | 'namespaces' }
  | { readonly type: 'component'; readonly name: string }
  | { readonly type: 'node'; readonly name: string }
  | { readonly type: 'namespace'; readonly name: string }
  | { readonly type: 'group'; readonly namespace: string; readonly group: Group }
  | { readonly type: 'object'; readonly ref: ObjectRef; readonly below: string }
  | { readonly type: 'more'; readonly below: string };

export const controlPlaneId = 'section:control-plane';
export const nodesId = 'section:nodes';
export const namespacesId = 'section:namespaces';

export function componentId(name: string): string {
  return `component:${name}`;
}

export function nodeId(name: string): string {
  return `node:${name}`;
}

export function namespaceId(name: string): string {
  return `namespace:${name}`;
}

export function groupId(namespace: string, group: Group): string {
  return `group:${namespace}/${group}`;
}

/** An object's row. A pod has two: below its owner, and below its node (`below` says so). */
export function objectId(ref: ObjectRef, below = ''): string {
  return `object:${below}:${refText(ref)}`;
}

export function moreId(below: string): string {
  return `more:${below}`;
}

export function parseNodeId(id: string): NodeId | undefined {
  const [type = '', rest = ''] = splitOnce(id, ':');
  switch (type) {
    case 'section':
      return { type, section: rest as 'control-plane' };
    case 'component':
    case 'node':
    case 'namespace':
      return { type, name: rest };
    case 'group': {
      const [namespace = '', group = ''] = splitOnce(rest, '/');
      return { type, namespace, group: group as Group };
    }
    case 'object': {
      const [below = '', ref = ''] = splitOnce(rest, ':');
      const parsed = parseRef(ref);
      return parsed && { type, ref: parsed, below };
    }
    case 'more':
      return { type, below: rest };
    default:
      return undefined;
  }
}

function splitOnce(text: string, separator: string): readonly string[] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}
