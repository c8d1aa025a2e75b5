// ComponentStatus: whether a part of the control plane answers. Old, and answered anew each time.
import { column, nameColumn } from '../columns/columns.ts';
import { type Kind, defineKind } from '../kind.ts';
import type { KubeObject } from '../object.ts';

export interface ComponentStatus extends KubeObject {
  readonly apiVersion: 'v1';
  readonly kind: 'ComponentStatus';
  readonly conditions?: readonly {
    readonly type: string;
    readonly status: 'True' | 'False' | 'Unknown';
    readonly message?: string;
    readonly error?: string;
  }[];
}

export const componentStatuses: Kind<ComponentStatus> = defineKind<ComponentStatus>({
  group: '',
  version: 'v1',
  kind: 'ComponentStatus',
  plural: 'componentstatuses',
  singular: 'componentstatus',
  shortNames: ['cs'],
  categories: [],
  namespaced: false,
  simplified: 'Scheduler and controller manager are judged by their leases, etcd by the connection.',
  subresources: [],
  verbs: ['get', 'list'],
  computed: true,
  deprecated: 'deprecated in v1.19+',
  columns: [
    nameColumn,
    column('Status', 'Healthy, Unhealthy or Unknown.', printedHealth),
    column('Message', 'What it said.', (status) => healthOf(status)?.message ?? ''),
    column('Error', 'Why it could not be asked.', (status) => healthOf(status)?.error ?? ''),
  ],
});

function printedHealth(status: ComponentStatus): string {
  const health = healthOf(status);
  if (health === undefined) return 'Unknown';
  return health.status === 'True' ? 'Healthy' : 'Unhealthy';
}

function healthOf({ conditions }: ComponentStatus): NonNullable<ComponentStatus['conditions']>[number] | undefined {
  return conditions?.find(({ type }) => type === 'Healthy');
}
