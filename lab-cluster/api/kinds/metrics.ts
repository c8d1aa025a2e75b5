// NodeMetrics and PodMetrics: what nodes and pods use, as a metrics server tells `kubectl top` and autoscalers.
import { ageColumn, column, nameColumn } from '../columns/columns.ts';
import { type Kind, defineKind } from '../kind.ts';
import type { KubeObject } from '../object.ts';
import type { ResourceList } from '../resources.ts';

export interface NodeMetrics extends KubeObject {
  readonly apiVersion: 'metrics.k8s.io/v1beta1';
  readonly kind: 'NodeMetrics';
  /** End of the time that was measured … */
  readonly timestamp: string;
  /** … and its length, as Go prints a duration. */
  readonly window: string;
  readonly usage: ResourceList;
}

export interface PodMetrics extends KubeObject {
  readonly apiVersion: 'metrics.k8s.io/v1beta1';
  readonly kind: 'PodMetrics';
  readonly timestamp: string;
  readonly window: string;
  readonly containers: readonly { readonly name: string; readonly usage: ResourceList }[];
}

export const nodeMetrics: Kind<NodeMetrics> = defineKind<NodeMetrics>({
  group: 'metrics.k8s.io',
  version: 'v1beta1',
  kind: 'NodeMetrics',
  plural: 'nodes',
  singular: '',
  shortNames: [],
  categories: [],
  namespaced: false,
  subresources: [],
  verbs: ['get', 'list'],
  computed: true,
  simplified: 'Made up from what containers ask for, the same for the same instant; the API server itself answers, not a metrics server.',
  columns: [
    nameColumn,
    column('cpu', 'Processor time it uses.', ({ usage }) => usage['cpu'] ?? ''),
    column('memory', 'Memory it uses.', ({ usage }) => usage['memory'] ?? ''),
    column('Window', 'How long was measured.', ({ window }) => window),
    ageColumn,
  ],
});

export const podMetrics: Kind<PodMetrics> = defineKind<PodMetrics>({
  group: 'metrics.k8s.io',
  version: 'v1beta1',
  kind: 'PodMetrics',
  plural: 'pods',
  singular: '',
  shortNames: [],
  categories: [],
  namespaced: true,
  subresources: [],
  verbs: ['get', 'list'],
  computed: true,
  simplified: 'Made up from what containers ask for, the same for the same instant; the API server itself answers, not a metrics server.',
  columns: [nameColumn, column('Window', 'How long was measured.', ({ window }) => window), ageColumn],
});
