// NetworkPolicy: who may talk to a group of pods, and to whom they may talk.
import { ageColumn, column, nameColumn } from '../columns/columns.ts';
import type { IntOrString, Protocol } from '../pods/container.ts';
import { deepEqual } from '../equal.ts';
import { type Kind, defineKind } from '../kind.ts';
import type { LabelSelector } from '../label-selector.ts';
import { warningsOfNetworkPolicy } from '../warnings/network-warnings.ts';
import type { KubeObject } from '../object.ts';
import { beginGeneration, countGeneration } from '../strategy.ts';
import { printSelector } from '../selector.ts';
import { validateNetworkPolicy } from '../validate/network-policy.ts';
import { writable } from '../writable.ts';

export interface NetworkPolicyPort {
  readonly protocol?: Protocol;
  readonly port?: IntOrString;
  readonly endPort?: number;
}

export interface NetworkPolicyPeer {
  readonly podSelector?: LabelSelector;
  readonly namespaceSelector?: LabelSelector;
  readonly ipBlock?: { readonly cidr: string; readonly except?: readonly string[] };
}

export interface NetworkPolicySpec {
  readonly podSelector: LabelSelector;
  readonly ingress?: readonly { readonly ports?: readonly NetworkPolicyPort[]; readonly from?: readonly NetworkPolicyPeer[] }[];
  readonly egress?: readonly { readonly ports?: readonly NetworkPolicyPort[]; readonly to?: readonly NetworkPolicyPeer[] }[];
  readonly policyTypes?: readonly ('Ingress' | 'Egress')[];
}

export interface NetworkPolicy extends KubeObject {
  readonly apiVersion: 'networking.k8s.io/v1';
  readonly kind: 'NetworkPolicy';
  readonly spec: NetworkPolicySpec;
}

export const networkPolicies: Kind<NetworkPolicy> = defineKind<NetworkPolicy>({
  group: 'networking.k8s.io',
  version: 'v1',
  kind: 'NetworkPolicy',
  plural: 'networkpolicies',
  singular: 'networkpolicy',
  shortNames: ['netpol'],
  categories: [],
  namespaced: true,
  simplified: 'Stored and checked as in Kubernetes; packets are not filtered by it yet.',
  subresources: [],
  setDefaults: (policy) => {
    const draft = policy as { spec?: NetworkPolicySpec };
    const spec = writable((draft.spec ??= { podSelector: {} }));
    spec.podSelector ??= {};
    for (const { ports = [] } of [...(spec.ingress ?? []), ...(spec.egress ?? [])]) for (const port of ports) port.protocol ??= 'TCP';
    // Without egress rules only what comes in is meant.
    if ((spec.policyTypes?.length ?? 0) === 0) spec.policyTypes = (spec.egress?.length ?? 0) > 0 ? ['Ingress', 'Egress'] : ['Ingress'];
  },
  prepareForCreate: beginGeneration,
  prepareForUpdate: (next, previous) => countGeneration(next, previous, !deepEqual(next.spec, previous.spec)),
  validate: validateNetworkPolicy,
  // Upstream applies the rules of a new policy, and then those of an update, which are the same.
  validateUpdate: (next, previous) => {
    const once = validateNetworkPolicy(next, previous);
    return [...once, ...once];
  },
  rechecksMetadata: true,
  warnings: warningsOfNetworkPolicy,
  columns: [nameColumn, column('Pod-Selector', 'The pods it is about.', ({ spec }) => printSelector(spec.podSelector)), ageColumn],
});
