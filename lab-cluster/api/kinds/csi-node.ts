// CSINode: which storage drivers run on a node, and how many volumes each can take there.
import { ageColumn, integerColumn, nameColumn } from '../columns/columns.ts';
import { type Kind, defineKind } from '../kind.ts';
import type { KubeObject } from '../object.ts';
import { validateCsiNode, validateCsiNodeUpdate } from '../validate/csi.ts';

export interface CSINodeDriver {
  readonly name: string;
  readonly nodeID: string;
  readonly topologyKeys?: readonly string[];
  readonly allocatable?: { readonly count?: number };
}

export interface CSINode extends KubeObject {
  readonly apiVersion: 'storage.k8s.io/v1';
  readonly kind: 'CSINode';
  readonly spec: { readonly drivers: readonly CSINodeDriver[] };
}

export const csiNodes: Kind<CSINode> = defineKind<CSINode>({
  group: 'storage.k8s.io',
  version: 'v1',
  kind: 'CSINode',
  plural: 'csinodes',
  singular: 'csinode',
  shortNames: [],
  categories: [],
  namespaced: false,
  simplified: 'Stored and checked as in Kubernetes; no driver is simulated yet.',
  unconditionalUpdate: false,
  showsDeleted: true,
  subresources: [],
  setDefaults: (node) => {
    const draft = node as { spec?: { drivers?: readonly CSINodeDriver[] | null } };
    draft.spec ??= {};
    // Go prints these lists even when there are none.
    draft.spec.drivers ??= null;
    for (const driver of draft.spec.drivers ?? []) (driver as { topologyKeys?: readonly string[] | null }).topologyKeys ??= null;
  },
  validate: validateCsiNode,
  validateUpdate: validateCsiNodeUpdate,
  columns: [nameColumn, integerColumn('Drivers', 'How many drivers the node has.', ({ spec }) => spec.drivers?.length ?? 0), ageColumn],
});
