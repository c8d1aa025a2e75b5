// Webhook configurations: programs of one's own that the API server asks before it stores something.
// Simplified: they are kept and checked, but the lab calls no webhooks; admission/webhooks.ts says so.
import { ageColumn, integerColumn, nameColumn } from '../columns/columns.ts';
import { deepEqual } from '../equal.ts';
import { completeRules, type MatchCondition, type Rule } from '../admission-rules.ts';
import { type Kind, type KindDefinition, defineKind } from '../kind.ts';
import type { LabelSelector } from '../label-selector.ts';
import type { KubeObject } from '../object.ts';
import { beginGeneration, countGeneration } from '../strategy.ts';
import { validateWebhooks } from '../validate/webhooks.ts';
import { writable } from '../writable.ts';

export interface Webhook {
  readonly name: string;
  readonly clientConfig?: {
    readonly url?: string;
    readonly service?: { readonly namespace?: string; readonly name?: string; readonly path?: string; readonly port?: number };
    readonly caBundle?: string;
  };
  readonly rules?: readonly Rule[];
  readonly failurePolicy?: string;
  readonly matchPolicy?: string;
  readonly namespaceSelector?: LabelSelector;
  readonly objectSelector?: LabelSelector;
  readonly sideEffects?: string;
  readonly timeoutSeconds?: number;
  readonly admissionReviewVersions?: readonly string[];
  readonly matchConditions?: readonly MatchCondition[];
  readonly reinvocationPolicy?: string;
}

interface Configuration extends KubeObject {
  readonly apiVersion: 'admissionregistration.k8s.io/v1';
  readonly webhooks?: readonly Webhook[];
}

export interface MutatingWebhookConfiguration extends Configuration {
  readonly kind: 'MutatingWebhookConfiguration';
}

export interface ValidatingWebhookConfiguration extends Configuration {
  readonly kind: 'ValidatingWebhookConfiguration';
}

const shared = {
  simplified: 'Stored and checked as in Kubernetes; the lab calls no webhooks yet.',
  shortNames: [],
  categories: ['api-extensions'],
  namespaced: false,
  unconditionalUpdate: false,
  subresources: [],
  setDefaults: ({ kind, webhooks }: KubeObject & Configuration) => {
    for (const webhook of webhooks ?? []) completeWebhook(webhook, kind === 'MutatingWebhookConfiguration');
  },
  prepareForCreate: beginGeneration,
  prepareForUpdate: (next: Configuration, previous: Configuration) =>
    countGeneration(next, previous, !deepEqual(next.webhooks, previous.webhooks)),
  validate: ({ webhooks = [] }: Configuration) => validateWebhooks(webhooks),
  columns: [
    nameColumn,
    integerColumn('Webhooks', 'How many webhooks it names.', ({ webhooks }: KubeObject & Configuration) => webhooks?.length ?? 0),
    ageColumn,
  ],
} satisfies Partial<KindDefinition<Configuration>>;

export const mutatingWebhookConfigurations: Kind<MutatingWebhookConfiguration> = defineKind<MutatingWebhookConfiguration>({
  group: 'admissionregistration.k8s.io',
  version: 'v1',
  kind: 'MutatingWebhookConfiguration',
  plural: 'mutatingwebhookconfigurations',
  singular: 'mutatingwebhookconfiguration',
  ...shared,
});

export const validatingWebhookConfigurations: Kind<ValidatingWebhookConfiguration> = defineKind<ValidatingWebhookConfiguration>({
  group: 'admissionregistration.k8s.io',
  version: 'v1',
  kind: 'ValidatingWebhookConfiguration',
  plural: 'validatingwebhookconfigurations',
  singular: 'validatingwebhookconfiguration',
  ...shared,
});

/** Models SetDefaults_ValidatingWebhook and SetDefaults_MutatingWebhook. */
function completeWebhook(webhook: Webhook, mutates: boolean): void {
  const draft = writable(webhook);
  draft.failurePolicy ??= 'Fail';
  draft.matchPolicy ??= 'Equivalent';
  draft.namespaceSelector ??= {};
  draft.objectSelector ??= {};
  draft.timeoutSeconds ??= 10;
  if (mutates) draft.reinvocationPolicy ??= 'Never';
  if (draft.clientConfig?.service !== undefined) draft.clientConfig.service.port ??= 443;
  completeRules(webhook.rules);
}
