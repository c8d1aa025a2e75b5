// The place of webhooks in the order of admission. Simplified: the lab calls none, and tells whoever registers one.
// Models apiserver/pkg/admission/plugin/webhook.
import type { AdmissionPlugin } from './plugin.ts';

const CONFIGURATIONS = new Set(['mutatingwebhookconfigurations', 'validatingwebhookconfigurations']);

export const webhooks: AdmissionPlugin = {
  name: 'WebhookNotice',
  simplified: 'not of Kubernetes: it tells whoever registers a webhook that the lab calls none',
  handles: ({ kind, operation }) => CONFIGURATIONS.has(kind.plural) && operation !== 'DELETE',
  validate: ({ warn }) => {
    warn('this lab stores webhook configurations but does not call webhooks: requests pass as if none were registered');
    return undefined;
  },
};
