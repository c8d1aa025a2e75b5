// NodeMetrics and PodMetrics: what nodes and pods use, as a metrics server tells `kubectl top` and autoscalers.
import { column, nameColumn } from '../columns/columns.ts';
import { type Column, type Kind, defineKind } from '../kind.ts';
import type { KubeObject } from '../object.ts';
import { addQuantities } from '../quantity.ts';
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

// The table is the metrics server's: it has no age, for nothing here was ever stored. Models metrics-server pkg/api/table.go.
const windowColumn: Column<NodeMetrics | PodMetrics> = {
  ...column<NodeMetrics | PodMetrics>('Window', 'How long was measured.', ({ window }) => window),
  format: 'duration',
};

function usageColumn<T extends KubeObject>(name: string, description: string, cell: (object: T) => string | undefined): Column<T> {
  return { ...column<T>(name, description, (object) => cell(object) ?? '0'), format: 'quantity' };
}

function sumOf(containers: PodMetrics['containers'], name: string): string | undefined {
  const amounts = containers.flatMap(({ usage }) => usage[name] ?? []);
  return amounts.length === 0 ? undefined : amounts.reduce(addQuantities);
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
    usageColumn('cpu', 'Processor time it uses.', ({ usage }) => usage['cpu']),
    usageColumn('memory', 'Memory it uses.', ({ usage }) => usage['memory']),
    windowColumn,
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
  columns: [
    nameColumn,
    usageColumn('cpu', 'Processor time its containers use.', ({ containers }) => sumOf(containers, 'cpu')),
    usageColumn('memory', 'Memory its containers use.', ({ containers }) => sumOf(containers, 'memory')),
    windowColumn,
  ],
});
