// FlowSchema: which requests belong together, and which level of priority they wait in.
import { NONE, ageColumn, column, nameColumn } from '../columns/columns.ts';
import { deepEqual } from '../equal.ts';
import { type Kind, defineKind } from '../kind.ts';
import type { Condition, KubeObject } from '../object.ts';
import { beginGeneration, countGeneration, keepSpec, keepStatus } from '../strategy.ts';
import { validateFlowSchema } from '../validate/flow-schema.ts';
import { writable } from '../writable.ts';

export interface FlowSubject {
  readonly kind: string;
  readonly user?: { readonly name?: string };
  readonly group?: { readonly name?: string };
  readonly serviceAccount?: { readonly namespace?: string; readonly name?: string };
}

export interface FlowResourceRule {
  readonly verbs?: readonly string[];
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly clusterScope?: boolean;
  readonly namespaces?: readonly string[];
}

export interface FlowRule {
  readonly subjects?: readonly FlowSubject[];
  readonly resourceRules?: readonly FlowResourceRule[];
  readonly nonResourceRules?: readonly { readonly verbs?: readonly string[]; readonly nonResourceURLs?: readonly string[] }[];
}

export interface FlowSchemaSpec {
  readonly priorityLevelConfiguration?: { readonly name?: string };
  readonly matchingPrecedence?: number;
  readonly distinguisherMethod?: { readonly type: string };
  readonly rules?: readonly FlowRule[];
}

export interface FlowSchema extends KubeObject {
  readonly apiVersion: 'flowcontrol.apiserver.k8s.io/v1';
  readonly kind: 'FlowSchema';
  readonly spec: FlowSchemaSpec;
  readonly status: { readonly conditions?: readonly Condition[] };
}

const DEFAULT_PRECEDENCE = 1000;

export const flowSchemas: Kind<FlowSchema> = defineKind<FlowSchema>({
  group: 'flowcontrol.apiserver.k8s.io',
  version: 'v1',
  kind: 'FlowSchema',
  plural: 'flowschemas',
  singular: 'flowschema',
  shortNames: [],
  categories: [],
  namespaced: false,
  simplified: 'Listed and checked; requests are not queued by it.',
  unconditionalUpdate: false,
  subresources: ['status'],
  setDefaults: (schema) => {
    const draft = schema as { spec?: FlowSchemaSpec; status?: FlowSchema['status'] };
    const spec = writable((draft.spec ??= {}));
    spec.priorityLevelConfiguration ??= { name: '' };
    spec.matchingPrecedence ||= DEFAULT_PRECEDENCE;
    draft.status ??= {};
  },
  prepareForCreate: (schema) => {
    beginGeneration(schema);
    writable(schema).status = {};
  },
  prepareForUpdate: (next, previous) => {
    keepStatus(next, previous);
    countGeneration(next, previous, !deepEqual(next.spec, previous.spec));
  },
  prepareForStatusUpdate: keepSpec,
  validate: validateFlowSchema,
  validateUpdate: validateFlowSchema,
  validateStatusUpdate: () => [],
  // In the order they are asked whether they fit.
  rowOrder: (left, right) =>
    (left.spec.matchingPrecedence ?? 0) - (right.spec.matchingPrecedence ?? 0) || (left.metadata.name < right.metadata.name ? -1 : 1),
  columns: [
    nameColumn,
    column('PriorityLevel', 'The level its requests wait in.', ({ spec }) => spec.priorityLevelConfiguration?.name ?? ''),
    column('MatchingPrecedence', 'Of several that fit, the lowest is taken.', ({ spec }) => spec.matchingPrecedence ?? 0),
    column('DistinguisherMethod', 'What tells flows apart within it.', ({ spec }) => spec.distinguisherMethod?.type ?? NONE),
    ageColumn,
    column(
      'MissingPL',
      'Whether its level is missing.',
      ({ status }) => status.conditions?.find(({ type }) => type === 'Dangling')?.status ?? '?',
    ),
  ],
});
