// APIService: one version of one API group, and which server answers for it.
import { ageColumn, column, nameColumn } from '../columns/columns.ts';
import { type Kind, defineKind } from '../kind.ts';
import type { Condition, KubeObject } from '../object.ts';
import { keepMetadata, keepSpec, keepStatus } from '../strategy.ts';
import { validateApiService, validateApiServiceUpdate } from '../validate/api-service.ts';
import { writable } from '../writable.ts';

export interface APIServiceSpec {
  /** Absent: this server itself. */
  readonly service?: { readonly namespace?: string; readonly name?: string; readonly port?: number };
  readonly group?: string;
  readonly version?: string;
  readonly insecureSkipTLSVerify?: boolean;
  readonly caBundle?: string;
  readonly groupPriorityMinimum: number;
  readonly versionPriority: number;
}

export interface APIService extends KubeObject {
  readonly apiVersion: 'apiregistration.k8s.io/v1';
  readonly kind: 'APIService';
  readonly spec: APIServiceSpec;
  readonly status: { readonly conditions?: readonly Condition[] };
}

const HTTPS_PORT = 443;

export const apiServices: Kind<APIService> = defineKind<APIService>({
  group: 'apiregistration.k8s.io',
  version: 'v1',
  kind: 'APIService',
  plural: 'apiservices',
  singular: 'apiservice',
  shortNames: [],
  categories: ['api-extensions'],
  namespaced: false,
  simplified: 'The local groups are listed; requests are not passed on to other servers.',
  unconditionalUpdate: false,
  nameRule: 'path-segment',
  rechecksMetadata: true,
  subresources: ['status'],
  setDefaults: (service) => {
    const draft = service as { spec?: APIServiceSpec; status?: APIService['status'] };
    const spec = writable((draft.spec ??= { groupPriorityMinimum: 0, versionPriority: 0 }));
    draft.status ??= {};
    if (spec.service !== undefined) spec.service.port ??= HTTPS_PORT;
  },
  prepareForCreate: (service) => {
    // What this server answers itself is there at once.
    const { creationTimestamp } = service.metadata;
    const available: Condition = {
      type: 'Available',
      status: 'True',
      lastTransitionTime: creationTimestamp,
      reason: 'Local',
      message: 'Local APIServices are always available',
    };
    (service as { status: APIService['status'] }).status = service.spec.service === undefined ? { conditions: [available] } : {};
  },
  prepareForUpdate: keepStatus,
  prepareForStatusUpdate: (next, previous) => {
    keepSpec(next, previous);
    keepMetadata(next, previous);
  },
  validate: validateApiService,
  validateUpdate: validateApiServiceUpdate,
  validateStatusUpdate: () => [],
  columns: [
    nameColumn,
    column('Service', 'Who answers: this server, or a Service.', ({ spec: { service } }) =>
      service === undefined ? 'Local' : `${service.namespace ?? ''}/${service.name ?? ''}`,
    ),
    column('Available', 'Whether it answers, and if not, why.', printedAvailability),
    ageColumn,
  ],
});

function printedAvailability({ status }: APIService): string {
  const condition = status.conditions?.find(({ type }) => type === 'Available');
  if (condition === undefined) return 'Unknown';
  return condition.status === 'True' || !condition.reason ? condition.status : `${condition.status} (${condition.reason})`;
}
